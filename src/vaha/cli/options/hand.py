"""How works are painted stroke by stroke: the options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import click

from vaha.cli.options import completing

if TYPE_CHECKING:
    from vaha.hand.base import Brushwork
    from vaha.styles import Style

Command = TypeVar("Command", bound=Callable[..., object])

ABOUT = {
    "oil": "bristles, a ridge of paint along each stroke; the usual one",
    "impasto": "a palette knife, thick flats of paint with sharp ridges",
    "impressionist": "short dabs of broken colour",
    "pointillist": "dots of pure colour on a light ground",
    "fresco": "flat and high in key, fine hatching, plaster's grain",
    "watercolour": "transparent washes with darker edges on paper",
    "pastel": "chalk that the paper's grain breaks",
    "charcoal": "greys on toned paper",
    "ink": "crossing lines of a pen",
}
"""Each manner in a few words."""


@dataclass(frozen=True)
class AskedHand:
    """What was said of the strokes, None for what was not; raises InputError for what cannot be."""

    manner: str | None
    effect: float | None
    size: int | None

    def __post_init__(self) -> None:
        self.of(None)

    @property
    def is_told(self) -> bool:
        return (self.manner, self.effect, self.size) != (None, None, None)

    def of(self, usual: Brushwork | None, style: Style | None = None) -> Brushwork | None:
        """What was said, and the rest as usual in this style; None where no strokes are wanted."""
        from vaha.hand.base import Brushwork, brushwork
        from vaha.hand.manners import MANNER_OF_STYLE

        usual = usual or Brushwork(MANNER_OF_STYLE[style] if style else "oil")
        return brushwork(
            self.manner or usual.manner,
            usual.effect if self.effect is None else self.effect,
            usual.size if self.size is None else self.size,
        )


def hand_options(command: Command) -> Command:
    """Adds --manner, --effect and --size, None where they are not given."""
    options = (
        click.option(
            "--manner",
            shell_complete=completing.manners,
            help="oil, ink ..., see brush --list; none: no strokes [default: oil].",
        ),
        click.option("--effect", type=float, help="The mood moves the hand: 0 to 2 [default: 1]."),
        click.option(
            "--size", type=int, help="Pixels of the longer side, 16 to 8192 [default: 512]."
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


style_option = click.option(
    "--style",
    "style_name",
    shell_complete=completing.styles,
    help="impressionism, cubism, ink ...: painter and hand follow it [default: any].",
)
"""What the painter is asked to paint in; the hand takes that style's manner unless told."""


def tell_manners() -> None:
    """Name every manner on stdout, each with a few words."""
    from vaha.hand.manners import MANNERS, NONE

    for name in MANNERS:
        click.echo(f"{name:14} {ABOUT[name]}")
    click.echo(f"{NONE:14} the smooth work as it was enlarged, without strokes")
