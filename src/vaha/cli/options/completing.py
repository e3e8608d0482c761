"""What a shell may offer for a value that is being typed: `vaha portrait --mood ha<TAB>`."""

from __future__ import annotations

from collections.abc import Iterable

import click
from click.shell_completion import CompletionItem

Offered = list[CompletionItem]


def moods(_: click.Context, __: click.Parameter, begun: str) -> Offered:
    """The seven emotions; after a comma those that do not stand before it."""
    from vaha.emotions import FACE_EMOTIONS

    before, comma, last = begun.rpartition(",")
    taken = {part.partition("=")[0] for part in before.split(",")}
    names = (emotion.value for emotion in FACE_EMOTIONS if emotion.value not in taken)
    return _offered((f"{before}{comma}{name}" for name in names), f"{before}{comma}{last}")


def manners(_: click.Context, __: click.Parameter, begun: str) -> Offered:
    """Every manner of the hand, with a few words of each, and none."""
    from vaha.cli.options.hand import ABOUT
    from vaha.hand.manners import MANNERS, NONE

    return [
        CompletionItem(name, help=ABOUT.get(name))
        for name in (*MANNERS, NONE)
        if name.startswith(begun)
    ]


def styles(_: click.Context, __: click.Parameter, begun: str) -> Offered:
    """What the painter can be asked for."""
    from vaha.styles import Style

    return _offered((style.value for style in Style), begun)


def upscalers(_: click.Context, __: click.Parameter, begun: str) -> Offered:
    """What can enlarge."""
    from vaha.stages.upscale import upscalers as known

    return _offered(known(), begun)


def models(_: click.Context, __: click.Parameter, begun: str) -> Offered:
    """Every network that comes with VAHA or can be fetched."""
    from vaha.runtime.catalogue import BUNDLED, FETCHABLE

    return _offered((*BUNDLED, *FETCHABLE), begun)


def own_models(_: click.Context, __: click.Parameter, begun: str) -> Offered:
    """Every network of VAHA's own."""
    from vaha.runtime.catalogue import BUNDLED

    return _offered(BUNDLED, begun)


def fetchable(_: click.Context, __: click.Parameter, begun: str) -> Offered:
    """Every network that can be fetched."""
    from vaha.runtime.catalogue import FETCHABLE

    return _offered(FETCHABLE, begun)


def papers(_: click.Context, __: click.Parameter, begun: str) -> Offered:
    """What a work can be printed on."""
    from vaha.hand.prints import PAPERS

    return _offered(PAPERS, begun)


def borders(_: click.Context, __: click.Parameter, begun: str) -> Offered:
    """The borders of a print."""
    from vaha.hand.prints import BORDERS

    return _offered(BORDERS, begun)


def faces(_: click.Context, __: click.Parameter, begun: str) -> Offered:
    """Which face; a number says it, too."""
    return _offered(("largest", "all"), begun)


def _offered(names: Iterable[str], begun: str) -> Offered:
    return [CompletionItem(name) for name in names if name.startswith(begun)]
