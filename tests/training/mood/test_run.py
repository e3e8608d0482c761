from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from vaha.errors import InputError, TrainingDataError  # noqa: E402
from vaha.training.data.faces.face_set import FaceSet  # noqa: E402
from vaha.training.engine import loop  # noqa: E402
from vaha.training.engine.checkpoint import load_checkpoint, save_checkpoint  # noqa: E402
from vaha.training.engine.device import PROCESSOR  # noqa: E402
from vaha.training.engine.log import read_log  # noqa: E402
from vaha.training.engine.parallel import ProcessGroup  # noqa: E402
from vaha.training.mood import network as mood_network  # noqa: E402
from vaha.training.mood.network import MoodNetwork  # noqa: E402
from vaha.training.mood.options import PRESETS, MoodOptions  # noqa: E402
from vaha.training.mood.run import (  # noqa: E402
    MoodRun,
    learning_rate_at,
    predict,
    train_mood,
    view_size,
)
from vaha.training.mood.training_set import MoodTrainingSet  # noqa: E402

MakeFaces = Callable[..., FaceSet]

SLIM = ((4, 4), (6, 6), (8, 8, 8), (10, 10, 10), (12, 12, 12))

EVERYTHING = MoodOptions(
    epochs=2.0,
    batch=6,
    degradation=0.3,
    mix=0.7,
    sharpness=0.05,
    drop_contradictions=True,
    average_decay=0.9,
    seed=5,
)
"""Every hyperparameter at work, for what must hold whatever is chosen."""


def tiny(minutes: float, **more: float) -> MoodOptions:
    return MoodOptions(minutes=minutes, batch=4, **more)


def some_faces(count: int = 40) -> FaceSet:
    """Like the fixture, for processes of their own."""
    chance = np.random.default_rng(0)
    pixels = chance.integers(0, 256, (count, 48, 48), dtype=np.uint8)
    votes = np.zeros((count, 7), np.float32)
    return FaceSet(pixels, np.arange(count) % 7, votes, np.arange(count))


def assert_same_weights(first: dict, second: dict) -> None:
    assert first.keys() == second.keys()
    for name, value in first.items():
        assert torch.equal(value, second[name]), name


def test_the_learning_rate_rises_then_falls_to_nothing() -> None:
    rates = [learning_rate_at(share, 1.0) for share in np.linspace(0, 1, 101)]
    assert rates[0] < 0.05 and max(rates) > 0.95 and rates[-1] == pytest.approx(0, abs=1e-9)
    top = int(np.argmax(rates))
    assert top <= 5 and sorted(rates[top:], reverse=True) == rates[top:]


def test_the_rate_may_fall_in_two_steps_instead() -> None:
    assert learning_rate_at(0.001, 1.0, "steps") < 0.05
    rates = [learning_rate_at(share, 2.0, "steps") for share in (0.1, 0.49, 0.5, 0.74, 0.75, 1.0)]
    assert rates == pytest.approx([2.0, 2.0, 0.2, 0.2, 0.02, 0.02])


def test_a_schedule_that_is_none_is_refused() -> None:
    with pytest.raises(InputError, match="unknown schedule 'cosin'; choose among cosine, steps"):
        MoodOptions(schedule="cosin")


@pytest.mark.usefixtures("slim")
def test_a_run_learns_by_the_schedule_it_was_given(make_faces: MakeFaces, tmp_path: Path) -> None:
    """At the end of half a cosine hardly anything is left of the rate; of the steps a hundredth."""
    for schedule, left in (("cosine", 0.0), ("steps", 0.01)):
        options = tiny(minutes=1).but(epochs=20.0, learning_rate=1.0, schedule=schedule)
        train_mood(make_faces(16), tmp_path / schedule, options)
        *_, last = (tmp_path / schedule / "log.jsonl").read_text().splitlines()
        assert json.loads(last)["learning_rate"] == pytest.approx(left, abs=0.007), schedule


def test_small_views_come_first() -> None:
    options = MoodOptions(small_until=0.5)
    assert view_size(0.49, options) == (32, False) and view_size(0.5, options) == (44, True)


@pytest.mark.usefixtures("slim")
def test_training_stops_when_its_time_is_spent_and_leaves_a_checkpoint(
    make_faces: MakeFaces, clock, tmp_path: Path
) -> None:
    clock(tick=6.0)
    network = train_mood(make_faces(40), tmp_path, tiny(minutes=1))
    state = load_checkpoint(tmp_path / "checkpoint.pt")
    assert state is not None and state["step"] == 5 and state["spent"] >= 60
    for name, value in network.state_dict().items():
        assert torch.equal(value, state["average"][name])
    assert predict(network, make_faces(5).pixels).shape == (5, 7)


def train_until_killed(_: int, folder: str) -> None:
    """A process of its own that is killed, without a chance to tidy up, after its tenth step."""
    torch.set_num_threads(1)
    mood_network.VGG16_BLOCKS = SLIM
    MoodRun.save_seconds = 0
    learn, save = MoodRun.learn, loop.save_checkpoint

    def learn_or_die(run: MoodRun, progress: float) -> None:
        if run.step == 10:
            os.kill(os.getpid(), signal.SIGKILL)
        learn(run, progress)

    def save_now_and_then(path: Path, state: dict) -> None:
        if state["step"] in (3, 7):
            save(path, state)

    MoodRun.learn, loop.save_checkpoint = learn_or_die, save_now_and_then
    train_mood(some_faces(), Path(folder), EVERYTHING)


@pytest.mark.usefixtures("slim")
def test_another_recipe_goes_on_from_a_run_s_checkpoint_in_a_folder_of_its_own(
    make_faces: MakeFaces, clock, tmp_path: Path
) -> None:
    clock(tick=6.0)
    first = train_mood(make_faces(40), tmp_path / "first", tiny(minutes=1))
    state = load_checkpoint(tmp_path / "first" / "checkpoint.pt")
    assert state is not None and state["from_imagenet"] is False
    torch.save(state | {"from_imagenet": True}, tmp_path / "start.pt")

    still = tiny(minutes=1).but(learning_rate=0.0, erase=0.1)
    second = train_mood(make_faces(40), tmp_path / "second", still, tmp_path / "start.pt")
    for ours, theirs in zip(second.parameters(), first.parameters(), strict=True):
        torch.testing.assert_close(ours, theirs)
    resumed = train_mood(make_faces(40), tmp_path / "second", still, tmp_path / "start.pt")
    assert second.from_imagenet and resumed.from_imagenet


@pytest.mark.usefixtures("slim")
def test_a_killed_run_ends_as_one_that_was_not_to_the_bit(tmp_path: Path) -> None:
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    with pytest.raises(torch.multiprocessing.ProcessExitedException, match="SIGKILL"):
        torch.multiprocessing.spawn(train_until_killed, (str(killed),), nprocs=1)
    left = load_checkpoint(killed / "checkpoint.pt")
    assert left is not None and left["step"] == 7

    train_mood(some_faces(), whole, EVERYTHING)
    train_mood(some_faces(), killed, EVERYTHING)
    expected, found = (load_checkpoint(folder / "checkpoint.pt") for folder in (whole, killed))
    assert expected is not None and found is not None
    assert expected["step"] == found["step"] == 12
    assert_same_weights(expected["network"], found["network"])
    assert_same_weights(expected["average"], found["average"])
    momenta = [state["optimiser"]["state"] for state in (expected, found)]
    for place, buffers in momenta[0].items():
        assert torch.equal(buffers["momentum_buffer"], momenta[1][place]["momentum_buffer"])
    steps = [line["step"] for line in read_log(killed)]
    assert steps == sorted(set(steps)) == [line["step"] for line in read_log(whole)]


@pytest.mark.usefixtures("slim")
def test_a_run_of_minutes_goes_on_from_its_last_checkpoint(
    make_faces: MakeFaces, clock, tmp_path: Path
) -> None:
    """A look at the clock takes 100 s here, so that a checkpoint is saved every few steps."""
    made = clock(tick=100.0)
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
def test_a_run_is_not_gone_on_with_by_another_recipe(make_faces: MakeFaces, tmp_path: Path) -> None:
    options = MoodOptions(epochs=1.0, batch=8)
    train_mood(make_faces(40), tmp_path, options)
    with pytest.raises(TrainingDataError, match=r"begun with erase 0\.3, not 0\.1"):
        train_mood(make_faces(40), tmp_path, options.but(erase=0.1))
    train_mood(make_faces(40), tmp_path, options.but(epochs=2.0))
    state = load_checkpoint(tmp_path / "checkpoint.pt")
    assert state is not None and state["step"] == 8, "more epochs are no other recipe"


@pytest.mark.usefixtures("slim")
def test_a_hyperparameter_that_a_checkpoint_does_not_know_stood_at_its_default(
    make_faces: MakeFaces, tmp_path: Path
) -> None:
    train_mood(make_faces(40), tmp_path, MoodOptions(epochs=1.0, batch=8))
    state = load_checkpoint(tmp_path / "checkpoint.pt")
    assert state is not None
    older = {name: value for name, value in json.loads(state["options"]).items() if name != "width"}
    older["hardship"] = older.pop("degradation")  # as it was called
    save_checkpoint(tmp_path / "checkpoint.pt", state | {"options": json.dumps(older)})
    train_mood(make_faces(40), tmp_path, MoodOptions(epochs=2.0, batch=8))
    with pytest.raises(TrainingDataError, match=r"begun with width 1\.0, not 0\.5"):
        train_mood(make_faces(40), tmp_path, MoodOptions(epochs=2.0, batch=8, width=0.5))


def learn_in_a_group(rank: int, folder: str, port: str) -> None:
    os.environ |= {"RANK": str(rank), "WORLD_SIZE": "2", "LOCAL_RANK": str(rank)}
    os.environ |= {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": port}
    torch.set_num_threads(1)
    mood_network.VGG16_BLOCKS = SLIM
    group = ProcessGroup.from_environment()
    options = EVERYTHING.but(epochs=1.0)
    with group.joined(PROCESSOR):
        network = train_mood(some_faces(), Path(folder), options, group=group)
    torch.save(network.state_dict(), Path(folder, f"{rank}.pt"))


def test_two_processes_learn_one_network(tmp_path: Path, free_port: int) -> None:
    torch.multiprocessing.spawn(learn_in_a_group, (str(tmp_path), str(free_port)), nprocs=2)
    first, second = (torch.load(tmp_path / f"{rank}.pt", weights_only=True) for rank in (0, 1))
    state = load_checkpoint(tmp_path / "checkpoint.pt")
    assert state is not None and state["step"] == 6
    for name, value in first.items():
        if "running" not in name:  # each process normalises its own half of a batch
            assert torch.equal(value, second[name]), name
    assert_same_weights(first, state["average"])


@pytest.mark.usefixtures("slim")
def test_a_finished_training_is_not_begun_again(
    make_faces: MakeFaces, clock, tmp_path: Path
) -> None:
    clock(tick=6.0)
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
    clock(tick=1.0)
    options = MoodOptions(minutes=2, batch=16, average_decay=0.9)
    network = train_mood(faces, tmp_path, options)
    assert (predict(network, pixels).argmax(1).numpy() == labels).mean() > 0.9


@pytest.mark.usefixtures("slim")
def test_predictions_do_not_depend_on_the_batch_size(make_faces: MakeFaces) -> None:
    torch.manual_seed(0)
    network, pixels = MoodNetwork(), make_faces(7).pixels
    one, all_at_once = predict(network, pixels, batch=2), predict(network, pixels)
    torch.testing.assert_close(one, all_at_once, rtol=0, atol=0.05)


@pytest.mark.usefixtures("slim")
def test_more_views_are_their_mean(make_faces: MakeFaces) -> None:
    torch.manual_seed(0)
    network, pixels = MoodNetwork(), make_faces(5).pixels
    both = predict(network, pixels, views="mirror")
    one, other = predict(network, pixels), predict(network, pixels[..., ::-1].copy())
    torch.testing.assert_close(both, (one + other) / 2)
    assert predict(network, pixels, views="ten-crop").shape == (5, 7)


def test_contradictory_copies_are_left_out_where_asked(make_faces: MakeFaces) -> None:
    faces = make_faces(14)
    faces.group[:2] = 0  # the first two are copies, angry and disgusted
    for dropped, count in ((False, 14), (True, 12)):
        options = MoodOptions(batch=4, drop_contradictions=dropped)
        training_set = MoodTrainingSet.of(faces, options, PROCESSOR)
        assert len(training_set) == count
        torch.testing.assert_close(training_set.targets[-1].argmax(), torch.tensor(6))


@pytest.mark.usefixtures("slim")
def test_every_epoch_learns_each_face_once(make_faces: MakeFaces) -> None:
    training_set = MoodTrainingSet.of(make_faces(12), MoodOptions(batch=4), PROCESSOR)
    run = MoodRun(training_set, MoodOptions(batch=4, epochs=2.0))
    epochs = []
    for _ in range(2):
        chosen = []
        for _ in range(3):
            chosen += run._chosen().tolist()
            run.step += 1
        epochs.append(chosen)
    assert sorted(epochs[0]) == sorted(epochs[1]) == list(range(12))
    assert epochs[0] != epochs[1]


@pytest.mark.usefixtures("slim")
def test_a_process_group_shares_each_batch_out(make_faces: MakeFaces) -> None:
    options = MoodOptions(batch=6)
    training_set = MoodTrainingSet.of(make_faces(12), options, PROCESSOR)
    alone = MoodRun(training_set, options)._chosen().tolist()
    shares = []
    for rank in range(3):
        run = MoodRun(training_set, options)
        run.group = ProcessGroup(rank, 3, rank)
        shares += run._chosen().tolist()
    assert shares == alone


@pytest.mark.usefixtures("slim")
def test_few_faces_are_one_batch_and_one_alone_is_refused(
    make_faces: MakeFaces, tmp_path: Path
) -> None:
    train_mood(make_faces(10), tmp_path, MoodOptions(batch=16, epochs=2.0))
    state = load_checkpoint(tmp_path / "checkpoint.pt")
    assert state is not None and state["step"] == 2
    with pytest.raises(TrainingDataError, match="no two faces"):
        train_mood(make_faces(2), tmp_path / "other", MoodOptions())


@pytest.mark.usefixtures("slim")
def test_where_no_face_is_held_out_all_are_learnt(make_faces: MakeFaces, tmp_path: Path) -> None:
    options = MoodOptions(epochs=1.0, batch=10)
    train_mood(make_faces(10), tmp_path, options, held=np.zeros(10, bool))
    lines = read_log(tmp_path)
    assert lines[-1]["step"] == 1 and "held_out_accuracy" not in lines[-1]


@pytest.mark.parametrize(
    "changes",
    [
        {"arch": "transformer"},
        {"arch": "resnet", "width": 0.5},
        {"width": 0.001},
        {"mix": 1.5},
        {"batch": 1},
        {"epochs": 0.0},
        {"mix_alpha": -1.0},
        {"seed": -1},
        {"learning_rate": float("inf")},
        {"weight_decay": float("nan")},
    ],
)
def test_a_recipe_that_cannot_be_is_refused(changes: dict) -> None:
    with pytest.raises(InputError):
        replace(MoodOptions(), **changes)


def test_the_named_recipes_are_instances_of_one_class() -> None:
    assert all(isinstance(options, MoodOptions) for options in PRESETS.values())
    assert PRESETS["processor"] == MoodOptions()
