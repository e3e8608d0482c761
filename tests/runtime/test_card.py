from __future__ import annotations

import json
from pathlib import Path

import pytest

from vaha.errors import ModelDamaged
from vaha.runtime.card import ModelCard

CARD = ModelCard(
    name="mood",
    task="mood of a face",
    file="mood.onnx",
    sha256="00" * 32,
    description="seven emotions",
    licence="Apache-2.0",
    date="2026-01-01",
    labels=("angry", "happy"),
    input_size=(48, 48),
    channels=1,
    mean=(0.5,),
    std=(0.25,),
    training_data=({"name": "FER-2013", "terms": "research"},),
    scores={"PrivateTest": 0.7},
    settings={"not_sure_below": 0.45},
)


def test_a_card_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "mood.json"
    path.write_text(CARD.to_json(), encoding="utf-8")

    assert ModelCard.read(path) == CARD


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", "{", json.dumps({"name": "mood", "colour": "red"})]
)
def test_what_is_no_card_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "mood.json"
    path.write_text(text)

    with pytest.raises(ModelDamaged, match=r"mood\.json cannot be read"):
        ModelCard.read(path)


def test_a_missing_card_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelDamaged, match="cannot be read"):
        ModelCard.read(tmp_path / "nowhere.json")
