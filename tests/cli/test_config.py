"""vaha.toml: a flag over the environment over the file over the default; unknown keys are named."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from vaha import cli
from vaha.cli import COMMANDS, main
from vaha.cli.config import defaults_of, environment_of, tomllib
from vaha.settings import Settings


@click.group()
def tell() -> None: ...


@tell.command()
@click.option("--keep", type=int, default=3, envvar="KEEP")
@click.option("--csv", "file")
@click.option("--name", "names", multiple=True)
@click.option("--show/--no-show", default=True)
@click.option("--old", hidden=True)
def what(**said: object) -> None:
    settings = Settings.from_environment()
    click.echo(f"{said} {settings.threads} {settings.device} {settings.hosts}")


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cli, "COMMANDS", {"tell": "none:tell", "portrait": COMMANDS["portrait"]})
    monkeypatch.setattr(cli, "import_module", lambda _: type("module", (), {"tell": tell}))
    for name in ("VAHA_THREADS", "VAHA_DEVICE", "VAHA_HOSTS", "VAHA_CONFIG"):
        monkeypatch.delenv(name, raising=False)


def told(text: str, *words: str, **environment: str) -> str:
    result = said(text, *words, **environment)
    assert result.exit_code == 0, result.stderr
    return result.stdout


def said(text: str, *words: str, **environment: str) -> Result:
    Path("vaha.toml").write_text(text)
    return CliRunner().invoke(main, words or ("tell", "what"), env=environment)


def test_a_flag_wins_over_the_environment_over_the_file_over_the_default() -> None:
    file = "[tell.what]\nkeep = 5\n"

    assert "'keep': 3" in told("")
    assert "'keep': 5" in told(file)
    assert "'keep': 6" in told(file, KEEP="6")
    assert "'keep': 7" in told(file, "tell", "what", "--keep", "7", KEEP="6")


def test_settings_too() -> None:
    file = 'threads = 5\ndevice = "cpu"\nhosts = ["a.example", "b.example"]\n'

    assert "5 cpu ('a.example', 'b.example')" in told(file)
    assert "6 cpu" in told(file, VAHA_THREADS="6", VAHA_DEVICE=" ")
    assert "5 auto" in told(file, "--device", "auto", "tell", "what")
    assert "5 cpu" not in told(""), "what a file said ends with the command"


def test_options_have_their_long_names_and_may_be_lists_and_switches() -> None:
    shown = told('[tell.what]\ncsv = "a.csv"\nname = ["one", "two"]\nshow = false\n')
    assert "'file': 'a.csv', 'names': ('one', 'two'), 'show': False" in shown
    assert "'names': ('alone',)" in told('[tell.what]\nname = "alone"\n')


def test_another_file_may_be_named(tmp_path: Path) -> None:
    (tmp_path / "other.toml").write_text("[tell.what]\nkeep = 8\n")

    assert "'keep': 8" in told("", "--config", "other.toml", "tell", "what")
    assert "'keep': 8" in told("", VAHA_CONFIG="other.toml")
    assert said("", "--config", "none.toml", "tell", "what").exit_code == 2


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[tell.what]\nkepp = 5", "[tell.what] has no key 'kepp'; did you mean keep?"),
        ("[tell.what]\nold = 5", "[tell.what] has no key 'old'"),
        ("[tell.waht]\nkeep = 5", "[tell] has no key 'waht'; did you mean what?"),
        ("[potrait]\nkeep = 5", "it has no key 'potrait'; did you mean portrait?"),
        ("thread = 5", "it has no key 'thread'; did you mean threads?"),
        ("threads = 'many'", "VAHA_THREADS is 'many'; set it to a whole number from 1 to 256"),
        ("tell = 5", "tell is a command; write a table [tell]"),
    ],
)
def test_what_cannot_be_meant_is_one_line(text: str, line: str) -> None:
    result = said(text)
    assert result.exit_code == 1 and result.stdout == ""
    assert result.stderr.startswith(f"vaha: in the settings file: {line}")


def test_a_file_that_is_no_toml_is_named() -> None:
    assert said("keep 5").stderr.startswith("vaha: vaha.toml is no TOML (")


def test_a_wrong_value_is_said_to_stand_in_the_file() -> None:
    file = "[tell.what]\nkeep = 2.5\n"
    assert "'2.5' is not a valid integer. The settings file says so." in said(file).stderr
    assert "settings file" not in said(file, "tell", "what", "--keep", "x").stderr


def test_other_commands_tables_are_left_alone() -> None:
    assert "'keep': 3" in told("[portrait]\nno-such-option = 1\n")


def test_the_example_of_the_page_is_valid(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    page = (Path(__file__).parents[2] / "docs" / "commands.md").read_text(encoding="utf-8")
    document = tomllib.loads(page.split("```toml")[1].split("```")[0])

    assert environment_of(document, COMMANDS) == {"VAHA_THREADS": "4", "VAHA_PAINTER": "marbling"}
    tables = [name for name in document if name in COMMANDS]
    assert tables == ["portrait", "serve", "train"]
    context = click.Context(main)
    for name in tables:
        command = main.get_command(context, name)
        assert command is not None and defaults_of(command, document[name], name)
