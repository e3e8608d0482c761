"""What is written into the cards when a painter is measured."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from vaha.emotions import ART_EMOTIONS, FACE_EMOTIONS
from vaha.runtime.card import ModelCard
from vaha.runtime.sessions.tensors import softmax
from vaha.training.data.paintings.reading import PaintingSet
from vaha.training.painter import card as painter_card
from vaha.training.painter.card import base_rates, scored_card

Arrays = Mapping[str, np.ndarray]

NINE = tuple(emotion.value for emotion in ART_EMOTIONS)
SEVEN = tuple(emotion.value for emotion in FACE_EMOTIONS)


class FakeModel:
    """A card, and `run` with an answer of its own."""

    def __init__(self, answer: Callable[[Arrays], dict[str, np.ndarray]], **card: Any) -> None:
        self.run = answer
        self.card = ModelCard("fake", "test", "fake.onnx", "", "fake", "none", "2026", **card)


def painter(side: int) -> FakeModel:
    """Each work is of one red, which its first noise says."""

    def answer(given: Arrays) -> dict[str, np.ndarray]:
        pictures = np.zeros((len(given["noise"]), 3, side, side))
        pictures[:, 0] = 128 + 20 * given["noise"][:, :1, None]
        return {"pictures": pictures}

    return FakeModel(answer, labels=SEVEN, settings={"noise_size": 4})


def critic() -> FakeModel:
    """The redder, the more it is of the first emotion."""

    def answer(given: Arrays) -> dict[str, np.ndarray]:
        assert given["pictures"].shape[2:] == (64, 64), "it only knows this size"
        level = given["pictures"].mean((2, 3))
        return {"logits": 9 * level[:, :1] * np.eye(9)[:1], "embedding": level}

    return FakeModel(answer, labels=NINE, mean=(0.0,) * 3, std=(1.0,) * 3)


@pytest.mark.parametrize("side", [64, 128])
def test_the_rates_are_of_what_this_painter_paints(
    side: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(painter_card, "RATED", 5)
    rates = base_rates(critic(), painter(side))
    assert tuple(rates) == NINE
    reds = [
        np.random.Generator(np.random.PCG64(seed)).standard_normal(4, np.float32)[0]
        for seed in range(10**6, 10**6 + 35)
    ]
    levels = np.rint(128 + 20 * np.array(reds))[:, None] / 255
    expected = softmax(9 * levels * np.eye(9)[:1]).mean(0)
    np.testing.assert_allclose(list(rates.values()), expected, atol=1e-4)


def test_the_painter_s_card_gets_its_scores_and_keeps_the_rest(
    make_paintings: Callable[..., PaintingSet],
) -> None:
    before = painter(128)
    card = scored_card(before, critic(), make_paintings(20).pixels)
    assert card.settings.pop("base_rates").keys() == set(NINE)
    assert card.settings == before.card.settings and card.file == before.card.file
    assert card.scores["paintings"] == 20 and card.scores["frechet_distance"] > 0
