"""Small charts as SVG text, for reports that are one file: lines, intervals, a table of counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

INK, FAINT, GRID = "#222", "#767676", "#e4e4e4"
COLOURS = ("#1f5fa8", "#c8541b", "#2e7d43", "#8a3b8f", "#7a6a00", "#0f7f8c")
"""For series side by side; told apart by their labels too, never by colour alone."""

Point = tuple[float, float]


@dataclass(frozen=True)
class Plane:
    """Where numbers stand on paper: a rectangle in pixels with a range of its own each way."""

    width: int = 520
    height: int = 320
    across: tuple[float, float] = (0.0, 1.0)
    up: tuple[float, float] = (0.0, 1.0)
    left: int = 56
    right: int = 24
    top: int = 12
    bottom: int = 46

    def x(self, value: float) -> float:
        low, high = self.across
        return self.left + (value - low) / (high - low) * (self.width - self.left - self.right)

    def y(self, value: float) -> float:
        low, high = self.up
        return (
            self.height
            - self.bottom
            - (value - low) / (high - low) * (self.height - self.top - self.bottom)
        )


def picture(width: int, height: int, says: str, parts: Iterable[str]) -> str:
    """An SVG element that says in words what it shows."""
    return (
        f'<svg viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
        f'aria-label="{escape(says, quote=True)}" font-family="system-ui, sans-serif" '
        f'font-size="12" fill="{INK}">{"".join(parts)}</svg>'
    )


def text(x: float, y: float, words: str, anchor: str = "middle", colour: str = INK) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">'
        f"{escape(words)}</text>"
    )


def line(points: Sequence[Point], colour: str, width: float = 2, dashes: str = "") -> str:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'<polyline points="{path}" fill="none" stroke="{colour}" '
        f'stroke-width="{width}" stroke-linejoin="round"{dashed}/>'
    )


def axes(plane: Plane, across: str, up: str, percent: tuple[bool, bool]) -> list[str]:
    """Grid, numbers and titles; `percent` says which axis is a share."""
    parts = []
    for value in ticks(*plane.across):
        x = plane.x(value)
        parts.append(line([(x, plane.y(plane.up[0])), (x, plane.y(plane.up[1]))], GRID, 1))
        parts.append(text(x, plane.height - 28, number(value, percent[0]), colour=FAINT))
    for value in ticks(*plane.up):
        y = plane.y(value)
        parts.append(line([(plane.x(plane.across[0]), y), (plane.x(plane.across[1]), y)], GRID, 1))
        parts.append(text(plane.left - 6, y + 4, number(value, percent[1]), "end", FAINT))
    middle = (plane.left + plane.width - plane.right) / 2
    parts.append(text(middle, plane.height - 8, across))
    height = (plane.top + plane.height - plane.bottom) / 2
    parts.append(f'<g transform="rotate(-90 13 {height:.1f})">{text(13, height, up)}</g>')
    return parts


def ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Round numbers within the range, at most so many."""
    if high <= low:
        return [low]
    steps = [base * 10.0**power for power in range(-4, 7) for base in (1, 2, 5)]
    step = next(step for step in steps if (high - low) / step <= most - 1 + 1e-9)
    first = -int(-low / step // 1) if low > 0 else 0
    return [k * step for k in range(first, int(high / step + 1e-9) + 1) if k * step >= low - 1e-9]


def number(value: float, percent: bool) -> str:
    return f"{100 * value:.0f} %" if percent else f"{value:.4g}"


def draw_lines(
    series: Mapping[str, Sequence[Point]],
    across: str,
    up: str,
    *,
    percent: tuple[bool, bool] = (False, True),
    up_range: tuple[float, float] | None = None,
    mark: tuple[float, str] | None = None,
) -> str:
    """One line for each series, named at the side; `mark` draws a named vertical line."""
    points = [point for one in series.values() for point in one]
    xs, ys = [x for x, _ in points] or [0.0], [y for _, y in points] or [0.0]
    across_range = (0.0, max(*xs, 1e-9))
    low, high = up_range or _around(min(ys), max(ys))
    plane = Plane(width=640, across=across_range, up=(low, high), right=120)
    parts = axes(plane, across, up, percent)
    if mark is not None:
        x = plane.x(mark[0])
        parts.append(line([(x, plane.y(low)), (x, plane.y(high))], FAINT, 1, "4 3"))
        parts.append(text(x - 4, plane.y(low) - 6, mark[1], "end", FAINT))
    labels = []
    for place, (name, one) in enumerate(series.items()):
        colour = COLOURS[place % len(COLOURS)]
        drawn = [(plane.x(x), plane.y(y)) for x, y in one]
        parts.append(line(drawn, colour))
        if drawn:
            labels.append((drawn[-1][1], name, colour))
    parts += _side_labels(labels, plane.width - plane.right + 6)
    return picture(plane.width, plane.height, f"{up} by {across}: {', '.join(series)}", parts)


def draw_intervals(
    rows: Sequence[tuple[str, float, float, float]], across: str, mark: tuple[float, str] | None
) -> str:
    """A share with its interval for each named row: (name, share, low, high)."""
    plane = Plane(width=560, height=58 + 26 * len(rows), left=96, up=(0, len(rows)))
    parts = []
    for value in ticks(0, 1):
        x = plane.x(value)
        parts.append(line([(x, plane.y(0)), (x, plane.y(len(rows)))], GRID, 1))
        parts.append(text(x, plane.height - 28, number(value, True), colour=FAINT))
    parts.append(text((plane.left + plane.width - plane.right) / 2, plane.height - 8, across))
    if mark is not None:
        x = plane.x(mark[0])
        parts.append(line([(x, plane.y(0)), (x, plane.y(len(rows)))], FAINT, 1, "4 3"))
    for place, (name, share, low, high) in enumerate(rows):
        y = plane.y(len(rows) - place - 0.5)
        parts.append(text(plane.left - 8, y + 4, name, "end"))
        parts.append(line([(plane.x(low), y), (plane.x(high), y)], COLOURS[0], 2))
        parts.append(
            f'<circle cx="{plane.x(share):.1f}" cy="{y:.1f}" r="4.5" fill="{COLOURS[0]}"/>'
        )
        parts.append(text(plane.x(share), y - 8, f"{100 * share:.1f}"))
    said = f"{across}; {mark[1]}" if mark else across
    return picture(plane.width, plane.height, said, parts)


def draw_counts(counts: Sequence[Sequence[int]], names: Sequence[str]) -> str:
    """A confusion matrix: each row a true class in shares of itself, each cell with its count."""
    cell, left, top = 62, 92, 44
    width, height = left + cell * len(names) + 8, top + cell * len(names) + 8
    parts = [text(left + cell * len(names) / 2, 14, "read as")]
    for place, name in enumerate(names):
        parts.append(text(left + cell * (place + 0.5), top - 8, name))
        parts.append(text(left - 8, top + cell * (place + 0.5) + 4, name, "end"))
    for row, values in enumerate(counts):
        total = max(1, sum(values))
        for column, count in enumerate(values):
            parts += _cell(left + cell * column, top + cell * row, cell, count, count / total)
    says = "confusion matrix: rows are the labels, columns what was read"
    return picture(width, height, says, parts)


def _cell(x: float, y: float, side: int, count: int, share: float) -> list[str]:
    ink = "#fff" if share > 0.55 else INK
    middle = x + side / 2
    return [
        f'<rect x="{x}" y="{y}" width="{side - 2}" height="{side - 2}" rx="3" '
        f'fill="{COLOURS[0]}" fill-opacity="{0.04 + 0.96 * share:.3f}"/>',
        text(middle - 1, y + side / 2 - 1, f"{100 * share:.0f} %", colour=ink),
        text(middle - 1, y + side / 2 + 15, str(count), colour=ink),
    ]


def _around(low: float, high: float) -> tuple[float, float]:
    """A range in steps of 5 hundredths around these shares."""
    top = min(1.0, (int(high * 20) + 1) / 20)
    return min(int(low * 20) / 20, top - 0.05), top


def _side_labels(labels: list[tuple[float, str, str]], x: float) -> list[str]:
    """Names beside the ends of their lines, moved apart so that none covers another."""
    parts, last = [], -1e9
    for y, name, colour in sorted(labels):
        last = max(y, last + 15)
        parts.append(text(x, last + 4, name, "start", colour))
    return parts
