"""A run's figures reach the tracker that one word names, under a name that a resumed run keeps."""

from __future__ import annotations

import sys
import types
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from vaha.errors import InputError, MissingExtra, OutputError
from vaha.training.engine import tracking
from vaha.training.engine.log import RunLog
from vaha.training.engine.tracking import FakeTracker, Tracking, open_tracker, tracked_by


class Opener:
    def __init__(self) -> None:
        self.tracker, self.asked = FakeTracker(), list[object]()

    def open(self, *asked: object) -> FakeTracker:
        self.asked = list(asked)
        return self.tracker


class Theirs(types.ModuleType):
    """What trackio and wandb have in common."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.begun: dict[str, Any] = {}
        self.told: list[tuple[Mapping[str, float], int]] = []
        self.ended = False

    def init(self, **how: Any) -> None:
        self.begun = how

    def log(self, figures: Mapping[str, float], step: int) -> None:
        self.told.append((figures, step))

    def finish(self) -> None:
        self.ended = True


@pytest.fixture(params=["trackio", "wandb"])
def theirs(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Theirs:
    module = Theirs(request.param)
    monkeypatch.setitem(sys.modules, request.param, module)
    monkeypatch.setattr(tracking, "find_spec", lambda name: object())
    return module


def test_a_run_tells_the_chosen_tracker_and_its_recipe(tmp_path: Path) -> None:
    opener = Opener()
    with tracked_by(opener):
        log = RunLog(tmp_path, recipe={"batch": 8})
    log.say(7, loss=0.5)
    log.close()

    assert opener.asked == [tmp_path, 0, {"batch": 8}]
    assert opener.tracker.told == [(7, {"loss": 0.5})] and opener.tracker.closed


def test_what_was_chosen_ends_with_its_block(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tracking, "find_spec", lambda name: None)
    with tracked_by(Opener()):
        assert open_tracker(tmp_path, 0, {}) is not None
    assert open_tracker(tmp_path, 0, {}) is None


def test_trackio_and_wandb_are_told_and_go_on_under_their_name(
    theirs: Theirs, tmp_path: Path
) -> None:
    by = Tracking(theirs.__name__)
    first = by.open(tmp_path, 0, {"batch": 8})
    assert first is not None
    first.say(7, {"loss": 0.5})
    first.close()
    begun = theirs.begun
    by.open(tmp_path, 7, {"batch": 8})

    assert begun["project"] == "vaha" and begun["config"] == {"batch": 8}
    assert theirs.told == [({"loss": 0.5}, 7)] and theirs.ended
    assert theirs.begun == begun, "a resumed run keeps its name"
    by.open(tmp_path, 0, {})
    assert theirs.begun["name"] != begun["name"], "a fresh one has its own"


def test_what_does_not_begin_says_so(theirs: Theirs, tmp_path: Path) -> None:
    def refuse(**_: object) -> None:
        raise RuntimeError("no account")

    theirs.init = refuse  # type: ignore[method-assign]
    with pytest.raises(OutputError, match=f"{theirs.__name__} does not begin .no account"):
        Tracking(theirs.__name__).open(tmp_path, 0, {})


def test_a_lacking_package_is_named_with_its_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tracking, "find_spec", lambda name: None)
    with pytest.raises(MissingExtra, match="trackio is not installed: pip install trackio"):
        Tracking("trackio")
    with pytest.raises(InputError, match="tensorboard, trackio, wandb"):
        Tracking("mlflow")


def test_tensorboard_s_own_files_hold_the_figures(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    pytest.importorskip("tensorboard")
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    for by, folder in (("", "unasked"), ("tensorboard", "asked")):
        board = Tracking(by).open(tmp_path / folder, 3, {})
        assert board is not None
        board.say(7, {"loss": 0.5})
        board.close()
        events = EventAccumulator(str(tmp_path / folder / "tensorboard"))
        events.Reload()
        assert [(one.step, one.value) for one in events.Scalars("loss")] == [(7, 0.5)]
