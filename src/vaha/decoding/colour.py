"""From what decoders give to RGB as screens show it (sRGB), opaque, a strip of rows at a time."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy.typing as npt
    import PIL.Image
    from PIL.ImageCms import ImageCmsTransform

STRIP = 20_000
"""Pixels that are changed at a time: few enough for a processor's cache (a third of the time that a
million takes), and no second picture stands in memory."""

SAME = 2
"""A profile that moves no sample colour by more levels than these is sRGB under another name."""

_PLAIN = ("L", "LA", "RGB", "RGBA", "CMYK")


def made_plain(picture: PIL.Image.Image) -> PIL.Image.Image:
    """The loaded picture in one of the modes whose pixels can be averaged."""
    if picture.mode == "F" or picture.mode.startswith("I"):
        return _from_deep_grey(picture)
    if picture.mode == "1":
        return picture.convert("L")
    if picture.mode != "RGBA" and picture.has_transparency_data:
        return picture if picture.mode == "LA" else picture.convert("RGBA")
    return picture if picture.mode in _PLAIN else picture.convert("RGB")


def rgb_strips(picture: PIL.Image.Image, profile: bytes | None) -> Iterator[bytes]:
    """The plain picture's rows from the top, RGB, on white where it is transparent."""
    transform = _to_srgb(profile, picture.mode) if profile else None
    rows = max(1, STRIP // picture.width)
    for top in range(0, picture.height, rows):
        strip = picture.crop((0, top, picture.width, min(picture.height, top + rows)))
        if transform is not None:
            strip = transform.apply(strip)
        yield _on_white(strip).tobytes()


def _on_white(strip: PIL.Image.Image) -> PIL.Image.Image:
    import PIL.Image

    if strip.mode not in ("LA", "RGBA"):
        return strip if strip.mode == "RGB" else strip.convert("RGB")
    opaque = strip.convert("RGBA")
    white = PIL.Image.new("RGBA", opaque.size, "white")
    return PIL.Image.alpha_composite(white, opaque).convert("RGB")


def _to_srgb(profile: bytes, mode: str) -> ImageCmsTransform | None:
    """What makes sRGB of the profile's colours; None where it is sRGB, or says nothing usable."""
    from PIL import ImageCms

    if mode == "LA":
        return None
    target = mode if mode == "RGBA" else "RGB"
    try:
        transform = ImageCms.buildTransform(
            ImageCms.ImageCmsProfile(io.BytesIO(profile)),
            ImageCms.createProfile("sRGB"),
            mode,
            target,
            ImageCms.Intent.PERCEPTUAL,
        )
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None
    return None if mode == "RGB" and _changes_nothing(transform) else transform


def _changes_nothing(transform: ImageCmsTransform) -> bool:
    import PIL.Image
    from PIL import ImageChops

    levels = (0, 51, 102, 153, 204, 255)
    samples = bytes(level for r in levels for g in levels for b in levels for level in (r, g, b))
    before = PIL.Image.frombytes("RGB", (len(samples) // 3, 1), samples)
    extrema = ImageChops.difference(before, transform.apply(before)).getextrema()
    return all(most <= SAME for _, most in extrema)  # type: ignore[misc]


def shorten_transparent_colour(picture: PIL.Image.Image) -> None:
    """A PNG of 16 bits names its clear colour in 16, of which Pillow keeps the upper 8.

    To be called before the picture is loaded.
    """
    colour = picture.info.get("transparency")
    deep = any(";16B" in str(tile) for tile in getattr(picture, "tile", ()))
    if deep and isinstance(colour, tuple):
        picture.info["transparency"] = tuple(level >> 8 for level in colour)


def _from_deep_grey(picture: PIL.Image.Image) -> PIL.Image.Image:
    """Grey of 16 bits (0..65535), of 12 in a TIFF (0..4095), or floats (0..1, else 0..255)."""
    import numpy as np
    import PIL.Image

    tags: Any = getattr(picture, "tag_v2", {})
    grey = np.asarray(picture)
    clear = picture.info.get("transparency")
    most = _whitest(grey, tags)
    rows = max(1, STRIP // picture.width)
    levels = np.empty(grey.shape, np.uint8)
    for top in range(0, len(grey), rows):
        part = np.nan_to_num(grey[top : top + rows] * (255.0 / most))
        levels[top : top + rows] = np.clip(np.rint(part), 0, 255)
    if tags.get(262) == 0:  # PhotometricInterpretation: white is zero
        np.subtract(255, levels, out=levels)
    plain = PIL.Image.fromarray(levels)
    if isinstance(clear, int):
        plain.putalpha(PIL.Image.fromarray(np.where(grey == clear, 0, 255).astype(np.uint8)))
    return plain


def _whitest(grey: npt.NDArray[Any], tags: Any) -> float:  # noqa: ANN401
    """The value that is white (black where white is zero)."""
    import numpy as np

    if grey.dtype.kind == "f":
        return 1.0 if np.nanmax(grey) <= 1.0 else 255.0
    bits = tags.get(258, (16,))[0]
    return float(2**bits - 1) if bits < 16 else 65535.0
