"""Cards: what stands on them is there, in every language, and their code leads to the work."""

from __future__ import annotations

import numpy as np
import pytest

from vaha.exhibition.card import Card, card_picture
from vaha.hand.brush import BrushHand
from vaha.images import Image, encode_picture


def card(said: str, shape: tuple[int, int] = (60, 60), address: str | None = None) -> Image:
    work = np.full((*shape, 3), 128, np.uint8)
    return card_picture(BrushHand(), encode_picture(work), Card(said, "27.11.2026", address))


@pytest.mark.parametrize("plain", ["Uberrascht", "Angstlich", "Frohlich"])
def test_umlauts_have_their_dots(plain: str) -> None:
    umlaut = {"U": "Ü", "A": "Ä", "F": "F"}[plain[0]] + plain[1:].replace("o", "ö")
    with_dots, without = card(umlaut), card(plain)
    changed = np.argwhere((with_dots != without).any(2))
    assert len(changed) > 60, "dots, and nothing else"
    letters = np.argwhere((without[1300:1500] < 60).any(2)) + np.array([1300, 0])
    assert changed[:, 0].max() <= np.median(letters[:, 0]), "above the letters"


@pytest.mark.parametrize("shape", [(60, 60), (40, 80), (90, 30)])
def test_a_work_of_any_shape_stands_whole_above_what_is_written(shape: tuple[int, int]) -> None:
    paper = card("Sad", shape)
    grey = np.argwhere((paper == 128).all(2))
    height, width = np.ptp(grey[:, 0]) + 1, np.ptp(grey[:, 1]) + 1
    assert paper.shape == (1800, 1200, 3)
    assert height / width == pytest.approx(shape[0] / shape[1], abs=0.02)
    assert grey[:, 0].max() < 1800 - 84 - 300


def test_the_code_is_a_code_of_its_address() -> None:
    import segno

    paper = card("Sad", address="https://take.example.org/token")
    code = segno.make("https://take.example.org/token", micro=False, error="m")
    modules = [[bool(one) for one in row] for row in code.matrix]
    side = len(modules)
    dark = np.argwhere((paper[1200:, 700:] == 0).all(2)) + np.array([1200, 700])
    top, left = dark.min(0)
    each = (dark[:, 0].max() + 1 - top) // side
    read = paper[top + each // 2 :: each, left + each // 2 :: each, 0][:side, :side] < 128
    assert read.tolist() == modules
