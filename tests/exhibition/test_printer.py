"""A printer by CUPS' commands; those here are scripts on PATH that say what CUPS says."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from vaha.errors import OutputError
from vaha.exhibition.printer import Printer

pytestmark = pytest.mark.skipif(os.name == "nt", reason="CUPS is not on Windows")

IDLE = "printer Card is idle.  enabled since Fri Nov 27 17:00:00 2026\n\tAlerts: none\n"

Command = Callable[[str, str], None]


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Puts a command onto PATH, where there is nothing else of CUPS."""
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")

    def put(name: str, script: str) -> None:
        (tmp_path / name).write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / name).chmod(0o755)

    return put


def says(text: str) -> str:
    return f"cat <<'END'\n{text}END\n"


def lpstat(command: Command, printer: str, queue: str = "") -> None:
    command("lpstat", f'if [ "$1" = -o ]; then {says(queue)}\nelse {says(printer)}\nfi')


def test_a_ready_printer_and_its_queue(command: Command) -> None:
    lpstat(command, IDLE, "Card-1 me 1024 Fri\nCard-2 me 1024 Fri\n")
    state = Printer("Card").state()
    assert state.ready and state.waiting == 2 and state.said == "the printer Card is ready"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (IDLE.replace("none", "media-empty-error"), "has no paper"),
        (IDLE.replace("none", "media-jam-error"), "jammed"),
        (IDLE.replace("none", "offline-report"), "switched off"),
        ("printer Card disabled since Fri -\n\treason unknown\n", "cupsenable Card"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(command: Command, said: str, told: str) -> None:
    lpstat(command, said)
    state = Printer("Card").state()
    assert not state.ready and told in state.said and "\n" not in state.said


def test_without_cups_a_line_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "install CUPS" in Printer("Card").state().said
    with pytest.raises(OutputError, match="there is no lp here"):
        Printer("Card").send(b"png", 1)


def test_without_a_default_printer_a_line_says_so(command: Command) -> None:
    command("lpstat", "echo no system default destination")
    assert "no default printer" in Printer().state().said


def test_a_printer_that_is_not_there_is_said_in_one_line(command: Command) -> None:
    command("lpstat", 'echo "lpstat: Invalid destination name in list" >&2; exit 1')
    command("lp", 'echo "lp: The printer or class does not exist." >&2; exit 1')
    assert "Invalid destination" in Printer("Card").state().said
    with pytest.raises(OutputError, match="does not exist") as caught:
        Printer("Card").send(b"png", 1)
    assert "\n" not in str(caught.value)


def test_a_name_is_one_word_whatever_stands_in_it(command: Command, tmp_path: Path) -> None:
    command("lp", f'printf "%s\\n" "$@" > {tmp_path}/words; cat > {tmp_path}/given')
    Printer("Card; rm -rf $HOME", "w288h432").send(b"a picture", 2)
    assert (tmp_path / "words").read_text().splitlines() == [
        "-d", "Card; rm -rf $HOME", "-n", "2", "-t", "VAHA",
        "-o", "media=w288h432", "-o", "fit-to-page", "-",
    ]  # fmt: skip
    assert (tmp_path / "given").read_bytes() == b"a picture"


def test_a_command_that_hangs_is_given_up(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vaha.exhibition.printer.PATIENCE", 0.3)
    command("lpstat", "exec sleep 20")
    assert "does not answer" in Printer("Card").state().said
