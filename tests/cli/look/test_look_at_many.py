"""`vaha look` at several photos and videos: files, folders, patterns, a line of JSON for each."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from click.testing import Result

from vaha.images import Image, write_png
from vaha.stages.base import Box, Face
from vaha.stages.fake import FakeFaceFinder

Run = Callable[..., Result]


class FacesInTheLight(FakeFaceFinder):
    """Finds faces in what is not black."""

    def find(self, image: Image) -> list[Face]:
        return super().find(image) if image.any() else []

    def follow(self, image: Image, near: Sequence[Box] = ()) -> list[Face]:
        return self.find(image)


@pytest.fixture
def party(tmp_path: Path, fakes: Any) -> Path:
    """A folder: two photos, a dark one below, a film, what is no picture, and what is hidden."""
    fakes(faces=FacesInTheLight(2))
    folder = tmp_path / "party"
    for name, light in (("b.png", 90), ("a.PNG", 90), ("more/dark.png", 0), (".trash/c.png", 90)):
        write_png(folder / name, np.full((60, 90, 3), light, np.uint8))
    (folder / ".hidden.png").write_bytes(b"")
    (folder / "notes.txt").write_text("who came")
    writer = cv2.VideoWriter(
        str(folder / "film.avi"), cv2.VideoWriter_fourcc(*"MJPG"), 10, (64, 48)
    )
    for _ in range(15):
        writer.write(np.full((48, 64, 3), 90, np.uint8))
    writer.release()
    return folder


def lines_of(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_a_folder_is_looked_through_in_the_order_of_names(run: Run, party: Path) -> None:
    ran = run("look", party, "--jsonl")
    assert ran.exit_code == 0
    seen = [
        (Path(one["file"]).relative_to(party).as_posix(), one.get("time"), len(one["faces"]))
        for one in lines_of(ran)
    ]
    assert seen == [
        ("a.PNG", None, 2),
        ("b.png", None, 2),
        ("film.avi", 0.0, 2),
        ("film.avi", 1.0, 2),
        ("more/dark.png", None, 0),
    ]


def test_every_line_for_people_names_file_and_face(run: Run, party: Path) -> None:
    lines = run("look", party / "b.png", party / "more/dark.png", party / "film.avi").stdout
    b, again, dark, film, later = lines.splitlines()
    assert b.startswith(f"{party / 'b.png'}: face 1  ")
    assert again.startswith(f"{party / 'b.png'}: face 2  ")
    assert dark == f"{party / 'more/dark.png'}: no face"
    assert film.startswith(f"{party / 'film.avi'}: 0:00  face 1: ") and "face 2: " in film
    assert later.startswith(f"{party / 'film.avi'}: 0:01  ")


def test_a_pattern_that_no_shell_replaced_is_understood(run: Run, party: Path) -> None:
    ran = run("look", party / "**" / "*.png", party / "b.png", "--jsonl")
    assert [Path(one["file"]).name for one in lines_of(ran)] == ["b.png", "dark.png"]


def test_a_file_whose_name_looks_like_a_pattern_is_that_file(run: Run, party: Path) -> None:
    write_png(party / "[1].png", np.full((60, 90, 3), 90, np.uint8))
    assert len(json.loads(run("look", party / "[1].png", "--json").stdout)["faces"]) == 2


def test_what_cannot_be_read_is_told_and_spoils_no_other(run: Run, party: Path) -> None:
    (party / "b.png").write_bytes(b"no picture")
    ran = run("look", party, "--jsonl")
    assert ran.exit_code == 1 and "b.png" in ran.stderr
    assert [one.get("error", {}).get("kind") for one in lines_of(ran)] == [
        None, "PictureError", None, None, None,
    ]  # fmt: skip


def test_json_of_several_is_one_document(run: Run, party: Path) -> None:
    looks = json.loads(run("look", party, "--face", 2, "--json").stdout)["looks"]
    assert [[face["number"] for face in one["faces"]] for one in looks] == [[2], [2], [2], [2], []]


@pytest.mark.parametrize("name", ["empty", "no*.jpg"])
def test_a_folder_or_pattern_without_pictures_says_so(
    run: Run, party: Path, tmp_path: Path, name: str
) -> None:
    (tmp_path / "empty").mkdir()
    ran = run("look", tmp_path / name, "--jsonl")
    assert ran.exit_code == 1 and name in ran.stderr
    assert lines_of(ran)[0]["error"]["kind"] == "InputError"


def test_json_and_jsonl_are_two_things(run: Run, party: Path) -> None:
    assert run("look", party, "--json", "--jsonl").exit_code == 2


def test_each_line_is_in_the_pipe_before_the_next_picture_is_read() -> None:
    """Python holds back what goes into a pipe until there are 8 KiB of it."""
    program = """
        import os
        from vaha.cli.answers import print_json_line
        print_json_line({"number": 1})
        os._exit(0)  # nothing that was held back is written
    """
    ran = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)], capture_output=True, text=True, check=True
    )
    assert json.loads(ran.stdout) == {"number": 1}
