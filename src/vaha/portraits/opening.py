"""The six stages of a portrait, opened from this machine's models or handed in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from vaha.hand.base import Hand
from vaha.hand.brush import BrushHand
from vaha.runtime.choice import open_model
from vaha.runtime.extensions import Kind, open_extension
from vaha.runtime.store import ModelStore
from vaha.settings import Settings
from vaha.stages.base import Critic, Enlarger, FaceFinder, MoodReader, Painter
from vaha.stages.faces.finder import open_face_finder
from vaha.stages.mood import NetworkMoodReader
from vaha.stages.paint import NetworkPainter
from vaha.stages.rank import NetworkCritic
from vaha.stages.upscale import open_enlarger

_Stage = TypeVar("_Stage")


@dataclass(frozen=True)
class Stages:
    """What a portrait goes through, in this order."""

    faces: FaceFinder
    mood: MoodReader
    painter: Painter
    critic: Critic
    enlarger: Enlarger
    hand: Hand


def open_stages(
    settings: Settings,
    upscaler: str,
    painter: Painter | str,
    critic: Critic | str,
    enlarger: Enlarger | str,
) -> Stages:
    """The stages, each given, an extension's by its name, or VAHA's own where that is empty.

    Raises ModelNotFound, ModelDamaged, MissingExtra or InputError, saying what to do.
    """
    store = ModelStore.open(settings)

    def stage(kind: Kind, given: _Stage | str, usual: Callable[[], _Stage]) -> _Stage:
        if not isinstance(given, str):
            return given
        name = given or getattr(settings, kind)
        return open_extension(kind, name, settings) if name else usual()

    paints = stage(
        "painter", painter, lambda: NetworkPainter(open_model(store, "painter", settings))
    )
    usual = getattr(paints, "base_rates", None)
    return Stages(
        faces=open_face_finder(store),
        mood=NetworkMoodReader(open_model(store, "mood", settings)),
        painter=paints,
        critic=stage(
            "critic",
            critic,
            lambda: NetworkCritic(open_model(store, "critic", settings), usual),
        ),
        enlarger=stage("enlarger", enlarger, lambda: open_enlarger(store, upscaler, settings)),
        hand=BrushHand(settings.threads),
    )
