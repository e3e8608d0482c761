from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")

from vaha.framing import Frame  # noqa: E402
from vaha.runtime.session import OnnxModel  # noqa: E402
from vaha.training import face_check  # noqa: E402
from vaha.training.face_check import (  # noqa: E402
    cascade_files,
    gather_wrong_answers,
    publish_face_check,
    train_face_check,
)


def descriptors(count: int, level: float, seed: int) -> np.ndarray:
    chance = np.random.default_rng(seed)
    rows = chance.uniform(0, 0.1, (count, 900))
    rows[:, :50] += level
    return rows.astype(np.float32)


def test_opencv_carries_the_cascades() -> None:
    assert len(cascade_files()) == 2 and all(path.is_file() for path in cascade_files())


def test_descriptors_that_differ_are_told_apart_even_when_faces_are_rare() -> None:
    network = train_face_check(descriptors(150, 0.1, 0), descriptors(900, 0.0, 1))
    with torch.no_grad():
        faces = network(torch.from_numpy(descriptors(50, 0.1, 2)))
        others = network(torch.from_numpy(descriptors(50, 0.0, 3)))
    assert faces.shape == (50,)
    assert (faces > 0).float().mean() > 0.95 and (others < 0).float().mean() > 0.95


def test_wrong_answers_are_squares_that_touch_no_painted_face() -> None:
    chance = np.random.default_rng(0)
    paintings = [chance.integers(0, 256, (128, 128, 3), dtype=np.uint8) for _ in range(3)]
    everywhere = [Frame(192.0, 192.0, 2000.0)]
    crops = gather_wrong_answers(paintings, cascade_files(), lambda image: [])
    assert crops.shape[1:] == (48, 48) and crops.dtype == np.uint8 and len(crops) >= 6

    def only_the_first_is_free(image: np.ndarray) -> list[Frame]:
        seen.append(image.shape)
        return [] if len(seen) == 1 else everywhere

    seen: list[tuple[int, ...]] = []
    some = gather_wrong_answers(paintings, cascade_files(), only_the_first_is_free)
    assert seen == [(384, 384, 3)] * 3 and len(some) < len(crops)


def test_the_face_check_is_shipped_with_its_measures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(face_check, "FACES", 300)
    monkeypatch.setattr(face_check, "PARTS", 60)
    chance = np.random.default_rng(0)
    smooth = np.linspace(0, 255, 48).astype(np.uint8)
    faces = np.tile(smooth, (30, 48, 1))
    wrong = chance.integers(0, 256, (60, 48, 48), dtype=np.uint8)
    card = publish_face_check(faces, faces[:5], wrong, tmp_path)
    assert card.sha256 == hashlib.sha256((tmp_path / card.file).read_bytes()).hexdigest()
    assert set(card.scores) == {"recall 0.98", "recall 0.95", "recall 0.90"}
    answer = OnnxModel(tmp_path / card.file, card).run(
        {"descriptors": np.zeros((3, 900), np.float32)}
    )
    assert answer["logits"].shape == (3,)
