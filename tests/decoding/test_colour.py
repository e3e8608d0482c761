"""Colours come out as screens show them, whatever the file's own way of writing them."""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
import PIL.Image
import pytest
from PIL import ImageCms, TiffImagePlugin

from benchmarks import harmful_pictures as pictures
from vaha.errors import PictureError
from vaha.images import decode_image

SQUARES = np.zeros((32, 32, 3), np.uint8)
SQUARES[:16, :16], SQUARES[:16, 16:] = (200, 30, 30), (40, 200, 60)
SQUARES[16:, :16], SQUARES[16:, 16:] = (40, 60, 210), (200, 150, 120)

P3 = ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060))
ADOBE = ((0.640, 0.330), (0.210, 0.710), (0.150, 0.060))


def profile(primaries: tuple[tuple[float, float], ...], gamma: float = 2.2) -> bytes:
    """An ICC profile of three primaries, white as daylight (D65), and a gamma, by hand."""

    def xyz(x: float, y: float) -> np.ndarray:
        return np.array([x / y, 1.0, (1 - x - y) / y])

    white, d50 = xyz(0.3127, 0.3290), np.array([0.9642, 1.0, 0.8249])
    columns = np.stack([xyz(*one) for one in primaries], 1)
    columns = columns * np.linalg.solve(columns, white)
    cone = np.array(
        [[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]]
    )
    adapted = np.linalg.inv(cone) @ np.diag((cone @ d50) / (cone @ white)) @ cone @ columns

    def fixed(values: np.ndarray) -> bytes:
        return b"".join(struct.pack(">i", round(float(value) * 65536)) for value in values)

    curve = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(gamma * 256)) + b"\0\0"
    text = b"desc\0\0\0\0" + struct.pack(">I", 5) + b"test\0" + b"\0" * 78
    tags = [(b"desc", text + b"\0" * (-len(text) % 4)), (b"wtpt", b"XYZ \0\0\0\0" + fixed(d50))]
    tags += [
        (name + b"XYZ", b"XYZ \0\0\0\0" + fixed(adapted[:, index]))
        for index, name in enumerate((b"r", b"g", b"b"))
    ]
    tags += [(name + b"TRC", curve) for name in (b"r", b"g", b"b")]
    table, body, offset = b"", b"", 132 + 12 * len(tags)
    for name, data in tags:
        table += name + struct.pack(">II", offset + len(body), len(data))
        body += data
    size = offset + len(body)
    head = struct.pack(">I4sI4s4s4s", size, b"", 0x02400000, b"mntr", b"RGB ", b"XYZ ")
    head += b"\0" * 12 + b"acsp" + b"\0" * 28 + fixed(d50) + b"\0" * 48
    return head + struct.pack(">I", len(tags)) + table + body


def in_profile(icc: bytes) -> PIL.Image.Image:
    """SQUARES with the numbers that this profile has for its colours."""
    found = ImageCms.profileToProfile(
        PIL.Image.fromarray(SQUARES),
        ImageCms.createProfile("sRGB"),
        ImageCms.ImageCmsProfile(io.BytesIO(icc)),
        outputMode="RGB",
    )
    assert found is not None
    return found


def apart(image: np.ndarray, other: np.ndarray = SQUARES) -> int:
    return int(np.abs(image.astype(int) - other).max())


@pytest.mark.parametrize("primaries", [P3, ADOBE], ids=["Display P3", "Adobe RGB"])
def test_a_profile_s_colours_become_srgb(primaries: tuple[tuple[float, float], ...]) -> None:
    icc = profile(primaries)
    stored = in_profile(icc)
    assert apart(np.asarray(stored)) > 15
    assert apart(decode_image(pictures.encoded(stored, "PNG", icc_profile=icc))) <= 2


def test_the_alpha_of_a_picture_with_a_profile_is_kept() -> None:
    icc = profile(P3)
    stored = in_profile(icc)
    stored.putalpha(
        PIL.Image.linear_gradient("L").resize((32, 32)).point(lambda v: 255 * (v > 127))
    )
    image = decode_image(pictures.encoded(stored, "PNG", icc_profile=icc))
    assert apart(image[20:], SQUARES[20:]) <= 2 and (image[:12] == 255).all()


def test_srgb_s_own_profile_changes_no_pixel() -> None:
    icc = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = pictures.encoded(PIL.Image.fromarray(SQUARES), "PNG", icc_profile=icc)
    assert apart(decode_image(data)) == 0


@pytest.mark.parametrize("icc", [b"\0", b"nonsense" * 40, profile(P3)[:200]])
def test_a_profile_that_is_none_is_passed_over(icc: bytes) -> None:
    data = pictures.encoded(PIL.Image.fromarray(SQUARES), "PNG", icc_profile=icc)
    assert apart(decode_image(data)) == 0


def test_a_grey_picture_with_a_profile_of_colours_is_read() -> None:
    grey = PIL.Image.fromarray(SQUARES).convert("L")
    image = decode_image(pictures.encoded(grey, "PNG", icc_profile=profile(P3)))
    assert apart(image, np.asarray(grey)[:, :, None]) == 0


def deep_png(colour: int, rows: bytes, transparent: bytes) -> bytes:
    """A PNG of 16 bits, 2 x 1, with a colour that is clear."""
    parts = [
        (b"IHDR", struct.pack(">IIBBBBB", 2, 1, 16, colour, 0, 0, 0)),
        (b"tRNS", transparent),
        (b"IDAT", zlib.compress(b"\0" + rows)),
        (b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(pictures.chunk(*part) for part in parts)


def test_deep_grey_has_a_clear_colour_too() -> None:
    data = deep_png(0, struct.pack(">HH", 0x1234, 0x8000), struct.pack(">H", 0x1234))
    assert decode_image(data)[0, :, 0].tolist() == [255, 128]


def test_deep_colours_have_a_clear_one_too() -> None:
    clear = struct.pack(">HHH", 0x1234, 0x5678, 0x9ABC)
    data = deep_png(2, clear + struct.pack(">HHH", 0x8000, 0, 0xFFFF), clear)
    assert decode_image(data)[0].tolist() == [[255, 255, 255], [128, 0, 255]]


def tiff_of_grey(bits: int, values: bytes, white_is_zero: bool, width: int) -> bytes:
    """A TIFF of one row of grey, little-endian, by hand."""
    tags = [
        (256, 3, width), (257, 3, 1), (258, 3, bits), (259, 3, 1),
        (262, 3, 0 if white_is_zero else 1), (273, 4, 8), (277, 3, 1), (278, 3, 1),
        (279, 4, len(values)),
    ]  # fmt: skip
    values += b"\0" * (len(values) % 2)
    entries = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in tags)
    directory = struct.pack("<H", len(tags)) + entries + b"\0\0\0\0"
    return b"II*\0" + struct.pack("<I", 8 + len(values)) + values + directory


@pytest.mark.parametrize("white_is_zero", [False, True])
def test_deep_grey_where_white_is_zero(white_is_zero: bool) -> None:
    data = tiff_of_grey(16, struct.pack("<HHH", 0, 0x8000, 0xFFFF), white_is_zero, 3)
    levels = decode_image(data)[0, :, 0].tolist()
    assert levels == ([255, 127, 0] if white_is_zero else [0, 128, 255])


def test_grey_of_12_bits_is_as_bright_as_it_was() -> None:
    data = tiff_of_grey(12, bytes([0x00, 0x08, 0x00, 0xFF, 0xF0, 0x00]), False, 4)
    assert decode_image(data)[0, :, 0].tolist() == [0, 128, 255, 0]


def test_the_seldom_kinds_of_grey_are_read_whole() -> None:
    tall = np.linspace(0, 65535, 3000 * 20).astype(np.uint16).reshape(3000, 20)
    image = decode_image(pictures.encoded(PIL.Image.fromarray(tall), "PNG"))
    assert image.shape == (3000, 20, 3)
    assert np.abs(image[:, :, 0] - tall / 257.0).max() <= 0.5


RAW = [
    b"II*\0\x10\0\0\0CR\2\0" + b"\0" * 400,
    b"FUJIFILMCCD-RAW " + b"\0" * 400,
    b"IIU\0\x18\0\0\0" + b"\0" * 400,
    b"\0\0\0\x18ftypcrx \0\0\0\1crx isom" + b"\0" * 400,
]


@pytest.mark.parametrize("data", RAW, ids=["CR2", "RAF", "RW2", "CR3"])
def test_a_raw_photo_is_called_so(data: bytes) -> None:
    with pytest.raises(PictureError, match=r"raw photo.*export it as a JPEG"):
        decode_image(data)


def test_a_raw_photo_in_a_tiff_is_called_so_and_not_its_small_preview() -> None:
    info = TiffImagePlugin.ImageFileDirectory_v2()
    info[50706] = b"\1\4\0\0"
    info.tagtype[50706] = 1
    preview = PIL.Image.new("RGB", (16, 12), "red")
    with pytest.raises(PictureError, match="raw photo"):
        decode_image(pictures.encoded(preview, "TIFF", tiffinfo=info))


def test_a_kind_of_tiff_that_is_not_read_is_not_called_damaged() -> None:
    good = tiff_of_grey(16, b"\0" * 6, False, 3)
    odd = struct.pack("<HHII", 262, 3, 1, 9)
    with pytest.raises(PictureError, match="a kind of TIFF"):
        decode_image(good.replace(struct.pack("<HHII", 262, 3, 1, 1), odd))
    filters = struct.pack("<HHII", 262, 3, 1, 32803)
    with pytest.raises(PictureError, match="raw photo"):
        decode_image(good.replace(struct.pack("<HHII", 262, 3, 1, 1), filters))
    with pytest.raises(PictureError, match="damaged or was cut short"):
        decode_image(good[:20])


def test_a_film_or_a_ppm_is_no_picture() -> None:
    for data in (b"P6\n2 2\n255\n" + b"x" * 12, b"P3 9000 9000\n", b"RIFF\0\0\0\0AVI LIST"):
        with pytest.raises(PictureError, match="is not a picture"):
            decode_image(data)
