"""What is printed on paper: from the options of the command line to a sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vaha.emotions import Mood
    from vaha.hand.prints import Print


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
