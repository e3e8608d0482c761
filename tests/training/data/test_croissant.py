"""A pack's card names its files as they are, and says by which terms they may be used."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from vaha.cli import main
from vaha.emotions import ART_EMOTIONS, FACE_EMOTIONS
from vaha.errors import TrainingDataError
from vaha.training.data.croissant import croissant, write_croissant
from vaha.training.data.paintings.pack import write_pack
from vaha.training.data.paintings.picture_pack import write_projected_pack
from vaha.training.data.paintings.reading import PaintingSet


@pytest.fixture
def paintings(make_paintings: Callable[..., PaintingSet], tmp_path: Path) -> Path:
    """A pack of paintings in several shards."""
    write_pack(make_paintings(5), tmp_path / "pack", shard=20_000)
    return tmp_path / "pack"


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """A pack of pictures with moods."""
    write_projected_pack(
        tmp_path / "pictures",
        np.zeros((3, 16, 16, 3), np.uint8),
        np.array(["a", "b", "c"]),
        np.full((3, 7), 1 / 7, np.float32),
        100,
    )
    return tmp_path / "pictures"


def emotions(document: dict[str, Any]) -> list[str]:
    (records,) = document["recordSet"]
    return [record["emotions/name"] for record in records["data"]]


def test_every_file_is_named_with_its_size_and_sha256(paintings: Path) -> None:
    named = {one["contentUrl"]: one for one in croissant(paintings)["distribution"]}
    files = {path.name: path.read_bytes() for path in paintings.iterdir()}
    assert set(named) == set(files) and len(files) > 2
    for name, data in files.items():
        assert named[name]["sha256"] == hashlib.sha256(data).hexdigest()
        assert named[name]["contentSize"] == f"{len(data)} B"


def test_emotions_stand_in_the_order_of_each_packs_arrays(paintings: Path, pictures: Path) -> None:
    assert emotions(croissant(paintings)) == [one.value for one in ART_EMOTIONS]
    assert emotions(croissant(pictures)) == [one.value for one in FACE_EMOTIONS]


def test_what_croissant_asks_for_is_there(paintings: Path) -> None:
    os.utime(paintings / "paintings.npz", (1_000_000_000, 1_000_000_000))
    document = croissant(paintings, "https://example.org/pack")
    assert document["conformsTo"] == "http://mlcommons.org/croissant/1.0"
    assert document["@context"]["conformsTo"] == "dct:conformsTo"
    assert document["datePublished"] == "2001-09-09"
    assert document["url"] == "https://example.org/pack"
    assert "5 pictures" in document["description"]
    assert "not to be passed on" in document["license"]["description"]
    assert {"@type", "name", "version", "creator"} <= set(document)


def test_a_card_that_was_written_is_not_one_of_the_files(paintings: Path) -> None:
    first = json.loads(write_croissant(paintings).read_text(encoding="utf-8"))
    assert json.loads(write_croissant(paintings).read_text(encoding="utf-8")) == first


def test_a_folder_without_a_pack_or_with_a_part_of_one_is_one_line(
    paintings: Path, tmp_path: Path
) -> None:
    with pytest.raises(TrainingDataError, match=r"holds no pack; it would have paintings\.npz or"):
        croissant(tmp_path)
    (paintings / "paintings-1.webps").unlink()
    with pytest.raises(TrainingDataError, match=r"paintings-1\.webps is missing"):
        croissant(paintings)


@pytest.mark.parametrize("length", [0, 3, 400])
def test_a_damaged_index_is_one_line(paintings: Path, length: int) -> None:
    index = paintings / "paintings.npz"
    index.write_bytes(index.read_bytes()[:length])
    with pytest.raises(TrainingDataError, match=r"paintings\.npz is damaged; pack"):
        croissant(paintings)


def test_the_command_writes_it_beside_the_pack(pictures: Path) -> None:
    result = CliRunner().invoke(main, ["data", "card", str(pictures)])
    assert result.exit_code == 0, result.output
    assert Path(result.stdout.strip()) == pictures / "croissant.json"
    assert json.loads((pictures / "croissant.json").read_text(encoding="utf-8")) == croissant(
        pictures
    )


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # rdflib's own
def test_mlcommons_own_library_finds_no_fault(paintings: Path) -> None:
    library = pytest.importorskip("mlcroissant")
    dataset = library.Dataset(str(write_croissant(paintings)))
    assert not dataset.metadata.issues.errors
    assert [record["emotions/name"] for record in dataset.records("emotions")] == [
        one.value for one in ART_EMOTIONS
    ]
