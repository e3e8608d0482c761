"""Where and how fast something learns: options that every training command has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vaha.training.engine.tracking import TRACKERS, Tracking, tracked_by

if TYPE_CHECKING:
    from vaha.training.engine.device import Device

PATH = click.Path(path_type=Path)

out_option = click.option(
    "--out", type=PATH, default=Path("runs"), show_default=True, help="Checkpoints and weights."
)


@dataclass(frozen=True)
class Machine:
    """Where and how fast something learns, as the command was told."""

    device: str = "auto"
    precision: str = "auto"
    compiled: bool = False
    threads: int | None = None

    def choose(self, local_rank: int = 0) -> Device:
        """The device that is here; `local_rank` is this process' number on this machine."""
        from vaha.training.engine.device import choose_device

        return choose_device(
            self.device,
            self.precision,
            compiled=self.compiled,
            local_rank=local_rank,
            threads=self.threads,
        )


def with_machine(command: Callable[..., None]) -> Callable[..., None]:
    """Adds --device, --precision, --compile and --threads; the command takes them as `machine`.

    And --track, which holds for the runs that the command starts.
    """

    @wraps(command)
    def told(
        *,
        device: str,
        precision: str,
        compiled: bool,
        threads: int | None,
        track: str | None,
        **others: Any,  # noqa: ANN401 - the command's other options
    ) -> None:
        with tracked_by(Tracking(track or "")):
            command(machine=Machine(device, precision, compiled, threads), **others)

    for option in (
        click.option(
            "--track",
            type=click.Choice(TRACKERS),
            help="Draws the figures; tensorboard where it is installed, if not said.",
        ),
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
        told = option(told)
    return told
