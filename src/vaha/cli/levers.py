"""The mood reader's levers as options of the command line, read from the one dataclass."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import Field, fields
from typing import Any, TypeVar, get_type_hints

import click

from vaha.training.mood_options import ARCHITECTURES, PRESETS, MoodOptions

Command = TypeVar("Command", bound=Callable[..., Any])


def with_levers(command: Command) -> Command:
    """Adds an option for each lever, None where it was not given, and --preset and --quick."""
    kinds = get_type_hints(MoodOptions)
    for one in reversed(fields(MoodOptions)):
        command = _option(one, kinds[one.name])(command)
    command = click.option(
        "--quick", is_flag=True, help="A minute on a few faces, to try the whole way."
    )(command)
    return click.option(
        "--preset",
        type=click.Choice(list(PRESETS)),
        default="processor",
        show_default=True,
        help="The recipe that the options below change; theirs are the processor's.",
    )(command)


def recipe(preset: str, quick: bool, given: dict[str, Any]) -> MoodOptions:
    """The preset with what was given in its place; a time budget replaces the preset's epochs."""
    changes = {name: value for name, value in given.items() if value is not None}
    if "minutes" in changes:
        if "epochs" in changes:
            raise click.UsageError("give --epochs or --minutes, not both")
        changes["epochs"] = None
    return PRESETS["quick" if quick else preset].but(**changes)


def _option(one: Field[Any], kind: Any) -> Callable[[Command], Command]:  # noqa: ANN401
    """The lever's option; what it may be is checked by MoodOptions itself."""
    flag = f"--{one.name.replace('_', '-')}"
    says = one.metadata["says"]
    if kind is bool:
        return click.option(f"{flag}/--no-{flag[2:]}", default=None, help=says)
    if one.default is not None:
        says = f"{says}  [{one.default}]"
    if one.name == "arch":
        return click.option(flag, type=click.Choice(ARCHITECTURES), help=says)
    return click.option(flag, type=int if kind is int else float, help=says)
