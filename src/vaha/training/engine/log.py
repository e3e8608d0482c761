"""What a training run says of itself: one line of JSON a report, and to a tracker the same."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from vaha.errors import TrainingDataError
from vaha.files import prepare_folder, write_file
from vaha.training.engine.tracking import open_tracker

FILE = "log.jsonl"


class RunLog:
    """Writes `folder`/log.jsonl, and tells the chosen tracker, with the run's `recipe`.

    A resumed run forgets what was said after the checkpoint's `step`, so no step stands twice.
    """

    def __init__(self, folder: Path, step: int = 0, recipe: Mapping[str, Any] = {}) -> None:
        prepare_folder(folder)
        self._file = folder / FILE
        kept = [line for line in read_log(folder) if line["step"] <= step] if step else []
        write_file(self._file, "".join(json.dumps(line) + "\n" for line in kept).encode())
        self._tracker = open_tracker(folder, step, recipe)

    def say(self, step: int, **figures: float) -> None:
        """Write the figures down, and print them."""
        with self._file.open("a") as stream:
            stream.write(json.dumps({"step": step, **figures}) + "\n")
        if self._tracker is not None:
            self._tracker.say(step, figures)
        shown = "  ".join(
            f"{name.replace('_', ' ')} {value:.4g}" for name, value in figures.items()
        )
        print(f"step {step}  {shown}", flush=True)

    def close(self) -> None:
        if self._tracker is not None:
            self._tracker.close()


def read_log(folder: Path) -> list[dict[str, Any]]:
    """The lines of a run's log, none before it has begun; raises TrainingDataError if damaged."""
    path = folder / FILE
    if not path.is_file():
        return []
    try:
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    except (OSError, ValueError) as error:
        raise TrainingDataError(f"{path} is not the log of a training run: {error}") from error
