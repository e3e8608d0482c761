"""Charts as SVG text, for reports that are one file: lines, intervals, a table of counts."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from vaha.errors import MissingExtra

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Point = tuple[float, float]
Mark = tuple[float, str]
BLUE, FAINT = "tab:blue", "0.45"
LOOK: dict[Any, Any] = {
    "svg.fonttype": "none",  # words stay words, to be searched and read aloud
    "svg.hashsalt": "vaha",
    "font.family": "sans-serif",
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "0.9",
    "axes.spines.top": False,
    "axes.spines.right": False,
}


def draw_lines(
    series: Mapping[str, Sequence[Point]],
    across: str,
    up: str,
    *,
    percent: tuple[bool, bool] = (False, True),
    up_range: tuple[float, float] | None = None,
    mark: Mark | None = None,
) -> str:
    """One line for each series, named at the side; `mark` draws a named vertical line."""
    figure, axes = _plane(6.4, 3.2, across, up, percent)
    for name, points in series.items():
        axes.plot([x for x, _ in points], [y for _, y in points], label=name)
    axes.set_ylim(up_range)
    _mark(axes, mark)
    axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), frameon=False)
    return _svg(figure, f"{up} by {across}: {', '.join(series)}")


def draw_intervals(
    rows: Sequence[tuple[str, float, float, float]], across: str, mark: Mark | None
) -> str:
    """A share with its interval for each named row: (name, share, low, high)."""
    figure, axes = _plane(5.6, 0.6 + 0.32 * len(rows), across, "", (True, False))
    names, shares, lows, highs = zip(*rows, strict=True)
    axes.hlines(names, lows, highs, color=BLUE)
    axes.plot(shares, names, "o", color=BLUE)
    for place, share in enumerate(shares):
        axes.annotate(
            f"{100 * share:.1f}", (share, place), (0, 6), textcoords="offset points", ha="center"
        )
    axes.set(xlim=(0, 1), ylim=(len(rows) - 0.4, -0.8))
    _mark(axes, None if mark is None else (mark[0], ""))
    return _svg(figure, f"{across}; {mark[1]}" if mark else across)


def draw_counts(counts: Sequence[Sequence[int]], names: Sequence[str]) -> str:
    """A confusion matrix: each row a true class in shares of itself, each cell with its count."""
    side = 0.4 + 0.66 * len(names)
    figure, axes = _plane(side, side, "read as", "", (False, False))
    shares = [[count / max(1, sum(row)) for count in row] for row in counts]
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    for row, values in enumerate(counts):
        for column, count in enumerate(values):
            share = shares[row][column]
            ink = "white" if share > 0.55 else "black"
            said: dict[str, Any] = {"ha": "center", "color": ink, "fontsize": 9}
            axes.text(column, row, f"{100 * share:.0f} %", va="bottom", **said)
            axes.text(column, row, str(count), va="top", **said)
    axes.set_xticks(range(len(names)), names, rotation=45, ha="left")
    axes.set_yticks(range(len(names)), names)
    axes.xaxis.tick_top()
    axes.xaxis.set_label_position("top")
    axes.tick_params(length=0)
    axes.grid(False)
    return _svg(figure, "confusion matrix: rows are the labels, columns what was read")


def draw_reliability(rows: Sequence[Mapping[str, float]]) -> str:
    """Accuracy by confidence; circles are as large as the `share` of readings."""
    figure, axes = _plane(4.2, 3.8, "confidence", "accuracy", (True, True))
    axes.plot([0, 1], [0, 1], "--", color=FAINT, linewidth=1)
    confidence, accuracy = ([row[name] for row in rows] for name in ("confidence", "accuracy"))
    axes.plot(confidence, accuracy, color=BLUE)
    axes.scatter(confidence, accuracy, [20 + 800 * row["share"] for row in rows], BLUE, alpha=0.35)
    return _svg(figure, "reliability: accuracy by confidence")


def _plane(
    width: float, height: float, across: str, up: str, percent: tuple[bool, bool]
) -> tuple[Figure, Axes]:
    """An empty chart, in inches; `percent` says which axis is a share."""
    try:
        from matplotlib import rc_context
        from matplotlib.figure import Figure
        from matplotlib.ticker import PercentFormatter
    except ImportError as error:
        raise MissingExtra("charts need matplotlib: pip install 'vaha[train]'") from error

    with rc_context(LOOK):
        figure = Figure(figsize=(width, height))
        axes = figure.subplots()
    axes.set(xlabel=across, ylabel=up)
    for axis, is_share in zip((axes.xaxis, axes.yaxis), percent, strict=True):
        if is_share:
            axis.set_major_formatter(PercentFormatter(1.0, decimals=0, symbol=" %"))
    return figure, axes


def _mark(axes: Axes, mark: Mark | None) -> None:
    if mark is not None:
        axes.axvline(mark[0], linestyle="--", color=FAINT, linewidth=1)
        there = axes.get_xaxis_transform()
        axes.text(mark[0], 0.03, f"{mark[1]} ", transform=there, color=FAINT, ha="right")


def _svg(figure: Figure, says: str) -> str:
    """An SVG element that says in words what it shows."""
    from matplotlib import rc_context

    drawn = io.StringIO()
    with rc_context(LOOK):
        figure.savefig(drawn, format="svg", bbox_inches="tight", metadata={"Date": None})
    text = drawn.getvalue()
    plain = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    named = f'<svg role="img" aria-label="{escape(says, quote=True)}"'
    return plain[plain.index("<svg") :].replace("<svg", named, 1)
