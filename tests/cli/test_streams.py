"""stdin, stdout and stderr that are closed, full or broken, and a home that cannot be written."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from vaha.images import write_png

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="says it in a shell's words")

PAINT = "paint sad --manner none --scale 1 --seeds 0-1 --out works"
WORKS = ["sad-seed0.png", "sad-seed1.png"]


def shell(words: str, folder: Path, **own: str) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of `vaha` with these words, redirections among them."""
    environment = {**os.environ, "VAHA_HOME": str(folder / "home"), "PY": sys.executable, **own}
    ran = subprocess.run(
        ["bash", "-c", f'set -o pipefail; "$PY" -m vaha {words}'],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return ran.returncode, ran.stdout, ran.stderr


@pytest.mark.parametrize("buffered", ["", "1"], ids=["buffered", "unbuffered"])
@pytest.mark.parametrize("words", ["models list", "models list --json", "--help", "--version"])
def test_a_full_stdout_is_one_line(tmp_path: Path, words: str, buffered: str) -> None:
    code, _, said = shell(f"{words} > /dev/full", tmp_path, PYTHONUNBUFFERED=buffered)

    assert code == 1
    assert said.count("\n") == 1 and said.startswith("vaha: what was to be printed cannot be")


@pytest.mark.parametrize("words", ["models list", "models list --json"])
def test_a_closed_stdout_is_one_line(tmp_path: Path, words: str) -> None:
    code, _, said = shell(f"{words} >&-", tmp_path)

    assert code == 1
    assert said.count("\n") == 1 and said.startswith("vaha: stdout is closed")


def test_a_reader_who_leaves_early_is_no_fault(tmp_path: Path) -> None:
    code, _, said = shell("models list --json | true", tmp_path)

    assert code in (0, 1) and said == ""  # by whether it had written before the reader left


@pytest.mark.weights
@pytest.mark.parametrize("streams", ["2>/dev/full", "2>&-", ">/dev/full", ">&-", "<&- >&- 2>&-"])
def test_no_work_is_lost_because_nobody_hears_of_it(tmp_path: Path, streams: str) -> None:
    code, _, _ = shell(f"{PAINT} {streams}", tmp_path)

    assert code == 0
    assert sorted(path.name for path in (tmp_path / "works").iterdir()) == WORKS
    assert all((tmp_path / "works" / name).read_bytes()[:4] == b"\x89PNG" for name in WORKS)


@pytest.mark.weights
def test_a_closed_stdin_is_one_line(tmp_path: Path) -> None:
    code, _, said = shell("look - <&-", tmp_path)

    assert code == 1
    assert said == "vaha: nothing comes through stdin, which is closed; name a picture\n"


@pytest.mark.weights
def test_a_picture_comes_through_stdin(tmp_path: Path) -> None:
    write_png(tmp_path / "me.png", np.full((80, 60, 3), 90, np.uint8))
    code, _, said = shell("look - < me.png", tmp_path)

    assert (code, said.startswith("vaha: no face was found")) == (1, True)


UNWRITABLE = "/proc/nowhere"
"""Where also root can make no folder."""


@pytest.mark.weights
def test_an_unwritable_home_matters_only_where_it_is_written_to(tmp_path: Path) -> None:
    own = {"HOME": UNWRITABLE, "VAHA_HOME": ""}

    assert shell(PAINT, tmp_path, **own)[0] == 0
    for words in ("models list", "models check", "doctor --no-camera"):
        assert shell(words, tmp_path, **own)[::2] == (0, ""), words
    for words in ("models fetch realesrgan-x4plus --from x", "serve --fake --no-browser --port 0"):
        code, _, said = shell(words, tmp_path, **own)
        assert code == 1, words
        assert said.splitlines()[-1].startswith(f"vaha: the folder {UNWRITABLE}"), said
        assert "choose another" in said or "VAHA_HOME" in said


@pytest.mark.parametrize(
    "words", ["models fetch realesrgan-x4plus --from x", "serve --fake --no-browser"]
)
def test_a_file_in_place_of_the_data_folder_is_named(tmp_path: Path, words: str) -> None:
    (tmp_path / "home").write_text("a file")
    code, _, said = shell(words, tmp_path)

    assert code == 1
    assert "home is a file, not a folder" in said.splitlines()[-1]


@pytest.mark.weights
def test_works_that_cannot_be_written_are_one_line(tmp_path: Path) -> None:
    code, _, said = shell(f"paint sad --out {UNWRITABLE}/works", tmp_path)

    assert code == 1
    assert said.count("\n") == 1 and said.startswith(f"vaha: the folder {UNWRITABLE}")
