"""Licence, citation, pre-commit and what is published agree with the package."""

from __future__ import annotations

import importlib.util
import re
import zipfile
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

yaml = pytest.importorskip("yaml")


@pytest.fixture
def publishing(root: Path) -> ModuleType:
    """.ci/wheel.py."""
    spec = importlib.util.spec_from_file_location("wheel_check", root / ".ci" / "wheel.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def packed(folder: Path, names: tuple[str, ...], version: str, source: str) -> Path:
    wheel = folder / "vaha-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as into:
        for name in names:
            into.writestr(name, "")
        said = f"Metadata-Version: 2.4\nVersion: {version}\nProject-URL: Source, {source}\n"
        into.writestr("vaha-1.0.dist-info/METADATA", said)
    return wheel


def test_each_licence_that_is_named_has_its_text(root: Path, described: dict[str, Any]) -> None:
    licence = described["project"]["license"]
    own = re.findall(r"LicenseRef-[\w-]+", licence)
    assert "Apache-2.0" in licence and own
    assert "Apache License" in (root / "LICENSE").read_text(encoding="utf-8")
    for name in own:
        assert name in (root / "LICENSES" / f"{name}.txt").read_text(encoding="utf-8")


def test_the_terms_of_the_weights_name_all_that_they_learnt_from(root: Path) -> None:
    terms = (root / "LICENSES" / "LicenseRef-VAHA-Weights.txt").read_text(encoding="utf-8")
    cards = "".join(
        path.read_text(encoding="utf-8") for path in (root / "src/vaha/weights").glob("*.json")
    )
    for data in ("FER-2013", "FER+", "WikiArt", "ArtEmis", "FeelingBlue", "VGG19", "ImageNet"):
        assert data in cards, f"no card names {data} any more; take it out of the terms"
        assert data in terms


def test_the_citation_is_of_this_version(root: Path, described: dict[str, Any]) -> None:
    citation = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == described["project"]["version"]
    assert citation["license"] in described["project"]["license"]


def test_pre_commit_has_the_versions_of_ci(root: Path, pinned: set[str]) -> None:
    (local,) = yaml.safe_load((root / ".pre-commit-config.yaml").read_text("utf-8"))["repos"]
    needed = {one for hook in local["hooks"] for one in hook.get("additional_dependencies", [])}
    assert needed and needed <= pinned


def test_a_whole_wheel_of_this_release_is_published(publishing: ModuleType, tmp_path: Path) -> None:
    terms = tuple(f"vaha-1.0.dist-info/{one}" for one in publishing.TERMS)
    wheel = packed(tmp_path, publishing.NEEDED + terms, "1.0", "https://a.example/vaha/")
    assert publishing.faults(wheel, "v1.0", "https://a.example/vaha") == []
    assert publishing.main(str(tmp_path), "v1.0", "https://a.example/vaha") == 0


def test_a_wheel_of_something_else_is_not_published(
    publishing: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wheel = packed(tmp_path, publishing.NEEDED[1:], "1.0", "https://a.example/vaha")
    found = publishing.faults(wheel, "v1.1", "https://b.example/vaha")
    assert [fault.split(" ")[0] for fault in found] == [
        publishing.NEEDED[0],
        *(f"vaha-1.0.dist-info/{one}" for one in publishing.TERMS),
        "the",
        "its",
    ]
    assert publishing.main(str(tmp_path), "v1.1", "https://b.example/vaha") == 1
    assert "mend [project.urls]" in capsys.readouterr().err
