from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from vaha.errors import TrainingDataError  # noqa: E402
from vaha.training.data.faces.face_set import FaceSet  # noqa: E402
from vaha.training.mood.distillation import teachers as mood_teachers  # noqa: E402
from vaha.training.mood.distillation.teachers import folds_of, read_by_trained, teach  # noqa: E402
from vaha.training.mood.options import MoodOptions  # noqa: E402

MakeFaces = Callable[..., FaceSet]


def test_copies_share_their_fold_and_folds_are_alike_in_size(make_faces: MakeFaces) -> None:
    faces = make_faces(100)
    copied = FaceSet(faces.pixels, faces.labels, faces.votes, faces.group // 2)
    fold = folds_of(copied, 5)
    assert np.array_equal(fold[::2], fold[1::2])
    assert np.bincount(fold).tolist() == [20] * 5


def test_no_face_is_read_by_a_teacher_that_learnt_from_it(
    make_faces: MakeFaces, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A teacher here is the set of faces that it learnt, and says if a face is among them."""
    faces = make_faces(30)

    def learn(training: FaceSet, folder: Path, options: Any, *, held: np.ndarray, **_: Any) -> Any:
        assert folder.name == f"{options.arch}-{options.seed}"
        return {face.tobytes() for face in training.pixels[~held]}

    def read(network: Any, pixels: np.ndarray, **_: Any) -> torch.Tensor:
        seen = torch.tensor([face.tobytes() in network for face in pixels])
        return torch.nn.functional.one_hot(seen.long(), 7).float() * 30

    monkeypatch.setattr(mood_teachers, "train_mood", learn)
    monkeypatch.setattr(mood_teachers, "predict", read)
    readings = teach(faces, tmp_path, MoodOptions(), ("vgg16", "resnet"), folds=3)
    assert readings is not None and readings.shape == (30, 7)
    assert (readings[:, 0] > 0.99).all(), "every face was read, and by a stranger"
    assert teach(faces, tmp_path, MoodOptions(), ("vgg16",), folds=3, only=[1]) is None


@pytest.mark.usefixtures("slim")
def test_teachers_really_learn_and_read(make_faces: MakeFaces, tmp_path: Path) -> None:
    options = MoodOptions(epochs=1.0, batch=5)
    readings = teach(make_faces(20), tmp_path, options, ("vgg16",), folds=2)
    assert readings is not None
    np.testing.assert_allclose(readings.sum(1), 1, atol=1e-5)
    assert (tmp_path / "vgg16-1" / "checkpoint.pt").is_file()


@pytest.mark.usefixtures("slim")
def test_finished_networks_read_all_faces_and_are_averaged(
    make_faces: MakeFaces, tmp_path: Path
) -> None:
    faces = make_faces(20)
    for place, arch in enumerate(("vgg16", "baseline")):
        options = MoodOptions(arch=arch, epochs=1.0, batch=5, seed=place)
        mood_teachers.train_mood(faces, tmp_path / arch, options)
    paths = [tmp_path / arch / "checkpoint.pt" for arch in ("vgg16", "baseline")]
    first, second = (read_by_trained(faces, [path]) for path in paths)
    assert first.shape == (20, 7) and not np.allclose(first, second, atol=1e-3)
    np.testing.assert_allclose(read_by_trained(faces, paths), (first + second) / 2, atol=1e-6)

    turned = FaceSet(faces.pixels[..., ::-1].copy(), faces.labels, faces.votes, faces.group)
    np.testing.assert_allclose(read_by_trained(turned, paths[:1]), first, atol=1e-5)


def test_a_checkpoint_of_something_else_is_refused(make_faces: MakeFaces, tmp_path: Path) -> None:
    torch.save({"average": {}, "options": "{}"}, tmp_path / "painter.pt")
    with pytest.raises(TrainingDataError, match=r"painter\.pt is not of a mood reader's run"):
        read_by_trained(make_faces(2), [tmp_path / "painter.pt"])
