from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from vaha.artwork import Artwork
from vaha.emotions import FACE_EMOTIONS, FaceEmotion, Mood
from vaha.hand.base import Brushwork
from vaha.hand.fake import FakeHand
from vaha.images import Image, read_image
from vaha.stages.fake import FakeCritic, FakeEnlarger, FakePainter
from vaha.training.appraisal.hand import (
    OF,
    Pair,
    _as_asked,
    _lifts_kept,
    painted_pairs,
    spectrum_slopes,
    write_pairs,
)

HAPPY, SAD = FaceEmotion.HAPPY, FaceEmotion.SAD


def noise_of_slope(slope: float, side: int = 128) -> Image:
    """A picture whose power falls with frequency as asked."""
    chance = np.random.default_rng(0)
    cycles = np.fft.fftfreq(side, 1 / side)
    radius = np.maximum(np.hypot(cycles[:, None], cycles), 1)
    spectrum = np.fft.fft2(chance.normal(size=(side, side))) * radius ** (slope / 2)
    grey = np.fft.ifft2(spectrum).real
    levels = 128 + 40 * (grey - grey.mean()) / grey.std()
    return np.repeat(np.clip(levels, 0, 255).astype(np.uint8)[..., None], 3, 2)


@pytest.mark.parametrize("slope", [-1.0, -2.0, -3.0])
def test_the_slope_of_a_known_spectrum_is_found(slope: float) -> None:
    found = spectrum_slopes(np.stack([noise_of_slope(slope)]))
    assert found[0] == pytest.approx(slope, abs=0.25)


def test_the_best_quarter_of_each_mood_is_painted_from_its_enlarged_self() -> None:
    pairs = painted_pairs(
        FakePainter(), FakeCritic(), FakeEnlarger(), FakeHand(), Brushwork(size=128), 2
    )
    assert len(pairs) == 7 * 2
    for pair in pairs:
        assert pair.smooth.shape[0] == 4 * pair.work.image.shape[0]
        assert pair.brushed.shape == (128, 128, 3)
    mood = Mood.parse("sad")
    every = FakeCritic().score(FakePainter().paint(mood, range(OF * 2)), mood)
    best = sorted((work.lift or 0 for work in every), reverse=True)[:2]
    assert [p.work.lift for p in pairs if p.work.recipe.mood == mood] == best


class Darkening(FakeCritic):
    """Sees half the lift in dark pictures."""

    def score(self, works, mood):
        scored = super().score(works, mood)
        return [w.with_scores(w.scores, 2.0 if w.image.mean() > 100 else 1.0) for w in scored]


def test_a_hand_that_darkens_loses_what_a_critic_of_light_chose() -> None:
    mood = Mood.parse("happy")
    work: Artwork = FakePainter().paint(mood, [0])[0].with_scores({}, 2.0)
    light, dark = (np.full((64, 64, 3), level, np.uint8) for level in (200, 20))
    kept = _lifts_kept([Pair(work, light, light), Pair(work, light, dark)], Darkening())
    row = {"works": 2, "before": 2.0, "after": 1.5, "mirrored": 2.0, "kept": 0.75}
    assert kept == {"happy": row, "all": {"kept": 0.75, "mirrored": 1.0}}


class LeftHanded(FakeCritic):
    """Feels the asked mood where a picture is light at its left."""

    def score(self, works, mood):
        scored = super().score(works, mood)
        return [w.with_scores(w.scores, 1.0 + (w.image[:, 0].mean() > 100)) for w in scored]


def test_what_a_mirror_costs_is_told_beside_what_the_hand_costs() -> None:
    work: Artwork = FakePainter().paint(Mood.parse("happy"), [0])[0].with_scores({}, 2.0)
    half = np.zeros((64, 64, 3), np.uint8)
    half[:, :32] = 200
    kept = _lifts_kept([Pair(work, half, half)], LeftHanded())
    assert kept["all"] == {"kept": 1.0, "mirrored": 0.5}


def test_the_judge_is_asked_before_and_after() -> None:
    """It sees happiness in light pictures and sadness in dark ones."""
    light, dark = (np.full((8, 8, 3), level, np.uint8) for level in (200, 20))
    pairs = [
        Pair(FakePainter().paint(Mood.parse(mood), [0])[0], light, brushed)
        for mood, brushed in (("happy", light), ("happy", dark), ("sad", dark))
    ]
    smooth, brushed = (np.stack(parts) for parts in ([light] * 3, [light, dark, dark]))

    def seen(pictures: np.ndarray) -> np.ndarray:
        return np.where(pictures.mean((1, 2, 3)) > 100, *map(FACE_EMOTIONS.index, (HAPPY, SAD)))

    shares = _as_asked(pairs, smooth, brushed, seen)
    assert shares == {
        "all": {"before": 0.6667, "after": 0.6667},
        "happy": {"before": 1.0, "after": 0.5},
        "sad": {"before": 0.0, "after": 1.0},
    }


def test_the_key_says_which_of_a_pair_is_by_hand(tmp_path: Path) -> None:
    work = FakePainter().paint(Mood.parse("sad"), [5])[0]
    pairs = [
        Pair(work, np.full((32, 32, 3), 10, np.uint8), np.full((64, 64, 3), 240, np.uint8))
        for _ in range(12)
    ]
    write_pairs(pairs, tmp_path)
    rows = list(csv.DictReader((tmp_path / "key.csv").read_text().splitlines()))
    assert len(rows) == 12 and {row["by_hand"] for row in rows} == {"a", "b"}
    for row in rows:
        other = "b" if row["by_hand"] == "a" else "a"
        assert read_image(tmp_path / f"{row['pair']}-{row['by_hand']}.png").mean() == 240
        smooth = read_image(tmp_path / f"{row['pair']}-{other}.png")
        assert smooth.mean() == 10 and smooth.shape == (64, 64, 3)
        assert row["mood"] == "sad" and row["seed"] == "5"
