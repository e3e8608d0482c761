from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from vaha.training import mood  # noqa: E402
from vaha.training.checkpoint import load_checkpoint  # noqa: E402
from vaha.training.face_data import FaceSet  # noqa: E402
from vaha.training.mood import (  # noqa: E402
    MoodOptions,
    learning_rate_at,
    predict,
    soft_targets,
    train_mood,
    view_size,
)
from vaha.training.mood_network import MoodNetwork  # noqa: E402

MakeFaces = Callable[..., FaceSet]


def tiny(minutes: float, **more: float) -> MoodOptions:
    return MoodOptions(minutes=minutes, batch=4, threads=1, **more)


def test_soft_targets_sum_to_one_and_mix_label_and_votes(make_faces: MakeFaces) -> None:
    faces, options = make_faces(14), MoodOptions(votes_share=0.4, label_smoothing=0.07)
    others = FaceSet(faces.pixels, faces.labels, np.roll(faces.votes, 1, axis=1), faces.group)
    targets = soft_targets(others, options)
    torch.testing.assert_close(targets.sum(1), torch.ones(14))
    label = faces.labels[0]
    assert targets[0, label] == pytest.approx(0.6 * (0.93 + 0.01))
    assert targets[0, (label + 1) % 7] == pytest.approx(0.6 * 0.01 + 0.4)


def test_a_face_without_votes_keeps_its_label(make_faces: MakeFaces) -> None:
    faces = make_faces(14)
    targets = soft_targets(faces, MoodOptions(votes_share=0.4, label_smoothing=0.07))
    alone = faces.votes.sum(1) == 0
    assert alone.sum() == 7
    assert targets[alone].argmax(1).tolist() == faces.labels[alone].tolist()
    torch.testing.assert_close(targets[alone].amax(1), torch.full((7,), 0.94))


def test_the_learning_rate_rises_then_falls_to_nothing() -> None:
    rates = [learning_rate_at(share, 1.0) for share in np.linspace(0, 1, 101)]
    assert rates[0] < 0.05 and max(rates) > 0.95 and rates[-1] == pytest.approx(0, abs=1e-9)
    top = int(np.argmax(rates))
    assert top <= 5 and sorted(rates[top:], reverse=True) == rates[top:]


def test_small_views_come_first() -> None:
    options = MoodOptions(small_until=0.5)
    assert view_size(0.49, options) == (32, False) and view_size(0.5, options) == (44, True)


@pytest.mark.usefixtures("slim")
def test_training_stops_when_its_time_is_spent_and_leaves_a_checkpoint(
    make_faces: MakeFaces, clock, tmp_path: Path
) -> None:
    clock(mood, tick=6.0)
    network = train_mood(make_faces(40), tmp_path, tiny(minutes=1))
    state = load_checkpoint(tmp_path / "checkpoint.pt")
    assert state is not None and state["step"] == 5 and state["spent"] >= 60
    for name, value in network.state_dict().items():
        assert torch.equal(value, state["average"][name])
    assert predict(network, make_faces(5).pixels).shape == (5, 7)


@pytest.mark.usefixtures("slim")
def test_a_killed_training_goes_on_from_its_last_checkpoint(
    make_faces: MakeFaces, clock, tmp_path: Path
) -> None:
    """A look at the clock takes 100 s here, so that a checkpoint is saved every few steps."""
    made = clock(mood, tick=100.0)
    made.looks_left = 30
    with pytest.raises(KeyboardInterrupt):
        train_mood(make_faces(40), tmp_path, tiny(minutes=120))
    first = load_checkpoint(tmp_path / "checkpoint.pt")
    assert first is not None and first["step"] >= 2

    made.looks_left = 10
    with pytest.raises(KeyboardInterrupt):
        train_mood(make_faces(40), tmp_path, tiny(minutes=120))
    second = load_checkpoint(tmp_path / "checkpoint.pt")
    assert second is not None
    assert first["step"] < second["step"] < 2 * first["step"]
    assert second["spent"] > first["spent"]


@pytest.mark.usefixtures("slim")
def test_a_finished_training_is_not_begun_again(
    make_faces: MakeFaces, clock, tmp_path: Path
) -> None:
    clock(mood, tick=6.0)
    first = train_mood(make_faces(40), tmp_path, tiny(minutes=1))
    again = train_mood(make_faces(40), tmp_path, tiny(minutes=1))
    state = load_checkpoint(tmp_path / "checkpoint.pt")
    assert state is not None and state["step"] == 5
    for before, after in zip(first.parameters(), again.parameters(), strict=True):
        assert torch.equal(before, after)


@pytest.mark.usefixtures("slim")
def test_training_learns_what_black_and_white_faces_mean(clock, tmp_path: Path) -> None:
    """Faces bright at the top are one mood, faces bright at the bottom another."""
    chance = np.random.default_rng(0)
    labels = np.arange(120) % 2 * 3
    pixels = chance.integers(0, 60, (120, 48, 48), dtype=np.uint8)
    pixels[labels == 0, :24] += 180
    pixels[labels == 3, 24:] += 180
    faces = FaceSet(pixels, labels, np.zeros((120, 7), np.float32), np.arange(120))
    clock(mood, tick=1.0)
    options = MoodOptions(minutes=2, batch=16, threads=1, average_decay=0.9)
    network = train_mood(faces, tmp_path, options)
    assert (predict(network, pixels).argmax(1).numpy() == labels).mean() > 0.9


@pytest.mark.usefixtures("slim")
def test_predictions_do_not_depend_on_the_batch_size(make_faces: MakeFaces) -> None:
    torch.manual_seed(0)
    network, pixels = MoodNetwork(), make_faces(7).pixels
    one, all_at_once = predict(network, pixels, batch=2), predict(network, pixels)
    torch.testing.assert_close(one, all_at_once, rtol=0, atol=0.05)
