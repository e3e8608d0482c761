from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

pytest.importorskip("matplotlib")

from vaha.training.report.charts import (
    draw_counts,
    draw_intervals,
    draw_lines,
    draw_reliability,
)

SVG = "{http://www.w3.org/2000/svg}"


def read(drawing: str) -> ElementTree.Element:
    """The picture as a browser would parse it: well-formed, or it fails here."""
    return ElementTree.fromstring(drawing)


def words(drawing: str) -> list[str]:
    return [(element.text or "").strip() for element in read(drawing).iter(f"{SVG}text")]


def paths(drawing: str, colour: str) -> list[list[tuple[float, float]]]:
    """The points of what is drawn in this colour."""
    found = []
    for element in read(drawing).iter(f"{SVG}path"):
        if f"stroke: {colour}" in element.get("style", ""):
            numbers = [float(n) for n in re.findall(r"-?[0-9.]+", element.get("d", ""))]
            found.append(list(zip(numbers[::2], numbers[1::2], strict=True)))
    return found


def test_a_line_goes_through_its_points_and_all_is_named() -> None:
    drawing = draw_lines({"rises": [(0, 0.0), (10, 1.0)]}, "epochs", "accuracy", up_range=(0, 1))
    (left, low), (right, high) = paths(drawing, "#1f77b4")[0]
    assert left < right and low > high, "y grows downwards on paper"
    assert {"rises", "epochs", "accuracy", "100 %"} <= set(words(drawing))
    assert 'aria-label="accuracy by epochs: rises"' in drawing


@pytest.mark.parametrize("points", [[(1.0, 1.0)], [(0.0, 0.0)], []])
def test_a_single_point_or_none_is_drawn_too(points: list) -> None:
    read(draw_lines({"one": points}, "x", "y", percent=(True, True), mark=(0.5, "here")))


def test_each_row_has_its_share_and_its_interval() -> None:
    rows = [("happy", 0.9, 0.85, 0.93), ("sad", 0.5, 0.4, 0.6)]
    drawing = draw_intervals(rows, "recall", (0.7, "all <faces>"))
    assert {"happy", "sad", "90.0", "50.0", "recall"} <= set(words(drawing))
    wide = [path[1][0] - path[0][0] for path in paths(drawing, "#1f77b4") if len(path) == 2]
    assert max(wide) / min(wide) == pytest.approx(20 / 8, rel=0.01)
    assert "all &lt;faces&gt;" in drawing


def test_counts_stand_with_their_share_of_the_row() -> None:
    drawing = draw_counts([[3, 1], [0, 0]], ["one", "<two>"])
    assert words(drawing).count("75 %") == 1 and words(drawing).count("0 %") == 2
    assert "<two>" in words(drawing) and "3" in words(drawing)


def test_reliability_has_its_diagonal_and_a_circle_for_each_bin() -> None:
    rows = [{"confidence": c, "accuracy": c, "share": c} for c in (0.25, 0.75)]
    drawing = draw_reliability(rows)
    (circles,) = [e for e in read(drawing).iter(f"{SVG}g") if "PathCollection" in e.get("id", "")]
    assert len(list(circles.iter(f"{SVG}path"))) == 2
