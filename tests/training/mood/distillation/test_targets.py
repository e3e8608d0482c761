from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from vaha.errors import TrainingDataError  # noqa: E402
from vaha.training.data.faces.face_set import FaceSet  # noqa: E402
from vaha.training.mood.distillation.targets import read_teachers, soft_targets, write_teachers  # noqa: E402
from vaha.training.mood.options import MoodOptions  # noqa: E402

MakeFaces = Callable[..., FaceSet]


def test_targets_sum_to_one_and_mix_label_and_votes(make_faces: MakeFaces) -> None:
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


def test_teachers_have_their_share_where_they_read(make_faces: MakeFaces) -> None:
    faces, options = make_faces(14), MoodOptions(teacher_share=0.6)
    teachers = np.zeros((14, 7), np.float32)
    teachers[0, 5] = 1.0
    plain, taught = soft_targets(faces, options), soft_targets(faces, options, teachers)
    torch.testing.assert_close(taught.sum(1), torch.ones(14))
    assert taught[0, 5] == pytest.approx(0.6 + 0.4 * plain[0, 5].item())
    torch.testing.assert_close(taught[1:], plain[1:])


def test_teachers_readings_come_back_for_the_same_faces_only(
    make_faces: MakeFaces, tmp_path: Path
) -> None:
    faces, file = make_faces(9), tmp_path / "teachers.npz"
    readings = np.random.default_rng(0).dirichlet(np.ones(7), 9).astype(np.float32)
    readings[3] = 0
    write_teachers(file, faces, readings)
    found = read_teachers(file, faces)
    np.testing.assert_allclose(found, readings, atol=1e-3)
    np.testing.assert_allclose(np.delete(found.sum(1), 3), 1, atol=1e-6)
    assert not found[3].any()
    with pytest.raises(TrainingDataError, match="read other faces"):
        read_teachers(file, faces.first(8))


@pytest.mark.parametrize("content", [None, b"text", b"PK\x05\x06" + bytes(18)])
def test_a_file_without_readings_is_refused_by_name(
    make_faces: MakeFaces, tmp_path: Path, content: bytes | None
) -> None:
    file = tmp_path / "teachers.npz"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(TrainingDataError, match=r"teachers\.npz"):
        read_teachers(file, make_faces(3))
