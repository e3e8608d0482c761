"""Numbers that options take."""

from __future__ import annotations

import math
from typing import Any

import click


class AboveZero(click.FloatRange):
    """A finite number above 0: click itself lets `nan` through every range."""

    def __init__(self) -> None:
        super().__init__(min=0, min_open=True)

    def convert(
        self,
        value: Any,  # noqa: ANN401 - as click's own
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> float:
        """The number; fails as click's own range does."""
        number: float = super().convert(value, param, ctx)
        if not math.isfinite(number):
            self.fail(f"{value} is not a finite number.", param, ctx)
        return number
