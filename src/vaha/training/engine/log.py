"""What a training run says of itself: one line of JSON a report, and TensorBoard where it is."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from vaha.errors import TrainingDataError
from vaha.files import prepare_folder, write_file

FILE = "log.jsonl"


class RunLog:
    """Writes `folder`/log.jsonl and, with the package tensorboard, `folder`/tensorboard.

    A resumed run forgets what was said after the checkpoint's `step`, so no step stands twice.
    """

    def __init__(self, folder: Path, step: int = 0) -> None:
        prepare_folder(folder)
        self._file = folder / FILE
        kept = [line for line in read_log(folder) if line["step"] <= step] if step else []
        write_file(self._file, "".join(json.dumps(line) + "\n" for line in kept).encode())
        self._board: Any = None
        if find_spec("tensorboard") is not None:
            from torch.utils.tensorboard import SummaryWriter

            self._board = SummaryWriter(folder / "tensorboard", purge_step=step + 1)

    def say(self, step: int, **figures: float) -> None:
        """Write the figures down, and print them."""
        with self._file.open("a") as stream:
            stream.write(json.dumps({"step": step, **figures}) + "\n")
        if self._board is not None:
            for name, value in figures.items():
                self._board.add_scalar(name, value, step)
            self._board.flush()
        shown = "  ".join(
            f"{name.replace('_', ' ')} {value:.4g}" for name, value in figures.items()
        )
        print(f"step {step}  {shown}", flush=True)

    def close(self) -> None:
        if self._board is not None:
            self._board.close()


def read_log(folder: Path) -> list[dict[str, Any]]:
    """The lines of a run's log, none before it has begun; raises TrainingDataError if damaged."""
    path = folder / FILE
    if not path.is_file():
        return []
    try:
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    except (OSError, ValueError) as error:
        raise TrainingDataError(f"{path} is not the log of a training run: {error}") from error
