"""Pictures as others have them: files, addresses, bytes, Pillow's, arrays, tensors."""

from __future__ import annotations

import io
from http.client import HTTPException
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Union

import numpy as np
import numpy.typing as npt

from vaha.errors import PictureError
from vaha.images import Image, decode_image, read_image

if TYPE_CHECKING:
    import PIL.Image

AnyPicture = Union[str, "PathLike[str]", bytes, bytearray, "PIL.Image.Image", npt.NDArray[Any], Any]
"""A path or http(s) address, a file's bytes, a Pillow image, a NumPy array, or a PyTorch tensor."""

MOST_FETCHED = 50_000_000
"""Bytes of a picture from an address at most."""
PATIENCE = 20.0
"""Seconds for which an address may be silent."""


def as_image(picture: AnyPicture) -> Image:
    """The picture, RGB, uint8, H x W x 3.

    Arrays are H x W (grey), H x W x 3 or H x W x 4 (opacity, on white), tensors channels first as
    PyTorch has them; whole numbers 0 to 255, or floats 0 to 1. Raises PictureError for anything
    else, and what `read_image` raises.
    """
    if isinstance(picture, str) and picture.startswith(("http://", "https://")):
        return decode_image(_fetched(picture))
    if isinstance(picture, (str, PathLike)):
        return read_image(Path(picture))
    if isinstance(picture, (bytes, bytearray)):
        return decode_image(bytes(picture))
    if hasattr(picture, "detach"):
        return _of_array(_channels_last(picture.detach().cpu().numpy()))
    if hasattr(picture, "save") and hasattr(picture, "mode"):
        return decode_image(_encoded(picture))
    if isinstance(picture, np.ndarray):
        return _of_array(picture)
    raise PictureError(
        f"a {type(picture).__name__} is no picture; give a path, an address, bytes, a Pillow image,"
        " a NumPy array or a PyTorch tensor"
    )


def _fetched(address: str) -> bytes:
    from urllib.request import Request, urlopen

    request = Request(address, headers={"User-Agent": "vaha"})
    try:
        with urlopen(request, timeout=PATIENCE) as answer:
            data: bytes = answer.read(MOST_FETCHED + 1)
    except (OSError, HTTPException, ValueError) as error:
        raise PictureError(f"{address} cannot be fetched ({error}); is it right?") from error
    if len(data) > MOST_FETCHED:
        raise PictureError(
            f"{address} is larger than {MOST_FETCHED // 1_000_000} MB; fetch it first"
        )
    return data


def _encoded(picture: Any) -> bytes:  # noqa: ANN401 - one of Pillow's
    """As a PNG, so that one way reads turned, transparent and coloured pictures."""
    from PIL import ImageOps

    upright = ImageOps.exif_transpose(picture)
    plain = upright if upright.mode in ("L", "RGB", "RGBA") else upright.convert("RGBA")
    buffer = io.BytesIO()
    plain.save(buffer, "PNG", icc_profile=picture.info.get("icc_profile"), compress_level=1)
    return buffer.getvalue()


def _channels_last(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    first = values.ndim == 3 and values.shape[0] in (1, 3, 4)
    return values.transpose(1, 2, 0) if first else values


def _of_array(values: npt.NDArray[Any]) -> Image:
    if values.ndim == 2:
        values = values[..., None]
    if values.ndim != 3 or values.shape[2] not in (1, 3, 4) or not values.size:
        raise PictureError(
            f"an array of shape {values.shape} is no picture; give H x W, H x W x 3 or H x W x 4"
        )
    levels = _levels(values)
    if levels.shape[2] == 4:
        opacity = levels[..., 3:].astype(np.float32) / 255
        levels = np.rint(levels[..., :3] * opacity + 255 * (1 - opacity)).astype(np.uint8)
    return np.ascontiguousarray(np.broadcast_to(levels, (*levels.shape[:2], 3)))


def _levels(values: npt.NDArray[Any]) -> Image:
    """Whole numbers 0 to 255, from those or from floats 0 to 1; raises PictureError."""
    if values.dtype == np.uint8:
        return values
    if values.dtype.kind not in "buif" or not np.isfinite(values).all():
        raise PictureError("this array has values that are no brightness; give 0 to 255, or 0 to 1")
    most, least = (255, 0) if values.dtype.kind in "ui" else (1, 0)
    if values.min() < least or values.max() > most:
        raise PictureError(
            f"this array of {values.dtype} goes from {values.min():g} to {values.max():g}; give "
            "whole numbers 0 to 255, or floats 0 to 1"
        )
    return np.rint(values.astype(np.float64) * (255 / most)).astype(np.uint8)
