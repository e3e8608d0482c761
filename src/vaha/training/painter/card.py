"""What a published painter's card says of its works, and the critic's base rates of them."""

from __future__ import annotations

from dataclasses import replace

from vaha.runtime.card import ModelCard
from vaha.runtime.session import OnnxModel
from vaha.training.critic.answers import Pictures, judge
from vaha.training.painter.evaluate import evaluate_painter
from vaha.training.painter.works import one_hot_moods, paint_works

RATED = 200
"""Works a mood of which the base rates are."""
FIRST_SEED = 10**6
"""Of those works: others than those that are scored."""


def scored_card(painter: OnnxModel, critic: OnnxModel, held: Pictures) -> ModelCard:
    """The painter's card with scores against `held` paintings N x 64 x 64 x 3."""
    return replace(painter.card, scores=evaluate_painter(painter, critic, held))


def card_with_base_rates(critic: OnnxModel, painter: OnnxModel) -> ModelCard:
    """The critic's card with the base rates of what this painter paints, all moods alike.

    Lift over the painter's own rates, not over museum rates, tells which of its works stand out.
    """
    moods = one_hot_moods(RATED)
    works = paint_works(painter, moods, range(FIRST_SEED, FIRST_SEED + len(moods)))
    rates = [round(float(rate), 5) for rate in judge(critic, works)[0].mean(0)]
    return replace(critic.card, settings=critic.card.settings | {"base_rates": rates})
