from __future__ import annotations

import errno
import io
import os
import struct
import zlib
from pathlib import Path
from socket import AF_UNIX, socket

import numpy as np
import PIL.Image
import pillow_heif
import pytest

from vaha import images
from vaha.errors import OutputError, PictureError, PictureTooLarge
from vaha.images import (
    contact_sheet,
    decode_image,
    encode_picture,
    prepare_folder,
    read_image,
    read_png_text,
    resize,
    size_of_picture,
    write_png,
)

RED, GREEN, BLUE = (255, 0, 0), (0, 255, 0), (0, 0, 255)


def corners(height: int = 32, width: int = 48) -> PIL.Image.Image:
    """Green, with a red quarter top left and a blue one top right: its orientation can be seen."""
    pixels = np.full((height, width, 3), GREEN, dtype=np.uint8)
    pixels[: height // 2, : width // 2] = RED
    pixels[: height // 2, width // 2 :] = BLUE
    return PIL.Image.fromarray(pixels)


def near(pixel, colour, tolerance=40) -> bool:
    return bool(np.all(np.abs(pixel.astype(int) - np.array(colour)) <= tolerance))


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "bmp", "tiff", "gif"])
def test_each_format_is_read_as_rgb_uint8(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"picture.{suffix}"
    corners().save(path)

    image = read_image(path)

    assert image.shape == (32, 48, 3)
    assert image.dtype == np.uint8
    assert near(image[4, 4], RED) and near(image[4, 44], BLUE) and near(image[28, 24], GREEN)


def test_heic_is_read(tmp_path: Path) -> None:
    path = tmp_path / "telephone.heic"
    pillow_heif.from_pillow(corners(64, 96)).save(path, quality=90)

    image = read_image(path)

    assert image.shape == (64, 96, 3)
    assert near(image[8, 8], RED) and near(image[8, 88], BLUE)


def test_truncated_heic_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "telephone.heic"
    pillow_heif.from_pillow(corners(64, 96)).save(path, quality=90)
    path.write_bytes(path.read_bytes()[:-200])

    with pytest.raises(PictureError, match="damaged or was cut short"):
        read_image(path)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_orientation_is_honoured(tmp_path: Path, orientation: int) -> None:
    stored = {
        1: None,
        2: PIL.Image.Transpose.FLIP_LEFT_RIGHT,
        3: PIL.Image.Transpose.ROTATE_180,
        4: PIL.Image.Transpose.FLIP_TOP_BOTTOM,
        5: PIL.Image.Transpose.TRANSPOSE,
        6: PIL.Image.Transpose.ROTATE_90,
        7: PIL.Image.Transpose.TRANSVERSE,
        8: PIL.Image.Transpose.ROTATE_270,
    }[orientation]
    picture = corners() if stored is None else corners().transpose(stored)
    exif = PIL.Image.Exif()
    exif[0x0112] = orientation
    path = tmp_path / "turned.jpg"
    picture.save(path, exif=exif, quality=95)

    image = read_image(path)

    assert image.shape == (32, 48, 3)
    assert near(image[4, 4], RED) and near(image[4, 44], BLUE)


def test_broken_exif_does_not_stop_a_good_picture(tmp_path: Path) -> None:
    path = tmp_path / "odd.jpg"
    corners().save(path, exif=b"Exif\0\0MM\0*\0\0\0\x08\xff\xff\xff\xff")

    assert read_image(path).shape == (32, 48, 3)


def test_transparency_is_laid_on_white(tmp_path: Path) -> None:
    path = tmp_path / "glass.png"
    PIL.Image.new("RGBA", (4, 4), (255, 0, 0, 0)).save(path)

    assert (read_image(path) == 255).all()


def test_half_transparency_is_mixed_with_white(tmp_path: Path) -> None:
    path = tmp_path / "glass.png"
    PIL.Image.new("RGBA", (4, 4), (0, 0, 0, 128)).save(path)

    assert near(read_image(path)[0, 0], (127, 127, 127), tolerance=1)


def test_palette_with_a_transparent_colour(tmp_path: Path) -> None:
    picture = PIL.Image.new("P", (4, 4), 0)
    picture.putpalette([0, 0, 0, 0, 0, 255])
    picture.putpixel((0, 0), 1)
    path = tmp_path / "palette.png"
    picture.save(path, transparency=0)

    image = read_image(path)

    assert near(image[0, 0], BLUE, 0) and near(image[2, 2], (255, 255, 255), 0)


def test_grey_of_16_bits_keeps_its_range(tmp_path: Path) -> None:
    levels = np.linspace(0, 65535, 256, dtype=np.uint16).reshape(16, 16)
    path = tmp_path / "deep.png"
    PIL.Image.fromarray(levels).save(path)

    image = read_image(path)

    assert image.shape == (16, 16, 3)
    assert image[0, 0, 0] == 0 and image[15, 15, 2] == 255
    assert np.all(np.diff(image[..., 1].reshape(-1).astype(int)) == 1)


def test_colour_of_16_bits_is_read(tmp_path: Path) -> None:
    path = tmp_path / "deep.png"
    path.write_bytes(png(2, 2, depth=16, colour=2, rows=b"\0" + b"\xff\xff\0\0\x80\x80" * 2))

    assert near(read_image(path)[0, 0], (255, 0, 128), 1)


def test_float_tiff_in_0_to_1_is_scaled(tmp_path: Path) -> None:
    path = tmp_path / "float.tiff"
    PIL.Image.fromarray(np.array([[0.0, 0.5, 1.0]], dtype=np.float32)).save(path)

    assert read_image(path)[0, :, 0].tolist() == [0, 128, 255]


@pytest.mark.parametrize("mode", ["1", "L", "LA", "CMYK", "YCbCr"])
def test_other_modes_become_rgb(tmp_path: Path, mode: str) -> None:
    path = tmp_path / ("picture.png" if mode in ("1", "L", "LA") else "picture.jpg")
    PIL.Image.new("RGB", (6, 5), "white").convert(mode).save(path)

    image = read_image(path)

    assert image.shape == (5, 6, 3)
    assert image.min() >= 250


def test_gif_gives_its_first_frame(tmp_path: Path) -> None:
    path = tmp_path / "moving.gif"
    first, second = PIL.Image.new("RGB", (4, 4), RED), PIL.Image.new("RGB", (4, 4), BLUE)
    first.save(path, save_all=True, append_images=[second])

    assert near(read_image(path)[0, 0], RED, 0)


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(PictureError, match=r"there is no file .*nowhere\.jpg"):
        read_image(tmp_path / "nowhere.jpg")


def test_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PictureError, match="is a folder"):
        read_image(tmp_path)


def test_empty_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "empty.jpg"
    path.touch()

    with pytest.raises(PictureError, match="is empty"):
        read_image(path)


@pytest.mark.parametrize(
    "data", [b"x", b"emotion,pixels,Usage\n", b"<svg></svg>", b"%!PS-Adobe-3.0"]
)
def test_other_files_are_no_pictures(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "text.jpg"
    path.write_bytes(data)

    with pytest.raises(PictureError, match="is not a picture"):
        read_image(path)


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "tiff", "bmp", "gif"])
@pytest.mark.parametrize("kept", [0.02, 0.5])
def test_truncated_files_are_refused(
    tmp_path: Path, suffix: str, kept: float, noise_picture
) -> None:
    path = tmp_path / f"cut.{suffix}"
    PIL.Image.fromarray(noise_picture(64, 64)).save(path)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * kept)])

    with pytest.raises(PictureError, match="damaged or was cut short"):
        read_image(path)


def test_huge_picture_is_refused_before_decoding(tmp_path: Path) -> None:
    path = tmp_path / "huge.png"
    path.write_bytes(png(30_000, 30_000, depth=8, colour=2, rows=b""))

    with pytest.raises(PictureError, match=r"is too large.*100 megapixels"):
        read_image(path)


@pytest.mark.parametrize("width", [10_001, 12_000])
def test_picture_just_above_the_limit_is_refused_with_its_size(tmp_path: Path, width: int) -> None:
    path = tmp_path / "large.png"
    path.write_bytes(png(width, 10_000, depth=8, colour=0, rows=b""))

    with pytest.raises(PictureError, match=rf"is too large \({width} x 10000\)"):
        read_image(path)


def test_picture_at_the_limit_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "MAX_PIXELS", 32 * 48)
    path = tmp_path / "picture.png"
    corners().save(path)

    assert read_image(path).shape == (32, 48, 3)


def test_reading_may_be_forbidden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args, **_options):
        raise PermissionError(errno.EACCES, "Permission denied")

    secret = tmp_path / "secret.jpg"
    secret.write_bytes(b"x")
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(PictureError, match="may not be read"):
        read_image(secret)


def test_png_carries_text_and_the_same_pixels(tmp_path: Path, noise_picture) -> None:
    path = tmp_path / "deep" / "er" / "work.png"
    text = {"vaha:recipe": '{"seed": 1}', "title": "Früh ☀"}

    write_png(path, noise_picture(7, 9), text)

    assert (read_image(path) == noise_picture(7, 9)).all()
    assert read_png_text(path) == text
    assert [file.name for file in path.parent.iterdir()] == ["work.png"]


def test_other_formats_carry_no_text(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    corners().save(path)

    assert read_png_text(path) == {}


def test_full_disk_leaves_the_old_file_and_no_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, noise_picture
) -> None:
    path = tmp_path / "work.png"
    write_png(path, noise_picture(4, 4))
    before = path.read_bytes()

    def half_then_full(_self, target, **_options):
        Path(target).write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(PIL.Image.Image, "save", half_then_full)
    with pytest.raises(OutputError, match="the disk is full"):
        write_png(path, noise_picture(8, 8))

    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["work.png"]


def test_file_in_place_of_the_folder_is_named(tmp_path: Path, noise_picture) -> None:
    (tmp_path / "out").write_text("a file")

    with pytest.raises(OutputError, match="is a file, not a folder"):
        write_png(tmp_path / "out" / "work.png", noise_picture(4, 4))
    with pytest.raises(OutputError, match="is a file, not a folder"):
        prepare_folder(tmp_path / "out")
    with pytest.raises(OutputError, match="is a file, not a folder"):
        prepare_folder(tmp_path / "out" / "deeper")


def test_folder_in_place_of_the_file_is_refused(tmp_path: Path, noise_picture) -> None:
    (tmp_path / "work.png").mkdir()

    with pytest.raises(OutputError, match=r"work\.png cannot be written"):
        write_png(tmp_path / "work.png", noise_picture(4, 4))
    assert [file.name for file in tmp_path.iterdir()] == ["work.png"]


def test_unwritable_folder_is_found_before_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "write_bytes", refuse)
    with pytest.raises(OutputError, match="writing there is not allowed"):
        prepare_folder(tmp_path / "out")


def test_prepared_folder_is_there_and_empty(tmp_path: Path) -> None:
    prepare_folder(tmp_path / "a" / "b")

    assert list((tmp_path / "a" / "b").iterdir()) == []


def test_resize_means_whole_areas(noise_picture) -> None:
    image = noise_picture(8, 12)

    halved = resize(image, 4, 6)

    means = image.reshape(4, 2, 6, 2, 3).mean(axis=(1, 3))
    assert halved.shape == (4, 6, 3)
    assert np.abs(halved - means).max() <= 1


def test_resize_to_its_own_size_changes_nothing(noise_picture) -> None:
    assert (resize(noise_picture(5, 6), 5, 6) == noise_picture(5, 6)).all()


def test_resize_enlarges_to_any_size(noise_picture) -> None:
    assert resize(noise_picture(5, 6), 11, 7).shape == (11, 7, 3)


def test_contact_sheet_shows_every_picture_in_its_cell(noise_picture) -> None:
    pictures = [noise_picture(10, 12) for _ in range(5)]

    sheet = contact_sheet(pictures, columns=3, gap=2)

    assert sheet.shape == (2 * 12 + 2, 3 * 14 + 2, 3)
    assert (sheet[2:12, 2:14] == pictures[0]).all()
    assert (sheet[14:24, 16:28] == pictures[4]).all()
    assert (sheet[14:, 30:] == 255).all()


def test_contact_sheet_has_room_for_labels(noise_picture) -> None:
    sheet = contact_sheet([noise_picture(10, 40)], columns=9, labels=["seed 1"])

    assert (sheet[18:] < 128).any()


def test_contact_sheet_of_nothing_is_our_mistake() -> None:
    with pytest.raises(ValueError, match="at least one"):
        contact_sheet([], columns=3)


def png(width: int, height: int, depth: int, colour: int, rows: bytes) -> bytes:
    """A PNG by hand: its header may promise more than `rows`, repeated, hold."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + checksum

    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    pixels = zlib.compress(rows * min(height, 100))
    chunks = chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def test_bytes_are_read_as_a_file_with_them_is(tmp_path: Path) -> None:
    for suffix in ("png", "jpg", "webp"):
        path = tmp_path / f"one.{suffix}"
        corners().save(path)
        assert np.array_equal(decode_image(path.read_bytes()), read_image(path))


@pytest.mark.parametrize("data", [b"", b"no picture", b"\x89PNG\r\n\x1a\n and no more"])
def test_bytes_that_are_no_picture_are_refused_without_a_name(data: bytes) -> None:
    for read in (decode_image, size_of_picture):
        with pytest.raises(PictureError, match=r"^this file"):
            read(data)


def test_pixels_are_counted_before_they_are_decoded() -> None:
    large = encode_picture(np.zeros((100, 101, 3), np.uint8))
    assert size_of_picture(large, 10_100) == (100, 101)
    for read in (decode_image, size_of_picture):
        with pytest.raises(PictureTooLarge, match="101 x 100"):
            read(large[: large.index(b"IDAT") + 9], 10_099)  # its head alone: nothing was decoded


def test_a_picture_is_encoded_as_png_webp_or_jpeg_and_a_png_with_its_text(tmp_path: Path) -> None:
    image = np.asarray(corners())
    png = encode_picture(image, text={"key": "ü"})
    assert np.array_equal(decode_image(png), image)
    (tmp_path / "one.png").write_bytes(png)
    assert images.read_png_text(tmp_path / "one.png") == {"key": "ü"}
    for format in ("WEBP", "JPEG"):
        decoded = decode_image(encode_picture(image, format)).astype(int)
        assert np.abs(decoded - image).mean() < 10


def test_names_that_lead_nowhere_are_the_givers_fault_not_ours(tmp_path: Path) -> None:
    loop, file = tmp_path / "loop.jpg", tmp_path / "me.jpg"
    loop.symlink_to(loop)
    file.write_bytes(b"x")
    for path in (loop, file / "foo", tmp_path / ("x" * 300 + ".jpg")):
        with pytest.raises(PictureError, match=r"cannot be read|no file"):
            read_image(path)


def test_a_picture_comes_through_stdin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "me.png"
    write_png(path, np.full((4, 5, 3), 90, np.uint8))
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(path.read_bytes())))
    assert read_image("-").shape == (4, 5, 3)


@pytest.mark.skipif(os.name == "nt", reason="there are no such files")
def test_what_is_no_file_is_named_and_never_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    with socket(AF_UNIX) as listening:
        listening.bind(str(tmp_path / "socket.jpg"))
    for path, kind in (("pipe.jpg", "pipe"), ("socket.jpg", "socket"), ("/dev/zero", "device")):
        with pytest.raises(PictureError, match=f"is a {kind}"):
            read_image(tmp_path / path)


def test_a_closed_stdin_gives_no_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", None)
    with pytest.raises(PictureError, match="stdin, which is closed"):
        read_image("-")
