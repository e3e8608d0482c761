from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch")

from vaha.emotions import ART_EMOTIONS, FACE_EMOTIONS, ArtEmotion, FaceEmotion
from vaha.errors import TrainingDataError
from vaha.training.appraisal.judge import (
    Judge,
    JudgeOptions,
    agreement,
    fit_judge,
    remembering,
    train_judge,
)
from vaha.training.data.paintings.reading import PaintingSet
from vaha.training.features.statistics import picture_statistics
from vaha.training.measures.folds import artist_folds

MakePaintings = Callable[..., PaintingSet]
FEELINGS = {
    (200, 30, 20): ArtEmotion.ANGER,
    (20, 20, 25): ArtEmotion.FEAR,
    (240, 220, 80): ArtEmotion.AMUSEMENT,
}


def coloured(make_paintings: MakePaintings, count: int = 60) -> PaintingSet:
    """Red is anger, black is fear, yellow amusement: noisy pictures of one colour each."""
    chance = np.random.default_rng(0)
    kind = np.arange(count) % len(FEELINGS)
    colours = np.array(list(FEELINGS), np.int64)[kind][:, None, None]
    noise = chance.integers(-15, 16, (count, 64, 64, 3))
    votes = np.zeros((count, 9), np.float32)
    places = [ART_EMOTIONS.index(feeling) for feeling in FEELINGS.values()]
    votes[np.arange(count), np.array(places)[kind]] = 6
    pixels = np.clip(colours + noise, 0, 255).astype(np.uint8)
    return replace(make_paintings(count), pixels=pixels, votes=votes)


def test_the_judge_sees_the_moods_that_people_voted_for(make_paintings: MakePaintings) -> None:
    paintings = coloured(make_paintings)
    run = train_judge(paintings, see=picture_statistics)
    assert run.measures["accuracy"] > 0.95, "of paintings that it did not learn from"
    seen = run.judge.moods(paintings.pixels[:3])
    assert [FACE_EMOTIONS[place] for place in seen] == [
        FaceEmotion.ANGRY,
        FaceEmotion.FEARFUL,
        FaceEmotion.HAPPY,
    ]
    json.dumps(run.measures, allow_nan=False)


def test_what_it_says_of_votes_does_not_depend_on_them(make_paintings: MakePaintings) -> None:
    """Another vote for one painting changes nothing that its own fold says of it."""
    paintings = coloured(make_paintings)
    statistics = picture_statistics(paintings.pixels)
    folds = artist_folds(paintings.names, JudgeOptions().salt)
    one = int(np.flatnonzero(folds == 2)[0])
    other = paintings.votes.copy()
    other[one] = np.roll(other[one], 2)
    before = fit_judge(statistics, paintings.votes, paintings.names).judge
    after = fit_judge(statistics, other, paintings.names).judge
    np.testing.assert_array_equal(before.weights[2], after.weights[2])
    assert np.abs(before.weights[1] - after.weights[1]).max() > 1e-4


def test_a_saved_judge_judges_alike(make_paintings: MakePaintings, tmp_path: Path) -> None:
    run = train_judge(coloured(make_paintings), see=picture_statistics)
    run.judge.save(tmp_path)
    statistics = picture_statistics(make_paintings(4).pixels)
    np.testing.assert_array_equal(
        Judge.load(tmp_path).probabilities(statistics), run.judge.probabilities(statistics)
    )
    np.testing.assert_allclose(run.judge.probabilities(statistics).sum(1), 1)
    with pytest.raises(TrainingDataError, match="run `vaha train judge` first"):
        Judge.load(tmp_path / "nowhere")


def test_agreement_is_counted_by_mood() -> None:
    found = agreement(np.array([0, 0, 1, 2]), np.array([0, 0, 0, 2]))
    assert found == {"by_mood": {"angry": 0.6667, "fearful": 1.0}, "mean": 0.8333}


def test_paintings_without_votes_are_refused(make_paintings: MakePaintings) -> None:
    paintings = make_paintings(9)
    with pytest.raises(TrainingDataError, match="no painting has votes"):
        train_judge(paintings.take(~paintings.voted))


def test_a_second_opinion_finds_anger_that_votes_do_not_know(make_paintings: MakePaintings) -> None:
    """Nobody votes anger; of the paintings asked about, those with stripes are the angriest."""
    paintings = coloured(make_paintings, 90)
    votes = paintings.votes.copy()
    votes[:, ART_EMOTIONS.index(ArtEmotion.ANGER)] *= 0
    votes[:, ART_EMOTIONS.index(ArtEmotion.CONTENTMENT)] += 0.1
    striped = np.random.default_rng(1).random(90) < 0.5
    pixels = paintings.pixels.copy()
    pixels[striped, :, ::6] //= 3
    angriest = np.where(striped, 0.8, -0.8).astype(np.float32)
    run = train_judge(
        replace(paintings, pixels=pixels, votes=votes, angriest=angriest), see=picture_statistics
    )
    assert run.measures["anger_correlation"] > 0.9
    strength = run.judge.strength_of(picture_statistics(pixels))[:, 0]
    assert strength[striped].mean() > strength[~striped].mean() + 1


def test_where_nobody_asked_there_is_no_second_opinion(make_paintings: MakePaintings) -> None:
    paintings = coloured(make_paintings)
    nobody = np.full(len(paintings), np.nan, np.float32)
    run = train_judge(replace(paintings, angriest=nobody), see=picture_statistics)
    assert run.measures["anger_correlation"] is None and not run.judge.anger.any()


def test_what_was_seen_once_is_remembered_and_other_pictures_are_looked_at(
    make_paintings: MakePaintings, tmp_path: Path
) -> None:
    looks = []

    def see(pictures: np.ndarray) -> np.ndarray:
        looks.append(len(pictures))
        return picture_statistics(pictures)

    paintings = coloured(make_paintings)
    whole = train_judge(paintings, see=see)
    remembered = [train_judge(paintings, see=remembering(see, tmp_path)) for _ in range(2)]
    assert len(looks) == 4, "the third run looks at nothing"
    for run in remembered:
        np.testing.assert_array_equal(run.judge.weights, whole.judge.weights)
    remembering(see, tmp_path)(255 - paintings.pixels)
    assert len(looks) == 5
