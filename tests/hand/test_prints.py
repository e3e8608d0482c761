from __future__ import annotations

import numpy as np
import pytest

from vaha.errors import InputError
from vaha.hand.fake import FakeHand
from vaha.hand.manners import MANNERS
from vaha.hand.prints import PAPERS, Print, print_size, printed
from vaha.hand.strokes import Strokes

BLUE = np.zeros((2, 2, 3), np.uint8) + np.array([10, 20, 200], np.uint8)


def canvas(height: float = 1.0, width: float = 1.0) -> Strokes:
    """A blue canvas of this shape, without strokes."""
    return Strokes.none(height, width, MANNERS["oil"], BLUE)


@pytest.mark.parametrize("paper", PAPERS)
def test_a_sheet_has_the_paper_s_pixels_at_300_dpi(paper: str) -> None:
    short, long = (round(side / 25.4 * 300) for side in PAPERS[paper])
    assert Print(paper).sides == (short, long)
    assert print_size(canvas(), Print(paper)) < short < long < 5000


@pytest.mark.parametrize(
    ("height", "width", "shape"), [(1.0, 0.5, (1772, 1181)), (0.5, 1.0, (1181, 1772))]
)
def test_the_painting_lies_in_the_middle_within_a_border(
    height: float, width: float, shape: tuple[int, int]
) -> None:
    sheet = printed(FakeHand(), canvas(height, width), Print("10x15"))
    assert sheet.shape == (*shape, 3)
    rows, columns = np.nonzero((sheet == BLUE[0, 0]).all(-1))
    above, below = rows.min(), shape[0] - 1 - rows.max()
    left, right = columns.min(), shape[1] - 1 - columns.max()
    assert abs(above - below) <= 1 and abs(left - right) <= 1
    assert min(above, left) >= 82  # seven hundredths of the shorter side
    assert (np.ptp(rows) + 1) / (np.ptp(columns) + 1) == pytest.approx(height / width, rel=0.01)
    assert (sheet[0] == 255).all() and (sheet[:, -1] == 255).all()


def test_a_toned_border_takes_a_little_of_the_picture_s_colour() -> None:
    corner = printed(FakeHand(), canvas(), Print("10x15", "toned"))[0, 0].astype(int)
    assert 150 < corner.min() < 250 and corner[2] > corner[0]


def test_a_line_is_written_below_the_painting_and_ends_where_it_ends() -> None:
    plain = printed(FakeHand(), canvas(), Print("10x15"))
    signed = printed(FakeHand(), canvas(), Print("10x15", line="sad   2026-01-02   3/50"))
    rows, columns = np.nonzero((plain != signed).any(-1))
    painting = np.nonzero((plain == BLUE[0, 0]).all(-1))
    assert rows.min() > painting[0].max()
    assert painting[1].max() - 6 <= columns.max() <= painting[1].max()
    assert len(rows) > 100


def test_other_papers_and_borders_are_refused() -> None:
    with pytest.raises(InputError, match="no paper 'A4'; did you mean a4"):
        Print("A4")
    with pytest.raises(InputError, match="no border 'gold'"):
        Print("a4", "gold")


def test_every_print_can_be_painted() -> None:
    for paper in PAPERS:
        assert 16 <= print_size(canvas(1.0, 0.001), Print(paper)) <= 8192
