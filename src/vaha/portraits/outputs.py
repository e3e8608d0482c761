"""Where finished works go besides the caller: other packages' frames, lights and printers."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from vaha.artwork import Artwork
from vaha.emotions import Mood
from vaha.runtime.extensions import open_extension
from vaha.settings import Settings


class Output(Protocol):
    """Is shown the works of every portrait, best first, and the mood; nothing of the face."""

    def show(self, mood: Mood, works: Sequence[Artwork]) -> None: ...


@dataclass
class FakeOutput:
    """Keeps what it is shown."""

    shown: list[tuple[Mood, tuple[Artwork, ...]]] = field(default_factory=list)

    def show(self, mood: Mood, works: Sequence[Artwork]) -> None:
        self.shown.append((mood, tuple(works)))


def open_outputs(chosen: Sequence[Output | str], settings: Settings) -> list[Output]:
    """The outputs, those that are names from installed packages; raises InputError."""
    return [
        open_extension("output", one, settings) if isinstance(one, str) else one for one in chosen
    ]


def show_all(outputs: Sequence[Output], mood: Mood, works: Sequence[Artwork]) -> None:
    """Show them to each output; one that fails is named in the log, and costs nobody a work."""
    for output in outputs:
        try:
            output.show(mood, works)
        except Exception as error:  # it is anybody's code
            name = type(output).__name__
            logging.getLogger("vaha").warning("the output %s failed: %s", name, error)
