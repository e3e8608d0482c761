"""What CI installs fits what pyproject.toml allows."""

from __future__ import annotations

from pathlib import Path

import pytest
from packaging.requirements import Requirement

tomllib = pytest.importorskip("tomllib", reason="came with Python 3.11")

ROOT = Path(__file__).parents[1]
CONSTRAINTS = ROOT / ".ci" / "constraints.txt"


def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def pinned() -> dict[str, list[str]]:
    """The versions of each package, which differ by Python."""
    found: dict[str, list[str]] = {}
    for line in CONSTRAINTS.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            one = Requirement(line)
            (specifier,) = one.specifier
            found.setdefault(one.name.lower().replace("_", "-"), []).append(specifier.version)
    return found


def test_each_pinned_version_is_one_that_is_allowed() -> None:
    extras = project()["optional-dependencies"]
    for said in (*project()["dependencies"], *extras["test"], *extras["ncnn"]):
        wanted = Requirement(said)
        versions = pinned().get(wanted.name.lower())
        assert versions, f"{wanted.name} is not pinned: make .ci/constraints.txt anew"
        assert all(wanted.specifier.contains(version) for version in versions), said


def test_what_vaha_needs_has_both_ends() -> None:
    for said in project()["dependencies"]:
        operators = {one.operator for one in Requirement(said).specifier}
        assert ">=" in operators, said
        assert "<" in operators, said
