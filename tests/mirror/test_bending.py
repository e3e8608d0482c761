"""A room bends mirrors by as much as it is told, and by nothing until then."""

from __future__ import annotations

import pytest

from vaha.emotions import FaceEmotion, Mood
from vaha.mirror.bending import Bend
from vaha.mirror.options import MirrorOptions, MirrorParts
from vaha.mirror.session import MirrorSession
from vaha.stages.fake import fake_studio_parts

HAPPY, SAD = FaceEmotion.HAPPY, FaceEmotion.SAD
READ = Mood.of({HAPPY: 1.0})


def test_the_room_s_mood_takes_its_weight_of_what_was_read() -> None:
    bend = Bend()
    assert bend.mood(READ) == READ and bend.strength(0.3) == 0.3
    bend.set_mood(SAD, 0.25)
    assert dict(bend.mood(READ).items())[SAD] == pytest.approx(0.25)
    bend.set_mood(FaceEmotion.ANGRY, 1.0)
    bent = dict(bend.mood(READ).items())
    assert bent[HAPPY] == pytest.approx(0.0), "more than all is all"
    assert bent[SAD] == pytest.approx(0.2) and sum(bent.values()) == pytest.approx(1.0)
    for emotion in (SAD, FaceEmotion.ANGRY):
        bend.set_mood(emotion, 0.0)
    assert bend.mood(READ) == READ


def test_a_mirror_is_painted_as_the_room_bends_it() -> None:
    parts, bend = fake_studio_parts(1), Bend()
    mirror = MirrorSession(
        MirrorParts(parts[0], parts[1], parts[2], parts[4]), MirrorOptions(mood=READ), bend=bend
    )
    bend.set_mood(SAD, 1.0)
    bend.set_strength(1.0)
    painted = mirror.paint(0.0, strength=0.0)
    assert painted.mood.top is SAD and painted.recipe.truncation < 0.5
