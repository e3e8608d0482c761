from __future__ import annotations

import numpy as np
import pytest

from tests.study.voters import answered, entries, paintings
from vaha.emotions import FACE_EMOTIONS, FaceEmotion
from vaha.study.answers import Answer
from vaha.study.measures import PERCEIVED, Share, agreement, measure


@pytest.mark.parametrize("planted", [0.2, 0.5, 0.85])
def test_the_rate_that_was_planted_comes_back_within_its_interval(planted: float) -> None:
    """Of a hundred studies 95 are expected to hold it in a 95 % interval."""
    shown, held = entries("VAHA", 4), 0
    for seed in range(100):
        (group,) = measure(answered(shown, 5, planted, seed=seed)).groups
        assert group.as_asked is not None and group.as_asked.count == 140
        held += group.as_asked.low <= planted <= group.as_asked.high
    assert 89 <= held <= 100


def test_each_source_gets_its_own_rate_and_vote() -> None:
    ours, rival, real = entries("VAHA", 4), entries("rival", 4), paintings(28)
    answers = answered(ours, 30, 0.7, 3.8) + answered(rival, 30, 0.3, 2.0)
    answers += answered(real, 30, 0.0, 4.5)
    found = {group.name: group for group in measure(answers).groups}
    assert list(found) == ["VAHA, oil", "real paintings", "rival, oil"]
    for name, planted in (("VAHA, oil", 0.7), ("rival, oil", 0.3)):
        share = found[name].as_asked
        assert share is not None and share.low <= planted <= share.high
        assert share.high - share.low < 0.08
    for name, hang in (("VAHA, oil", 3.8), ("rival, oil", 2.0), ("real paintings", 4.5)):
        assert found[name].hang == pytest.approx(hang, abs=found[name].hang_spread)
    assert found["real paintings"].as_asked is None
    assert sum(found["real paintings"].perceived) == found["real paintings"].answers == 840


def test_manners_of_one_painter_are_told_apart() -> None:
    answers = answered(entries("VAHA", 1), 1, 1.0) + answered(entries("VAHA", 1, "none"), 1, 0.0)
    shares = {group.name: group.as_asked for group in measure(answers).groups}
    assert shares == {"VAHA, none": Share.of([False] * 7), "VAHA, oil": Share.of([True] * 7)}


def test_voters_who_guess_give_chance() -> None:
    """One of eight answers is the asked one, for who may also say that they cannot."""
    found = measure(answered(entries("VAHA", 4), 40, 1 / 8))
    (group,) = found.groups
    assert group.as_asked is not None and group.by_chance is not None
    assert group.as_asked.low <= 1 / 8 <= group.as_asked.high
    assert group.by_chance == pytest.approx(1 / 8, abs=0.01)
    assert group.agreement is not None and group.agreement.kappa == pytest.approx(0, abs=0.01)


def test_a_habit_of_answering_is_chance_too() -> None:
    """Who calls all happy is right wherever happy was asked, and has seen nothing."""
    happy = [one for one in entries("VAHA", 8) if one.asked is FaceEmotion.HAPPY]
    shown = [*happy, *entries("VAHA", 1)[:2]]
    answers = [Answer("one", entry, FaceEmotion.HAPPY, 3) for entry in shown]
    (group,) = measure(answers).groups
    assert group.as_asked is not None
    assert group.as_asked.share == group.by_chance == pytest.approx(0.8)


def test_asked_stands_against_perceived() -> None:
    sad, angry = entries("VAHA", 1)[5], entries("VAHA", 1)[0]
    assert (sad.asked, angry.asked) == (FaceEmotion.SAD, FaceEmotion.ANGRY)
    said = [(sad, FaceEmotion.SAD), (sad, FaceEmotion.FEARFUL), (sad, None), (angry, None)]
    answers = [Answer(f"v{place}", entry, mood, 3) for place, (entry, mood) in enumerate(said)]
    (group,) = measure(answers).groups
    table = np.array(group.confusion)
    assert table.shape == (len(FACE_EMOTIONS), len(PERCEIVED)) and table.sum() == 4
    assert table[5].tolist() == [0, 0, 1, 0, 0, 1, 0, 1]
    assert table[0].tolist() == [0, 0, 0, 0, 0, 0, 0, 1]
    assert group.by_mood[FaceEmotion.SAD] == Share.of([True, False, False])


def test_a_share_has_wilsons_interval() -> None:
    """As in Newcombe 1998, table I: 81 of 263 is 0.3080, 0.2553 to 0.3662."""
    share = Share.of([True] * 81 + [False] * 182)
    assert [round(one, 4) for one in (share.share, share.low, share.high)] == [
        0.308,
        0.2553,
        0.3662,
    ]


def test_voters_who_always_agree_have_a_kappa_of_1() -> None:
    found = agreement(answered(entries("VAHA", 2), 3, 1.0))
    assert found is not None
    assert (found.share, found.pairs) == (1.0, 42)
    assert found.kappa == pytest.approx(1.0)


def test_agreement_counts_pairs_of_a_picture() -> None:
    """Of four answers to a picture, three alike: three pairs of six; one that had one has none."""
    first, second = entries("VAHA", 1)[:2]
    moods = [FaceEmotion.SAD, FaceEmotion.SAD, FaceEmotion.SAD, None]
    answers = [Answer(f"v{place}", first, mood, 3) for place, mood in enumerate(moods)]
    found = agreement([*answers, Answer("v0", second, FaceEmotion.HAPPY, 3)])
    assert found is not None
    assert (found.share, found.pairs) == (0.5, 6)
    assert found.by_chance == pytest.approx(0.75**2 + 0.25**2)


def test_one_voter_agrees_with_nobody() -> None:
    assert agreement(answered(entries("VAHA", 1), 1, 1.0)) is None


def test_one_answer_alone_can_be_measured() -> None:
    (group,) = measure([Answer("v", entries("VAHA", 1)[0], None, 4)]).groups
    assert (group.hang, group.hang_spread, group.agreement) == (4.0, None, None)
