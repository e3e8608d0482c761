"""Heat maps show what an answer rests on: in a picture made for it, and in a face that smiles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest

from vaha.artwork import Artwork, Recipe
from vaha.emotions import FACE_EMOTIONS, FaceEmotion, Mood
from vaha.stages.base import Box, Face, MoodReading
from vaha.stages.why import occluded, why_mood, why_work
from vaha.stages.why_picture import SIDE, side_by_side, why_picture


def with_a_light(x: int, y: int) -> npt.NDArray[np.uint8]:
    """48 x 48, dark, with a light of 8 x 8 around this place."""
    picture = np.full((48, 48), 40, np.uint8)
    picture[y - 4 : y + 4, x - 4 : x + 4] = 240
    return picture


class HappyAboutLight:
    """Reads the more happiness the brighter the brightest place is: it rests on that alone."""

    def read(self, faces: Sequence[Face]) -> list[MoodReading]:
        shares = [float(face.crop.max()) / 256 for face in faces]
        return [MoodReading(Mood.of({"happy": s, "sad": 1 - s}), sure=True) for s in shares]


def face(crop: npt.NDArray[np.uint8]) -> Face:
    return Face(Box(0, 0, 48, 48), 1.0, crop)


def hottest(heat: npt.NDArray[np.float64]) -> tuple[int, int]:
    down, across = np.unravel_index(np.argmax(heat), heat.shape)
    return int(across), int(down)


@pytest.mark.parametrize(("x", "y"), [(12, 12), (36, 12), (24, 34), (10, 38)])
def test_the_map_is_hottest_where_the_answer_rests(x: int, y: int) -> None:
    why = why_mood(HappyAboutLight(), face(with_a_light(x, y)))
    across, down = hottest(why.heat)
    assert why.said is FaceEmotion.HAPPY and why.heat.shape == (48, 48)
    assert abs(across - x) <= 5 and abs(down - y) <= 5


def test_the_map_moves_along_with_the_picture() -> None:
    heat = why_mood(HappyAboutLight(), face(with_a_light(16, 20))).heat
    moved = why_mood(HappyAboutLight(), face(with_a_light(24, 32))).heat
    there, back = moved[12:, 8:], heat[:-12, :-8]
    assert np.corrcoef(there.ravel(), back.ravel())[0, 1] > 0.9


def test_what_speaks_against_an_emotion_is_below_zero() -> None:
    why = why_mood(HappyAboutLight(), face(with_a_light(24, 24)), FaceEmotion.SAD)
    assert why.said is FaceEmotion.SAD
    assert why.heat.min() < -0.5 and why.heat.max() < 0.1


def test_an_answer_that_rests_on_nothing_has_no_heat() -> None:
    heat = occluded(with_a_light(24, 24), lambda pictures: np.ones(len(pictures)))
    assert not heat.any()


class LikesRed:
    """A critic whose lift is the redness of the reddest place."""

    def score(self, works: Sequence[Artwork], mood: Mood) -> list[Artwork]:
        return [
            work.with_scores({}, float(np.max(work.image[:, :, 0] - work.image[:, :, 1] * 1.0)))
            for work in works
        ]

    def choose(self, works: Sequence[Artwork], mood: Mood, keep: int = 3) -> list[Artwork]:
        raise NotImplementedError


def test_a_large_work_that_is_not_square_is_looked_at_whole() -> None:
    image = np.full((300, 600, 3), 90, np.uint8)
    image[50:100, 450:500, 0] = 250
    why = why_work(LikesRed(), Artwork(image, Recipe(Mood.parse("angry"), 1)))
    across, down = hottest(why.heat)
    assert why.seen.shape == (64, 128, 3) and why.said is FaceEmotion.ANGRY
    assert abs(across - 128 * 475 / 600) <= 12 and abs(down - 64 * 75 / 300) <= 10


def test_the_picture_is_warm_where_the_answer_rests_and_grey_elsewhere() -> None:
    shown = why_picture(why_mood(HappyAboutLight(), face(with_a_light(12, 12)))).astype(int)
    assert shown.shape == (SIDE, SIDE, 3)
    warm = shown[:, :, 0] - shown[:, :, 2]
    assert warm[70:120, 70:120].min() > 60
    assert np.abs(warm[250:, 250:]).max() <= 8


def test_what_speaks_against_it_is_cold() -> None:
    why = why_mood(HappyAboutLight(), face(with_a_light(12, 12)), FaceEmotion.SAD)
    shown = why_picture(why).astype(int)
    assert (shown[:, :, 2] - shown[:, :, 0])[70:120, 70:120].min() > 60


def test_little_heat_is_drawn_faintly() -> None:
    why = why_mood(HappyAboutLight(), face(with_a_light(12, 12)))
    faint = why_picture(replace(why, heat=why.heat / np.abs(why.heat).max() / 100)).astype(int)
    assert np.abs(faint[:, :, 0] - faint[:, :, 2]).max() < 12


def test_pictures_of_several_shapes_stand_below_each_other() -> None:
    tall = Artwork(np.full((200, 100, 3), 9, np.uint8), Recipe(Mood.parse("sad"), 1))
    faces = why_mood(HappyAboutLight(), face(with_a_light(12, 12)))
    sheet = side_by_side([faces, why_work(LikesRed(), tall)])
    assert sheet.shape == (2 * SIDE + 12, 2 * SIDE + 12, 3)
    assert (sheet[-10, -10] == 255).all()


def test_labels_are_of_the_seven() -> None:
    for emotion in FACE_EMOTIONS:
        assert why_mood(HappyAboutLight(), face(with_a_light(9, 9)), emotion).said is emotion


@pytest.mark.weights
def test_a_smile_is_in_the_mouth_and_moves_along_with_it() -> None:
    """The bundled reader before scikit-image's astronaut, and before her moved in her crop."""
    data = pytest.importorskip("skimage.data")
    from vaha.stages.faces.framing import Frame, crop_face, grey_of
    from vaha.studio import Studio

    studio, image = Studio.open(), data.astronaut()
    (found,) = studio.find_faces(image)
    box = found.box
    frame = Frame(box.left + box.width / 2, box.top + box.height / 2, box.width, found.tilt)
    step = 6 * frame.side / 48
    moved = crop_face(grey_of(image), replace(frame, x=frame.x + step, y=frame.y + step))
    before = studio.why_mood(found)
    after = studio.why_mood(replace(found, crop=moved))
    assert before.said is after.said is FaceEmotion.HAPPY
    mouth, eyes = before.heat[34:46, 14:32].mean(), before.heat[14:24, 8:40].mean()
    assert mouth > 2 * max(0.0, eyes) and mouth > 0.5
    there, back = after.heat[:-6, :-6], before.heat[6:, 6:]
    assert np.corrcoef(there.ravel(), back.ravel())[0, 1] > 0.8
