"""One viewer's mirror: the mood read and followed, the picture bounded, the times told to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from vaha.emotions import FaceEmotion, Mood
from vaha.errors import InputError
from vaha.mirror.fading import MOST_CHANGE, change
from vaha.mirror.options import MirrorOptions
from vaha.mirror.session import CALM_AFTER, MirrorPicture, MirrorSession, at_size, blend
from vaha.mirror.walk import MOOD_SPEED, moved_weight
from vaha.stages.base import Face, MoodReading
from vaha.stages.fake import FakeMoodReader, FakePainter

HAPPY, SAD = Mood.parse("happy"), Mood.parse("sad")
Parts = Callable[..., Any]


class CountingReader(FakeMoodReader):
    """Reads what it is told to at the moment, and notes how many faces it was given."""

    def __init__(self, mood: Mood) -> None:
        super().__init__([mood])
        self.mood, self.given = mood, []

    def read(self, faces: Sequence[Face]) -> list[MoodReading]:
        self.given.append(len(faces))
        return [MoodReading(self.mood, True)] * len(faces)


def run(
    session: MirrorSession, frame: Any, seconds: float, start: float = 0.0
) -> list[MirrorPicture]:
    """Steps at 25 frames a second."""
    return [session.step(frame, start + n / 25) for n in range(round(25 * seconds))]


def test_a_step_gives_a_picture_with_its_mood_face_and_recipe(
    parts: Parts, scene: Any, finder: Any
) -> None:
    session = MirrorSession(parts(faces=finder), MirrorOptions(size=512, seed=9))
    picture = session.step(scene((200, 150, 90)), 0.0)
    assert picture.image.shape == (512, 512, 3) and picture.image.dtype == np.uint8
    assert len(picture.faces) == 1 and picture.read_at == 0.0
    assert picture.mood == Mood.parse("happy=0.7,surprised=0.3")
    assert picture.recipe.mood == picture.mood and picture.recipe.seed == 9


def test_the_recipe_paints_the_picture_again(parts: Parts, scene: Any, finder: Any) -> None:
    session = MirrorSession(parts(faces=finder), MirrorOptions())
    pictures = run(session, scene((200, 150, 90)), 2)
    work = FakePainter().paint_recipes([pictures[-1].recipe])[0]
    assert change(at_size(work.image.repeat(4, 0).repeat(4, 1), 256), pictures[-1].image) == 0


def test_the_same_frames_and_times_give_the_same_pictures(
    parts: Parts, scene: Any, finder: Any
) -> None:
    frame = scene((200, 150, 90))
    one, other = (
        run(MirrorSession(parts(faces=finder), MirrorOptions(seed=4)), frame, 1) for _ in range(2)
    )
    assert all((a.image == b.image).all() for a, b in zip(one, other, strict=True))


def test_the_mood_is_read_ten_times_a_second_and_not_while_faces_are_sought(
    parts: Parts, scene: Any, finder: Any
) -> None:
    reader = CountingReader(HAPPY)
    session = MirrorSession(parts(faces=finder, moods=reader), MirrorOptions())
    frame = scene((200, 150, 90))
    for number in range(50):
        looks, reads = len(finder.shown), len(reader.given)
        session.step(frame, number / 25)
        looked, read = len(finder.shown) > looks, len(reader.given) > reads
        assert not (looked and read) or number == 0
    assert 13 <= len(reader.given) <= 20


def test_a_change_of_mood_comes_through_at_a_bounded_rate(
    parts: Parts, scene: Any, finder: Any
) -> None:
    reader = CountingReader(HAPPY)
    session = MirrorSession(parts(faces=finder, moods=reader), MirrorOptions())
    frame = scene((200, 150, 90))
    before = run(session, frame, 1)
    reader.mood = SAD
    after = run(session, frame, 2, start=1.0)
    moods = [picture.mood for picture in [before[-1], *after]]
    steps = [moved_weight(a, b) for a, b in pairwise(moods)]
    assert max(steps) <= MOOD_SPEED / 25 + 1e-9
    assert moods[round(0.3 * 25)][FaceEmotion.SAD] > 0.05
    assert moods[-1][FaceEmotion.SAD] > 0.95


def test_from_picture_to_picture_never_more_than_the_bound(
    parts: Parts, scene: Any, finder: Any
) -> None:
    """Even where the painter paints something else each time."""

    class Wild(FakePainter):
        def paint_recipes(self, recipes: Any) -> Any:
            works = super().paint_recipes(recipes)
            self.flip = not getattr(self, "flip", False)
            return [type(w)(np.full_like(w.image, 255 * self.flip), w.recipe) for w in works]

    session = MirrorSession(parts(faces=finder, painter=Wild()), MirrorOptions())
    pictures = [picture.image for picture in run(session, scene((200, 150, 90)), 1)]
    changes = [change(a, b) for a, b in pairwise(pictures)]
    assert 0 < max(changes) <= MOST_CHANGE


def test_without_a_face_the_mood_stays_for_a_while_and_then_calms_down(
    parts: Parts, scene: Any, finder: Any
) -> None:
    session = MirrorSession(parts(faces=finder, moods=CountingReader(SAD)), MirrorOptions())
    run(session, scene((200, 150, 90)), 1)
    empty = run(session, scene(), 2, start=1.0)
    assert empty[-1].faces == () and empty[-1].mood[FaceEmotion.SAD] > 0.95
    later = run(session, scene(), CALM_AFTER + 2, start=3.0)
    assert later[-1].mood[FaceEmotion.NEUTRAL] > 0.95
    changes = [change(a.image, b.image) for a, b in pairwise(later)]
    assert min(changes) > 0  # it goes on breathing


def test_what_is_seen_where_a_face_was_is_not_read(parts: Parts, scene: Any, finder: Any) -> None:
    """The finder sees it no more, the flow still does: as where someone holds a hand before it."""
    reader = CountingReader(HAPPY)
    session = MirrorSession(parts(faces=finder, moods=reader), MirrorOptions())
    frame = scene((200, 150, 90))
    run(session, frame, 1)
    finder.blind, reader.mood = True, SAD
    run(session, frame, 0.9, start=1.0)  # for so long it may be a blink
    reads = len(reader.given)
    assert len(run(session, frame, 0.1, start=1.9)[-1].faces) == 1
    run(session, frame, 1, start=2.0)
    assert len(reader.given) <= reads + 1
    finder.blind = False
    run(session, frame, 1, start=3.0)
    assert len(reader.given) >= reads + 5


def test_a_mood_comes_back_with_the_face_in_bounded_steps(
    parts: Parts, scene: Any, finder: Any
) -> None:
    reader = CountingReader(SAD)
    session = MirrorSession(parts(faces=finder, moods=reader), MirrorOptions())
    pictures = run(session, scene((200, 150, 90)), 1)
    pictures += run(session, scene(), CALM_AFTER + 3, start=1.0)
    assert pictures[-1].mood[FaceEmotion.NEUTRAL] > 0.95
    reader.mood = HAPPY
    pictures += run(session, scene((450, 200, 80)), 2, start=CALM_AFTER + 4)
    assert pictures[-1].mood[FaceEmotion.HAPPY] > 0.9 and len(pictures[-1].faces) == 1
    changes = [change(a.image, b.image) for a, b in pairwise(pictures)]
    assert max(changes) <= MOST_CHANGE


def test_a_mood_that_is_asked_for_needs_no_face(parts: Parts, scene: Any, finder: Any) -> None:
    session = MirrorSession(parts(faces=finder), MirrorOptions(mood=SAD))
    assert session.step(scene((200, 150, 90)), 0.0).mood == SAD
    assert finder.shown == []


def test_all_faces_are_blended_or_the_leading_one_is_read(
    parts: Parts, scene: Any, finder: Any
) -> None:
    frame = scene((150, 150, 80), (450, 180, 110))
    for face, count in (("all", 2), ("largest", 1)):
        reader = CountingReader(HAPPY)
        MirrorSession(parts(faces=finder, moods=reader), MirrorOptions(face=face)).step(frame, 0.0)
        assert reader.given == [count]


def test_a_blend_is_the_plain_mean() -> None:
    assert blend([HAPPY, SAD]) == Mood.parse("happy=0.5,sad=0.5")


def test_size_and_strength_may_change_from_step_to_step(
    parts: Parts, scene: Any, finder: Any
) -> None:
    session = MirrorSession(parts(faces=finder), MirrorOptions(strength=0.0))
    frame = scene((200, 150, 90))
    assert session.step(frame, 0.0, size=512).image.shape[0] == 512
    weak = session.step(frame, 0.1, size=256)
    assert weak.image.shape[0] == 256 and weak.recipe.truncation == 1.0
    strong = [session.step(frame, 0.2 + n / 10, strength=1.0) for n in range(30)]
    assert strong[-1].recipe.truncation == pytest.approx(0.2)
    assert 0.9 < strong[0].recipe.truncation < 1.0  # not at once


def test_strokes_are_laid_in_the_size_that_is_asked_for_by_the_mood_of_the_moment(
    parts: Parts,
) -> None:
    class Hand:
        def __init__(self) -> None:
            self.asked: list[tuple[int, int, Mood | None, float]] = []

        def paint(self, picture: Any, side: int, mood: Mood | None, seconds: float) -> Any:
            self.asked.append((len(picture), side, mood, seconds))
            return np.full((side, side, 3), 9, np.uint8)

    hand = Hand()
    session = MirrorSession(parts(), MirrorOptions(mood=SAD, size=512), hand)
    frame = np.zeros((48, 64, 3), np.uint8)
    assert session.step(frame, 0.5).image.shape == (512, 512, 3)
    assert session.step(frame, 0.6, size=256).image.max() == 9
    assert hand.asked == [(256, 512, SAD, 0.5), (256, 256, SAD, 0.6)]


def test_a_manner_paints_the_same_strokes_every_time_and_none_paints_none(parts: Parts) -> None:
    frame = np.zeros((48, 64, 3), np.uint8)
    oil, again, smooth = (
        run(MirrorSession(parts(), MirrorOptions(manner=manner)), frame, 0.2)[-1].image
        for manner in ("oil", "oil", "none")
    )
    assert (oil == again).all()
    assert change(oil, smooth) > 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"size": 300},
        {"seed": -1},
        {"strength": 1.5},
        {"strength": -0.1},
        {"face": "both"},
        {"manner": "oill"},
    ],
)
def test_options_that_cannot_be_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        MirrorOptions(**wrong)


def test_a_step_refuses_them_as_well(parts: Parts, scene: Any, finder: Any) -> None:
    session = MirrorSession(parts(faces=finder), MirrorOptions())
    with pytest.raises(InputError, match="choose 256 or 512"):
        session.step(scene(), 0.0, size=0)
    with pytest.raises(InputError, match="strength nan"):
        session.step(scene(), 0.0, strength=float("nan"))


def test_warming_uses_each_stage_once(parts: Parts, finder: Any) -> None:
    reader = CountingReader(HAPPY)
    MirrorSession(parts(faces=finder, moods=reader), MirrorOptions()).warm()
    assert len(finder.shown) == 1 and reader.given == [1]


@pytest.mark.weights
def test_an_astronaut_smiles_and_the_real_mirror_says_so() -> None:
    """The bundled networks, on scikit-image's astronaut who moves and comes nearer."""
    import cv2

    from vaha.mirror.options import MirrorParts

    astronaut = pytest.importorskip("skimage.data").astronaut()
    session = MirrorSession(MirrorParts.open(), MirrorOptions())
    pictures = []
    for number in range(12):
        grown = 0.9 + 0.01 * number
        move = np.array([[grown, 0, 40 + 2 * number], [0, grown, 10]])
        frame = np.asarray(cv2.warpAffine(astronaut, move, (640, 480)), np.uint8)
        pictures.append(session.step(frame, number / 10))
    assert all(len(picture.faces) == 1 for picture in pictures)
    assert pictures[-1].mood.top is FaceEmotion.HAPPY
    assert pictures[-1].image.shape == (256, 256, 3)
    changes = [change(a.image, b.image) for a, b in pairwise(pictures)]
    assert min(changes) > 0 and max(changes) <= MOST_CHANGE
