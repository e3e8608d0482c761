"""What builds the page when VAHA is installed; npm itself is not run here."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from vaha.runtime.store import ModelStore

REPOSITORY = Path(__file__).parents[1]


PAGES = ("src/vaha/web/static/index.html", "src/vaha/tab/page/tab.html")


@pytest.fixture
def build(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """hatch_build.py, with hatchling's base class where it is installed and a plain one if not."""
    pytest.importorskip("hatchling")
    spec = importlib.util.spec_from_file_location("hatch_build", REPOSITORY / "hatch_build.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.delenv("VAHA_WITHOUT_PAGE", raising=False)
    return module


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / "webapp" / "src").mkdir(parents=True)
    (tmp_path / "webapp" / "package.json").write_text("{}")
    (tmp_path / "webapp" / "src" / "main.tsx").write_text("let x = 1")
    return tmp_path


@pytest.fixture
def ran(build: ModuleType, checkout: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Puts an npm in the place of the real one that builds at once; gives what it was told."""
    calls: list[str] = []

    def run(command: list[str], cwd: Path, **more: Any) -> None:
        calls.append(" ".join(command[1:3]))
        assert cwd == checkout / "webapp" and more["check"]
        if command[1:] == ["run", "build"]:
            for page in PAGES:
                (checkout / page).parent.mkdir(parents=True, exist_ok=True)
                (checkout / page).write_text("page")

    monkeypatch.setattr(build, "npm_command", lambda: (["npm"], "/bin"))
    monkeypatch.setattr(build.subprocess, "run", run)
    return calls


def hook(build: ModuleType, root: Path) -> Any:
    return build.BuildHook(str(root), {}, None, None, str(root), "wheel")


def test_a_checkout_builds_its_page(build: ModuleType, checkout: Path, ran: list[str]) -> None:
    hook(build, checkout).initialize("standard", {})
    assert ran == ["ci --ignore-scripts", "run build"]


def test_a_page_that_fits_its_sources_is_not_built_again(
    build: ModuleType, checkout: Path, ran: list[str]
) -> None:
    hook(build, checkout).initialize("standard", {})
    ran.clear()
    (checkout / "webapp" / "node_modules").mkdir()
    (checkout / "webapp" / "node_modules" / "left.js").write_text("")
    hook(build, checkout).initialize("standard", {})
    assert ran == [] and hook(build, checkout).dependencies() == []


@pytest.mark.parametrize("page", PAGES)
def test_a_page_that_is_not_there_is_built(
    build: ModuleType, checkout: Path, ran: list[str], page: str
) -> None:
    hook(build, checkout).initialize("standard", {})
    ran.clear()
    (checkout / page).unlink()
    hook(build, checkout).initialize("standard", {})
    assert ran == ["ci --ignore-scripts", "run build"]


def test_a_page_older_than_its_sources_is_built_anew(
    build: ModuleType, checkout: Path, ran: list[str]
) -> None:
    hook(build, checkout).initialize("standard", {})
    ran.clear()
    (checkout / "webapp" / "src" / "main.tsx").write_text("let x = 2")
    hook(build, checkout).initialize("standard", {})
    assert ran == ["ci --ignore-scripts", "run build"]


def test_node_comes_from_pypi_only_where_there_is_none(
    build: ModuleType, checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build, "system_node", lambda: Path("/usr/bin/node"))
    assert hook(build, checkout).dependencies() == []
    monkeypatch.setattr(build, "system_node", lambda: None)
    assert hook(build, checkout).dependencies() == [build.NODE_FROM_PYPI]


@pytest.mark.parametrize(
    ("version", "usable"),
    [("v20.18.9", False), ("v20.19.0", True), ("v24.1.0", True), ("v9.9.9", False), ("", False)],
)
def test_an_old_node_is_passed_by(
    build: ModuleType, monkeypatch: pytest.MonkeyPatch, version: str, usable: bool
) -> None:
    monkeypatch.setattr(build.shutil, "which", lambda name: f"/usr/bin/{name}")
    answer = subprocess.CompletedProcess([], 0, stdout=version)
    monkeypatch.setattr(build.subprocess, "run", lambda *_, **__: answer)
    assert (build.system_node() is not None) is usable


def test_what_fails_ends_the_build_in_one_sentence(
    build: ModuleType, checkout: Path, ran: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(command: list[str], **_: Any) -> None:
        raise subprocess.CalledProcessError(1, command)

    monkeypatch.setattr(build.subprocess, "run", fail)
    with pytest.raises(SystemExit) as ended:
        hook(build, checkout).initialize("standard", {})
    assert "npm ci" in str(ended.value) and "VAHA_WITHOUT_PAGE=1" in str(ended.value)
    assert "\n" not in str(ended.value)


def test_the_page_can_be_left_out(
    build: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VAHA_WITHOUT_PAGE", "1")
    assert hook(build, tmp_path).dependencies() == []
    hook(build, tmp_path).initialize("standard", {})


def test_without_page_and_sources_nothing_is_built_in_silence(
    build: ModuleType, tmp_path: Path
) -> None:
    with pytest.raises(SystemExit, match="neither a built page nor its sources"):
        hook(build, tmp_path).initialize("standard", {})


@pytest.fixture
def sources(build: ModuleType, tmp_path: Path) -> Path:
    """A checkout with VAHA's sources, and no network of others."""
    shutil.copytree(REPOSITORY / "src" / "vaha" / "runtime", tmp_path / "src" / "vaha" / "runtime")
    return tmp_path


def test_the_face_finders_network_comes_along(
    build: ModuleType, sources: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    brought: list[tuple[str, Path]] = []

    def bring(store: ModelStore, name: str) -> None:
        brought.append((name, store._bundled))

    monkeypatch.setattr(ModelStore, "bring_along", bring)
    build.bring_networks(sources)
    assert brought == [("centerface", sources / "src" / "vaha" / "weights")]


def test_without_network_the_build_goes_on_and_says_in_one_sentence_what_is_missing(
    build: ModuleType,
    sources: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    def offline(*_: Any, **__: Any) -> None:
        raise OSError("Network is unreachable")

    monkeypatch.setattr("urllib.request.OpenerDirector.open", offline)
    build.bring_networks(sources)
    (said,) = capfd.readouterr().err.splitlines()
    assert "centerface is missing" in said and said.endswith("run: vaha models fetch centerface")
    assert not (sources / "src" / "vaha" / "weights" / "centerface").exists()


def test_a_tree_without_vaha_brings_nothing(build: ModuleType, tmp_path: Path) -> None:
    build.bring_networks(tmp_path)
    assert list(tmp_path.iterdir()) == []
