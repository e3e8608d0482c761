"""What tells machines that a picture or a film was made by a trained algorithm.

An XMP packet (ISO 16684-1) with the IPTC's DigitalSourceType, as the EU's AI Act asks of generated
pictures (Article 50(2); docs/law.md).
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Literal
from uuid import UUID
from xml.sax.saxutils import quoteattr

Made = Literal["trained", "enhanced", ""]
"""How a picture came to be: by a trained algorithm; from somebody's own picture, which an algorithm
enlarged or painted; or in no way that wants a mark."""

_KINDS = "http://cv.iptc.org/newscodes/digitalsourcetype/"
SOURCES: Mapping[Made, str] = {
    "trained": _KINDS + "trainedAlgorithmicMedia",
    "enhanced": _KINDS + "algorithmicallyEnhanced",
}


VAHA = "vaha:ns:1.0/"
"""The namespace of what only VAHA says: a film's recipe."""


def packet(made: Made = "trained", recipe: str = "") -> str:
    """The XMP packet that says so, with the recipe that is given."""
    own = f' xmlns:vaha="{VAHA}" vaha:Recipe={quoteattr(recipe)}' if recipe else ""
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about=""'
        ' xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"'
        ' xmlns:xmp="http://ns.adobe.com/xap/1.0/"'
        f' Iptc4xmpExt:DigitalSourceType="{SOURCES[made]}"'
        f' xmp:CreatorTool="VAHA"{own}/>'
        '</rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
    )


PNG_KEYWORD = "XML:com.adobe.xmp"
"""The keyword of a PNG's chunk of international text that carries XMP."""

MP4_BOX = UUID("be7acfcb-97a9-42e8-9c71-999491e3afac").bytes
"""The `uuid` box in which MP4 carries XMP (XMP specification, part 3)."""

SEGMENT, TAGS = bytes.fromhex("18538067"), bytes.fromhex("1254C367")
TAG, TARGETS, SIMPLE = bytes.fromhex("7373"), bytes.fromhex("63C0"), bytes.fromhex("67C8")
TAG_NAME, TAG_TEXT = bytes.fromhex("45A3"), bytes.fromhex("4487")
UNKNOWN_SIZE = 2**56 - 1


def mark_film(path: Path, recipe: str = "") -> None:
    """Append the mark to a finished MP4 or WebM; what plays it plays it as before."""
    said = packet(recipe=recipe).encode()
    if path.suffix.lower() == ".webm":
        _mark_webm(path, said)
        return
    box = b"uuid" + MP4_BOX + said
    with path.open("ab") as film:
        film.write(struct.pack(">I", 4 + len(box)) + box)


def _mark_webm(path: Path, said: bytes) -> None:
    """Append a Tags element, and let the segment, which ends with the file, be so much longer."""
    simple = _element(TAG_NAME, b"XMP") + _element(TAG_TEXT, said)
    tags = _element(TAGS, _element(TAG, _element(TARGETS, b"") + _element(SIMPLE, simple)))
    with path.open("r+b") as film:
        head = film.read(4096)
        at = head.find(SEGMENT) + len(SEGMENT)
        size = int.from_bytes(head[at : at + 8], "big") & UNKNOWN_SIZE
        film.seek(0, 2)
        film.write(tags)
        if head[at] == 1 and size != UNKNOWN_SIZE:
            film.seek(at)
            film.write(_size(size + len(tags)))


def _element(name: bytes, content: bytes) -> bytes:
    """An element of EBML (RFC 8794)."""
    return name + _size(len(content)) + content


def _size(length: int) -> bytes:
    """A length as EBML writes it, in eight bytes."""
    return (1 << 56 | length).to_bytes(8, "big")
