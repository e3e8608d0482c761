from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from vaha.affect import AFFECTS
from vaha.hand.affect import moved
from vaha.hand.base import SINCE, VERSION
from vaha.hand.manners import MANNERS, Manner, as_of
from vaha.hand.planning.plan import plan
from vaha.hand.rendering import render as rendering
from vaha.hand.rendering.light import light
from vaha.hand.rendering.render import coats, render
from vaha.images import Image, read_image, resize

OIL = MANNERS["oil"]
GOLDEN = Path(__file__).parents[2] / "golden"


def painted(picture: Image, manner: Manner, side: int, seed: int = 0) -> Image:
    return light(render(plan(picture, manner, seed), side), manner)


@pytest.mark.parametrize("name", ["oil", "watercolour"])
def test_any_number_of_threads_and_any_bands_give_the_same_bits(
    coffee: Image, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    strokes = plan(coffee, MANNERS[name], 0)
    once = render(strokes, 300)
    monkeypatch.setattr(rendering, "BAND", 300 * 17)
    for threads in (1, 3):
        again = render(strokes, 300, threads)
        assert np.array_equal(once.colour, again.colour)
        assert np.array_equal(once.height, again.height)


@pytest.mark.parametrize("name", MANNERS)
def test_coat_upon_coat_ends_in_the_same_painting(coffee: Image, name: str) -> None:
    """From the ground up, as a film shows it, and from the top down, as it is quicker."""
    strokes = plan(coffee, MANNERS[name], 0)
    whole = render(strokes, 200)
    seen = [surface.colour.copy() for surface in coats(strokes, 200)]
    assert len(seen) == len(strokes.coats) + 1
    assert np.abs(seen[-1] - whole.colour).max() < 0.25
    off = [np.abs(one - seen[-1]).mean() for one in seen]
    assert off[0] > 4 and off[-3] < 0.8 * off[0]


def test_the_same_strokes_are_the_same_painting_at_another_size(coffee: Image) -> None:
    strokes = plan(coffee, OIL, 0)
    small, large = (light(render(strokes, side), OIL) for side in (384, 768))
    assert small.shape == (256, 384, 3) and large.shape == (512, 768, 3)
    apart = np.abs(resize(large, 256, 384).astype(int) - small)
    assert apart.mean() < 8
    other = np.abs(painted(coffee, OIL, 384, seed=1).astype(int) - small)
    assert apart.mean() < 0.6 * other.mean()  # nearer than another seed's painting


@pytest.mark.parametrize("name", [name for name in MANNERS if MANNERS[name].palette == "colour"])
def test_a_painting_shows_its_picture(coffee: Image, name: str) -> None:
    painting = resize(painted(coffee, MANNERS[name], 480), 40, 60).astype(int)
    apart = np.abs(painting - resize(coffee, 40, 60)).mean()
    assert 0.5 < apart < 16, "in the large it is the picture, in the small it is not"


def test_ink_is_dense_where_the_picture_is_dark() -> None:
    ramp = np.repeat(np.linspace(20, 250, 120).astype(np.uint8)[None, :, None], 120, 0)
    drawing = painted(np.repeat(ramp, 3, 2), MANNERS["ink"], 480)
    columns = resize(drawing, 1, 6)[0].mean(1)
    assert (np.diff(columns) > 0).all()
    assert columns[0] < 130 and columns[-1] > 225


@pytest.mark.parametrize("affect", AFFECTS.values())
@pytest.mark.parametrize("name", ["oil", "impasto", "impressionist", "pastel", "watercolour"])
def test_little_of_the_canvas_stays_bare_and_no_more_at_its_edges(
    name: str, affect: object
) -> None:
    """On a ground that nothing in the picture has, so that what is bare can be counted."""
    green = np.full((120, 160, 3), (60, 120, 60), np.uint8)
    moody = moved(MANNERS[name], AFFECTS[next(e for e, a in AFFECTS.items() if a is affect)])
    magenta = replace(moody, ground=(255, 0, 255), tint=0.0, grain=0.0)
    red, level, _ = render(plan(green, magenta, 1), 400).colour
    bare = (red > 200) & (level < 70)
    edge = np.ones_like(bare)
    edge[8:-8, 8:-8] = False
    assert bare.mean() < 0.04
    assert bare[edge].mean() < 0.06


def test_the_ground_glitters_in_no_dark_place() -> None:
    """Where strokes leave gaps in the dark, the toned ground is dark as well."""
    night = np.full((100, 100, 3), 14, np.uint8)
    for name in ("oil", "impasto", "impressionist", "pointillist", "fresco"):
        assert painted(night, MANNERS[name], 300).max() < 90, name


@pytest.mark.parametrize("version", range(SINCE, VERSION + 1))
def test_paintings_are_what_they_were(coffee: Image, version: int) -> None:
    """On any processor: at most one grey level off for 99.9 % of the pixels."""
    known = read_image(GOLDEN / f"hand-oil-{version}.png")
    now = painted(coffee, as_of(OIL, version), 192, seed=7)
    off = np.abs(now.astype(int) - known).max(2)
    assert (off <= 1).mean() >= 0.999


def test_the_smallest_pictures_are_painted_in_their_shape() -> None:
    for height, width in ((1, 1), (1, 40), (15, 3)):
        picture = np.full((height, width, 3), 200, np.uint8)
        painting = painted(picture, OIL, 64)
        longest = max(height, width)
        assert painting.shape[:2] == (
            max(1, round(64 * height / longest)),
            max(1, round(64 * width / longest)),
        )
        assert abs(float(painting.mean()) - 200) < 40
