"""The styles a work may be asked in: WikiArt's own, gathered into groups that have enough works."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from enum import Enum

from vaha.errors import InputError


class Style(str, Enum):
    """What a painter can be asked for; `any` leaves the choice to it."""

    ANY = "any"
    RENAISSANCE = "renaissance"
    BAROQUE = "baroque"
    ROMANTICISM = "romanticism"
    REALISM = "realism"
    IMPRESSIONISM = "impressionism"
    POST_IMPRESSIONISM = "post-impressionism"
    SYMBOLISM = "symbolism"
    ART_NOUVEAU = "art nouveau"
    EXPRESSIONISM = "expressionism"
    CUBISM = "cubism"
    ABSTRACTION = "abstraction"
    UKIYO_E = "ukiyo-e"
    INK = "ink"


STYLES: tuple[Style, ...] = tuple(Style)

_MEMBERS: Mapping[Style, tuple[str, ...]] = {
    Style.RENAISSANCE: (
        "High_Renaissance",
        "Northern_Renaissance",
        "Proto_Renaissance",
        "International_Gothic",
    ),
    Style.BAROQUE: ("Baroque", "Rococo"),
    Style.ROMANTICISM: ("Romanticism", "Classicism", "Academicism", "Biedermeier"),
    Style.REALISM: ("Realism", "Naturalism", "Magic_Realism", "Socialist_Realism"),
    Style.IMPRESSIONISM: ("Impressionism", "Tonalism"),
    Style.POST_IMPRESSIONISM: (
        "Post_Impressionism",
        "Divisionism",
        "Pointillism",
        "Synthetism",
    ),
    Style.SYMBOLISM: ("Symbolism",),
    Style.ART_NOUVEAU: ("Art_Nouveau", "Art_Deco"),
    Style.EXPRESSIONISM: ("Expressionism", "Fauvism", "Neo_Figurative_Art"),
    Style.CUBISM: ("Cubism", "Cubo-Futurism", "Analytical_Realism"),
    Style.ABSTRACTION: (
        "Abstract",
        "Abstract_Expressionism",
        "Suprematism",
        "Constructivism",
        "Minimalism",
    ),
    Style.UKIYO_E: ("Ukiyo-e", "Japonism"),
    Style.INK: ("Chinese_Ming", "Chinese_Song"),
}

STYLE_OF_WIKIART: Mapping[str, Style] = {
    member: style for style, members in _MEMBERS.items() for member in members
}
"""WikiArt's names for styles, as its folders have them; what is missing here is of no group."""


def style_of(wikiart: str) -> Style:
    """The group of one of WikiArt's styles; `any` where it belongs to none."""
    return STYLE_OF_WIKIART.get(wikiart, Style.ANY)


def style_named(name: str) -> Style:
    """The style of this name; raises InputError naming the nearest."""
    plain = " ".join(name.lower().replace("_", " ").split())
    for style in Style:
        if plain in (style.value, style.value.replace("-", " ")):
            return style
    known = [style.value for style in Style]
    near = difflib.get_close_matches(plain, known, n=2, cutoff=0.5)
    hint = f"; did you mean {' or '.join(near)}?" if near else ""
    raise InputError(f"there is no style {name!r}{hint} Choose among {', '.join(known)}")
