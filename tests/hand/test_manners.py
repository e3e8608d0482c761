from __future__ import annotations

import itertools

import numpy as np
import pytest

from vaha.errors import InputError
from vaha.hand.base import Brushwork, check_size
from vaha.hand.brush import BrushHand, painted
from vaha.hand.fake import FakeHand
from vaha.hand.manners import MANNERS, manner
from vaha.images import Image


def test_an_unknown_manner_is_refused_with_the_nearest() -> None:
    with pytest.raises(InputError, match="did you mean watercolour"):
        manner("watercolor")
    with pytest.raises(InputError, match="Choose among oil, impasto"):
        manner("zzz")


def test_every_manner_has_a_threshold_for_each_brush() -> None:
    for name, known in MANNERS.items():
        assert len(known.radii) == len(known.thresholds), name
        assert list(known.radii) == sorted(known.radii, reverse=True), name


def test_the_manners_are_hands_of_their_own(coffee: Image) -> None:
    works = {name: painted(BrushHand(1), coffee, Brushwork(name, size=240)) for name in MANNERS}
    for one, other in itertools.combinations(MANNERS, 2):
        apart = np.abs(works[one].astype(int) - works[other]).mean()
        assert apart > 4, f"{one} and {other} look alike"


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"manner": "oli"}, "did you mean oil"),
        ({"manner": "none"}, "leave the brushwork out"),
        ({"size": 8193}, "choose 16 to 8192"),
        ({"size": 15}, "choose 16 to 8192"),
        ({"effect": -0.1}, "give 0 to 2"),
        ({"effect": float("nan")}, "give 0 to 2"),
    ],
)
def test_brushwork_that_cannot_be_is_refused(wrong: dict[str, object], word: str) -> None:
    with pytest.raises(InputError, match=word):
        Brushwork(**wrong)  # type: ignore[arg-type]


def test_sizes_out_of_range_are_refused(coffee: Image) -> None:
    hand = BrushHand(1)
    with pytest.raises(InputError, match="8192"):
        hand.render(hand.plan(coffee, Brushwork()), 9000)
    check_size(8192)


def test_the_fake_hand_keeps_the_picture(coffee: Image) -> None:
    work = painted(FakeHand(), coffee, Brushwork(size=240))
    assert np.array_equal(work, coffee)
