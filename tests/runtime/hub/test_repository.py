"""The folder for a hub holds the network, and all that may not be parted from it."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

import vaha.runtime.store
from vaha.errors import ModelDamaged, ModelError, ModelNotFound, OutputError
from vaha.runtime.catalogue import BUNDLED
from vaha.runtime.hub import repository
from vaha.runtime.hub.repository import write_repository
from vaha.runtime.store import ModelStore
from vaha.runtime.terms import terms_of_weights

WEIGHTS = Path(vaha.runtime.store.__file__).parents[1] / "weights"


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    return ModelStore(WEIGHTS, tmp_path / "home")


@pytest.mark.weights
@pytest.mark.parametrize("name", BUNDLED)
def test_the_folder_holds_page_weights_card_and_terms(
    store: ModelStore, tmp_path: Path, name: str
) -> None:
    card = store.card(name)
    write_repository(store, name, tmp_path / "out", "me/mine")

    files = {card.file: card.sha256, **card.more_files}
    found = {path.name for path in (tmp_path / "out").iterdir()}
    assert found == {"README.md", "LICENSE", f"{name}.json", *files}
    for file, known in files.items():
        assert sha256((tmp_path / "out" / file).read_bytes()).hexdigest() == known
    assert (tmp_path / "out" / "LICENSE").read_text(encoding="utf-8") == terms_of_weights()
    assert ModelStore(tmp_path / "out", tmp_path / "home").path(name).name == card.file
    page = (tmp_path / "out" / "README.md").read_text(encoding="utf-8")
    for said in (card.description, *card.limits, "vaha models pull me/mine", card.sha256):
        assert said in page
    for data in card.training_data:
        assert f"| {data['name']} | {data['terms']} |" in page
    for setting in card.recipe:
        assert f'"{setting}"' in page


@pytest.mark.weights
def test_a_folder_that_is_empty_is_filled(store: ModelStore, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    write_repository(store, "enlarger", tmp_path / "out")
    assert (tmp_path / "out" / "README.md").is_file()


@pytest.mark.weights
def test_a_folder_with_other_things_is_left_alone(store: ModelStore, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(OutputError, match="holds other things; name a folder"):
        write_repository(store, "mood", tmp_path)
    with pytest.raises(OutputError, match="is no folder"):
        write_repository(store, "mood", tmp_path / "mine.txt")
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_network_of_others_is_not_ours_to_give(store: ModelStore, tmp_path: Path) -> None:
    with pytest.raises(ModelNotFound, match="no network of VAHA's own; choose among mood"):
        write_repository(store, "centerface", tmp_path / "out")


def test_an_altered_network_is_not_passed_on(tmp_path: Path) -> None:
    (tmp_path / "weights").mkdir()
    (tmp_path / "weights" / "mood.json").write_bytes((WEIGHTS / "mood.json").read_bytes())
    (tmp_path / "weights" / "mood.onnx").write_bytes(b"altered")
    with pytest.raises(ModelDamaged):
        write_repository(ModelStore(tmp_path / "weights", tmp_path), "mood", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_without_their_terms_the_weights_stay(
    store: ModelStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repository, "terms_of_weights", lambda: None)
    with pytest.raises(ModelError, match="terms of the weights are missing"):
        write_repository(store, "mood", tmp_path / "out")
    assert not (tmp_path / "out").exists()
