"""Reading one picture with Pillow: called only where a crash of a decoder harms nobody."""

from __future__ import annotations

import io
import math
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from vaha.decoding.colour import made_plain, rgb_strips, shorten_transparent_colour
from vaha.decoding.kinds import HEAD, KINDS, is_raw, kind_of, size_of_webp
from vaha.errors import DecoderError, PictureError, PictureTooLarge
from vaha.marking import PNG_KEYWORD

if TYPE_CHECKING:
    import PIL.Image

_TURNED = {2: "FLIP_LEFT_RIGHT", 3: "ROTATE_180", 4: "FLIP_TOP_BOTTOM", 5: "TRANSPOSE"} | {
    6: "ROTATE_270",
    7: "TRANSVERSE",
    8: "ROTATE_90",
}
"""What makes a picture of each EXIF orientation upright."""

_DNG_VERSION, _PHOTOMETRIC, _COLOUR_FILTERS = 50706, 262, 32803


@dataclass(frozen=True)
class Decoded:
    """A picture to be sent: its size (upright) as it was and as it is now, and its rows as RGB."""

    full: tuple[int, int]
    size: tuple[int, int]
    rows: Iterator[bytes]


@contextmanager
def opened(data: bytes, name: str, most_pixels: int) -> Iterator[PIL.Image.Image]:
    """The picture in these bytes, not decoded yet; what decoders raise becomes PictureError."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # decoders warn about oddities that we accept
            with _identified(data, name, most_pixels) as picture:
                yield picture
    except (PictureError, DecoderError):
        raise
    except MemoryError as error:
        raise PictureError(f"{name} does not fit into memory; make it smaller") from error
    except Exception as error:  # decoders raise nearly anything for damaged data
        raise PictureError(
            f"{name} is damaged or was cut short ({error}); get the file again"
        ) from error


def decoded(picture: PIL.Image.Image, enough: int | None) -> Decoded:
    """The picture upright, and where it has far more pixels than `enough`, made smaller first."""
    import PIL.Image

    shorten_transparent_colour(picture)
    full, wanted = (picture.height, picture.width), _times_too_large(picture, enough)
    if wanted > 1:
        picture.draft(None, (picture.width // wanted, picture.height // wanted))
    picture.load()
    profile, turned = _profile_of(picture), _TURNED.get(_orientation(picture))
    plain = made_plain(picture)
    if (left := _times_too_large(plain, enough)) > 1:
        plain = plain.reduce(left)
    if turned is not None:
        plain = plain.transpose(PIL.Image.Transpose[turned])
    if turned in ("TRANSPOSE", "TRANSVERSE", "ROTATE_90", "ROTATE_270"):
        full = full[1], full[0]
    return Decoded(full, (plain.height, plain.width), rgb_strips(plain, profile))


def text_of(picture: PIL.Image.Image) -> dict[str, str]:
    """The text chunks of a PNG, {} for other formats; without the mark of how it was made."""
    picture.load()
    text = getattr(picture, "text", {})
    return {str(key): str(value) for key, value in text.items() if key != PNG_KEYWORD}


def _times_too_large(picture: PIL.Image.Image, enough: int | None) -> int:
    """By what each side can be divided and `enough` pixels still stand in the picture."""
    if enough is None:
        return 1
    pixels = picture.width * picture.height
    return max(1, min(math.isqrt(pixels // enough), picture.width, picture.height))


def _identified(data: bytes, name: str, most_pixels: int) -> PIL.Image.Image:
    """The picture with its size checked, or the PictureError that says what is there instead."""
    import PIL.Image

    head = data[:HEAD]
    if not head:
        raise PictureError(f"{name} is empty (0 bytes); get the file again")
    if is_raw(head):
        raise _raw(name)
    kinds = _decoders(kind_of(head))
    if not kinds:
        raise PictureError(f"{name} is not a picture; give {KINDS}")
    PIL.Image.MAX_IMAGE_PIXELS = None  # we count them ourselves, just below
    try:
        picture = PIL.Image.open(io.BytesIO(data), formats=kinds)
    except PIL.UnidentifiedImageError as error:
        raise _unidentified(data, name, kinds) from error
    if _DNG_VERSION in getattr(picture, "tag_v2", ()):
        raise _raw(name)
    check_size(picture.height, picture.width, name, most_pixels)
    return picture


def _unidentified(data: bytes, name: str, kinds: list[str]) -> PictureError:
    """What a file is that begins like a picture and then is none that Pillow knows."""
    if kinds == ["TIFF"]:
        from PIL import TiffImagePlugin

        try:
            TiffImagePlugin.TiffImageFile(io.BytesIO(data))
        except SyntaxError as error:
            if "unknown" in str(error):  # the tags were read, so the file is whole
                tags = _tags_of(data)
                raw = _DNG_VERSION in tags or tags.get(_PHOTOMETRIC) == _COLOUR_FILTERS
                return _raw(name) if raw else _odd_tiff(name)
        except Exception:  # cut short, or damaged otherwise
            pass
    return PictureError(f"{name} is damaged or was cut short; get the file again")


def _tags_of(data: bytes) -> dict[int, object]:
    from PIL.TiffImagePlugin import ImageFileDirectory_v2

    file = io.BytesIO(data)
    directory = ImageFileDirectory_v2(file.read(8))
    file.seek(directory.next)
    directory.load(file)
    return dict(directory)


def _raw(name: str) -> PictureError:
    return PictureError(f"{name} is a raw photo, which VAHA does not develop; export it as a JPEG")


def _odd_tiff(name: str) -> PictureError:
    return PictureError(
        f"{name} is a kind of TIFF that VAHA cannot read; save it as a PNG or a JPEG"
    )


def check_size(height: int, width: int, name: str, most_pixels: int) -> None:
    """Raises PictureTooLarge for a picture of more pixels."""
    if height * width > most_pixels:
        limit = most_pixels // 1_000_000
        raise PictureTooLarge(
            f"{name} is too large ({width} x {height}); make it at most {limit} megapixels"
        )


def size_before_opening(data: bytes, name: str, most_pixels: int) -> tuple[int, int] | None:
    """Height and width where the opening alone takes memory for all pixels, else None.

    Raises PictureTooLarge.
    """
    size = size_of_webp(data[:HEAD])
    if size is not None:
        check_size(*size, name, most_pixels)
    return size


_MODULES = {
    "JPEG": "PIL.MpoImagePlugin",  # telephones save a JPEG with more pictures behind it
    "PNG": "PIL.PngImagePlugin",
    "GIF": "PIL.GifImagePlugin",
    "BMP": "PIL.BmpImagePlugin",
    "TIFF": "PIL.TiffImagePlugin",
    "WEBP": "PIL.WebPImagePlugin",
    "AVIF": "PIL.AvifImagePlugin",  # from Pillow 11.3 on
    "HEIF": "pillow_heif",
}


def _decoders(kinds: tuple[str, ...]) -> list[str]:
    """Those of these decoders that are here, loaded; raises DecoderError for a broken one."""
    import PIL.Image

    opened_by = PIL.Image.OPEN
    for kind in kinds:
        if kind in opened_by:
            continue
        try:
            module = import_module(_MODULES[kind])
        except ModuleNotFoundError:
            continue
        except Exception as error:  # a part may raise anything while it is imported
            raise DecoderError(
                f"{kind} pictures cannot be read here ({error}); "
                "run: pip install --force-reinstall pillow pillow-heif"
            ) from error
        if kind == "HEIF":
            module.register_heif_opener()
    return [kind for kind in kinds if kind in opened_by]


def load_decoders() -> None:
    """Load all decoders that are here, so that no visitor waits for that."""
    for kind in _MODULES:
        _decoders((kind,))


def _orientation(picture: PIL.Image.Image) -> int:
    try:
        return int(picture.getexif().get(0x0112, 1))
    except Exception:  # EXIF that cannot be parsed says nothing of the orientation
        return 1


def _profile_of(picture: PIL.Image.Image) -> bytes | None:
    profile = picture.info.get("icc_profile")
    return profile if isinstance(profile, bytes) and profile else None
