"""Pictures, in one convention: RGB, uint8, height x width x 3. Reading, writing, resizing."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
import numpy.typing as npt

from vaha.errors import PictureError, PictureTooLarge
from vaha.files import prepare_folder as prepare_folder
from vaha.files import written_aside

if TYPE_CHECKING:
    import PIL.Image
    from PIL.PngImagePlugin import PngInfo

Image = npt.NDArray[np.uint8]
"""A picture: RGB, height x width x 3, 0 to 255. Nothing else is ever called an image here."""

MAX_PIXELS = 100_000_000
"""Larger pictures are refused before decoding: as RGB this one fills 300 MB."""

FORMATS = ("JPEG", "PNG", "WEBP", "HEIF", "AVIF", "BMP", "TIFF", "GIF", "PPM")
"""What is read, by Pillow's names: a closed list keeps exotic decoders from strangers' files."""

THE_PICTURE = "this file"
"""What messages call a picture that came without the name of a file."""

_SIGNATURES = (b"\xff\xd8\xff", b"\x89PNG", b"RIFF", b"GIF8", b"II*\0", b"MM\0*", b"BM")


def read_image(path: str | Path) -> Image:
    """Read a photograph or painting, upright (EXIF), opaque (on white), RGB, H x W x 3.

    JPEG, PNG, WebP, HEIC, AVIF, BMP, TIFF and GIF (the first frame). Raises PictureError for a file
    that is missing, empty, not a picture, cut short or above MAX_PIXELS.
    """
    with _opened(Path(path)) as picture:
        return _to_rgb(_upright(picture))


def decode_image(data: bytes, most_pixels: int = MAX_PIXELS) -> Image:
    """The picture in these bytes, as `read_image` reads a file; nothing touches the disk.

    Raises PictureError, also above `most_pixels`, which are counted before decoding.
    """
    with _open_picture(io.BytesIO(data), THE_PICTURE, most_pixels) as picture:
        return _to_rgb(_upright(picture))


def size_of_picture(data: bytes, most_pixels: int = MAX_PIXELS) -> tuple[int, int]:
    """Height and width as the picture's head says, before decoding; raises as `decode_image`."""
    with _open_picture(io.BytesIO(data), THE_PICTURE, most_pixels) as picture:
        return picture.height, picture.width


def encode_picture(
    image: Image,
    format: str = "PNG",
    text: Mapping[str, str] | None = None,
    private: Mapping[str, bytes] | None = None,
) -> bytes:
    """The picture as the bytes of a PNG (with these chunks of text, and private ones by their
    names of four letters), or of a WEBP or JPEG.
    """
    import PIL.Image

    buffer = io.BytesIO()
    options: dict[str, Any] = {"pnginfo": _chunks(text, private)} if format == "PNG" else {}
    PIL.Image.fromarray(image).save(buffer, format=format, **options)
    return buffer.getvalue()


def read_png_text(path: str | Path) -> dict[str, str]:
    """The text chunks of a PNG, {} for other formats; raises PictureError as `read_image` does."""
    with _opened(Path(path)) as picture:
        picture.load()
        text: Mapping[str, str] = getattr(picture, "text", {})
        return {str(key): str(value) for key, value in text.items()}


def private_chunk(data: bytes, name: str) -> bytes | None:
    """What stands in the private chunk of this name in a PNG's bytes, None where there is none.

    Raises PictureError as `decode_image` does.
    """
    with _open_picture(io.BytesIO(data), THE_PICTURE, MAX_PIXELS) as picture:
        chunks = getattr(picture, "private_chunks", [])
        return next((chunk[1] for chunk in chunks if chunk[0] == name.encode()), None)


def write_png(
    path: str | Path,
    image: Image,
    text: Mapping[str, str] | None = None,
    private: Mapping[str, bytes] | None = None,
) -> None:
    """Write the picture with these chunks, whole or not at all; raises OutputError."""
    import PIL.Image

    with written_aside(path) as aside:
        PIL.Image.fromarray(image).save(aside, format="PNG", pnginfo=_chunks(text, private))


def _chunks(text: Mapping[str, str] | None, private: Mapping[str, bytes] | None) -> PngInfo:
    from PIL.PngImagePlugin import PngInfo

    chunks = PngInfo()
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


@contextmanager
def _opened(path: Path) -> Iterator[PIL.Image.Image]:
    """The file as Pillow sees it, not decoded yet; what can go wrong becomes PictureError."""
    try:
        with path.open("rb") as file, _open_picture(file, str(path), MAX_PIXELS) as picture:
            yield picture
    except FileNotFoundError as error:
        raise PictureError(f"there is no file {path}; check the name") from error
    except IsADirectoryError as error:
        raise PictureError(f"{path} is a folder; name a picture in it") from error
    except PermissionError as error:
        raise PictureError(f"{path} may not be read; check its permissions") from error


@contextmanager
def _open_picture(file: BinaryIO, name: str, most_pixels: int) -> Iterator[PIL.Image.Image]:
    """The picture in the open file, not decoded yet; what decoders raise becomes PictureError."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # decoders warn about oddities that we accept
            with _identified(file, name, most_pixels) as picture:
                yield picture
    except PictureError:
        raise
    except MemoryError as error:
        raise PictureError(f"{name} does not fit into memory; make it smaller") from error
    except Exception as error:  # decoders raise nearly anything for damaged data
        raise PictureError(
            f"{name} is damaged or was cut short ({error}); get the file again"
        ) from error


def _identified(file: BinaryIO, name: str, most_pixels: int) -> PIL.Image.Image:
    """The open file's picture with its size checked, or the PictureError that says what it is."""
    import PIL.Image

    formats = _readable_formats()
    start = file.read(16)
    file.seek(0)
    if not start:
        raise PictureError(f"{name} is empty (0 bytes); get the file again")
    try:
        picture = PIL.Image.open(file, formats=formats)
    except PIL.Image.DecompressionBombError as error:
        raise _too_large(name, most_pixels) from error
    except PIL.UnidentifiedImageError as error:
        if start.startswith(_SIGNATURES) or start[4:8] == b"ftyp":
            raise PictureError(f"{name} is damaged or was cut short; get the file again") from error
        raise PictureError(
            f"{name} is not a picture; give a JPEG, PNG, WebP, HEIC, BMP, TIFF or GIF file"
        ) from error
    if picture.width * picture.height > most_pixels:
        raise _too_large(name, most_pixels, f" ({picture.width} x {picture.height})")
    return picture


def _too_large(name: str, most_pixels: int, size: str = "") -> PictureTooLarge:
    limit = most_pixels // 1_000_000
    return PictureTooLarge(f"{name} is too large{size}; make it at most {limit} megapixels")


def _readable_formats() -> list[str]:
    """Those of FORMATS that this Pillow can read (older ones know no AVIF)."""
    import pi_heif
    import PIL.Image

    if "HEIF" not in PIL.Image.OPEN:
        PIL.Image.init()
        pi_heif.register_heif_opener()
    return [name for name in FORMATS if name in PIL.Image.OPEN]


def _upright(picture: PIL.Image.Image) -> PIL.Image.Image:
    from PIL import ImageOps

    picture.load()
    try:
        return ImageOps.exif_transpose(picture)
    except Exception:  # EXIF that cannot be parsed says nothing of the orientation
        return picture


def _to_rgb(picture: PIL.Image.Image) -> Image:
    import PIL.Image

    if picture.mode == "F" or picture.mode.startswith("I"):
        return _deep_grey_to_rgb(np.asarray(picture))
    if picture.has_transparency_data:
        opaque = picture.convert("RGBA")
        white = PIL.Image.new("RGBA", opaque.size, "white")
        picture = PIL.Image.alpha_composite(white, opaque)
    return np.array(picture.convert("RGB"))


def _deep_grey_to_rgb(grey: npt.NDArray[Any]) -> Image:
    """Grey of 16 bits (0..65535) or of floats (0..1, else 0..255) to RGB, H x W x 3."""
    if grey.dtype.kind == "f":
        scaled = np.nan_to_num(grey) * (255.0 if np.nanmax(grey) <= 1.0 else 1.0)
    else:
        scaled = grey / 257.0
    levels = np.clip(np.rint(scaled), 0, 255).astype(np.uint8)
    return np.repeat(levels[:, :, None], 3, axis=2)
