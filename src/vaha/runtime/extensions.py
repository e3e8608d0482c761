"""Other people's stages and outputs: what installed packages bring.

A package names them in its metadata, as in

    [project.entry-points."vaha.painters"]
    marbling = "marbling:open_painter"

where `open_painter(settings)` gives what `vaha.stages.base.Painter` asks for. What an output is
stands in `vaha.portraits.outputs`.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Literal

from vaha.errors import InputError
from vaha.settings import Settings

Kind = Literal["painter", "critic", "enlarger", "output"]

GROUPS: Mapping[Kind, str] = {
    "painter": "vaha.painters",
    "critic": "vaha.critics",
    "enlarger": "vaha.enlargers",
    "output": "vaha.outputs",
}


@dataclass(frozen=True)
class Extension:
    """What an installed package brings; `fault` says why it cannot be loaded, or is empty."""

    kind: Kind
    name: str
    package: str
    fault: str = ""


def extensions() -> list[Extension]:
    """All that are installed, those that cannot be loaded among them, named with the reason."""
    return [
        Extension(kind, point.name, _package(point), _fault(point))
        for kind, group in GROUPS.items()
        for point in sorted(entry_points(group=group), key=lambda point: point.name)
    ]


def open_extension(kind: Kind, name: str, settings: Settings) -> Any:  # noqa: ANN401
    """The installed stage of this name; raises InputError where there is none, or it is broken."""
    points = {point.name: point for point in entry_points(group=GROUPS[kind])}
    if name not in points:
        near = difflib.get_close_matches(name, points, n=2, cutoff=0.5)
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        known = ", ".join(sorted(points)) or "none is"
        raise InputError(f"no {kind} {name!r} is installed{hint} (installed: {known})")
    try:
        return points[name].load()(settings)
    except Exception as error:  # it is anybody's code
        raise InputError(
            f"the {kind} {name!r} of {_package(points[name])} does not open "
            f"({type(error).__name__}: {error}); leave it out, or mend that package"
        ) from error


def _package(point: EntryPoint) -> str:
    return point.dist.name if point.dist is not None else "an unknown package"


def _fault(point: EntryPoint) -> str:
    try:
        point.load()
    except Exception as error:  # it is anybody's code
        return f"{type(error).__name__}: {error}".splitlines()[0]
    return ""
