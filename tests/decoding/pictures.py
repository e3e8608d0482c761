"""Pictures that are meant to do harm, made on the spot."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import numpy as np
import PIL.Image


def encoded(picture: PIL.Image.Image, format: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, format, **options)
    return buffer.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_of_many_chunks(count: int) -> bytes:
    head = struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)
    pixels = zlib.compress((b"\0" + b"\0" * 24) * 8)
    many = chunk(b"abCd", b"") * count
    parts = chunk(b"IHDR", head) + many + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def jpeg_of_many_markers(count: int) -> bytes:
    plain = encoded(PIL.Image.new("RGB", (8, 8)), "JPEG")
    return plain[:2] + b"\xff\xfe\0\2" * count + plain[2:]


def jpeg_of_many_scans(count: int, side: int = 600) -> bytes:
    """A progressive JPEG whose last scan comes again and again."""
    picture = PIL.Image.new("RGB", (side, side), (200, 100, 50))
    data = encoded(picture, "JPEG", quality=30, progressive=True)
    last = data.rindex(b"\xff\xda")
    return data[:-2] + data[last:-2] * count + data[-2:]


def webp_of_fifty_megapixels() -> bytes:
    """A head of 30 bytes that promises them, and nothing behind it."""
    size = (8000 - 1).to_bytes(3, "little") + (6250 - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + struct.pack("<I", 10) + b"\x02\0\0\0" + size
    return b"RIFF" + struct.pack("<I", len(body)) + body


def noise(height: int, width: int) -> PIL.Image.Image:
    values = np.random.default_rng(3).integers(0, 256, (height, width, 3), dtype=np.uint8)
    return PIL.Image.fromarray(values)
