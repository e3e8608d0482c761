from __future__ import annotations

import pytest

from vaha.styles import STYLE_OF_WIKIART, STYLES, Style, style_of


def test_wikiarts_styles_stand_in_one_group_each_and_any_is_first() -> None:
    assert STYLES[0] is Style.ANY
    assert style_of("Baroque") is style_of("Rococo") is Style.BAROQUE
    assert style_of("Famous_paintings") is Style.ANY
    assert set(STYLE_OF_WIKIART.values()) == set(STYLES) - {Style.ANY}


@pytest.mark.parametrize("style", STYLES)
def test_a_style_is_found_by_its_name(style: Style) -> None:
    assert Style(style.value) is style
