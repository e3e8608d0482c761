"""Units that systemd can read, with every path as it is."""

from __future__ import annotations

import configparser
import json
import shlex
from pathlib import Path

import pytest

from vaha.errors import InputError
from vaha.exhibition.units import POLICY, SCREEN, SERVER, units, write_units

FILES = units("/opt/v a/python", ["exhibit", "/srv/100%$.toml"], Path("/srv/$home"), "http://x:1/")


def read(text: str) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None, strict=True)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read_string(text)
    return parser


def test_the_server_comes_back_and_is_watched() -> None:
    service = read(FILES[SERVER])["Service"]
    command = [
        word.replace("%%", "%").replace("$$", "$") for word in shlex.split(service["ExecStart"])
    ]
    assert command == ["/opt/v a/python", "-m", "vaha", "exhibit", "/srv/100%$.toml"]
    assert (service["Type"], service["Restart"], service["WatchdogSec"]) == (
        "notify",
        "always",
        "15",
    )
    assert shlex.split(service["Environment"]) == ["VAHA_HOME=/srv/$home"]


def test_the_screen_shows_the_page_after_the_server() -> None:
    screen = read(FILES[SCREEN])
    assert SERVER in screen["Unit"]["After"]
    assert screen["Service"]["ExecStart"].endswith(" http://x:1/")
    assert json.loads(FILES[POLICY])["VideoCaptureAllowedUrls"] == ["http://x:1/"]


def test_they_are_written_whole(tmp_path: Path) -> None:
    paths = write_units(tmp_path / "units", FILES)
    assert {path.name: path.read_text() for path in paths} == dict(FILES)


def test_a_path_of_two_lines_is_told() -> None:
    with pytest.raises(InputError, match="line's end"):
        units("python", ["a\nExecStartPre=/bin/sh"], Path("/srv"), "http://x:1/")
