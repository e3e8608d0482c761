"""Every notebook runs from top to bottom, its figures hold, and it equals its pair."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

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
    subprocess.run(
        [sys.executable, FOLDER / f"{name}.py"],
        check=True, cwd=tmp_path, env=os.environ, timeout=300, stdout=subprocess.DEVNULL,
    )  # fmt: skip


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_both_of_a_pair_are_equal_and_hold_no_output(name: str) -> None:
    assert cells(FOLDER / f"{name}.py") == cells(FOLDER / f"{name}.ipynb")
    written = jupytext.read(FOLDER / f"{name}.ipynb")
    assert not any(cell.get("outputs") for cell in written.cells)


def test_the_readme_names_every_notebook() -> None:
    told = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert all(f"({name}.ipynb)" in told for name in NOTEBOOKS) and len(NOTEBOOKS) >= 3
