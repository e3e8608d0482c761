"""What a file is, by its first bytes: only the decoder that it asks for ever sees it."""

from __future__ import annotations

KINDS = "a JPEG, PNG, WebP, HEIC, BMP, TIFF or GIF file"
"""What is read."""

HEAD = 32
"""So many bytes say what a file is."""

_STARTS = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG", "PNG"),
    (b"GIF8", "GIF"),
    (b"BM", "BMP"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"II+\0", "TIFF"),
    (b"MM\0+", "TIFF"),
)

_RAW_STARTS = (b"FUJIFILMCCD-RAW", b"IIU\0", b"IIRO", b"IIRS", b"MMOR", b"FOVb", b"\0MRM")
_MOVIE_BRANDS = (b"qt  ", b"isom", b"mp4", b"avc1", b"M4V", b"3gp")


def kind_of(head: bytes) -> tuple[str, ...]:
    """Pillow's names of the decoders that may know this file; none where it is no picture."""
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return ("WEBP",)
    if head[4:8] == b"ftyp":
        if head[8:12].startswith(_MOVIE_BRANDS):
            return ()
        return ("AVIF", "HEIF") if head[8:12] in (b"avif", b"avis") else ("HEIF", "AVIF")
    return next(((name,) for start, name in _STARTS if head.startswith(start)), ())


def size_of_webp(head: bytes) -> tuple[int, int] | None:
    """Height and width of a WebP picture, as its first 30 bytes say; None for other files.

    Its decoder takes memory for all of it as soon as it is opened.
    """
    if head[:4] != b"RIFF" or head[8:12] != b"WEBP" or len(head) < 30:
        return None
    if head[12:16] == b"VP8X":
        sizes = head[24:27], head[27:30]
        width, height = (int.from_bytes(size, "little") + 1 for size in sizes)
    elif head[12:16] == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    else:
        width, height = (int.from_bytes(head[at : at + 2], "little") & 0x3FFF for at in (26, 28))
    return height, width


def is_raw(head: bytes) -> bool:
    """Whether this is a raw photo of Canon, Fujifilm, Olympus, Panasonic, Sigma or Minolta.

    Those of others are TIFF files, which only their tags tell.
    """
    canon = head[:4] in (b"II*\0", b"MM\0*") and head[8:10] == b"CR"
    return canon or head.startswith(_RAW_STARTS) or head[4:12] == b"ftypcrx "
