"""The painter's measures, on painters of which the answer is known."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("matplotlib")

from vaha.emotions import ART_EMOTIONS, FACE_EMOTIONS
from vaha.runtime.card import ModelCard
from vaha.stages.rank import NetworkCritic
from vaha.training.appraisal.control import control, copies, mixing_path
from vaha.training.appraisal.emotion import intensity, picked_works, selected, unselected
from vaha.training.appraisal.evaluate import ArtMeasures, evaluate_art
from vaha.training.appraisal.judge import Judge, JudgeRun, train_judge
from vaha.training.appraisal.quality import damaged_paintings
from vaha.training.appraisal.report import art_page
from vaha.training.critic.report import critic_page, evaluate_critic
from vaha.training.data.paintings.reading import PaintingSet
from vaha.training.features.statistic_space import StatisticSpace
from vaha.training.features.statistics import picture_statistics
from vaha.training.painter.works import paint_works

MakePaintings = Callable[..., PaintingSet]
Arrays = Mapping[str, np.ndarray]
COLOURS = np.array(
    [
        [200, 30, 20],
        [90, 120, 30],
        [20, 20, 30],
        [240, 220, 80],
        [150, 150, 150],
        [40, 60, 140],
        [230, 240, 250],
    ],
    np.float64,
)
"""One for each mood."""
TINY = {"nearest": 8, "strengths": 2, "paths": 1, "columns": 3}
ART_OF_MOOD = (4, 5, 6, 0, 2, 7, 1)
"""An emotion of ArtEmis for each mood, as the one table has them."""

SEVEN = tuple(emotion.value for emotion in FACE_EMOTIONS)


class FakeModel:
    """An OnnxModel's card and `run`, with an answer of its own."""

    def __init__(self, answer: Callable[[Arrays], dict[str, np.ndarray]], **card: Any) -> None:
        self.run = answer
        self.card = ModelCard("fake", "test", "fake.onnx", "", "fake", "none", "2026", **card)


def painter(noise: float = 12.0) -> FakeModel:
    """Paints the colour of the mood, and noise as far as truncation lets it."""

    def answer(given: Arrays) -> dict[str, np.ndarray]:
        colours = given["mood"] @ COLOURS
        works = [
            np.random.default_rng(int(abs(row[0]) * 1e6)).normal(0, noise, (3, 64, 64)) * cut
            for row, cut in zip(given["noise"], given["truncation"][:, 0], strict=True)
        ]
        return {"pictures": colours[:, :, None, None] + np.stack(works)}

    return FakeModel(answer, labels=SEVEN, settings={"noise_size": 4})


def critic() -> FakeModel:
    """Likes what is near the colour of an emotion."""

    def answer(given: Arrays) -> dict[str, np.ndarray]:
        colour = given["pictures"].mean((2, 3)) * 255
        logits = np.full((len(colour), 9), -9.0)
        distances = np.linalg.norm(colour[:, None] - COLOURS, axis=2)
        logits[:, ART_OF_MOOD] = -distances / 20
        return {"logits": logits, "embedding": colour}

    return FakeModel(
        answer,
        labels=tuple(emotion.value for emotion in ART_EMOTIONS),
        mean=(0.0,) * 3,
        std=(1.0,) * 3,
        input_size=(64, 64),
        settings={"base_rates": [1 / 9] * 9, "near_copy": 0.0},
    )


@pytest.fixture(scope="module")
def coloured() -> PaintingSet:
    """Paintings of the seven colours, felt accordingly; a fifth of them held out."""
    chance, count = np.random.default_rng(0), 140
    moods = np.arange(count) % 7
    noise = chance.normal(0, 12, (count, 64, 64, 3))
    pixels = np.clip(COLOURS[moods][:, None, None] + noise, 0, 255).astype(np.uint8)
    votes = np.zeros((count, 9), np.float32)
    votes[np.arange(count), np.array(ART_OF_MOOD)[moods]] = 6
    return PaintingSet(
        pixels,
        np.array([f"Style/artist-{place // 2}_title-{place}" for place in range(count)]),
        np.zeros(count, np.int64),
        np.zeros(count, np.int64),
        votes,
        np.ones(count, bool),
        np.arange(count) % 5 == 0,
        np.full(count, np.nan, np.float32),
    )


@pytest.fixture(scope="module")
def judge_run(coloured: PaintingSet) -> JudgeRun:
    return train_judge(coloured, see=picture_statistics)


@pytest.fixture(scope="module")
def judge(judge_run: JudgeRun) -> Judge:
    return judge_run.judge


@pytest.fixture(scope="module")
def space(coloured: PaintingSet) -> StatisticSpace:
    return StatisticSpace.of(picture_statistics(coloured.pixels))


def test_a_painter_that_shows_the_mood_is_agreed_with(judge: Judge) -> None:
    found = unselected(painter(), judge, 4, 2)
    assert found["mean"] == 1.0 and found["mean_deviation"] == 0.0
    assert list(found["by_mood"]) == [emotion.value for emotion in FACE_EMOTIONS]


def test_a_painter_that_looks_away_is_agreed_with_by_chance(judge: Judge) -> None:
    def indifferent(given: Arrays) -> dict[str, np.ndarray]:
        even = np.full_like(given["mood"], 1 / 7)
        return painter().run({**given, "mood": even})

    found = unselected(
        FakeModel(indifferent, labels=SEVEN, settings={"noise_size": 4}), judge, 6, 1
    )
    assert found["mean"] == pytest.approx(1 / 7, abs=0.1)


def test_the_critic_picks_what_carries_the_mood(judge: Judge) -> None:
    """Half of the works go wrong, by their seed; the critic leaves those aside."""

    def careless(given: Arrays) -> dict[str, np.ndarray]:
        wrong = given["noise"][:, 1] > 0
        moods = np.where(wrong[:, None], np.roll(given["mood"], 1, 1), given["mood"])
        return painter().run({**given, "mood": moods})

    model = FakeModel(careless, labels=SEVEN, settings={"noise_size": 4})
    assert unselected(model, judge, 12, 1)["mean"] < 0.8
    picked = picked_works(model, NetworkCritic(critic()), 1)
    assert picked.shape == (7, 1, 3, 64, 64, 3)
    assert selected(picked, judge)["mean"] == 1.0


def test_intensity_costs_variety(judge: Judge, space: StatisticSpace) -> None:
    rows = intensity(painter(), judge, space, 6, (1.0, 0.5, 0.0))
    variety = [row["variety"] for row in rows]
    assert variety[0] == 1.0 > variety[1] > variety[2] == 0.0
    assert rows[0]["agreement"] == 1.0


def test_mixed_moods_go_from_one_end_to_the_other() -> None:
    path = mixing_path(0, 3, 5)
    np.testing.assert_allclose(path.sum(1), 1)
    np.testing.assert_allclose(path[:, 3], [0, 0.25, 0.5, 0.75, 1])


def test_a_jump_is_told_from_a_gradual_change(space: StatisticSpace) -> None:
    def jumping(given: Arrays) -> dict[str, np.ndarray]:
        hard = np.eye(7, dtype=np.float32)[given["mood"].argmax(1)]
        return painter(0.0).run({**given, "mood": hard})

    smooth = control(painter(0.0), space, 1)
    jumps = control(FakeModel(jumping, labels=SEVEN, settings={"noise_size": 4}), space, 1)
    assert smooth["paths"] == 21
    assert jumps["largest_over_mean"] == pytest.approx(7, abs=0.1)
    assert smooth["largest_over_mean"] < 5


def test_the_space_sees_damage(coloured: PaintingSet, space: StatisticSpace) -> None:
    held = coloured.pixels[::5]
    found = damaged_paintings(held, space, space.features(held))
    assert min(found.values()) > 0


def test_everything_is_measured_and_shown(coloured: PaintingSet, judge_run: JudgeRun) -> None:
    measures = ArtMeasures(works=40, works_a_mood=4, groups=1, seeds=2, **TINY)
    away = painter(70.0)
    document, shown = evaluate_art(
        painter(),
        critic(),
        NetworkCritic(critic()),
        judge_run.judge,
        judge_run.measures,
        coloured,
        measures,
        {"rival": away},
    )
    assert "Style/artist" not in json.dumps(document, allow_nan=False), "figures only"
    quality = document["quality"]
    ours, theirs = (
        quality["painters"][name]["statistics"]["frechet_distance"]["mean"]
        for name in ("ours", "rival")
    )
    assert quality["floor"]["statistics"]["frechet_distance"] < theirs and ours < theirs
    assert document["emotion"]["best_3_of_32"]["mean"] == 1.0
    assert document["copies"]["works"] == 8 and len(shown.grids["nearest"]) == 3
    text = art_page(document, shown, "there")
    assert text.count("data:image/webp") >= 5 and "--input1 there/works" in text
    loaded = re.findall(r'(?:src|href|url\()\s*=?\s*["\']?https?://', text)
    assert not loaded, "a page that needs nothing else"


def test_a_copyist_is_found_out(coloured: PaintingSet, space: StatisticSpace) -> None:
    learnt, held = coloured.pixels[~coloured.held], coloured.pixels[coloured.held]

    def copying(given: Arrays) -> dict[str, np.ndarray]:
        places = (np.abs(given["noise"][:, 0]) * 1e4).astype(int) % len(learnt)
        return {"pictures": learnt[places].transpose(0, 3, 1, 2).astype(np.float64)}

    model = FakeModel(copying, labels=SEVEN, settings={"noise_size": 4})
    works = paint_works(model, np.eye(7, dtype=np.float32), range(7))
    found, by_pixels, by_features = copies(works, learnt, held, space.features)
    assert found["copy_share"] == 1.0
    np.testing.assert_array_equal(works, learnt[by_pixels])
    np.testing.assert_array_equal(works, learnt[by_features])


def test_the_critic_s_page_tells_folds_from_flattery(coloured: PaintingSet) -> None:
    found = evaluate_critic(critic(), coloured)
    assert found["accuracy"] == 1.0 and not found["out_of_fold"]
    assert np.trace(np.array(found["confusion"])) == 140
    assert len(found["by_fold"]["accuracy"]) == 5 and found["milliseconds_for_32"] > 0
    assert "flatter" in critic_page(found)
    logits = np.random.default_rng(0).normal(size=(140, 9)).astype(np.float32)
    guessed = evaluate_critic(critic(), coloured, logits)
    assert guessed["out_of_fold"] and guessed["accuracy"] < 0.5
    assert guessed["spread"]["accuracy"] > 0
    assert "did not learn its votes" in critic_page(guessed)
    json.dumps(guessed, allow_nan=False)
    with pytest.raises(Exception, match="judged 139 paintings and 140 have votes"):
        evaluate_critic(critic(), coloured, logits[:139])
