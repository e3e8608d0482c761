"""Pictures that are meant to do harm, made on the spot: nothing of anybody else's."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator

import numpy as np
import PIL.Image


def encoded(picture: PIL.Image.Image, format: str, **options: object) -> bytes:
    """The picture as a file of this format."""
    buffer = io.BytesIO()
    picture.save(buffer, format, **options)
    return buffer.getvalue()


def noise(height: int, width: int, seed: int = 3) -> PIL.Image.Image:
    """A picture that no format makes much smaller."""
    values = np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)
    return PIL.Image.fromarray(values)


def jpeg_of_many_scans(count: int = 3000, side: int = 1000) -> bytes:
    """A progressive JPEG of 0.1 MB whose last scan comes again and again."""
    picture = PIL.Image.new("RGB", (side, side), (200, 100, 50))
    data = encoded(picture, "JPEG", quality=30, progressive=True)
    last = data.rindex(b"\xff\xda")
    return data[:-2] + data[last:-2] * count + data[-2:]


def webp_of_fifty_megapixels() -> bytes:
    """Forty bytes that promise them."""
    size = (8000 - 1).to_bytes(3, "little") + (6250 - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + struct.pack("<I", 10) + b"\x02\0\0\0" + size
    return b"RIFF" + struct.pack("<I", len(body)) + body


def chunk(kind: bytes, data: bytes) -> bytes:
    """One piece of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_of_many_chunks(count: int = 1_200_000) -> bytes:
    """A PNG of 8 x 8 pixels behind so many empty chunks."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress(bytes(25 * 8)))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"abCd", b"") * count + pixels + chunk(b"IEND", b"")


def jpeg_of_many_markers(count: int) -> bytes:
    """A JPEG of 8 x 8 pixels behind so many empty comments."""
    plain = encoded(PIL.Image.new("RGB", (8, 8)), "JPEG")
    return plain[:2] + b"\xff\xfe\0\2" * count + plain[2:]


def heic_of_an_odd_kind() -> bytes:
    """A HEIC whose item type is not UTF-8: pi_heif 1.4.0 ended with a segmentation fault."""
    import pillow_heif

    pillow_heif.register_heif_opener()
    exif = PIL.Image.Exif()
    exif[0x0112] = 1
    data = encoded(PIL.Image.new("RGB", (96, 64)), "HEIF", exif=exif)
    return data.replace(b"Exif", b"Exi\x80", 1)


def mutated(count: int, seed: int = 1) -> Iterator[bytes]:
    """Small pictures of all formats with some of their bytes changed, cut out or doubled."""
    import pillow_heif

    pillow_heif.register_heif_opener()
    chance = np.random.default_rng(seed)
    picture = noise(48, 64)
    formats = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "HEIF")
    whole = [encoded(picture, format) for format in formats]
    whole.append(encoded(picture, "JPEG", progressive=True))
    for number in range(count):
        data = bytearray(whole[number % len(whole)])
        for _ in range(int(chance.integers(1, 12))):
            data[int(chance.integers(0, min(len(data), 600)))] = int(chance.integers(0, 256))
        if chance.random() < 0.3:
            cut = int(chance.integers(0, len(data)))
            del data[cut : cut + int(chance.integers(1, 40))]
        yield bytes(data)
