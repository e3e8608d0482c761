"""What answers come to: moods perceived as asked, hanging votes, and how far voters agree."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from vaha.emotions import FACE_EMOTIONS, FaceEmotion
from vaha.study.answers import Answer
from vaha.training.measures.classifiers import wilson_interval

Name = TypeVar("Name")
PERCEIVED: tuple[FaceEmotion | None, ...] = (*FACE_EMOTIONS, None)
"""What may be answered, None for `cannot say`."""


@dataclass(frozen=True)
class Share:
    """How often something happened of so many times, with its 95 % Wilson interval."""

    share: float
    low: float
    high: float
    count: int

    @classmethod
    def of(cls, happened: Sequence[bool]) -> Share:
        share = sum(happened) / len(happened)
        return cls(share, *wilson_interval(share, len(happened)), len(happened))


@dataclass(frozen=True)
class Agreement:
    """How often two voters say the same mood of a picture, and would by chance; `pairs` of them.

    `kappa` is 0 for chance and 1 for agreeing always (Fleiss, "Measuring nominal scale agreement
    among many raters", 1971; pictures count by their pairs, for not all have as many answers).
    None where all say the same of everything.
    """

    share: float
    by_chance: float
    pairs: int

    @property
    def kappa(self) -> float | None:
        if self.by_chance >= 1.0:
            return None
        return (self.share - self.by_chance) / (1 - self.by_chance)


@dataclass(frozen=True)
class Group:
    """The measures of a source in one manner.

    `as_asked` is None where no mood was asked for. `by_chance` is how often the asked mood would
    be perceived if the same answers fell on the pictures by chance. `confusion` has a row for each
    of FACE_EMOTIONS that was asked, a column for each of PERCEIVED; `perceived` counts the latter
    in all answers. `hang` is the mean vote, `hang_spread` half its 95 % interval, None of one vote.
    """

    name: str
    asked_pictures: int
    answers: int
    as_asked: Share | None
    by_mood: dict[FaceEmotion, Share]
    by_chance: float | None
    confusion: list[list[int]]
    perceived: list[int]
    hang: float
    hang_spread: float | None
    agreement: Agreement | None


@dataclass(frozen=True)
class Findings:
    """A study's: its groups, and the agreement over all of its pictures."""

    voters: int
    answers: int
    groups: list[Group]
    agreement: Agreement | None


def measure(answers: Sequence[Answer]) -> Findings:
    """All that the report says; there is at least one answer."""
    groups = _by(answers, lambda one: one.entry.group)
    return Findings(
        voters=len({one.voter for one in answers}),
        answers=len(answers),
        groups=[_group(name, some) for name, some in sorted(groups.items())],
        agreement=agreement(answers),
    )


def agreement(answers: Sequence[Answer]) -> Agreement | None:
    """How far voters agree; None where no picture has two answers."""
    same = pairs = 0
    said: Counter[FaceEmotion | None] = Counter()
    for some in _by(answers, lambda one: one.entry.picture).values():
        counts = Counter(one.perceived for one in some)
        if len(some) > 1:
            pairs += math.comb(len(some), 2)
            same += sum(math.comb(count, 2) for count in counts.values())
            said += counts
    if not pairs:
        return None
    by_chance = sum((count / said.total()) ** 2 for count in said.values())
    return Agreement(same / pairs, by_chance, pairs)


def _group(name: str, answers: Sequence[Answer]) -> Group:
    asked = [one for one in answers if one.entry.asked is not None]
    moods = _by(asked, lambda one: one.entry.asked)
    votes = [one.hang for one in answers]
    said = Counter(one.perceived for one in answers)
    return Group(
        name=name,
        asked_pictures=len({one.entry.picture for one in asked}),
        answers=len(answers),
        as_asked=Share.of([one.is_as_asked for one in asked]) if asked else None,
        by_mood={
            mood: Share.of([one.is_as_asked for one in moods[mood]])
            for mood in FACE_EMOTIONS
            if mood in moods
        },
        by_chance=_by_chance(asked),
        confusion=[
            [sum(one.perceived is mood for one in moods.get(row, [])) for mood in PERCEIVED]
            for row in FACE_EMOTIONS
        ],
        perceived=[said[mood] for mood in PERCEIVED],
        hang=sum(votes) / len(votes),
        hang_spread=_spread(votes),
        agreement=agreement(answers),
    )


def _by_chance(asked: Sequence[Answer]) -> float | None:
    if not asked:
        return None
    wanted = Counter(one.entry.asked for one in asked)
    said = Counter(one.perceived for one in asked)
    return sum(wanted[mood] * said[mood] for mood in FACE_EMOTIONS) / len(asked) ** 2


def _spread(votes: Sequence[int]) -> float | None:
    if len(votes) < 2:
        return None
    mean = sum(votes) / len(votes)
    variance = sum((vote - mean) ** 2 for vote in votes) / (len(votes) - 1)
    return 1.96 * math.sqrt(variance / len(votes))


def _by(answers: Sequence[Answer], name: Callable[[Answer], Name]) -> dict[Name, list[Answer]]:
    groups: defaultdict[Name, list[Answer]] = defaultdict(list)
    for one in answers:
        groups[name(one)].append(one)
    return dict(groups)
