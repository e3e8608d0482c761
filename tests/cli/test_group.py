from __future__ import annotations

import os
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from vaha import cli
from vaha.cli import COMMANDS, main
from vaha.errors import MoodError
from vaha.settings import Settings


def run_failing(monkeypatch: pytest.MonkeyPatch, error: BaseException, *options: str):
    """Run a command that does nothing but raise this."""

    @click.command()
    def fail():
        raise error

    monkeypatch.setattr(cli, "COMMANDS", {"fail": f"{__name__}:fail"})
    monkeypatch.setattr(cli, "import_module", lambda _: type("module", (), {"fail": fail}))
    return CliRunner().invoke(main, [*options, "fail"])


def test_an_error_is_one_line_and_exit_code_1(monkeypatch: pytest.MonkeyPatch) -> None:
    result = run_failing(monkeypatch, MoodError("unknown emotion\n'x'"))

    assert result.exit_code == 1
    assert result.stderr == "vaha: unknown emotion 'x'\n"
    assert result.stdout == ""


def test_debug_lets_the_error_through(monkeypatch: pytest.MonkeyPatch) -> None:
    result = run_failing(monkeypatch, MoodError("unknown emotion"), "--debug")

    assert isinstance(result.exception, MoodError)


def test_a_fault_of_ours_is_one_line_too(monkeypatch: pytest.MonkeyPatch) -> None:
    result = run_failing(monkeypatch, KeyError("x"))

    assert result.exit_code == 1
    assert result.stderr.startswith("vaha: this is a fault in VAHA")
    assert result.stderr.count("\n") == 1 and "--debug" in result.stderr


def test_too_little_memory_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    result = run_failing(monkeypatch, MemoryError())

    assert "not enough memory" in result.stderr


def test_an_interrupt_exits_with_130(monkeypatch: pytest.MonkeyPatch) -> None:
    result = run_failing(monkeypatch, KeyboardInterrupt())

    assert result.exit_code == 130
    assert result.stderr.startswith("vaha: stopped")


def test_wrong_usage_exits_with_2() -> None:
    result = CliRunner().invoke(main, ["dance"])

    assert result.exit_code == 2
    assert "No such command 'dance'" in result.stderr


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_explains_itself(name: str) -> None:
    result = CliRunner().invoke(main, [name, "--help"])

    assert result.exit_code == 0, result.output
    assert f"{name} " in result.stdout


def test_help_lists_all_commands() -> None:
    result = CliRunner().invoke(main, ["--help"])

    assert result.exit_code == 0, result.output
    assert all(name in result.stdout for name in COMMANDS)


def test_version_is_said() -> None:
    result = CliRunner().invoke(main, ["--version"])

    assert result.exit_code == 0
    assert result.stdout.startswith("vaha ")


@pytest.mark.parametrize("before", [None, "cuda"])
def test_a_device_is_told_to_the_command_and_to_none_after_it(
    monkeypatch: pytest.MonkeyPatch, before: str | None
) -> None:
    monkeypatch.delenv("VAHA_DEVICE", raising=False)
    if before is not None:
        monkeypatch.setenv("VAHA_DEVICE", before)

    @click.command()
    def say():
        click.echo(Settings.from_environment().device)

    monkeypatch.setattr(cli, "COMMANDS", {"say": f"{__name__}:say"})
    monkeypatch.setattr(cli, "import_module", lambda _: type("module", (), {"say": say}))
    assert CliRunner().invoke(main, ["--device", "cpu", "say"]).stdout == "cpu\n"
    assert os.environ.get("VAHA_DEVICE") == before
    assert CliRunner().invoke(main, ["--device", "tpu", "say"]).exit_code == 2


def test_a_typing_error_gets_a_suggestion() -> None:
    result = CliRunner().invoke(main, ["portrat"])

    assert result.exit_code == 2
    assert "Did you mean" in result.stderr and "portrait" in result.stderr


def test_letters_that_cannot_be_written_are_no_fault() -> None:
    said = "click.echo('a' + chr(183) + 'b')"
    code = f"import click, vaha.cli.streams as streams; streams.prepare_streams(); {said}"
    environment = os.environ | {"PYTHONIOENCODING": "cp932"}
    ran = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0 and ran.stdout == "a?b\n", ran.stderr
