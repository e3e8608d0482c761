"""What is printed on paper: options of the command line, and the sheet that they ask for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import click

from vaha.cli.options import completing

if TYPE_CHECKING:
    from vaha.emotions import Mood
    from vaha.hand.prints import Print


Command = TypeVar("Command", bound=Callable[..., object])


def print_options(command: Command) -> Command:
    """Adds --print (as `paper`), --border, --sign and --number."""
    options = (
        click.option(
            "--print",
            "paper",
            shell_complete=completing.papers,
            help="On paper at 300 dpi: 10x15, 13x18, a6, a5, a4 or a3.",
        ),
        click.option(
            "--border",
            shell_complete=completing.borders,
            default="white",
            show_default=True,
            help="A print's: white or toned.",
        ),
        click.option("--sign", is_flag=True, help="Write mood and date on the print."),
        click.option("--number", help="Write this on the print, such as 3/50."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def sheet_of(
    paper: str | None, border: str, sign: bool, number: str | None, mood: Mood | None
) -> Print | None:
    """The sheet, None without a paper; raises InputError."""
    from datetime import date

    from vaha.errors import InputError
    from vaha.hand.prints import Print

    if paper is None:
        if sign or number is not None or border != "white":
            raise InputError("only a print is signed or has a border; add --print a4")
        return None
    parts = [mood.top.value] if mood is not None and sign else []
    parts += [date.today().isoformat()] if sign else []
    parts += [number] if number is not None else []
    return Print(paper, border, "   ".join(parts))
