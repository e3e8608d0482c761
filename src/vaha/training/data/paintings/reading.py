"""Paintings with style, artist and emotion votes, read in the forms they are published in."""

from __future__ import annotations

import hashlib
import math
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from vaha.emotions import ART_EMOTIONS, ArtEmotion
from vaha.errors import TrainingDataError
from vaha.training.data.tables import read_table

SUFFIXES = {".webp", ".jpg", ".jpeg", ".png"}

MOST_UNREADABLE = 0.01
"""Of a collection's pictures; where more are missing it is refused."""

LEAST_CHROMA = 5
"""Pictures with less have no colour to speak of."""

Tell = Callable[[str], None]
"""Is told of each picture that was left out."""

_LISTED, _VOTED = ("art_style", "painting", "artist"), ("art_style", "painting", "emotion")


@dataclass(frozen=True)
class PaintingSet:
    """Paintings as arrays, all of the same length N.

    `pixels` is uint8 N x S x S x 3; `names` are `Style/artist_title-year`; `style` and `artist`
    count from 0, -1 where unknown or too rare; `votes` is float32 N x 9, numbers of votes in the
    order of ART_EMOTIONS; `may_paint` marks what the painter may learn from: likely in the public
    domain, in colour and in proportion; `held` marks the publisher's validation part;
    `angriest` says how often a painting was called the most (1) or the least (-1) angry of four,
    NaN where FeelingBlue did not ask.
    """

    pixels: npt.NDArray[np.uint8]
    names: npt.NDArray[np.str_]
    style: npt.NDArray[np.int64]
    artist: npt.NDArray[np.int64]
    votes: npt.NDArray[np.float32]
    may_paint: npt.NDArray[np.bool_]
    held: npt.NDArray[np.bool_]
    angriest: npt.NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.names)

    def take(self, which: npt.NDArray[np.bool_] | npt.NDArray[np.int64]) -> PaintingSet:
        """The paintings at these places."""
        return PaintingSet(
            self.pixels[which],
            self.names[which],
            self.style[which],
            self.artist[which],
            self.votes[which],
            self.may_paint[which],
            self.held[which],
            self.angriest[which],
        )

    @property
    def voted(self) -> npt.NDArray[np.bool_]:
        """Bool N: the paintings that have votes."""
        has_votes: npt.NDArray[np.bool_] = self.votes.sum(1) > 0
        return has_votes

    def split(self) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
        """(learn, held), bool N each, of what may be painted from.

        Raises TrainingDataError where one of them is empty.
        """
        learn, held = self.may_paint & ~self.held, self.may_paint & self.held
        if not learn.any() or not held.any():
            raise TrainingDataError(
                f"{learn.sum()} paintings to learn from and {held.sum()} held out; paintings.csv "
                "needs both, with public_domain_likely 1, chroma above 5 and split train or val"
            )
        return learn, held


def read_paintings(
    wikiart: Path,
    votes_file: Path,
    size: int = 64,
    rare_artist: int = 15,
    rare_style: int = 30,
    tell: Tell | None = None,
) -> PaintingSet:
    """Read `wikiart`/Style/painting.jpg (or .webp, .png), and ArtEmis' release file.

    `wikiart`/paintings.csv says which there are, of whom, and what may be painted from. Without it,
    all that are there are read, and those in colour may be painted from: who trains a painter on
    them must know that they may. Pictures are cut to their middle square where they are oblong, and
    averaged down to `size` px. Artists and styles with fewer paintings than the bounds count as
    unknown.

    A picture that is missing or cannot be read is left out, and `tell` hears of it, as of votes for
    paintings that are not here. Raises TrainingDataError naming file and row, and where more than
    one picture in a hundred is missing.
    """
    listed = wikiart / "paintings.csv"
    rows = _read_csv(listed, _LISTED) if listed.is_file() else rows_of_folder(wikiart)
    files = picture_files(wikiart)
    with ThreadPoolExecutor() as pool:
        found = list(pool.map(lambda row: _picture_of(row, files, wikiart, size), rows))
    pixels = _good(found, wikiart, tell)
    rows = [row for row, one in zip(rows, found, strict=True) if isinstance(one, np.ndarray)]
    names = [name_of(row["art_style"], row["painting"]) for row in rows]
    votes = read_votes(votes_file)
    if tell is not None and (absent := len(votes.keys() - set(names))):
        tell(f"{absent} of {len(votes)} paintings with votes are not in {wikiart}")
    may_paint = [_may_paint(row, listed, number) for number, row in enumerate(rows, 2)]
    if not listed.is_file():
        may_paint = [_chroma(picture) > LEAST_CHROMA for picture in pixels]
    return PaintingSet(
        pixels=pixels,
        names=np.array(names),
        style=_classes([row["art_style"] for row in rows], rare_style),
        artist=_classes([row["artist"] for row in rows], rare_artist),
        votes=np.stack(
            [votes.get(name, np.zeros(len(ART_EMOTIONS), np.float32)) for name in names]
        ),
        may_paint=np.array(may_paint),
        held=np.array([row.get("split") == "val" for row in rows]),
        angriest=np.array([_angriest(row) for row in rows], np.float32),
    )


def name_of(style: str, painting: str) -> str:
    """What a painting is called; accents are written in one way, for some systems split them."""
    return unicodedata.normalize("NFC", f"{style}/{painting}")


def picture_files(wikiart: Path) -> dict[str, Path]:
    """The pictures in the folders of the styles by `name_of`, in its order."""
    try:
        found = {
            name_of(style.name, file.stem): file
            for style in wikiart.iterdir()
            if style.is_dir() and style.name[0] not in ".@$_"
            for file in style.iterdir()
            if file.suffix.lower() in SUFFIXES and file.name[0] != "."
        }
    except OSError as error:
        raise TrainingDataError(f"cannot read {wikiart}: {error.strerror}") from error
    return dict(sorted(found.items()))


def rows_of_folder(wikiart: Path) -> list[dict[str, str]]:
    """What a table would say of a folder without one; a tenth, by its names, is held out."""
    rows = []
    for name in picture_files(wikiart):
        style, _, painting = name.partition("/")
        artist = painting.partition("_")[0] if "_" in painting else ""
        split = "train" if hashlib.sha256(name.encode()).digest()[0] % 10 else "val"
        rows.append({"art_style": style, "painting": painting, "artist": artist, "split": split})
    if not rows:
        raise TrainingDataError(
            f"{wikiart} holds no paintings; give WikiArt's folder with Style/artist_title.jpg in it"
        )
    return rows


def _picture_of(
    row: dict[str, str], files: Mapping[str, Path], wikiart: Path, size: int
) -> npt.NDArray[np.uint8] | TrainingDataError:
    """The pixels, or why there are none."""
    name = name_of(row["art_style"], row["painting"])
    file = files.get(name, wikiart / f"{name}.webp")
    try:
        return _read_pixels(file, size)
    except TrainingDataError as error:
        return error


def _good(
    found: Sequence[npt.NDArray[np.uint8] | TrainingDataError], wikiart: Path, tell: Tell | None
) -> npt.NDArray[np.uint8]:
    """The pictures that are there; raises the first error where too many are not."""
    bad = [one for one in found if isinstance(one, TrainingDataError)]
    if len(bad) > MOST_UNREADABLE * len(found):
        raise TrainingDataError(f"{bad[0]}; {len(bad)} of {len(found)} cannot be read in {wikiart}")
    if tell is not None:
        for error in bad:
            tell(f"left out: {error}")
    return np.stack([one for one in found if isinstance(one, np.ndarray)])


def _may_paint(row: dict[str, str], table: Path, number: int) -> bool:
    try:
        chroma = float(row.get("chroma") or 0)
    except ValueError:
        raise TrainingDataError(
            f"{table}, row {number}: chroma is {row['chroma']!r}, not a number"
        ) from None
    allowed = row.get("public_domain_likely") == "1" and row.get("squashed") != "1"
    return allowed and chroma > LEAST_CHROMA


def _chroma(pixels: npt.NDArray[np.uint8]) -> float:
    """How colourful a picture is: the mean of the greatest less the least channel."""
    return float(np.mean(pixels.max(-1).astype(np.int16) - pixels.min(-1)))


def _angriest(row: dict[str, str]) -> float:
    most, least = row.get("feelingblue_anger_most"), row.get("feelingblue_anger_least")
    if not most or not least:
        return math.nan
    return (float(most) - float(least)) / (float(most) + float(least) + 1)


def read_votes(votes_file: Path) -> dict[str, npt.NDArray[np.float32]]:
    """ArtEmis' release: `Style/painting` to nine numbers of votes."""
    order = {emotion.value: place for place, emotion in enumerate(ART_EMOTIONS)}
    votes: dict[str, npt.NDArray[np.float32]] = {}
    for number, row in enumerate(_read_csv(votes_file, _VOTED), 2):
        if row["emotion"] not in order:
            known = ", ".join(emotion.value for emotion in ArtEmotion)
            raise TrainingDataError(
                f"{votes_file}, row {number}: unknown emotion {row['emotion']!r}; expected {known}"
            )
        name = name_of(row["art_style"], row["painting"])
        votes.setdefault(name, np.zeros(len(order), np.float32))[order[row["emotion"]]] += 1
    return votes


def _read_csv(path: Path, needed: Sequence[str]) -> list[dict[str, str]]:
    rows = []
    for row in read_table(path, needed):
        if empty := [name for name in sorted(needed) if row.values[name] is None]:
            raise TrainingDataError(f"{path}, row {row.number}: no {', '.join(empty)}")
        rows.append({name: value or "" for name, value in row.values.items()})
    if not rows:
        raise TrainingDataError(f"{path} has no rows")
    return rows


def _read_pixels(file: Path, size: int) -> npt.NDArray[np.uint8]:
    from PIL import Image as Pillow

    try:
        with Pillow.open(file) as picture:
            pixels = np.asarray(picture.convert("RGB"))
    except OSError as error:
        raise TrainingDataError(f"cannot read the painting {file}: {error}") from error
    square = _middle(pixels)
    side = square.shape[0]
    if side == size:
        return square
    if side % size:
        import cv2

        smaller = cv2.resize(square, (size, size), interpolation=cv2.INTER_AREA)
        return np.asarray(smaller, np.uint8)
    factor = side // size
    blocks = square.reshape(size, factor, size, factor, 3).mean((1, 3))
    return blocks.round().astype(np.uint8)


def _middle(pixels: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """The largest square in the middle."""
    height, width = pixels.shape[:2]
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    return pixels[top : top + side, left : left + side]


def _classes(values: list[str], rare: int) -> npt.NDArray[np.int64]:
    """Number the values by name, -1 for empty and for rare ones."""
    counts = Counter(value for value in values if value)
    known = {
        value: place for place, value in enumerate(sorted(v for v in counts if counts[v] >= rare))
    }
    return np.array([known.get(value, -1) for value in values], np.int64)
