"""What a published painter's card says of its works: its scores, and what they usually carry."""

from __future__ import annotations

from dataclasses import replace

from vaha.runtime.card import ModelCard
from vaha.runtime.sessions.onnx import OnnxModel
from vaha.training.critic.answers import Pictures, judge
from vaha.training.painter.evaluate import evaluate_painter
from vaha.training.painter.works import one_hot_moods, paint_works

RATED = 200
"""Works a mood of which the base rates are."""
FIRST_SEED = 10**6
"""Of those works: others than those that are scored."""


def scored_card(painter: OnnxModel, critic: OnnxModel, held: Pictures) -> ModelCard:
    """The painter's card with scores against `held` paintings N x 64 x 64 x 3, and base rates."""
    return replace(
        painter.card,
        scores=evaluate_painter(painter, critic, held),
        settings=painter.card.settings | {"base_rates": base_rates(critic, painter)},
    )


def base_rates(critic: OnnxModel, painter: OnnxModel) -> dict[str, float]:
    """How much of each ArtEmis emotion the critic finds in its works, all moods alike.

    Lift over the painter's own rates, not over museum rates, tells which of its works stand out.
    """
    moods = one_hot_moods(RATED)
    works = paint_works(painter, moods, range(FIRST_SEED, FIRST_SEED + len(moods)))
    rates = judge(critic, works)[0].mean(0)
    return {
        emotion: round(float(rate), 5)
        for emotion, rate in zip(critic.card.labels, rates, strict=True)
    }
