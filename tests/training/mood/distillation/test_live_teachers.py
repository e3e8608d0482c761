from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

from vaha.errors import TrainingDataError  # noqa: E402
from vaha.training.data.faces.face_set import FaceSet  # noqa: E402
from vaha.training.engine.device import PROCESSOR  # noqa: E402
from vaha.training.mood import network as mood_network  # noqa: E402
from vaha.training.mood.distillation.live_teachers import LiveTeachers  # noqa: E402
from vaha.training.mood.options import MoodOptions  # noqa: E402
from vaha.training.mood.run import MoodRun, train_mood  # noqa: E402
from vaha.training.mood.training_set import MoodTrainingSet  # noqa: E402

MakeFaces = Callable[..., FaceSet]
SLIM = ((4, 4), (6, 6), (8, 8, 8), (10, 10, 10), (12, 12, 12))


@pytest.fixture
def trained(
    make_faces: MakeFaces, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[Path, Path]:
    """Checkpoints of two short runs of different seeds."""
    monkeypatch.setattr(mood_network, "VGG16_BLOCKS", SLIM)
    for seed in (0, 1):
        options = MoodOptions(epochs=1.0, batch=8, seed=seed, learning_rate=0.5)
        train_mood(make_faces(40), tmp_path / str(seed), options)
    return tmp_path / "0" / "checkpoint.pt", tmp_path / "1" / "checkpoint.pt"


def test_several_are_averaged_and_none_is_changed_by_reading(trained: tuple[Path, Path]) -> None:
    views = torch.rand(6, 1, 44, 44, generator=torch.Generator().manual_seed(0))
    first, second = (LiveTeachers.of([path]).read(views) for path in trained)
    both = LiveTeachers.of(trained)
    assert not torch.allclose(first, second, atol=1e-3)
    for _ in range(2):
        torch.testing.assert_close(both.read(views), (first + second) / 2)
    torch.testing.assert_close(both.read(views).sum(1), torch.ones(6))


@pytest.mark.parametrize("share", [0.25, 1.0])
def test_the_learner_is_told_what_they_say_of_the_very_view(
    trained: tuple[Path, Path], make_faces: MakeFaces, share: float
) -> None:
    faces, live = make_faces(24), LiveTeachers.of(trained[:1])
    options = MoodOptions(epochs=1.0, batch=8, mix=1.0, small_until=0.0, teacher_share=share)
    training_set = MoodTrainingSet.of(faces, options, PROCESSOR)
    alone, taught = (MoodRun(training_set, options, live=one) for one in (None, live))
    views, targets = alone._batch(0.5, number=7)
    same_views, mixed = taught._batch(0.5, number=7)
    assert torch.equal(views, same_views), "a teacher draws nothing"
    torch.testing.assert_close(mixed, (1 - share) * targets + share * live.read(views))


def test_a_pupil_of_a_teacher_alone_comes_to_read_as_it_reads(
    trained: tuple[Path, Path], make_faces: MakeFaces, tmp_path: Path
) -> None:
    """The labels have no share here, so what is learnt can only come from the teacher."""
    faces, live = make_faces(40), LiveTeachers.of(trained[:1])
    views = torch.from_numpy(faces.pixels[:, None, 2:46, 2:46]).float() / 255
    said = live.read(views)

    def far(epochs: float) -> float:
        options = MoodOptions(epochs=epochs, batch=8, teacher_share=1.0, average_decay=0.5, seed=9)
        pupil = train_mood(faces, tmp_path / f"{epochs}", options, live=live)
        return float((pupil.eval()(views).softmax(1) - said).abs().mean())

    assert far(12.0) < 0.5 * far(0.2)


def test_a_teacher_that_is_none_is_named(tmp_path: Path) -> None:
    torch.save({"nothing": 1}, tmp_path / "other.pt")
    with pytest.raises(TrainingDataError, match=r"other\.pt is not of a mood reader's run"):
        LiveTeachers.of([tmp_path / "other.pt"])
