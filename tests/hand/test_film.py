from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from vaha.errors import InputError
from vaha.hand.base import Brushwork
from vaha.hand.brush import BrushHand
from vaha.hand.film import HELD, RATE, SECONDS, frames
from vaha.hand.manners import MANNERS
from vaha.hand.strokes import Strokes
from vaha.images import Image


@pytest.fixture(scope="module")
def making(coffee: Image) -> tuple[Strokes, list[Image]]:
    strokes = BrushHand().plan(coffee, Brushwork(), seed=1)
    return strokes, list(frames(strokes, 96, threads=1))


def test_a_film_ends_with_the_painting_and_holds_it(making: tuple[Strokes, list[Image]]) -> None:
    strokes, film = making
    off = np.abs(film[-1].astype(int) - BrushHand().render(strokes, 96))
    assert off.max() <= 1
    held = round(HELD * RATE)
    assert all(np.array_equal(frame, film[-1]) for frame in film[-held:])
    assert SECONDS + HELD - 0.5 < len(film) / RATE < SECONDS + HELD + 0.5


def test_it_comes_nearer_to_the_painting_all_the_time(making: tuple[Strokes, list[Image]]) -> None:
    _, film = making
    off = [np.abs(frame.astype(int) - film[-1]).mean() for frame in film[:: len(film) // 8]]
    assert off[0] > 3 * off[-3] > 0 and off[2:] == sorted(off[2:], reverse=True)


def test_from_frame_to_frame_only_a_part_changes(making: tuple[Strokes, list[Image]]) -> None:
    """So strokes are laid one by one, and no coat appears at once."""
    _, film = making
    changed = [(one != other).any(-1).mean() for one, other in pairwise(film[:100])]
    assert max(changed) < 0.5 and np.mean(changed) < 0.1


@pytest.mark.parametrize(("height", "width", "even"), [(60, 40, (64, 44)), (1, 100, (16, 64))])
def test_frames_have_even_sides(height: int, width: int, even: tuple[int, int]) -> None:
    picture = np.full((height, width, 3), 99, np.uint8)
    strokes = BrushHand().plan(picture, Brushwork())
    shapes = {frame.shape for frame in frames(strokes, 64, threads=1)}
    assert shapes == {(*even, 3)}


def test_a_canvas_without_strokes_is_held(coffee: Image) -> None:
    strokes = Strokes.none(0.5, 1.0, MANNERS["oil"], coffee[:2, :4])
    shown = list(frames(strokes, 32))
    assert len(shown) == 1 + round(HELD * RATE) and np.array_equal(shown[0], shown[-1])


def test_a_size_out_of_range_is_refused(making: tuple[Strokes, list[Image]]) -> None:
    with pytest.raises(InputError, match="8193 px"):
        next(frames(making[0], 8193))
