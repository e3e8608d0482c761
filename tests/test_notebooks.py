"""Every notebook runs from top to bottom, its figures hold, and it equals its pair."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import jupytext
import pytest

FOLDER = Path(__file__).parents[1] / "notebooks"
NOTEBOOKS = sorted(path.stem for path in FOLDER.glob("*.py"))


def cells(path: Path) -> list[tuple[str, str]]:
    """Each cell's kind and text."""
    return [(cell.cell_type, cell.source) for cell in jupytext.read(path).cells]


@pytest.mark.weights
@pytest.mark.parametrize("name", NOTEBOOKS)
def test_it_runs_and_its_figures_hold(name: str, tmp_path: Path) -> None:
    if "vaha.training" in (FOLDER / f"{name}.py").read_text(encoding="utf-8"):
        pytest.importorskip("torch")
        pytest.importorskip("matplotlib")
    subprocess.run(
        [sys.executable, FOLDER / f"{name}.py"],
        check=True, cwd=tmp_path, env=os.environ | {"MPLBACKEND": "agg"}, timeout=300,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_both_of_a_pair_are_equal_and_hold_no_output(name: str) -> None:
    assert cells(FOLDER / f"{name}.py") == cells(FOLDER / f"{name}.ipynb")
    written = jupytext.read(FOLDER / f"{name}.ipynb")
    assert not any(cell.get("outputs") for cell in written.cells)


def test_the_readme_names_every_notebook() -> None:
    told = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert all(f"({name}.ipynb)" in told for name in NOTEBOOKS) and len(NOTEBOOKS) >= 4


def test_the_mood_experiment_quotes_the_log() -> None:
    def rows(path: Path) -> list[str]:
        lines = (line.lstrip("# ") for line in path.read_text(encoding="utf-8").splitlines())
        return [line for line in lines if line.startswith("| `") and "to" in line]

    quoted = rows(FOLDER / "1-mood-experiment.py")
    assert len(quoted) == 4
    assert set(quoted) <= set(rows(FOLDER.parent / "docs" / "log" / "mood.md"))


@pytest.mark.parametrize(("camera", "painted"), [(True, [b"photo"]), (False, [b"one", b"two"])])
def test_in_colab_the_camera_is_asked_first_then_an_upload(
    camera: bool, painted: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    def eval_js(script: str) -> str:
        if not camera:
            raise RuntimeError("NotFoundError: no camera")
        return base64.b64encode(b"photo").decode()

    colab: Any = ModuleType("google.colab")
    colab.output = SimpleNamespace(eval_js=eval_js)
    colab.files = SimpleNamespace(upload=lambda: {"a.jpg": b"one", "b.jpg": b"two"})
    monkeypatch.setitem(sys.modules, "google.colab", colab)
    shown: list[bytes] = []
    vaha = SimpleNamespace(portrait=lambda photo: photo)

    cell = cells(FOLDER / "quickstart.py")[-1][1]
    exec(cell, {"base64": base64, "vaha": vaha, "display": shown.append})
    assert shown == painted
