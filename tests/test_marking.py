"""Whatever VAHA writes says, so that machines can read it, that a trained algorithm made it."""

from __future__ import annotations

import io
import struct
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import PIL.Image
import pytest

from vaha.artwork import encode_artwork, save_artwork
from vaha.camera.camera import Camera
from vaha.emotions import Mood
from vaha.images import encode_picture, read_png_text, write_png
from vaha.marking import MP4_BOX, SOURCES, packet
from vaha.mirror.film import filmed
from vaha.stages.fake import FakePainter

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
IPTC = "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}"

PICTURE = np.random.default_rng(0).integers(0, 256, (32, 32, 3), dtype=np.uint8)


def source_said(packet: bytes | str) -> str | None:
    """The DigitalSourceType in an XMP packet, read as any reader of XML would."""
    text = packet.decode() if isinstance(packet, bytes) else packet
    inner = text[text.index("<x:xmpmeta") : text.index("<?xpacket end")]
    [description] = ElementTree.fromstring(inner).iter(f"{RDF}Description")
    return description.get(f"{IPTC}DigitalSourceType")


def source_of(data: bytes) -> str | None:
    """What a picture says of how it was made, as Pillow finds it."""
    with PIL.Image.open(io.BytesIO(data)) as picture:
        picture.load()
        return source_said(picture.info["xmp"])


@pytest.mark.parametrize("format", ["PNG", "WEBP", "JPEG"])
def test_pictures_are_marked_in_each_format(format: str) -> None:
    data = encode_picture(PICTURE, format)
    assert source_of(data) == SOURCES["trained"]
    with PIL.Image.open(io.BytesIO(data)) as picture:
        assert picture.size == (32, 32)
    if format == "PNG":
        assert np.array_equal(np.asarray(PIL.Image.open(io.BytesIO(data))), PICTURE)


def test_what_others_made_is_not_said_to_be_made_by_us() -> None:
    assert source_of(encode_picture(PICTURE, made="enhanced")) == SOURCES["enhanced"]
    with PIL.Image.open(io.BytesIO(encode_picture(PICTURE, made=""))) as picture:
        assert "xmp" not in picture.info


def test_works_are_marked_beside_their_recipe(tmp_path: Path) -> None:
    [work] = FakePainter().paint(Mood.parse("happy"), [3])
    save_artwork(work, tmp_path / "work.png")
    for data in (encode_artwork(work), (tmp_path / "work.png").read_bytes()):
        assert source_of(data) == SOURCES["trained"]
    assert list(read_png_text(tmp_path / "work.png")) == ["vaha:recipe"]


def test_files_with_a_size_on_paper_are_marked(tmp_path: Path) -> None:
    write_png(tmp_path / "print.png", PICTURE, dpi=300)
    assert source_of((tmp_path / "print.png").read_bytes()) == SOURCES["trained"]


@pytest.mark.parametrize("ending", ["mp4", "webm"])
def test_films_are_marked_and_play_to_their_end(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"film.{ending}"
    with filmed(path, 32) as film:
        for moment in range(10):
            film.show(PICTURE, moment / 25)
    data = path.read_bytes()
    start = data.index(b"<?xpacket begin")
    assert source_said(data[start:]) == SOURCES["trained"]
    with Camera(path) as camera:
        assert len(list(camera.frames())) == film.written
    if ending == "mp4":
        assert boxes_of(data)[-1] == (b"uuid", MP4_BOX + packet().encode())
    else:
        assert segment_ends_with_the_file(data)


def boxes_of(data: bytes) -> list[tuple[bytes, bytes]]:
    """The outermost boxes of an MP4, which must fill it."""
    boxes, at = [], 0
    while at < len(data):
        size, name = struct.unpack_from(">I4s", data, at)
        assert size >= 8
        boxes.append((name, data[at + 8 : at + size]))
        at += size
    assert at == len(data)
    return boxes


def segment_ends_with_the_file(data: bytes) -> bool:
    """Whether a WebM's segment says the length that it has."""
    at = data.index(bytes.fromhex("18538067")) + 4
    assert data[at] == 1, "a size of eight bytes"
    return at + 8 + int.from_bytes(data[at + 1 : at + 8], "big") == len(data)
