from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from vaha.emotions import FACE_EMOTIONS, FaceEmotion
from vaha.errors import ModelDamaged
from vaha.runtime.sessions.onnx import OnnxModel
from vaha.stages.base import Box, Face
from vaha.stages.mood import NetworkMoodReader

MakeModel = Callable[..., OnnxModel]


def face(level: int) -> Face:
    return Face(Box(0, 0, 48, 48), 1.0, np.full((48, 48), level, np.uint8))


def test_the_mood_is_the_softmax_of_the_logits(mood_model: MakeModel) -> None:
    bias = np.array([0.0, 1.0, 2.0, 0.5, -1.0, 0.0, 3.0])
    reading = NetworkMoodReader(mood_model([0.0] * 7, bias)).read([face(10)])[0]
    expected = np.exp(bias) / np.exp(bias).sum()
    np.testing.assert_allclose(reading.mood.weights, expected, rtol=1e-5)


def test_faces_are_normalised_as_the_card_says(mood_model: MakeModel) -> None:
    """(255 / 255 - 0.5) / 0.25 = 2 and (0 / 255 - 0.5) / 0.25 = -2 with the card's mean and std."""
    model = mood_model([1.0, 0, 0, 0, 0, 0, 0], [0.0] * 7)
    white, black = NetworkMoodReader(model).read([face(255), face(0)])
    ratio_white = white.mood[FaceEmotion.ANGRY] / white.mood[FaceEmotion.SAD]
    ratio_black = black.mood[FaceEmotion.ANGRY] / black.mood[FaceEmotion.SAD]
    assert np.log(ratio_white) == pytest.approx(2.0, abs=1e-4)
    assert np.log(ratio_black) == pytest.approx(-2.0, abs=1e-4)


def test_the_order_of_emotions_is_the_card_s_not_ours(mood_model: MakeModel) -> None:
    backwards = [emotion.value for emotion in reversed(FACE_EMOTIONS)]
    model = mood_model([0.0] * 7, [5.0, 0, 0, 0, 0, 0, 0], labels=backwards)
    assert NetworkMoodReader(model).read([face(0)])[0].mood.top is FaceEmotion.SURPRISED


def test_a_mood_below_the_card_s_threshold_is_not_sure(mood_model: MakeModel) -> None:
    model = mood_model([0.0] * 7, [1.5, 0, 0, 0, 0, 0, 0], not_sure_below=0.6)
    reading = NetworkMoodReader(model).read([face(0)])[0]
    assert reading.mood[FaceEmotion.ANGRY] == pytest.approx(0.4276, abs=1e-3)
    assert not reading.sure


def test_a_mood_above_the_card_s_threshold_is_sure(mood_model: MakeModel) -> None:
    model = mood_model([0.0] * 7, [1.5, 0, 0, 0, 0, 0, 0], not_sure_below=0.4)
    assert NetworkMoodReader(model).read([face(0)])[0].sure


def test_no_faces_have_no_readings(mood_model: MakeModel) -> None:
    assert NetworkMoodReader(mood_model([0.0] * 7, [0.0] * 7)).read([]) == []


def test_many_faces_are_read_in_their_order(mood_model: MakeModel) -> None:
    model = mood_model([1.0, 0, 0, 0, 0, 0, 0], [0.0] * 7)
    readings = NetworkMoodReader(model).read([face(level) for level in range(0, 200, 4)])
    angry = [reading.mood[FaceEmotion.ANGRY] for reading in readings]
    assert len(angry) == 50 and angry == sorted(angry)


def test_a_card_with_other_labels_is_refused(mood_model: MakeModel) -> None:
    model = mood_model([0.0] * 7, [0.0] * 7, labels=["happy"] * 7)
    with pytest.raises(ModelDamaged, match="7 emotions"):
        NetworkMoodReader(model).read([face(0)])


def test_the_model_is_named_with_its_sha256(mood_model: MakeModel) -> None:
    assert NetworkMoodReader(mood_model([0.0] * 7, [0.0] * 7)).models == {"mood": "ab" * 32}
