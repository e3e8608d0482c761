"""Paintings with style, artist and emotion votes, read in the forms they are published in."""

from __future__ import annotations

import csv
import math
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from vaha.emotions import ART_EMOTIONS, ArtEmotion
from vaha.errors import TrainingDataError


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
    wikiart: Path, votes_file: Path, size: int = 64, rare_artist: int = 15, rare_style: int = 30
) -> PaintingSet:
    """Read `wikiart`/paintings.csv and its pictures, and ArtEmis' release file.

    Pictures are averaged down to `size` px, which must divide theirs. Artists and styles with
    fewer paintings than the bounds count as unknown. Raises TrainingDataError naming file and row.
    """
    table = wikiart / "paintings.csv"
    rows = _read_csv(table, {"art_style", "painting", "artist"})
    files = [wikiart / row["art_style"] / f"{row['painting']}.webp" for row in rows]
    with ThreadPoolExecutor() as pool:
        pixels = np.stack(list(pool.map(lambda file: _read_pixels(file, size), files)))
    names = [f"{row['art_style']}/{row['painting']}" for row in rows]
    votes = read_votes(votes_file)
    return PaintingSet(
        pixels=pixels,
        names=np.array(names),
        style=_classes([row["art_style"] for row in rows], rare_style),
        artist=_classes([row["artist"] for row in rows], rare_artist),
        votes=np.stack(
            [votes.get(name, np.zeros(len(ART_EMOTIONS), np.float32)) for name in names]
        ),
        may_paint=np.array([_may_paint(row, table, number) for number, row in enumerate(rows, 2)]),
        held=np.array([row.get("split") == "val" for row in rows]),
        angriest=np.array([_angriest(row) for row in rows], np.float32),
    )


def _may_paint(row: dict[str, str], table: Path, number: int) -> bool:
    try:
        chroma = float(row.get("chroma") or 0)
    except ValueError:
        raise TrainingDataError(
            f"{table}, row {number}: chroma is {row['chroma']!r}, not a number"
        ) from None
    return row.get("public_domain_likely") == "1" and row.get("squashed") != "1" and chroma > 5


def _angriest(row: dict[str, str]) -> float:
    most, least = row.get("feelingblue_anger_most"), row.get("feelingblue_anger_least")
    if not most or not least:
        return math.nan
    return (float(most) - float(least)) / (float(most) + float(least) + 1)


def read_votes(votes_file: Path) -> dict[str, npt.NDArray[np.float32]]:
    """ArtEmis' release: `Style/painting` to nine numbers of votes."""
    order = {emotion.value: place for place, emotion in enumerate(ART_EMOTIONS)}
    votes: dict[str, npt.NDArray[np.float32]] = {}
    for number, row in enumerate(_read_csv(votes_file, {"art_style", "painting", "emotion"}), 2):
        if row["emotion"] not in order:
            known = ", ".join(emotion.value for emotion in ArtEmotion)
            raise TrainingDataError(
                f"{votes_file}, row {number}: unknown emotion {row['emotion']!r}; expected {known}"
            )
        name = f"{row['art_style']}/{row['painting']}"
        votes.setdefault(name, np.zeros(len(order), np.float32))[order[row["emotion"]]] += 1
    return votes


def _read_csv(path: Path, needed: set[str]) -> list[dict[str, str]]:
    try:
        with path.open(newline="", encoding="utf-8") as stream:
            reader = csv.DictReader(stream)
            missing = needed - set(reader.fieldnames or ())
            if missing:
                raise TrainingDataError(f"{path} has no column {', '.join(sorted(missing))}")
            rows = list(reader)
    except OSError as error:
        raise TrainingDataError(f"cannot read {path}: {error.strerror}") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise TrainingDataError(f"{path} is not a csv file: {error}") from error
    if not rows:
        raise TrainingDataError(f"{path} has no rows")
    for number, row in enumerate(rows, 2):
        empty = [name for name in sorted(needed) if row[name] is None]
        if empty:
            raise TrainingDataError(f"{path}, row {number}: no {', '.join(empty)}")
    return rows


def _read_pixels(file: Path, size: int) -> npt.NDArray[np.uint8]:
    from PIL import Image as Pillow

    try:
        with Pillow.open(file) as picture:
            pixels = np.asarray(picture.convert("RGB"))
    except OSError as error:
        raise TrainingDataError(f"cannot read the painting {file}: {error}") from error
    factor = pixels.shape[0] // size
    if pixels.shape[:2] != (size * factor, size * factor):
        raise TrainingDataError(
            f"{file} is {pixels.shape[1]}x{pixels.shape[0]} px, not a multiple of {size}"
        )
    if factor == 1:
        return pixels
    blocks = pixels.reshape(size, factor, size, factor, 3).mean((1, 3))
    return blocks.round().astype(np.uint8)


def _classes(values: list[str], rare: int) -> npt.NDArray[np.int64]:
    """Number the values by name, -1 for empty and for rare ones."""
    counts = Counter(value for value in values if value)
    known = {
        value: place for place, value in enumerate(sorted(v for v in counts if counts[v] >= rare))
    }
    return np.array([known.get(value, -1) for value in values], np.int64)
