"""Where a run's figures are drawn besides its log: TensorBoard, trackio or wandb, by one word."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

from vaha.errors import InputError, MissingExtra, OutputError
from vaha.files import write_file

TRACKERS = ("tensorboard", "trackio", "wandb")
NAME = "tracked-as"
"""The file in a run's folder with the run's name, under which it goes on."""


class Tracker(Protocol):
    """Is told a run's figures as it goes."""

    def say(self, step: int, figures: Mapping[str, float]) -> None: ...

    def close(self) -> None: ...


@dataclass
class FakeTracker:
    """Keeps what it is told."""

    told: list[tuple[int, dict[str, float]]] = field(default_factory=list)
    closed: bool = False

    def say(self, step: int, figures: Mapping[str, float]) -> None:
        self.told.append((step, dict(figures)))

    def close(self) -> None:
        self.closed = True


class Opener(Protocol):
    """Opens a tracker for the run in a folder, which stands at a step and has this recipe."""

    def open(self, folder: Path, step: int, recipe: Mapping[str, Any]) -> Tracker | None: ...


@dataclass(frozen=True)
class Tracking:
    """Figures go to `by`, one of TRACKERS; where none is named, to TensorBoard if it is installed.

    Raises InputError for another name, MissingExtra where the package is not installed.
    """

    by: str = ""
    project: str = "vaha"

    def __post_init__(self) -> None:
        if self.by and self.by not in TRACKERS:
            raise InputError(f"no tracker {self.by!r}; choose among {', '.join(TRACKERS)}")
        if self.by and find_spec(self.by) is None:
            raise MissingExtra(f"{self.by} is not installed: pip install {self.by}")

    def open(self, folder: Path, step: int, recipe: Mapping[str, Any]) -> Tracker | None:
        """The tracker, None where none is named or installed; raises OutputError."""
        if self.by in ("trackio", "wandb"):
            return _Run(self, folder, step, recipe)
        return _Board(folder, step) if find_spec("tensorboard") is not None else None


_chosen: ContextVar[Opener | None] = ContextVar("tracking", default=None)


@contextmanager
def tracked_by(opener: Opener) -> Iterator[None]:
    """Every run within tells its figures to what this opens."""
    token = _chosen.set(opener)
    try:
        yield
    finally:
        _chosen.reset(token)


def open_tracker(folder: Path, step: int, recipe: Mapping[str, Any]) -> Tracker | None:
    """The tracker of the run in this folder, by what was chosen; None where there is none."""
    return (_chosen.get() or Tracking()).open(folder, step, recipe)


class _Board:
    """`folder`/tensorboard; a resumed run forgets there what was said after its checkpoint."""

    def __init__(self, folder: Path, step: int) -> None:
        from torch.utils.tensorboard import SummaryWriter

        self._board: Any = SummaryWriter(folder / "tensorboard", purge_step=step + 1)

    def say(self, step: int, figures: Mapping[str, float]) -> None:
        for name, value in figures.items():
            self._board.add_scalar(name, value, step)
        self._board.flush()

    def close(self) -> None:
        self._board.close()


class _Run:
    """A run of trackio or wandb, which are called alike."""

    def __init__(
        self, chosen: Tracking, folder: Path, step: int, recipe: Mapping[str, Any]
    ) -> None:
        name = _name_of(folder, step)
        own = {"id": name, "dir": str(folder)} if chosen.by == "wandb" else {}
        self._module: Any = import_module(chosen.by)
        try:
            self._module.init(
                project=chosen.project, name=name, resume="allow", config=dict(recipe), **own
            )
        except Exception as error:  # theirs have many kinds: no account, no network, no disk
            raise OutputError(f"{chosen.by} does not begin ({error}); see to that") from error

    def say(self, step: int, figures: Mapping[str, float]) -> None:
        self._module.log(dict(figures), step=step)

    def close(self) -> None:
        self._module.finish()


def _name_of(folder: Path, step: int) -> str:
    """The run's name: its folder's, with an end of its own that a resumed run keeps."""
    file = folder / NAME
    if step and file.is_file():
        return file.read_text(encoding="utf-8").strip()
    name = "-".join((*folder.resolve().parts[-2:], secrets.token_hex(3)))
    write_file(file, name.encode())
    return name
