from __future__ import annotations

from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

from vaha.errors import OutputError, TrainingDataError  # noqa: E402
from vaha.training.engine import checkpoint  # noqa: E402
from vaha.training.engine.checkpoint import (  # noqa: E402
    load_checkpoint,
    save_checkpoint,
)


def test_what_was_saved_is_loaded_again(tmp_path: Path) -> None:
    file = tmp_path / "run" / "checkpoint.pt"
    assert load_checkpoint(file) is None
    save_checkpoint(file, {"weights": torch.arange(3), "step": 7})
    state = load_checkpoint(file)
    assert state is not None and state["step"] == 7
    assert torch.equal(state["weights"], torch.arange(3))
    assert [entry.name for entry in file.parent.iterdir()] == ["checkpoint.pt"]


def test_a_save_that_fails_leaves_the_old_checkpoint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "checkpoint.pt"
    save_checkpoint(file, {"step": 1})

    def fail(state: object, path: Path) -> None:
        path.write_bytes(b"half")
        raise RuntimeError("[enforce fail at inline_container.cc:672] unexpected pos")

    monkeypatch.setattr(checkpoint.torch, "save", fail)
    with pytest.raises(OutputError, match="is the disk full"):
        save_checkpoint(file, {"step": 2})
    assert load_checkpoint(file) == {"step": 1}
    assert list(tmp_path.iterdir()) == [file]


def test_a_damaged_checkpoint_is_named(tmp_path: Path) -> None:
    file = tmp_path / "checkpoint.pt"
    save_checkpoint(file, {"weights": torch.zeros(1000)})
    whole = file.read_bytes()
    for content in (whole[:500], b"", b"no checkpoint"):
        file.write_bytes(content)
        with pytest.raises(TrainingDataError, match=r"checkpoint\.pt is no file"):
            load_checkpoint(file)


def test_a_checkpoint_that_would_run_code_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "checkpoint.pt"
    torch.save({"path": tmp_path}, file)
    with pytest.raises(TrainingDataError):
        load_checkpoint(file)
