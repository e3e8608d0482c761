"""The page in a tab is written whole or not at all, and never over anything else."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner

from vaha.cli import main
from vaha.errors import MissingExtra, ModelDamaged, OutputError
from vaha.runtime.card import ModelCard
from vaha.runtime.store import ModelStore
from vaha.tab.export import MARK, NAMES, TERMS, export_page

POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'"


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """What the build leaves, in small."""
    folder = tmp_path / "page"
    (folder / "assets").mkdir(parents=True)
    head = f'<meta\n http-equiv="Content-Security-Policy"\n content="{POLICY}" />'
    (folder / "tab.html").write_text(head)
    for name in ("sw.js", "assets/tab.js", "assets/machine.wasm"):
        (folder / name).write_text(name)
    return folder


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    """Five networks of a few bytes with their cards."""
    bundled = tmp_path / "weights"
    bundled.mkdir()
    (bundled / "LICENSE").write_text("MIT, theirs")
    for name in NAMES:
        weights = f"weights of {name}".encode()
        card = ModelCard(
            *(name, "a task", f"{name}.onnx", sha256(weights).hexdigest(), "", "its terms", ""),
            labels=("happy",),
            settings={"scale": 4},
        )
        (bundled / card.file).write_bytes(weights)
        (bundled / f"{name}.json").write_text(card.to_json())
    return ModelStore(bundled, tmp_path / "home", catalogue={})


def test_the_page_its_networks_and_their_licences_stand_in_the_folder(
    page: Path, store: ModelStore, tmp_path: Path
) -> None:
    target = tmp_path / "new" / "site"
    size = export_page(target, store, page=page)
    files = {path.relative_to(target).as_posix() for path in target.rglob("*") if path.is_file()}
    networks = {f"models/{name}.onnx" for name in NAMES}
    assert files == networks | {
        *("index.html", "sw.js", "files.js", "models.json", MARK),
        *("assets/tab.js", "assets/machine.wasm"),
        *("models/centerface-LICENSE.txt", f"models/{TERMS}"),
    }
    assert size == sum((target / name).stat().st_size for name in files)
    assert [path.name for path in target.parent.iterdir()] == ["site"]
    told = json.loads((target / "models.json").read_text())["models"]
    for card in told:
        weights = (target / "models" / card["file"]).read_bytes()
        assert (card["sha256"], card["bytes"]) == (sha256(weights).hexdigest(), len(weights))
        assert (card["licence"], card["settings"]) == ("its terms", {"scale": 4})


def listed(target: Path) -> dict[str, object]:
    text = (target / "files.js").read_text()
    document: dict[str, object] = json.loads(text.removeprefix("self.VAHA_FILES = ").rstrip(";\n"))
    return document


def test_the_service_worker_is_told_the_files_the_policy_and_a_version_that_changes(
    page: Path, store: ModelStore, tmp_path: Path
) -> None:
    export_page(tmp_path / "one", store, page=page)
    first = listed(tmp_path / "one")
    assert first["policy"] == POLICY
    assert first["shell"] == ["./", "assets/tab.js", "index.html", "models.json"]
    (page / "assets" / "tab.js").write_text("mended")
    export_page(tmp_path / "two", store, page=page)
    assert listed(tmp_path / "two")["version"] != first["version"]


def test_other_people_s_folders_are_left_alone_and_ours_are_replaced_by_force_only(
    page: Path, store: ModelStore, tmp_path: Path
) -> None:
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    export_page(theirs, store, page=page)  # an empty one will do
    with pytest.raises(OutputError, match="--force replaces it"):
        export_page(theirs, store, page=page)
    (theirs / "left over.txt").write_text("of an earlier page")
    export_page(theirs, store, force=True, page=page)
    assert not (theirs / "left over.txt").exists()

    (theirs / MARK).unlink()
    before = sorted(theirs.rglob("*"))
    with pytest.raises(OutputError, match="holds other things"):
        export_page(theirs, store, force=True, page=page)
    assert sorted(theirs.rglob("*")) == before
    with pytest.raises(OutputError, match="is no folder"):
        export_page(page / "sw.js", store, page=page)


def test_nothing_is_left_of_a_page_that_cannot_be_finished(
    page: Path, store: ModelStore, tmp_path: Path
) -> None:
    target = tmp_path / "site"
    export_page(target, store, page=page)
    before = {path: path.read_bytes() for path in target.rglob("*") if path.is_file()}
    (tmp_path / "weights" / "critic.onnx").write_bytes(b"damaged")
    fresh = ModelStore(tmp_path / "weights", tmp_path / "home", catalogue={})
    with pytest.raises(ModelDamaged):
        export_page(target, fresh, force=True, page=page)
    assert {path: path.read_bytes() for path in target.rglob("*") if path.is_file()} == before
    assert not list(tmp_path.glob(".site*"))


def test_a_page_that_was_not_built_is_missed_in_one_line(
    store: ModelStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(MissingExtra, match="install VAHA again"):
        export_page(tmp_path / "site", store, page=tmp_path / "nothing")
    monkeypatch.setattr("vaha.tab.export.export_page", lambda *given: 41_000_000)
    said = CliRunner().invoke(main, ["export-page", str(tmp_path / "site")])
    assert said.exit_code == 0
    assert "41 MB" in said.output
    assert "python -m http.server" in said.output
    assert "Cross-Origin-Embedder-Policy: require-corp" in said.output
