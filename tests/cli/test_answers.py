"""What `--json` writes: one document for whatever happens, which any reader of JSON takes."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import numpy as np
import pytest
from click.testing import CliRunner, Result

from vaha.artwork import Artwork, Recipe, save_artwork
from vaha.cli import main
from vaha.emotions import Mood
from vaha.images import write_png

Run = Callable[..., Result]


def commands(group: click.Command = main, *names: str) -> Iterator[tuple[str, ...]]:
    """The names of every command that has --json."""
    if isinstance(group, click.Group):
        ctx = click.Context(group)
        for name in group.list_commands(ctx):
            if (command := group.get_command(ctx, name)) is not None:
                yield from commands(command, *names, name)
    elif any("--json" in parameter.opts for parameter in group.params):
        yield names


WITH_JSON = list(commands())


def test_these_commands_have_json() -> None:
    assert {" ".join(names) for names in WITH_JSON} >= {
        "look", "portrait", "choose", "doctor", "mirror", "models list", "models show",
        "models check",
    }  # fmt: skip


@pytest.mark.parametrize("names", WITH_JSON, ids=" ".join)
def test_wrong_usage_is_a_document_too(run: Run, names: tuple[str, ...]) -> None:
    result = run(*names, "--json", "--no-such-option")

    assert result.exit_code == 2
    error = json.loads(result.stdout)["error"]
    assert error["kind"] == "NoSuchOption" and "--no-such-option" in error["message"]
    assert "--no-such-option" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "kind"),
    [
        (("look", "nowhere.jpg"), "PictureError"),
        (("look",), "UsageError"),
        (("portrait", "nowhere.jpg"), "PictureError"),
        (("portrait", "--mood", "joyful"), "MoodError"),
        (("choose", "nowhere", "--mood", "sad"), "PictureError"),
        (("mirror", "nowhere.mp4", "--record", "x.mp4"), "CameraError"),
        (("models", "show", "muse"), "ModelNotFound"),
    ],
)
def test_an_error_is_a_document_and_one_line(
    fakes: Any, run: Run, arguments: tuple[str, ...], kind: str
) -> None:
    fakes()
    result = run(*arguments, "--json")

    assert result.exit_code == (2 if kind == "UsageError" else 1)
    error = json.loads(result.stdout)["error"]
    assert error["kind"] == kind
    assert result.stderr.rstrip().endswith(error["message"])


def test_without_json_an_error_leaves_stdout_empty(fakes: Any, run: Run) -> None:
    fakes()
    assert run("look", "nowhere.jpg").stdout == ""
    assert run("look", "--", "--json").stdout == ""  # a photo of that name


ODD = os.fsdecode(b"m\xff\xe9\xed\xb3\xbf")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "cp932"])
def test_names_that_are_no_utf8_make_valid_json(
    fakes: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    fakes()
    monkeypatch.chdir(tmp_path)
    write_png(tmp_path / f"{ODD}.png", np.full((80, 60, 3), 90, np.uint8))
    Path(tmp_path, f"ü{ODD}").mkdir()
    work = Artwork(np.full((8, 8, 3), 90, np.uint8), Recipe(Mood.parse("sad"), 1))
    save_artwork(work, tmp_path / f"ü{ODD}" / f"{ODD}.png")

    def document(*arguments: str) -> Any:
        result = CliRunner(charset=encoding).invoke(main, [*arguments, "--json"])
        assert result.exit_code == 0, result.stderr
        text = result.stdout_bytes.decode(encoding)
        document = json.loads(text)
        json.dumps(document, ensure_ascii=False).encode()  # no half of a pair is left in it
        return document

    painted = document("portrait", f"{ODD}.png", "--keep", "1")
    [path] = [work["path"] for work in painted["works"]]
    assert Path(path).is_file()  # a work's own name can be said
    chosen = document("choose", f"ü{ODD}", "--mood", "sad")
    assert chosen["works"][0]["path"].startswith("ü") and "\ufffd" in chosen["works"][0]["path"]
