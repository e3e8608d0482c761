"""From VAHA's own objects to the shapes of the API."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from vaha.artwork import Variation
from vaha.emotions import Mood, art_to_face
from vaha.gallery.kept import Kept
from vaha.stages.base import Face, MoodReading
from vaha.web.shapes.payloads import (
    BoxShape,
    HandShape,
    MoodWeights,
    SeenFace,
    VariationShape,
    WorkShape,
)

API = "/api/v1"


def mood_shape(mood: Mood) -> MoodWeights:
    """All seven weights by name."""
    return dict(mood)


def face_shapes(
    faces: Sequence[Face], readings: Sequence[MoodReading], times_smaller: float = 1.0
) -> list[SeenFace]:
    """The faces, the largest first, with what was read from each.

    They were found in a picture so many `times_smaller` than the one that was sent.
    """
    return [
        SeenFace(
            number=number,
            box=BoxShape(
                left=round(face.box.left * times_smaller),
                top=round(face.box.top * times_smaller),
                width=round(face.box.width * times_smaller),
                height=round(face.box.height * times_smaller),
            ),
            confidence=face.confidence,
            mood=mood_shape(reading.mood),
            top=reading.mood.top,
            sure=reading.sure,
        )
        for number, (face, reading) in enumerate(zip(faces, readings, strict=True), start=1)
    ]


def work_shape(kept: Kept) -> WorkShape:
    """A work of the gallery."""
    recipe = kept.recipe
    return WorkShape(
        id=kept.id,
        portrait=kept.portrait,
        created=kept.created.isoformat(timespec="milliseconds"),
        url=f"{API}/works/{kept.id}.png",
        thumbnail=f"{API}/works/{kept.id}/thumbnail.webp",
        strokes=None if recipe.hand is None else f"{API}/works/{kept.id}/strokes",
        style=recipe.style,
        hand=None if recipe.hand is None else HandShape.model_validate(asdict(recipe.hand)),
        film=f"{API}/works/{kept.id}/film.webm" if kept.moment else None,
        width=kept.width,
        height=kept.height,
        mood=mood_shape(recipe.mood),
        top=recipe.mood.top,
        seed=str(recipe.seed),
        variations=_variation_shapes(recipe.variation),
        truncation=recipe.truncation,
        scores=dict(kept.scores),
        felt=art_to_face(kept.scores),
        lift=kept.lift,
        favourite=kept.favourite,
        rank=kept.rank,
    )


def _variation_shapes(last: Variation | None) -> list[VariationShape]:
    steps = [] if last is None else last.steps
    return [VariationShape(seed=str(step.seed), amount=step.amount) for step in steps]
