"""vaha.toml: what holds where neither the command line nor the environment says anything else.

At its top stand the fields of Settings; below, a table for each command with its options by their
long names, as in `[portrait]` and `[train.mood]`.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Mapping
from dataclasses import fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from vaha.errors import InputError
from vaha.settings import Settings

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FILE = "vaha.toml"


def read_config(path: Path | None) -> dict[str, Any]:
    """What the file says, or vaha.toml of this folder where None is given; raises InputError."""
    if path is None and not Path(FILE).is_file():
        return {}
    path = path or Path(FILE)
    try:
        said: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        return said
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror})") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path} is no TOML ({error}); mend it") from error


def environment_of(document: Mapping[str, Any], commands: Collection[str]) -> dict[str, str]:
    """The settings at the file's top as variables, VAHA_THREADS and so on; raises InputError."""
    settings = [one.name for one in fields(Settings)]
    known = [*settings, *commands]
    top = {name: said for name, said in document.items() if _known(name, known) in settings}
    said = {
        f"VAHA_{name.upper()}": " ".join(map(str, one)) if isinstance(one, list) else str(one)
        for name, one in top.items()
    }
    try:
        Settings.from_environment({"VAHA_HOME": ".", **said})
    except InputError as error:
        raise InputError(f"in the settings file: {error}") from error
    return said


def defaults_of(command: click.Command, table: object, where: str) -> dict[str, Any]:
    """The table of a command or group in click's form, `default_map`; raises InputError.

    Values become text, so that they are read, and refused, as those of the command line are.
    """
    if not isinstance(table, dict):
        raise InputError(f"in the settings file: {where} is a command; write a table [{where}]")
    if isinstance(command, click.Group):
        inner = command.commands
        return {
            name: defaults_of(inner[_known(name, inner, where)], one, f"{where}.{name}")
            for name, one in table.items()
        }
    options = {
        flag[2:]: one
        for one in command.params
        if isinstance(one, click.Option) and one.expose_value and not one.hidden
        for flag in one.opts
        if flag.startswith("--")
    }
    found = [(options[_known(key, options, where)], said) for key, said in table.items()]
    return {str(one.name): _text(said, one.multiple) for one, said in found}


def blaming_file(error: click.ClickException) -> click.ClickException:
    """The same error, which says of a wrong value that it stands in the file, where it does."""
    if isinstance(error, click.BadParameter) and error.ctx and error.param and error.param.name:
        source = error.ctx.get_parameter_source(error.param.name)
        if source is ParameterSource.DEFAULT_MAP:
            said = f"{error.message} The settings file says so."
            return click.BadParameter(said, error.ctx, error.param)
    return error


def _known(name: str, known: Collection[str], table: str = "") -> str:
    if name in known:
        return name
    near = get_close_matches(name, known, 1, 0.0)
    hint = f"; did you mean {near[0]}?" if near else ""
    within = f"[{table}] has" if table else "it has"
    raise InputError(f"in the settings file: {within} no key {name!r}{hint}")


def _text(said: object, several: bool) -> str | list[str]:
    if isinstance(said, list):
        return [str(one) for one in said]
    return [str(said)] if several else str(said)
