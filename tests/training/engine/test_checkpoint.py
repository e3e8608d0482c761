from __future__ import annotations

from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

from vaha.errors import OutputError, TrainingDataError  # noqa: E402
from vaha.training.engine import checkpoint  # noqa: E402
from vaha.training.engine.checkpoint import (  # noqa: E402
    Budget,
    load_checkpoint,
    save_checkpoint,
    update_average,
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


def test_a_budget_goes_on_where_the_last_run_stopped(clock) -> None:
    clock(tick=6.0)
    assert Budget(1.0).progress == pytest.approx(0.1)
    assert Budget(1.0, spent=30.0).progress == pytest.approx(0.6)
    assert Budget(1.0, spent=90.0).progress == 1.0


def test_the_average_follows_weights_and_statistics() -> None:
    network, average = torch.nn.BatchNorm1d(2), torch.nn.BatchNorm1d(2)
    with torch.no_grad():
        network.weight.fill_(3.0)
        network.running_mean.fill_(10.0)
        network.num_batches_tracked.fill_(5)
    update_average(average, network, 0.75)
    assert average.weight.tolist() == [1.5, 1.5]
    assert average.running_mean.tolist() == [2.5, 2.5]
    assert average.num_batches_tracked.item() == 5
