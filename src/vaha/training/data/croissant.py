"""A pack's card in Croissant: what is in its files, in words that data catalogues read.

Source: Croissant 1.0, http://mlcommons.org/croissant/1.0 (MLCommons, 2024). Croissant cannot say
how arrays are read out of NumPy's files, so records are told of in words; `read_pack` and
`read_projected_pack` read them.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import numpy as np

from vaha.emotions import ART_EMOTIONS, FACE_EMOTIONS
from vaha.errors import TrainingDataError
from vaha.files import write_file
from vaha.training.data.paintings import pack as painting_pack
from vaha.training.data.paintings import picture_pack

FILE = "croissant.json"
WIKIART = "https://www.wikiart.org/"

_OWN = (
    *("citeAs", "column", "equivalentProperty", "extract", "field", "fileObject", "fileProperty"),
    *("fileSet", "format", "includes", "isLiveDataset", "jsonPath", "key", "md5", "parentField"),
    *("path", "recordSet", "references", "regex", "repeated", "replace", "samplingRate"),
    *("separator", "source", "subField", "transform"),
)
_CONTEXT: Mapping[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "conformsTo": "dct:conformsTo",
    **{name: f"cr:{name}" for name in _OWN},
    "data": {"@id": "cr:data", "@type": "@json"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
}

_TERMS = (
    "Non-commercial research and education, as WikiArt and ArtEmis (artemisdataset.org) ask; "
    "not to be passed on."
)
_PAPER = (
    "P. Achlioptas, M. Ovsjanikov, K. Haydarov, M. Elhoseiny, L. Guibas. ArtEmis: Affective "
    "Language for Visual Art. CVPR 2021."
)
_SHARDS = (
    "Pictures as WebP, one after the other. Each is grey and three times as high as wide: light, "
    "blue and red difference (YCbCr) below one another. `lengths` of the index has the bytes of "
    "each picture, `counts` the pictures of each shard."
)


@dataclass(frozen=True)
class _Kind:
    """A kind of pack: its name and files, what it holds, and the order of its emotions."""

    name: str
    prefix: str
    index: str
    about: str
    arrays: str
    emotions: tuple[str, ...]


_KINDS = (
    _Kind(
        "vaha-paintings",
        painting_pack.PREFIX,
        painting_pack.INDEX,
        "Paintings of WikiArt, and people's votes (ArtEmis) for what they feel before them.",
        "For each painting: `names`, `style` and `artist` (counted from 0, -1 where unknown), "
        "`votes` (for each emotion), `may_paint` (likely in the public domain), `held` (not to be "
        "learnt from), `angriest` (FeelingBlue: most 1, least -1, not asked NaN).",
        tuple(one.value for one in ART_EMOTIONS),
    ),
    _Kind(
        "vaha-pictures",
        picture_pack.PREFIX,
        picture_pack.INDEX,
        "Paintings of WikiArt, with moods that a network read in most of them.",
        "For each picture: `names`, and `moods` (shares of the emotions, 16 bits).",
        tuple(one.value for one in FACE_EMOTIONS),
    ),
)


def write_croissant(folder: Path, url: str = WIKIART) -> Path:
    """Write `folder`/croissant.json for the pack that lies there; `url` is the pack's own page.

    Raises TrainingDataError where there is no whole pack, OutputError where it cannot be written.
    """
    text = json.dumps(croissant(folder, url), indent=2, ensure_ascii=False)
    write_file(folder / FILE, (text + "\n").encode())
    return folder / FILE


def croissant(folder: Path, url: str = WIKIART) -> dict[str, Any]:
    """The card of the pack in this folder; raises TrainingDataError."""
    kind = next((one for one in _KINDS if (folder / one.index).is_file()), None)
    if kind is None:
        known = " or ".join(one.index for one in _KINDS)
        raise TrainingDataError(f"{folder} holds no pack; it would have {known}")
    index = folder / kind.index
    pictures, shards = _counted(index)
    files = [(f"{kind.prefix}-{number}.webps", _SHARDS) for number in range(shards)]
    changed = datetime.fromtimestamp(index.stat().st_mtime, timezone.utc)
    return {
        "@context": dict(_CONTEXT),
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": kind.name,
        "description": f"{kind.about} {pictures} pictures. {kind.arrays}",
        "url": url,
        "version": "1.0.0",
        "datePublished": changed.date().isoformat(),
        "creator": [
            _maker("WikiArt", WIKIART),
            _maker("ArtEmis", "https://www.artemisdataset.org/"),
        ],
        "license": {"@type": "sc:CreativeWork", "name": "Terms of the data", "description": _TERMS},
        "conditionsOfAccess": _TERMS,
        "citeAs": _PAPER,
        "isLiveDataset": False,
        "distribution": list(_files(folder, [(kind.index, kind.arrays), *files])),
        "recordSet": [_emotions(kind.emotions)],
    }


def _counted(index: Path) -> tuple[int, int]:
    """How many pictures and shards the index tells of."""
    try:
        with index.open("rb") as stream, np.load(stream) as stored:
            return len(stored["lengths"]), len(stored["counts"])
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as error:
        raise TrainingDataError(f"{index} is damaged; pack the pictures anew") from error


def _maker(name: str, url: str) -> dict[str, str]:
    return {"@type": "sc:Organization", "name": name, "url": url}


def _files(folder: Path, files: Iterable[tuple[str, str]]) -> Iterator[dict[str, str]]:
    for name, about in files:
        try:
            data = (folder / name).read_bytes()
        except OSError as error:
            raise TrainingDataError(f"{folder / name} is missing; carry all of it") from error
        yield {
            "@type": "cr:FileObject",
            "@id": name,
            "name": name,
            "description": about,
            "contentUrl": name,
            "contentSize": f"{len(data)} B",
            "encodingFormat": "application/octet-stream",
            "sha256": hashlib.sha256(data).hexdigest(),
        }


def _emotions(names: tuple[str, ...]) -> dict[str, Any]:
    """The emotions in the order in which the arrays have them."""
    field = {"@type": "cr:Field", "@id": "emotions/name", "name": "emotions/name"}
    return {
        "@type": "cr:RecordSet",
        "@id": "emotions",
        "name": "emotions",
        "description": "In the order of the arrays.",
        "dataType": "sc:Enumeration",
        "key": {"@id": "emotions/name"},
        "field": [field | {"description": "An emotion.", "dataType": "sc:Text"}],
        "data": [{"emotions/name": name} for name in names],
    }
