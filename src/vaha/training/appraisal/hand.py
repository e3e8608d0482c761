"""What the hand does to works: the mood they carry, and how far they are from paintings."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from vaha.artwork import Artwork
from vaha.emotions import FACE_EMOTIONS, Mood
from vaha.files import write_file
from vaha.hand.base import Brushwork, Hand
from vaha.hand.brush import painted
from vaha.images import Image, resize, write_png
from vaha.runtime.sessions.onnx import OnnxModel
from vaha.stages.base import Critic, Enlarger, Painter
from vaha.training.critic.answers import Pictures, judge
from vaha.training.features.statistic_space import StatisticSpace, compare_sets
from vaha.training.features.statistics import picture_statistics
from vaha.training.measures.pictures import frechet_distance

SEEN = 128
"""Pixels at which works and paintings are compared."""
OF = 4
"""A work is the best of so many by the critic, as a portrait keeps only the best."""
SCALE = 4
"""The enlarger goes before the hand."""


@dataclass(frozen=True)
class Pair:
    """One chosen work as it was enlarged, and as the hand painted it from that."""

    work: Artwork
    smooth: Image
    brushed: Image


def painted_pairs(
    painter: Painter,
    critic: Critic,
    enlarger: Enlarger,
    hand: Hand,
    brushwork: Brushwork,
    works_a_mood: int,
) -> list[Pair]:
    """The best quarter of the works of each mood by the critic, before and after the hand."""
    pairs: list[Pair] = []
    for emotion in FACE_EMOTIONS:
        print(f"painting {emotion.value}", file=sys.stderr, flush=True)
        mood = Mood.of({emotion: 1.0})
        works = critic.score(painter.paint(mood, range(OF * works_a_mood), None), mood)
        chosen = sorted(works, key=lambda work: -(work.lift or 0.0))[:works_a_mood]
        smooth = enlarger.enlarge_all([work.image for work in chosen], SCALE)

        def paint(place: int, mood: Mood = mood, smooth: list[Image] = smooth) -> Image:
            return painted(hand, smooth[place], brushwork, mood, seed=place)

        with ThreadPoolExecutor(2) as pool:
            brushed = list(pool.map(paint, range(len(smooth))))
        pairs += [Pair(*three) for three in zip(chosen, smooth, brushed, strict=True)]
    return pairs


def evaluate_hand(
    pairs: Sequence[Pair],
    critic: Critic,
    critic_model: OnnxModel,
    paintings: Pictures,
    moods_seen: Callable[[Pictures], npt.NDArray[np.int64]] | None = None,
) -> dict[str, Any]:
    """Lifts kept, distances to held-out paintings and slopes of spectra, before and after.

    `paintings` are held-out ones, N x 128 x 128 x 3. `moods_seen` is the judge's answer of
    pictures, places in FACE_EMOTIONS: the critic alone would only be asked about itself.
    """
    smooth, brushed = (
        np.stack([resize(picture, SEEN, SEEN) for picture in pictures])
        for pictures in ([p.smooth for p in pairs], [p.brushed for p in pairs])
    )
    space = StatisticSpace.of(picture_statistics(paintings))
    real, before, after = (space.features(pictures) for pictures in (paintings, smooth, brushed))
    half = len(paintings) // 2
    seen = [_embedded(critic_model, pictures) for pictures in (paintings, smooth, brushed)]
    return {
        "works": len(pairs),
        "held_out_paintings": len(paintings),
        "lift": _lifts_kept(pairs, critic),
        **({} if moods_seen is None else {"judge": _as_asked(pairs, smooth, brushed, moods_seen)}),
        "statistics_at_128_px": {
            "paintings": compare_sets(real[:half], real[half:]),
            "before": compare_sets(before, real),
            "after": compare_sets(after, real),
        },
        "critic_embedding": {
            "paintings": round(frechet_distance(seen[0][:half], seen[0][half:]), 3),
            "before": round(frechet_distance(seen[1], seen[0]), 3),
            "after": round(frechet_distance(seen[2], seen[0]), 3),
        },
        "spectrum_slope": {
            name: _spread(spectrum_slopes(pictures))
            for name, pictures in (("paintings", paintings), ("before", smooth), ("after", brushed))
        },
    }


def spectrum_slopes(pictures: Pictures) -> npt.NDArray[np.float64]:
    """The slope of each picture's power over frequency, both as logarithms; N numbers.

    Of its light, from 2 cycles a picture to three quarters of the finest; natural pictures and
    paintings have about -2 (Graham and Field, "Statistical regularities of art images and natural
    scenes", Spatial Vision 21, 2007).
    """
    light = pictures.astype(np.float64).mean(3)
    window = np.hanning(light.shape[1])
    light = (light - light.mean((1, 2), keepdims=True)) * window[:, None] * window
    power = np.abs(np.fft.fft2(light)) ** 2
    cycles = np.fft.fftfreq(light.shape[1], 1 / light.shape[1])
    radius = np.hypot(cycles[:, None], cycles)
    rings = np.arange(2, int(0.375 * light.shape[1]))
    means = [power[:, (radius >= ring) & (radius < ring + 1)].mean(1) for ring in rings]
    slopes = np.polyfit(np.log(rings + 0.5), np.log(np.stack(means) + 1e-9), 1)[0]
    return np.asarray(slopes, np.float64)


def write_pairs(pairs: Sequence[Pair], folder: Path, seed: int = 0) -> None:
    """A blind study: each pair as `001-a.png` and `001-b.png` in random order, with a key.

    `key.csv` says which is painted by the hand; keep it from who answers. Raises OutputError.
    """
    chance = np.random.default_rng(seed)
    key = io.StringIO()
    rows = csv.writer(key)
    rows.writerow(["pair", "mood", "seed", "by_hand"])
    for number, place in enumerate(chance.permutation(len(pairs)), 1):
        pair = pairs[place]
        size = pair.brushed.shape[:2]
        sides = [resize(pair.smooth, *size), pair.brushed]
        by_hand = int(chance.integers(2))
        for name, side in zip("ab", sides if by_hand else sides[::-1], strict=True):
            write_png(folder / f"{number:03d}-{name}.png", side)
        recipe = pair.work.recipe
        rows.writerow([f"{number:03d}", str(recipe.mood), recipe.seed, "ab"[by_hand]])
    write_file(folder / "key.csv", key.getvalue().encode())


def _lifts_kept(pairs: Sequence[Pair], critic: Critic) -> dict[str, Any]:
    """Mean lift of the asked mood before and after, and the share kept, for each and for all.

    `mirrored` is the share that the works keep unpainted, enlarged and seen in a mirror: since the
    critic chose them, chance was on their side, and any other look at them finds less.
    """
    rows: dict[str, Any] = {}
    for emotion in FACE_EMOTIONS:
        own = [pair for pair in pairs if pair.work.recipe.mood.top is emotion]
        if own:
            works = [pair.work for pair in own]
            rows[emotion.value] = _kept(
                [work.lift or 0 for work in works],
                _lifts(works, [pair.brushed for pair in own], critic),
                _lifts(works, [np.ascontiguousarray(pair.smooth[:, ::-1]) for pair in own], critic),
            )
    shares = {name: _mean(rows, name) / _mean(rows, "before") for name in ("after", "mirrored")}
    both = {"kept": shares["after"], "mirrored": shares["mirrored"]}
    return {**rows, "all": {name: round(share, 4) for name, share in both.items()}}


def _lifts(works: Sequence[Artwork], pictures: Sequence[Image], critic: Critic) -> list[float]:
    """The lifts of the works' common mood in these pictures of them."""
    seen = [Artwork(picture, work.recipe) for work, picture in zip(works, pictures, strict=True)]
    return [work.lift or 0 for work in critic.score(seen, works[0].recipe.mood)]


def _mean(rows: Mapping[str, Mapping[str, float]], name: str) -> float:
    """Over all works."""
    every = sum(row["works"] for row in rows.values())
    return sum(row[name] * row["works"] for row in rows.values()) / every


def _as_asked(
    pairs: Sequence[Pair],
    smooth: Pictures,
    brushed: Pictures,
    moods_seen: Callable[[Pictures], npt.NDArray[np.int64]],
) -> dict[str, dict[str, float]]:
    """Shares of the works, before and after, in which the asked mood is seen; and for each mood."""
    asked = np.array([FACE_EMOTIONS.index(pair.work.recipe.mood.top) for pair in pairs])
    right = {
        name: moods_seen(pictures) == asked
        for name, pictures in (("before", smooth), ("after", brushed))
    }
    groups = {"all": np.ones(len(asked), np.bool_)} | {
        emotion.value: asked == place for place, emotion in enumerate(FACE_EMOTIONS)
    }
    return {
        name: {when: round(float(seen[group].mean()), 4) for when, seen in right.items()}
        for name, group in groups.items()
        if group.any()
    }


def _kept(
    before: Sequence[float], after: Sequence[float], mirrored: Sequence[float]
) -> dict[str, float]:
    first, then, other = (float(np.mean(lifts)) for lifts in (before, after, mirrored))
    return {
        "works": len(before),
        "before": round(first, 4),
        "after": round(then, 4),
        "mirrored": round(other, 4),
        "kept": round(then / first, 4),
    }


def _embedded(model: OnnxModel, pictures: Pictures) -> npt.NDArray[np.float64]:
    height, width = model.card.input_size
    small = np.stack([resize(picture, height or 64, width or 64) for picture in pictures])
    return judge(model, small)[1].astype(np.float64)


def _spread(numbers: npt.NDArray[np.float64]) -> dict[str, float]:
    return {"mean": round(float(numbers.mean()), 3), "deviation": round(float(numbers.std()), 3)}
