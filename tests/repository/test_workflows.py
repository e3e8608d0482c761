"""The workflows name what is here: versions, extras, scripts and files that exist."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

yaml = pytest.importorskip("yaml")

GITHUB = Path(__file__).parents[2] / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
ONE_COMMIT = re.compile(r"uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")


def read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def jobs() -> Iterator[dict[str, Any]]:
    for path in WORKFLOWS:
        yield from read(path)["jobs"].values()


def steps() -> Iterator[dict[str, Any]]:
    for job in jobs():
        yield from job["steps"]


def commands() -> str:
    return "\n".join(step.get("run", "") for step in steps())


def test_there_are_workflows() -> None:
    assert {path.stem for path in WORKFLOWS} >= {"checks", "release"}


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_an_action_is_one_commit_with_its_version_beside_it(path: Path) -> None:
    """A tag can be moved to other code; a commit cannot."""
    uses = [line for line in path.read_text(encoding="utf-8").splitlines() if "uses:" in line]
    assert uses
    assert all(ONE_COMMIT.search(line) for line in uses), uses


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_no_job_has_rights_that_it_does_not_name(path: Path) -> None:
    assert read(path)["permissions"] == {}
    assert all("permissions" in job for job in read(path)["jobs"].values())


def test_the_matrix_has_each_python_and_system_that_vaha_says_it_runs_on(
    described: dict[str, Any],
) -> None:
    said = described["project"]["classifiers"]
    prefix = "Programming Language :: Python :: 3."
    promised = {"3." + one.removeprefix(prefix) for one in said if one.startswith(prefix)}
    matrix = read(GITHUB / "workflows" / "checks.yml")["jobs"]["tests"]["strategy"]["matrix"]
    assert set(matrix["python"]) == promised
    assert f">={min(promised, key=minor)}" == described["project"]["requires-python"]
    assert {system.split("-")[0] for system in matrix["system"]} == {"ubuntu", "macos", "windows"}
    assert sum(one.startswith("Operating System ::") for one in said) == 3


def minor(version: str) -> int:
    return int(version.split(".")[1])


def test_the_pythons_of_all_jobs_are_promised(described: dict[str, Any]) -> None:
    said = {str(step.get("with", {}).get("python-version", "")) for step in steps()}
    named = {one for one in said if one and "${{" not in one}
    assert named
    assert all(
        f"Programming Language :: Python :: {one}" in described["project"]["classifiers"]
        for one in named
    )


def test_the_extras_that_are_installed_exist(described: dict[str, Any]) -> None:
    named = ",".join(re.findall(r'"\.\[([\w,]+)\]"', commands())).split(",")
    assert set(named) <= set(described["project"]["optional-dependencies"])


def test_the_files_and_scripts_that_are_run_exist(root: Path) -> None:
    ran = re.findall(r"(?:bash|python) ([\w./]+)", commands())
    assert ".ci/run" in ran
    assert all((root / name).is_file() for name in ran), ran
    scripts = json.loads((root / "webapp" / "package.json").read_text(encoding="utf-8"))["scripts"]
    assert set(re.findall(r"npm run (\w+)", commands())) <= set(scripts)


def test_dependabot_looks_where_something_is_needed(root: Path) -> None:
    needed = {"npm": "package.json", "docker": "Dockerfile", "pip": "pyproject.toml"}
    for update in read(GITHUB / "dependabot.yml")["updates"]:
        folders = update.get("directories", [update.get("directory")])
        place = root / folders[0].lstrip("/")
        assert (place / needed.get(update["package-ecosystem"], ".github")).exists(), update


def test_each_form_asks_for_something() -> None:
    for path in (GITHUB / "ISSUE_TEMPLATE").glob("*.yml"):
        if path.name != "config.yml":
            asked = [one for one in read(path)["body"] if one["type"] != "markdown"]
            assert any(one.get("validations", {}).get("required") for one in asked), path.name
