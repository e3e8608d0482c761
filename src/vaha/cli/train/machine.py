"""Where and how fast something learns: options that every training command has."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

PATH = click.Path(path_type=Path)

out_option = click.option(
    "--out", type=PATH, default=Path("runs"), show_default=True, help="Checkpoints and weights."
)


def with_machine(command: Command) -> Command:
    """Adds --device, --precision, --compile and --threads."""
    for option in (
        click.option("--threads", type=click.IntRange(1), help="Cores at work; all if not said."),
        click.option("--compile", "compiled", is_flag=True, help="Compile the networks first."),
        click.option(
            "--precision",
            type=click.Choice(["auto", "bf16", "fp32"]),
            default="auto",
            help="auto: bf16 where it is faster.",
        ),
        click.option("--device", default="auto", help="auto, cpu, cuda, cuda:1 ..."),
    ):
        command = option(command)
    return command
