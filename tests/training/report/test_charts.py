from __future__ import annotations

from itertools import pairwise
from xml.etree import ElementTree

import pytest

from vaha.training.report.charts import draw_counts, draw_intervals, draw_lines, number, ticks

SVG = "{http://www.w3.org/2000/svg}"


def read(drawing: str) -> ElementTree.Element:
    """The picture as a browser would parse it: well-formed, or it fails here."""
    return ElementTree.fromstring(drawing)


def words(drawing: str) -> list[str]:
    return [element.text or "" for element in read(drawing).iter("text")]


def test_a_line_goes_through_its_points() -> None:
    drawing = draw_lines({"rises": [(0, 0.0), (10, 1.0)]}, "epochs", "accuracy", up_range=(0, 1))
    line = next(e for e in read(drawing).iter("polyline") if e.get("stroke") == "#1f5fa8")
    (left, low), (right, high) = [
        map(float, pair.split(",")) for pair in (line.get("points") or "").split()
    ]
    assert left < right and low > high, "y grows downwards on paper"
    assert "rises" in words(drawing) and "epochs" in words(drawing)


def test_names_of_lines_that_end_together_do_not_cover_each_other() -> None:
    series = {name: [(0, 0.1), (1, 0.5)] for name in "abcd"}
    places = [
        float(e.get("y") or 0)
        for e in read(draw_lines(series, "x", "y")).iter("text")
        if e.text in series
    ]
    gaps = [after - before for before, after in pairwise(places)]
    assert len(places) == 4 and min(gaps) >= 14


@pytest.mark.parametrize("points", [[(1.0, 1.0)], [(0.0, 0.0)], []])
def test_a_single_point_or_none_is_drawn_too(points: list) -> None:
    read(draw_lines({"one": points}, "x", "y", percent=(True, True)))


def test_each_row_has_its_share_and_its_interval() -> None:
    rows = [("happy", 0.9, 0.85, 0.93), ("sad", 0.5, 0.4, 0.6)]
    drawing = draw_intervals(rows, "recall", (0.7, "all"))
    assert {"happy", "sad", "90.0", "50.0", "recall"} <= set(words(drawing))
    first, second = [float(e.get("cx") or 0) for e in read(drawing).iter("circle")]
    assert first > second


def test_counts_stand_with_their_share_of_the_row() -> None:
    drawing = draw_counts([[3, 1], [0, 0]], ["one", "<two>"])
    assert words(drawing).count("75 %") == 1 and words(drawing).count("0 %") == 2
    assert "<two>" in words(drawing) and "3" in words(drawing)


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1.0]),
        (0.55, 0.7, [0.55, 0.6, 0.65, 0.7]),
        (0, 30, [0, 10, 20, 30]),
    ],
)
def test_ticks_are_round_numbers_in_the_range(low: float, high: float, expected: list) -> None:
    assert ticks(low, high) == pytest.approx(expected)


def test_numbers_are_short() -> None:
    assert number(0.25, True) == "25 %" and number(12.0, False) == "12"
