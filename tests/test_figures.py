"""The figures in the cards hold on data that the networks did not learn from."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image as Pillow

from vaha.emotions import FACE_EMOTIONS
from vaha.runtime.sessions.onnx import OnnxModel
from vaha.runtime.store import ModelStore
from vaha.training.data.faces.face_set import FER2013_ORDER, FaceSet
from vaha.training.enlarger.evaluate import evaluate_enlarger
from vaha.training.mood.evaluate import evaluate_mood
from vaha.training.painter.evaluate import evaluate_painter

pytestmark = [pytest.mark.weights, pytest.mark.shared]


def model(name: str) -> OnnxModel:
    return OnnxModel.open(ModelStore.open(), name)


@pytest.fixture
def private_faces(shared: Path) -> FaceSet:
    """The first 1,024 faces of PrivateTest, from the sheet they are packed in: 64 a row."""
    count = 1024
    sheet = np.asarray(Pillow.open(shared / "data/fer2013/private_test.png"))[: 48 * count // 64]
    tiles = sheet.reshape(-1, 48, 64, 48).transpose(0, 2, 1, 3).reshape(-1, 48, 48)
    with (shared / "data/fer2013/labels.csv").open(newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["Usage"] == "PrivateTest"][:count]
    labels = np.array(
        [FACE_EMOTIONS.index(FER2013_ORDER[int(row["emotion"])]) for row in rows], np.int64
    )
    return FaceSet(tiles, labels, np.zeros((count, 7), np.float32), np.arange(count))


@pytest.fixture
def held_paintings(shared: Path) -> npt.NDArray[np.uint8]:
    """Validation paintings that a painter may learn from, of the first archive, 128 x 128 px."""
    with (shared / "data/paintings/paintings.csv").open(newline="") as stream:
        wanted = {
            f"{row['art_style']}/{row['painting']}.webp"
            for row in csv.DictReader(stream)
            if row["split"] == "val"
            and row["public_domain_likely"] == "1"
            and row["squashed"] != "1"
            and float(row["chroma"] or 0) > 5
        }
    pictures = []
    with zipfile.ZipFile(shared / "data/paintings/wikiart_128_0.zip") as archive:
        for name in sorted(wanted & set(archive.namelist()))[:300]:
            picture = Pillow.open(io.BytesIO(archive.read(name))).convert("RGB")
            pictures.append(np.asarray(picture))
    return np.stack(pictures)


def test_moods_are_read_as_well_as_the_card_says(private_faces: FaceSet) -> None:
    found = evaluate_mood(model("mood"), private_faces)
    promised = model("mood").card.scores["PrivateTest"]["accuracy"]
    assert found["accuracy"] == pytest.approx(promised, abs=0.04)
    assert found["accuracy"] > 2 * found["majority_baseline"]
    assert min(found["recall"].values()) > 0.2


def test_enlarging_beats_bicubic_on_held_out_paintings(
    held_paintings: npt.NDArray[np.uint8],
) -> None:
    found = evaluate_enlarger(model("enlarger"), held_paintings[:60])
    assert found["gain"] == pytest.approx(model("enlarger").card.scores["gain"], abs=0.3)
    assert found["gain"] > 0.2
    assert found["better_on"] > 0.8


def test_works_carry_the_mood_they_were_asked_for(
    held_paintings: npt.NDArray[np.uint8],
) -> None:
    small = held_paintings.reshape(-1, 64, 2, 64, 2, 3).mean((2, 4)).round().astype(np.uint8)
    found = evaluate_painter(model("painter"), model("critic"), small, works_a_mood=40)
    promised = model("painter").card.scores
    assert found["critic_agreement_mean"] > 2 * found["chance"]
    assert found["critic_agreement_mean"] == pytest.approx(
        promised["critic_agreement_mean"], abs=0.1
    )
