from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaha.emotions import (
    ART_EMOTIONS,
    FACE_EMOTIONS,
    FACE_OF_ART,
    ArtEmotion,
    FaceEmotion,
    Mood,
    art_to_face,
)
from vaha.errors import MoodError

weights = st.lists(st.floats(0, 1e6, allow_subnormal=False), min_size=7, max_size=7).filter(
    lambda values: sum(values) > 1e-3
)


def test_faces_speak_of_seven_emotions_in_this_order() -> None:
    assert [emotion.value for emotion in FACE_EMOTIONS] == [
        "angry",
        "disgusted",
        "fearful",
        "happy",
        "neutral",
        "sad",
        "surprised",
    ]


def test_art_speaks_of_nine_emotions_in_the_order_of_artemis() -> None:
    assert [emotion.value for emotion in ART_EMOTIONS] == [
        "amusement",
        "awe",
        "contentment",
        "excitement",
        "anger",
        "disgust",
        "fear",
        "sadness",
        "something else",
    ]


def test_the_one_table() -> None:
    assert {art.value: face.value for art, face in FACE_OF_ART.items()} == {
        "amusement": "happy",
        "excitement": "happy",
        "anger": "angry",
        "awe": "surprised",
        "contentment": "neutral",
        "something else": "neutral",
        "disgust": "disgusted",
        "fear": "fearful",
        "sadness": "sad",
    }


def test_every_face_emotion_can_be_painted() -> None:
    assert set(FACE_OF_ART.values()) == set(FACE_EMOTIONS)


def test_nine_sum_into_seven() -> None:
    scores = {emotion: float(number) for number, emotion in enumerate(ART_EMOTIONS)}

    total = art_to_face(scores)

    assert total[FaceEmotion.HAPPY] == scores[ArtEmotion.AMUSEMENT] + scores[ArtEmotion.EXCITEMENT]
    assert total[FaceEmotion.ANGRY] == scores[ArtEmotion.ANGER]
    assert sum(total.values()) == sum(scores.values())


def test_one_name_is_a_whole_mood() -> None:
    mood = Mood.parse(" Happy ")

    assert mood[FaceEmotion.HAPPY] == 1.0
    assert mood.top is FaceEmotion.HAPPY
    assert str(mood) == "happy"


def test_weights_are_scaled_to_sum_to_one() -> None:
    mood = Mood.parse("happy=7, surprised=3")

    assert mood[FaceEmotion.HAPPY] == pytest.approx(0.7)
    assert str(mood) == "happy=0.7,surprised=0.3"


def test_names_without_weights_share_equally() -> None:
    assert Mood.parse("sad,angry")[FaceEmotion.ANGRY] == 0.5


@given(weights)
def test_what_is_written_is_read_again(values: list[float]) -> None:
    mood = Mood.of(values)

    again = Mood.parse(str(mood))

    assert again.weights == pytest.approx(mood.weights, abs=1e-3)


@pytest.mark.parametrize("size", [1e308, 1.0, 1e-308, 5e-324])
def test_weights_may_be_as_great_or_small_as_numbers_are(size: float) -> None:
    mood = Mood.parse(f"happy={size},sad={size}")

    assert (mood[FaceEmotion.HAPPY], mood[FaceEmotion.SAD]) == (0.5, 0.5)


@given(st.lists(st.floats(0, allow_infinity=False), min_size=7, max_size=7).filter(any))
def test_all_that_can_be_weighed_is_a_mood(values: list[float]) -> None:
    assert math.isclose(sum(Mood.of(values).values()), 1.0, abs_tol=1e-9)


@given(weights)
def test_a_mood_sums_to_one_and_its_top_is_its_greatest(values: list[float]) -> None:
    mood = Mood.of(values)

    assert math.isclose(sum(mood.values()), 1.0, abs_tol=1e-9)
    assert mood[mood.top] == max(mood.values())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("joyful", "unknown emotion 'joyful'; choose among angry, disgusted"),
        ("", "unknown emotion ''"),
        ("happy=0", "sum to zero"),
        ("happy=0,sad=0", "sum to zero"),
        ("happy=-1", "not negative"),
        ("happy=nan", "finite"),
        ("happy=inf", "finite"),
        ("happy=1e309", "finite"),
        ("happy=1e-400", "sum to zero"),
        ("happy=lots", "'happy=lots' is no weight"),
        ("happy=", "is no weight"),
        ("happy,happy=2", "happy stands twice"),
        ("happy,", "unknown emotion ''"),
    ],
)
def test_what_is_no_mood_is_refused(text: str, message: str) -> None:
    with pytest.raises(MoodError, match=message):
        Mood.parse(text)


@pytest.mark.parametrize("values", [(1.0,), (0.5,) * 7, (math.nan,) * 7, (-1, 2, 0, 0, 0, 0, 0)])
def test_a_mood_cannot_be_made_wrong(values: tuple[float, ...]) -> None:
    with pytest.raises(MoodError):
        Mood(values)


def test_a_mood_gives_over_a_share_of_itself() -> None:
    happy, sad = Mood.parse("happy"), Mood.parse("sad")
    assert happy.mixed(sad, 0.0) == happy and happy.mixed(sad, 1.0) == sad
    assert happy.mixed(sad, 0.25)[FaceEmotion.SAD] == pytest.approx(0.25)


@pytest.mark.parametrize("share", [-0.1, 1.1, float("nan")])
def test_no_more_than_all_of_a_mood_is_given_over(share: float) -> None:
    with pytest.raises(MoodError, match="out of range"):
        Mood.parse("happy").mixed(Mood.parse("sad"), share)
