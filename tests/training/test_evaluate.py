"""Measures of shipped files, with models that answer as the test says."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from vaha.emotions import ART_EMOTIONS, FACE_EMOTIONS, ArtEmotion, FaceEmotion
from vaha.errors import TrainingDataError
from vaha.runtime.card import ModelCard
from vaha.training.critic.answers import judge
from vaha.training.data.faces.face_set import FaceSet
from vaha.training.data.paintings.reading import PaintingSet
from vaha.training.enlarger.evaluate import evaluate_enlarger
from vaha.training.measures.votes import evaluate_votes, face_table
from vaha.training.mood.evaluate import (
    compare,
    evaluate_mood,
    milliseconds_a_face,
    mood_logits,
    reading_cost,
    reframed,
    robustness,
    spread,
)
from vaha.training.painter.evaluate import evaluate_painter
from vaha.training.painter.works import one_hot_moods, paint_works

Arrays = Mapping[str, np.ndarray]

SEVEN = tuple(emotion.value for emotion in FACE_EMOTIONS)


class FakeModel:
    """An OnnxModel's card and `run`, with an answer of its own."""

    def __init__(self, answer: Callable[[Arrays], dict[str, np.ndarray]], **card: Any) -> None:
        self.run = answer
        self.card = ModelCard("fake", "test", "fake.onnx", "", "fake", "none", "2026", **card)


def mood_model(answer: Callable[[np.ndarray], np.ndarray], **settings: Any) -> FakeModel:
    return FakeModel(
        lambda given: {"logits": answer(given["faces"])},
        labels=tuple(emotion.value for emotion in FACE_EMOTIONS),
        input_size=(48, 48),
        mean=(0.5,),
        std=(0.25,),
        settings=settings,
    )


def marked(make_faces: Callable[..., FaceSet], count: int) -> FaceSet:
    """Faces whose first pixel is their label."""
    faces = make_faces(count)
    faces.pixels[:, 0, 0] = faces.labels
    return faces


def read_mark(faces: np.ndarray) -> np.ndarray:
    level = (faces[:, 0, 0, 0] * 0.25 + 0.5) * 255
    return 5 * np.eye(7, dtype=np.float32)[level.round().astype(int)]


def read_any_mark(faces: np.ndarray) -> np.ndarray:
    """As `read_mark`, of levels that may be above 6 too."""
    level = (faces[:, 0, 0, 0] * 0.25 + 0.5) * 255
    return 5 * np.eye(7, dtype=np.float32)[level.round().astype(int) % 7]


def test_a_reader_that_is_always_right_scores_one(make_faces: Callable[..., FaceSet]) -> None:
    found = evaluate_mood(mood_model(read_mark, not_sure_below=0.5), marked(make_faces, 70))
    assert found["accuracy"] == found["balanced_recall"] == 1.0
    assert found["majority_baseline"] == pytest.approx(1 / 7, abs=1e-3)
    assert found["sure"] == {"threshold": 0.5, "coverage": 1.0, "accuracy": 1.0}
    assert found["confusion"] == (10 * np.eye(7, dtype=int)).tolist()
    assert set(found["recall"]) == {emotion.value for emotion in FACE_EMOTIONS}
    assert found["recall_interval_95"]["happy"][0] < 0.75 < 0.99 < found["interval_95"][1]
    json.dumps(found)


def test_faces_go_in_as_the_card_says_whatever_the_batch_size(
    make_faces: Callable[..., FaceSet],
) -> None:
    def mean_of(faces: np.ndarray) -> np.ndarray:
        return faces.mean((1, 2, 3))[:, None] * np.ones((1, 7))

    pixels = make_faces(5).pixels
    logits = mood_logits(mood_model(mean_of), pixels, batch=2)
    expected = (pixels.mean((1, 2)) / 255 - 0.5) / 0.25
    np.testing.assert_allclose(logits[:, 0], expected, atol=1e-5)


def test_the_card_says_how_much_of_a_face_is_read_and_how_often(
    make_faces: Callable[..., FaceSet],
) -> None:
    shapes: list[tuple[int, ...]] = []

    def mean_of(faces: np.ndarray) -> np.ndarray:
        shapes.append(faces.shape)
        return faces.mean((1, 2, 3))[:, None] * np.ones((1, 7))

    model = mood_model(mean_of, side=44, views="mirror")
    mood_logits(model, make_faces(3).pixels)
    mood_logits(model, make_faces(3).pixels, views="none")
    assert shapes == [(6, 1, 44, 44), (3, 1, 44, 44)]
    cost = reading_cost(model)
    assert (cost["views"], cost["passes"]) == ("mirror", 2) and cost["milliseconds_a_face"] > 0
    assert reading_cost(model, "ten-crop")["passes"] == 10


def test_times_are_of_each_model_in_turn() -> None:
    asked: list[str] = []

    def named(name: str) -> FakeModel:
        def answer(faces: np.ndarray) -> np.ndarray:
            asked.append(name)
            return np.zeros((len(faces), 7))

        return mood_model(answer)

    times = milliseconds_a_face({"a": named("a"), "b": named("b")}, rounds=2)
    assert set(times) == {"a", "b"} and asked == ["a", "b"] * 5


def test_a_reader_of_marks_is_not_robust(make_faces: Callable[..., FaceSet]) -> None:
    found = robustness(mood_model(read_any_mark), marked(make_faces, 70))
    assert set(found) == {"blur", "low light", "small face", "JPEG"}
    assert all(one["accuracy"] < 0.9 for one in found.values())


def test_a_reader_of_marks_loses_them_where_the_frame_moves(
    make_faces: Callable[..., FaceSet],
) -> None:
    found = reframed(mood_model(read_any_mark), marked(make_faces, 70))
    assert found["as they are"]["accuracy"] == 1.0
    assert found["as they are"]["recall"]["disgusted"] == 1.0
    assert found["an eighth to the right"]["accuracy"] < 0.9


def test_readers_are_compared_on_the_same_faces(make_faces: Callable[..., FaceSet]) -> None:
    faces = make_faces(70)
    right = np.eye(7)[faces.labels]
    found = compare(right, np.roll(right, 1, axis=1), faces)
    assert found["accuracy"] == 0.0
    assert found["mcnemar"] == {"only_first": 70, "only_second": 0, "p_value": 0.0}
    assert spread([0.7, 0.72]) == {
        "count": 2, "mean": 0.71, "deviation": 0.0141, "least": 0.7, "most": 0.72,
    }  # fmt: skip
    assert spread([0.7])["deviation"] is None


def test_copies_of_faces_that_were_learnt_are_left_out_once_more(
    make_faces: Callable[..., FaceSet],
) -> None:
    faces = marked(make_faces, 30)
    found = evaluate_mood(mood_model(read_mark), faces, faces.first(12))
    assert found["faces"] == 30 and found["without_copies"]["faces"] == 18
    assert found["without_copies"]["accuracy"] == 1.0


def test_where_nothing_is_sure_or_everything_a_copy_there_is_no_figure(
    make_faces: Callable[..., FaceSet],
) -> None:
    faces = make_faces(6)
    model = mood_model(lambda given: np.zeros((len(given), 7)), not_sure_below=0.9)
    found = evaluate_mood(model, faces, faces)
    assert found["sure"]["accuracy"] is None and found["without_copies"] == {"faces": 0}
    assert found["recall"]["surprised"] is None
    json.dumps(found, allow_nan=False)


def test_the_table_gives_each_art_emotion_one_face() -> None:
    table = face_table()
    assert table.shape == (9, 7) and (table.sum(1) == 1).all()
    anger, angry = ART_EMOTIONS.index(ArtEmotion.ANGER), FACE_EMOTIONS.index(FaceEmotion.ANGRY)
    assert table[anger, angry] == 1
    assert table[:, FACE_EMOTIONS.index(FaceEmotion.HAPPY)].sum() == 2


def test_probabilities_that_are_the_votes_have_no_divergence(
    make_paintings: Callable[..., PaintingSet],
) -> None:
    paintings = make_paintings(60)
    votes = paintings.votes[paintings.voted]
    shares = (votes / votes.sum(1, keepdims=True)).astype(np.float64)
    found = evaluate_votes(shares, votes)
    assert found["divergence"] == 0 < found["divergence_of_prior"]
    assert found["accuracy"] == found["balanced_recall"] == found["positive_auc"] == 1.0
    assert found["dominant"] == found["paintings"] == 40
    assert found["seven"]["accuracy"] == 1.0
    json.dumps(found, allow_nan=False)


def test_only_paintings_with_most_votes_on_one_emotion_are_dominant() -> None:
    votes = np.zeros((4, 9), np.float32)
    votes[0, [0, 1]] = 5  # half and half
    votes[1, 4], votes[2, 0], votes[3, 6] = 3, 2, 1
    probabilities = np.full((4, 9), 0.1)
    probabilities[:, 4] = 0.2
    found = evaluate_votes(probabilities, votes)
    assert found["dominant"] == 3 and found["accuracy"] == pytest.approx(1 / 3, abs=1e-3)
    assert found["recall"]["anger"] == 1.0 and found["recall"]["amusement"] == 0.0


def painter_model() -> FakeModel:
    """Paints each work in one grey: its first noise, and 20 levels more for each further mood."""

    def answer(given: Arrays) -> dict[str, np.ndarray]:
        level = 100 + given["noise"][:, 0] + 20 * given["mood"].argmax(1)
        return {"pictures": np.ones((1, 3, 64, 64)) * level[:, None, None, None]}

    return FakeModel(answer, labels=SEVEN, settings={"noise_size": 8})


def critic_model() -> FakeModel:
    def answer(given: Arrays) -> dict[str, np.ndarray]:
        level = given["pictures"].mean((2, 3))
        return {"logits": level @ np.ones((3, 9)), "embedding": level}

    return FakeModel(answer, mean=(0.0,) * 3, std=(1.0,) * 3)


def test_works_are_painted_from_the_noise_of_their_seeds() -> None:
    moods = one_hot_moods(6)
    assert moods.shape == (42, 7) and (moods[:6, 0] == 1).all()
    works = paint_works(painter_model(), moods, range(42))
    assert works.shape == (42, 64, 64, 3)
    for seed in (0, 33, 41):
        noise = np.random.Generator(np.random.PCG64(seed)).standard_normal(8, np.float32)
        assert works[seed, 0, 0, 0] == round(float(100 + noise[0] + 20 * (seed // 6)))


def test_a_critic_judges_pictures_scaled_as_its_card_says() -> None:
    pictures = np.full((70, 64, 64, 3), 255, np.uint8)
    model = critic_model()
    model.card = ModelCard(
        "c", "t", "c.onnx", "", "d", "l", "2026", mean=(0.5,) * 3, std=(0.5, 0.25, 1.0)
    )
    probabilities, embeddings = judge(model, pictures)
    assert probabilities.shape == (70, 9)
    np.testing.assert_allclose(embeddings[69], [1.0, 2.0, 0.5])


def test_a_critic_judges_pictures_at_the_size_that_its_card_names() -> None:
    """Works of 64 px are enlarged for a critic that reads 128."""
    shapes = []

    def answer(given: Arrays) -> dict[str, np.ndarray]:
        shapes.append(given["pictures"].shape)
        return critic_model().run(given)

    model = FakeModel(answer, mean=(0.0,) * 3, std=(1.0,) * 3, input_size=(128, 128))
    judge(model, np.zeros((3, 64, 64, 3), np.uint8))
    assert shapes == [(3, 3, 128, 128)]


def test_a_painter_is_measured_against_paintings_and_chance(
    make_paintings: Callable[..., PaintingSet],
) -> None:
    found = evaluate_painter(painter_model(), critic_model(), make_paintings(20).pixels, 4)
    assert (found["works"], found["paintings"], found["chance"]) == (28, 20, 0.1429)
    assert found["frechet_distance"] > found["frechet_distance_real_halves"] >= 0
    assert list(found["critic_agreement"]) == [emotion.value for emotion in FACE_EMOTIONS]
    json.dumps(found, allow_nan=False)


def test_an_enlarger_that_repeats_pixels_loses_against_bicubic_on_soft_pictures() -> None:
    ramp = np.linspace(0, 255, 32).astype(np.uint8)
    picture = np.repeat(np.repeat(ramp[None, :, None], 32, 0), 3, 2)

    def repeat(given: Arrays) -> dict[str, np.ndarray]:
        return {"enlarged": given["picture"].repeat(4, 2).repeat(4, 3)}

    model = FakeModel(repeat, settings={"scale": 4})
    found = evaluate_enlarger(model, np.stack([picture, picture]))
    assert found["paintings"] == 2 and found["gain"] < 0 and found["better_on"] == 0.0
    assert found["psnr"] > 20


def test_votes_without_any_majority_cannot_be_measured() -> None:
    with pytest.raises(TrainingDataError, match="none of 2 paintings"):
        evaluate_votes(np.full((2, 9), 1 / 9), np.ones((2, 9), np.float32))
