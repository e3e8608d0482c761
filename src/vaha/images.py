"""Pictures, in one convention: RGB, uint8, height x width x 3. Reading, writing, resizing."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
import numpy.typing as npt

from vaha.decoding import reading
from vaha.decoding.kinds import HEAD, KINDS, kind_of
from vaha.decoding.limits import Cost as Cost
from vaha.decoding.pool import Wanted, can_start_processes, the_pool
from vaha.decoding.process import DecodingStopped as DecodingStopped
from vaha.decoding.process import Stop as Stop
from vaha.errors import PictureError, PictureTooLarge
from vaha.files import prepare_folder as prepare_folder
from vaha.files import what_is_no_file, written_aside
from vaha.marking import PNG_KEYWORD, Made, packet

if TYPE_CHECKING:
    from PIL.PngImagePlugin import PngInfo

Image = npt.NDArray[np.uint8]
"""A picture: RGB, height x width x 3, 0 to 255. Nothing else is ever called an image here."""

MAX_PIXELS = 100_000_000
"""Larger pictures are refused before decoding: as RGB this one fills 300 MB."""

MOST_BYTES = 1_000_000_000
"""Larger files are no pictures that we read."""

ENOUGH = 2_000_000
"""So many pixels are enough of a photo in which faces are sought."""

PNG_START, MOST_CHUNKS = b"\x89PNG\r\n\x1a\n", 1000
"""How a PNG begins, and how many chunks may stand before its pixels."""

PATIENT = Cost(seconds=30.0)
"""What a picture may cost on the command line, where its owner waits for it."""

THE_PICTURE = "this file"
"""What messages call a picture that came without the name of a file."""


@dataclass(frozen=True)
class Photo:
    """A picture that may have been made smaller, and the size at which it was sent, upright."""

    image: Image
    height: int
    width: int

    @property
    def times_smaller(self) -> float:
        """By what a length in `image` is multiplied to be one in what was sent; 1 or more."""
        return float(max(self.width / self.image.shape[1], self.height / self.image.shape[0]))


def read_image(path: str | Path) -> Image:
    """Read a photograph or painting, upright (EXIF), opaque (on white), sRGB, H x W x 3.

    JPEG, PNG, WebP, HEIC, AVIF, BMP, TIFF and GIF (the first frame). It is decoded in a process of
    its own, which a damaged file may end. Raises PictureError for a file that is missing, empty,
    not a picture, cut short, above MAX_PIXELS or not decoded after PATIENT.seconds of processor,
    and DecoderError where no such process can be had.
    """
    wanted = Wanted(str(path), replace(PATIENT, pixels=MAX_PIXELS))
    return _decoded(_bytes_of(Path(path)), wanted).image


def decode_image(data: bytes, most_pixels: int = MAX_PIXELS) -> Image:
    """The picture in these bytes, as `read_image` reads a file; nothing touches the disk.

    Raises PictureError, also above `most_pixels`, which are counted before decoding.
    """
    return _decoded(data, Wanted(THE_PICTURE, replace(PATIENT, pixels=most_pixels))).image


def decode_photo(
    data: bytes,
    cost: Cost = Cost(),  # noqa: B008 - it is frozen
    stop: Stop | None = None,
    patience: float | None = None,
) -> Photo:
    """The picture in these bytes for at most this cost, made smaller where it is very large.

    A face needs few pixels: one of more than 4 x ENOUGH is divided so that ENOUGH are left.
    Once `stop` says so, decoding is ended and DecodingStopped raised; DecodersBusy where its turn
    does not come within `patience` seconds. Raises else as `decode_image`.
    """
    return _decoded(data, Wanted(THE_PICTURE, cost, ENOUGH, patience, stop))


def size_of_picture(data: bytes, most_pixels: int = MAX_PIXELS) -> tuple[int, int]:
    """Height and width as the picture's head says, before decoding; raises as `decode_image`."""
    wanted = Wanted(THE_PICTURE, Cost(pixels=most_pixels))
    if can_start_processes():
        return the_pool().size(data, wanted)
    with reading.opened(data, wanted.name, most_pixels) as picture:
        return picture.height, picture.width


def warm_up_decoders() -> None:
    """Start the processes that decode, so that no picture waits for that."""
    if can_start_processes():
        the_pool().warm()


def encode_picture(
    image: Image,
    format: str = "PNG",
    text: Mapping[str, str] | None = None,
    private: Mapping[str, bytes] | None = None,
    made: Made = "trained",
) -> bytes:
    """The picture as the bytes of a PNG (with these chunks of text, and private ones by their
    names of four letters), or of a WEBP or JPEG; marked with how it was made.
    """
    import PIL.Image

    buffer = io.BytesIO()
    options: dict[str, Any] = {"xmp": packet(made).encode()} if made else {}
    if format == "PNG":
        options = {"pnginfo": _chunks(text, private, made)}
    PIL.Image.fromarray(image).save(buffer, format=format, **options)
    return buffer.getvalue()


def read_png_text(path: str | Path) -> dict[str, str]:
    """The text chunks of a PNG, {} for other formats; raises PictureError as `read_image` does."""
    wanted = Wanted(str(path), replace(PATIENT, pixels=MAX_PIXELS))
    data = _bytes_of(Path(path))
    if can_start_processes():
        return the_pool().text(data, wanted)
    with reading.opened(data, wanted.name, MAX_PIXELS) as picture:
        return reading.text_of(picture)


def private_chunk(data: bytes, name: str) -> bytes | None:
    """What stands in the private chunk of this name in a PNG's bytes, None where there is none.

    Raises PictureError for no picture, and for a PNG that is cut short or in too many pieces.
    """
    for kind, chunk in _chunks_before_pixels(data):
        if kind == name.encode():
            return chunk
    return None


def _chunks_before_pixels(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Names and contents of a PNG's first chunks: no decoder is needed to read them."""
    if not kind_of(data[:HEAD]):
        raise PictureError(f"{THE_PICTURE} is not a picture; give {KINDS}")
    if not data.startswith(PNG_START):
        return
    at = len(PNG_START)
    for _ in range(MOST_CHUNKS):
        length, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        if kind == b"IDAT":
            return
        if at + 12 + length > len(data):
            break
        yield kind, data[at + 8 : at + 8 + length]
        at += 12 + length
    raise PictureError(f"{THE_PICTURE} is damaged or was cut short; get the file again")


def read_private_chunk(path: str | Path, name: str) -> bytes | None:
    """The same of a file; raises PictureError also for one that cannot be read."""
    return private_chunk(_bytes_of(Path(path)), name)


def write_png(
    path: str | Path,
    image: Image,
    text: Mapping[str, str] | None = None,
    private: Mapping[str, bytes] | None = None,
    dpi: int | None = None,
    made: Made = "trained",
) -> None:
    """Write the picture with these chunks, whole or not at all; raises OutputError.

    It is marked with how it was made. With `dpi` the file says so, by which printers
    know its size on paper.
    """
    import PIL.Image

    with written_aside(path) as aside:
        PIL.Image.fromarray(image).save(
            aside,
            format="PNG",
            pnginfo=_chunks(text, private, made),
            **({"dpi": (dpi, dpi)} if dpi else {}),
        )


def _chunks(
    text: Mapping[str, str] | None, private: Mapping[str, bytes] | None, made: Made
) -> PngInfo:
    from PIL.PngImagePlugin import PngInfo

    chunks = PngInfo()
    if made:
        chunks.add_itxt(PNG_KEYWORD, packet(made))
    for key, value in (text or {}).items():
        chunks.add_text(key, value)
    for name, data in (private or {}).items():
        chunks.add(name.encode(), data)
    return chunks


def resize(image: Image, height: int, width: int) -> Image:
    """The picture at this size: the mean of each area where whole pixels fit, Lanczos otherwise."""
    import PIL.Image

    if image.shape[:2] == (height, width):
        return image
    whole = image.shape[0] % height == 0 and image.shape[1] % width == 0
    method = PIL.Image.Resampling.BOX if whole else PIL.Image.Resampling.LANCZOS
    return np.array(PIL.Image.fromarray(image).resize((width, height), method))


def within(image: Image, side: int) -> Image:
    """The picture in its own proportions, made smaller where a side is longer than `side`."""
    height, width = image.shape[:2]
    shrink = max(1.0, max(height, width) / side)
    return resize(image, max(1, round(height / shrink)), max(1, round(width / shrink)))


def contact_sheet(
    images: Sequence[Image], columns: int, labels: Sequence[str] | None = None, gap: int = 8
) -> Image:
    """All pictures in rows on white, each with its label below, in cells of equal size."""
    import PIL.Image
    from PIL import ImageDraw, ImageFont

    if not images:
        raise ValueError("a contact sheet needs at least one picture")
    caption = 14 if labels else 0
    cell_height = max(image.shape[0] for image in images) + caption + gap
    cell_width = max(image.shape[1] for image in images) + gap
    columns = max(1, min(columns, len(images)))
    rows = -(-len(images) // columns)
    size = (columns * cell_width + gap, rows * cell_height + gap)
    sheet = PIL.Image.new("RGB", size, "white")
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default()
    for index, image in enumerate(images):
        left = gap + index % columns * cell_width
        top = gap + index // columns * cell_height
        sheet.paste(PIL.Image.fromarray(image), (left, top))
        if labels:
            draw.text((left, top + image.shape[0] + 1), labels[index], fill="black", font=font)
    return np.array(sheet)


def _opened(path: Path) -> AbstractContextManager[BinaryIO]:
    """The file, or for `-` what comes through stdin."""
    if str(path) != "-":
        _check_kind(path, path.stat().st_mode)
        return path.open("rb")
    if sys.stdin is None:
        raise PictureError("nothing comes through stdin, which is closed; name a picture")
    return nullcontext(sys.stdin.buffer)


def _check_kind(path: Path, mode: int) -> None:
    kind = what_is_no_file(mode)
    if kind == "a pipe":
        raise PictureError(f"{path} is a pipe; give the picture through - in its place")
    if kind is not None:
        raise PictureError(f"{path} is {kind}, not a picture; give {KINDS}")


def _bytes_of(path: Path) -> bytes:
    try:
        with _opened(path) as file:
            data = file.read(MOST_BYTES + 1)
    except FileNotFoundError as error:
        raise PictureError(f"there is no file {path}; check the name") from error
    except IsADirectoryError as error:
        raise PictureError(f"{path} is a folder; name a picture in it") from error
    except PermissionError as error:
        raise PictureError(f"{path} may not be read; check its permissions") from error
    except OSError as error:  # a name that is too long or leads in a circle, a dead disk
        reason = error.strerror or type(error).__name__
        raise PictureError(f"{path} cannot be read ({reason}); check the name") from error
    if len(data) > MOST_BYTES:
        raise PictureTooLarge(f"{path} is too large; make it at most {MOST_BYTES // 10**6} MB")
    return data


def _decoded(data: bytes, wanted: Wanted) -> Photo:
    if can_start_processes():
        image, (height, width) = the_pool().decode(data, wanted)
        return Photo(image, height, width)
    with reading.opened(data, wanted.name, wanted.cost.pixels) as picture:
        found = reading.decoded(picture, wanted.enough)
        rows = np.frombuffer(b"".join(found.rows), np.uint8)
        return Photo(rows.reshape(*found.size, 3).copy(), *found.full)
