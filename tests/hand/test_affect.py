from __future__ import annotations

import itertools

import numpy as np
import pytest

from vaha.affect import AFFECTS, Affect, affect_of
from vaha.emotions import FACE_EMOTIONS, FaceEmotion, Mood
from vaha.hand.affect import moved
from vaha.hand.base import Brushwork
from vaha.hand.brush import BrushHand, painted
from vaha.hand.manners import MANNERS
from vaha.images import Image

OIL = MANNERS["oil"]


def test_every_mood_has_its_published_place() -> None:
    assert set(AFFECTS) == set(FACE_EMOTIONS)
    assert AFFECTS[FaceEmotion.SAD] == Affect(-0.63, -0.27, -0.33)
    for emotion, affect in AFFECTS.items():
        assert affect_of(Mood.of({emotion: 1.0})) == pytest.approx(affect), emotion


def test_a_mixture_lies_between() -> None:
    mixed = affect_of(Mood.parse("happy=0.5,sad=0.5"))
    assert mixed.pleasure == pytest.approx((0.81 - 0.63) / 2)
    assert mixed.arousal == pytest.approx((0.51 - 0.27) / 2)
    lengths = [
        moved(OIL, affect_of(Mood.parse(mood))).length
        for mood in ("happy", "happy=0.5,sad=0.5", "sad")
    ]
    assert lengths == sorted(lengths)


def test_no_feeling_and_no_effect_leave_the_manner_alone() -> None:
    assert moved(OIL, AFFECTS[FaceEmotion.NEUTRAL]).length == OIL.length
    for affect in AFFECTS.values():
        still = moved(OIL, affect, effect=0.0)
        assert still == OIL
    half, whole = (moved(OIL, AFFECTS[FaceEmotion.ANGRY], effect) for effect in (0.5, 1.0))
    assert OIL.relief < half.relief < whole.relief


def test_feelings_move_the_hand_as_the_page_says() -> None:
    hands = {emotion: moved(OIL, affect) for emotion, affect in AFFECTS.items()}
    angry, sad = hands[FaceEmotion.ANGRY], hands[FaceEmotion.SAD]
    happy, fearful = hands[FaceEmotion.HAPPY], hands[FaceEmotion.FEARFUL]
    assert sad.length > OIL.length > happy.length
    assert angry.follow < OIL.follow < happy.follow
    assert angry.relief > OIL.relief > sad.relief
    assert fearful.radii[0] < OIL.radii[0] < angry.radii[0]
    assert fearful.turbulence > angry.turbulence > happy.turbulence == 0
    assert fearful.wander > sad.wander
    assert happy.jitter > OIL.jitter > sad.jitter


def test_the_seven_hands_paint_one_picture_in_seven_ways(coffee: Image) -> None:
    hand, brushwork = BrushHand(1), Brushwork(size=240)
    works = [
        painted(hand, coffee, brushwork, Mood.of({emotion: 1.0})).astype(int)
        for emotion in FACE_EMOTIONS
    ]
    for one, other in itertools.combinations(works, 2):
        assert np.abs(one - other).mean() > 3
