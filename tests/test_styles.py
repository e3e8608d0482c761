from __future__ import annotations

import pytest

from vaha.errors import InputError
from vaha.hand.manners import MANNER_OF_STYLE, MANNERS
from vaha.styles import STYLE_OF_WIKIART, STYLES, Style, style_named, style_of


def test_wikiarts_styles_stand_in_one_group_each_and_any_is_first() -> None:
    assert STYLES[0] is Style.ANY
    assert style_of("Baroque") is style_of("Rococo") is Style.BAROQUE
    assert style_of("Famous_paintings") is Style.ANY
    assert set(STYLE_OF_WIKIART.values()) == set(STYLES) - {Style.ANY}


@pytest.mark.parametrize("style", STYLES)
def test_a_style_is_found_by_its_name(style: Style) -> None:
    assert Style(style.value) is style


@pytest.mark.parametrize("name", ["Post Impressionism", "post_impressionism", "post-impressionism"])
def test_a_style_is_named_as_people_write_it(name: str) -> None:
    assert style_named(name) is Style.POST_IMPRESSIONISM


def test_a_style_that_is_not_there_is_answered_with_the_nearest() -> None:
    with pytest.raises(InputError, match=r"no style 'kubism'; did you mean cubism"):
        style_named("kubism")


def test_every_style_has_a_manner_of_the_hand() -> None:
    assert set(MANNER_OF_STYLE) == set(Style)
    assert set(MANNER_OF_STYLE.values()) <= set(MANNERS)
