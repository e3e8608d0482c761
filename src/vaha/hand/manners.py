"""Manners of painting: each a handful of numbers in the field's terms."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from vaha.errors import InputError
from vaha.styles import Style

RGB = tuple[int, int, int]


@dataclass(frozen=True)
class Manner:
    """How a hand paints. Lengths are in longer sides of the picture, angles in radians.

    `radii`: half the width of each layer's brush, the largest first. `thresholds`: a layer paints
    where the canvas is off by more than this, in grey levels; 0 paints everywhere. `spacing`: the
    distance between strokes, in radii. `length`: of a stroke, in radii. `follow`: how far a stroke
    bends with the forms (0 straight, 1 with them). `opacity`: of the paint. `jitter`: variation of
    hue (radians), saturation and value (shares) from stroke to stroke; `broken`: the share of it
    that is left where the picture is smooth (broken colour). `emphasis`: how far the picture's fine
    contrasts are exaggerated first, of which brushes take some away. `wander`: how far each
    stroke strays from its direction, `turbulence`: how far whole regions do. `dryness`: how soon
    the paint breaks (0 wet to 1 dry). `relief`: the paint's height, `gloss`: how it shines.
    `ground`: the canvas before the first stroke, of which `tint` is the picture's mean colour.
    `imprint`: the brush's mark. `grain`: of the paper or plaster. `palette`: colour, light (high
    in key), grey or ink.
    `crossing`: the angle between the strokes of one layer and the next. `lean`: the direction of
    strokes where the picture says nothing, clockwise from the right.
    """

    radii: tuple[float, ...] = (0.05, 0.025, 0.012, 0.006, 0.0035)
    thresholds: tuple[float, ...] = (0, 8, 9, 12, 26)
    spacing: float = 1.5
    length: float = 7.0
    follow: float = 0.8
    opacity: float = 1.0
    jitter: tuple[float, float, float] = (0.06, 0.08, 0.05)
    broken: float = 0.15
    emphasis: float = 0.8
    wander: float = 0.06
    turbulence: float = 0.0
    dryness: float = 0.3
    relief: float = 0.7
    gloss: float = 0.2
    ground: RGB = (150, 118, 84)
    tint: float = 0.7
    imprint: str = "bristle"
    grain: float = 0.0
    palette: str = "colour"
    crossing: float = 0.0
    lean: float = 0.35


WHITE: RGB = (246, 243, 236)

MANNERS: Mapping[str, Manner] = {
    "oil": Manner(),
    "impasto": Manner(
        radii=(0.055, 0.03, 0.016, 0.009),
        thresholds=(0, 12, 15, 22),
        spacing=1.6,
        length=5.5,
        follow=0.35,
        jitter=(0.08, 0.10, 0.06),
        broken=0.3,
        wander=0.16,
        dryness=0.35,
        relief=1.7,
        gloss=0.45,
        imprint="knife",
    ),
    "impressionist": Manner(
        radii=(0.035, 0.018, 0.011, 0.0065),
        thresholds=(0, 5, 8, 18),
        spacing=1.5,
        length=3.2,
        follow=0.6,
        jitter=(0.14, 0.18, 0.07),
        broken=0.8,
        wander=0.22,
        dryness=0.25,
        relief=1.1,
        ground=(186, 170, 142),
        imprint="dab",
    ),
    "pointillist": Manner(
        radii=(0.03, 0.0085, 0.006),
        thresholds=(0, 0, 18),
        spacing=1.9,
        length=2.1,
        follow=0.0,
        jitter=(0.3, 0.25, 0.10),
        broken=1.0,
        wander=0.5,
        dryness=0.1,
        relief=0.6,
        gloss=0.1,
        ground=(232, 224, 204),
        tint=0.6,
        imprint="dot",
    ),
    "fresco": Manner(
        radii=(0.05, 0.02, 0.007, 0.0035),
        thresholds=(0, 9, 0, 12),
        spacing=2.0,
        length=15.0,
        follow=0.9,
        opacity=0.75,
        jitter=(0.03, 0.06, 0.11),
        broken=0.3,
        wander=0.05,
        dryness=0.5,
        relief=0.45,
        gloss=0.0,
        ground=(222, 208, 184),
        tint=0.5,
        grain=0.6,
        palette="light",
    ),
    "watercolour": Manner(
        radii=(0.10, 0.05, 0.024, 0.011, 0.005),
        thresholds=(0, 14, 16, 20, 26),
        spacing=1.6,
        length=4.5,
        follow=0.7,
        opacity=0.55,
        jitter=(0.12, 0.18, 0.05),
        broken=0.4,
        wander=0.2,
        dryness=0.25,
        relief=0.3,
        gloss=0.0,
        ground=WHITE,
        tint=0.45,
        imprint="wash",
        grain=0.35,
        palette="light",
    ),
    "pastel": Manner(
        radii=(0.03, 0.014, 0.007, 0.004),
        thresholds=(0, 10, 13, 20),
        spacing=1.5,
        length=9.0,
        follow=0.7,
        opacity=0.85,
        jitter=(0.12, 0.16, 0.06),
        broken=0.4,
        wander=0.14,
        dryness=0.5,
        relief=0.25,
        gloss=0.0,
        ground=(196, 182, 160),
        tint=0.45,
        imprint="stick",
        grain=0.65,
    ),
    "charcoal": Manner(
        radii=(0.035, 0.016, 0.007, 0.0035),
        thresholds=(0, 12, 15, 22),
        spacing=1.6,
        length=10.0,
        follow=0.6,
        opacity=0.75,
        jitter=(0.0, 0.0, 0.08),
        wander=0.14,
        dryness=0.5,
        relief=0.12,
        gloss=0.0,
        ground=(232, 226, 214),
        tint=0.0,
        imprint="stick",
        grain=0.6,
        palette="grey",
    ),
    "ink": Manner(
        radii=(0.0019, 0.0018, 0.0017, 0.0016, 0.0016, 0.0015),
        thresholds=(60, 95, 125, 150, 175, 200),
        spacing=11.0,
        length=30.0,
        follow=0.9,
        jitter=(0.0, 0.0, 0.0),
        emphasis=0.0,
        wander=0.05,
        dryness=0.2,
        relief=0.0,
        gloss=0.0,
        ground=WHITE,
        tint=0.0,
        imprint="pen",
        grain=0.15,
        palette="ink",
        crossing=0.9,
    ),
}
"""Every manner by its name; `none` is no manner: the work stays as it was enlarged."""

MANNER_OF_STYLE: Mapping[Style, str] = {
    Style.ANY: "oil",
    Style.RENAISSANCE: "fresco",
    Style.BAROQUE: "oil",
    Style.ROMANTICISM: "oil",
    Style.REALISM: "oil",
    Style.IMPRESSIONISM: "impressionist",
    Style.POST_IMPRESSIONISM: "impasto",
    Style.SYMBOLISM: "pastel",
    Style.ART_NOUVEAU: "watercolour",
    Style.EXPRESSIONISM: "impasto",
    Style.CUBISM: "oil",
    Style.ABSTRACTION: "oil",
    Style.UKIYO_E: "watercolour",
    Style.INK: "ink",
}
"""In what manner a work of each style is painted unless another is asked."""

NONE = "none"
MOST_LAYERS = 16


EMPHASIS_SINCE = 3


def as_of(manner: Manner, version: int) -> Manner:
    """The manner as that version of the hand had it: before 3 nothing was exaggerated."""
    return manner if version >= EMPHASIS_SINCE else replace(manner, emphasis=0.0)


def manner_of(values: Mapping[str, Any]) -> Manner:
    """The manner with these values, as JSON has them; raises TypeError for others."""
    plain: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in values.items()
    }
    return Manner(**plain)


def is_sound(manner: Manner) -> bool:
    """Whether strokes of this manner can be rendered: one from elsewhere may say anything.

    Raises TypeError for what is no number where one should be.
    """
    numbers = (manner.opacity, manner.dryness, manner.relief, manner.gloss, manner.grain)
    return (
        all(0 < float(radius) <= 1 for radius in manner.radii)
        and len(manner.radii) <= MOST_LAYERS
        and all(0 <= float(number) <= 10 for number in numbers)
        and manner.imprint in {known.imprint for known in MANNERS.values()}
    )


def manner(name: str) -> Manner:
    """The manner of this name; raises InputError naming the nearest."""
    try:
        return MANNERS[name]
    except KeyError:
        near = difflib.get_close_matches(name.lower(), [*MANNERS, NONE], n=2, cutoff=0.5)
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        known = ", ".join([*MANNERS, NONE])
        raise InputError(f"there is no manner {name!r}{hint} Choose among {known}") from None
