"""The numbers with which the page paints as the hand does: `webapp/src/brush/hand.json`.

A test says when that file is out of date, and how it is written anew.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from vaha.affect import AFFECTS
from vaha.hand.live import hand as live
from vaha.hand.live import strokes as live_strokes
from vaha.hand.manners import manner
from vaha.hand.rendering import grain, imprints, lay, light, render

LIVE_MANNER = "oil"
"""The manner in which the page's mirror is painted."""


def shared() -> dict[str, Any]:
    """All of them, as JSON takes them."""
    return {
        "render": {
            "underpainting": render.UNDERPAINTING,
            "grainHeight": round(float(render.GRAIN_HEIGHT), 6),
            "heightGrows": render.HEIGHT_GROWS,
            "load": render.LOAD,
        },
        "outlines": {
            "large": _outline(lay.LARGE),
            "small": _outline(lay.SMALL),
            "smallRadius": lay.SMALL_RADIUS,
        },
        "light": {
            "lamp": [round(float(part), 9) for part in light.LAMP],
            "steep": light.STEEP,
            "glossFrom": light.GLOSS_FROM,
        },
        "variants": imprints.VARIANTS,
        "grain": {"tile": grain.TILE, "tiles": grain.TILES},
        "affects": {
            emotion.value: [feeling.pleasure, feeling.arousal, feeling.dominance]
            for emotion, feeling in AFFECTS.items()
        },
        "live": {
            "manner": asdict(manner(LIVE_MANNER)),
            "layers": live.MOST_LAYERS,
            "tint": live.LEAST_TINT,
            "wider": live_strokes.WIDER,
            "formsSeconds": live.FORMS_SECONDS,
            "colour": [live_strokes.COLOUR_SECONDS, live_strokes.COLOUR_ZONE],
            "turn": [live_strokes.TURN_SECONDS, live_strokes.TURN_ZONE],
            "need": [live_strokes.NEED_SECONDS, live_strokes.NEED_ZONE],
            "needed": [live_strokes.NEEDED_FROM, live_strokes.NEEDED_ALL],
            "mostTurn": live_strokes.MOST_TURN,
        },
    }


def _outline(corners: tuple[Any, Any]) -> dict[str, list[float]]:
    stations, widths = corners
    return {"stations": stations.tolist(), "widths": widths.tolist()}
