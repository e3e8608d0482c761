"""The mood reader's hyperparameters as options of the command line, read from the one dataclass."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any, TypeVar, get_type_hints

import click

from vaha.training.mood.options import (
    ARCHITECTURES,
    PRESETS,
    SCHEDULES,
    MoodOptions,
)

Command = TypeVar("Command", bound=Callable[..., Any])

CHOICES = {"arch": ARCHITECTURES, "schedule": SCHEDULES}
"""What the hyperparameters that are words may be."""


def with_mood_recipe(command: Command) -> Command:
    """Adds an option for each hyperparameter, None where not given, and --preset and --quick."""
    kinds = get_type_hints(MoodOptions)
    for before in MoodOptions.RENAMED:
        command = click.option(f"--{before}", type=float, hidden=True)(command)
    for one in reversed(fields(MoodOptions)):
        says, default = one.metadata["says"], one.default
        if default is not None and kinds[one.name] is not bool:
            says = f"{says}  [{default}]"
        command = hyperparameter_option(one.name, kinds[one.name], says)(command)
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
    for before, now in MoodOptions.RENAMED.items():
        if before in changes:
            click.echo(
                f"--{before} is now --{now}; the old name goes with the next version", err=True
            )
            changes.setdefault(now, changes.pop(before))
    if "minutes" in changes:
        if "epochs" in changes:
            raise click.UsageError("give --epochs or --minutes, not both")
        changes["epochs"] = None
    return PRESETS["quick" if quick else preset].but(**changes)


def hyperparameter_option(
    name: str,
    kind: Any,  # noqa: ANN401
    says: str,
    choices: dict[str, tuple[str, ...]] = CHOICES,
) -> Callable[[Command], Command]:
    """An option for one field of a recipe, None where it is not given.

    What a number may be is checked by the recipe itself.
    """
    flag = f"--{name.replace('_', '-')}"
    if kind is bool:
        return click.option(f"{flag}/--no-{flag[2:]}", default=None, help=says)
    if name in choices:
        return click.option(flag, type=click.Choice(choices[name]), help=says)
    return click.option(flag, type=int if kind in (int, int | None) else float, help=says)
