"""What people answered, joined to the key; anything that does not belong together is refused."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from vaha.emotions import FaceEmotion, face_emotion
from vaha.errors import InputError, MoodError
from vaha.study.key import Entry, Key, read_rows, to_csv
from vaha.study.write import CANNOT_SAY

COLUMNS = ("study", "voter", "picture", "perceived", "hang", "place", "seconds")
JOINED = ("voter", "picture", "source", "manner", "asked", "perceived", "hang", "place", "seconds")
VOTES = range(1, 6)
"""Would you hang it: 1 never, 5 gladly."""


_VOTER, _NUMBER = (
    re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{0,63}"),
    re.compile(r"[0-9]{0,9}(\.[0-9]+)?"),
)
"""So written, nothing that others send runs as a formula where the joined file is opened."""


@dataclass(frozen=True)
class Answer:
    """What one voter said of one picture.

    `perceived` is None where they could not say; `hang` 1 to 5; `place` and `seconds` as the page
    wrote them: the how-manieth picture it was, and how long it took.
    """

    voter: str
    entry: Entry
    perceived: FaceEmotion | None
    hang: int
    place: str = ""
    seconds: str = ""

    @property
    def is_as_asked(self) -> bool:
        return self.perceived is not None and self.perceived is self.entry.asked


def read_answers(key: Key, paths: Sequence[Path]) -> list[Answer]:
    """The answers in these files.

    Raises InputError for those of another study, unknown pictures, and a picture that one voter
    answers twice: saved twice, one of the two files is enough.
    """
    answers: dict[tuple[str, str], Answer] = {}
    for path in paths:
        for row in read_rows(path, COLUMNS):
            answer = _answer(key, path, row)
            pair = (answer.voter, answer.entry.picture)
            if pair in answers:
                raise InputError(
                    f"{path}: voter {pair[0]} answers {pair[1]} twice; give each voter's last file"
                )
            answers[pair] = answer
    if not answers:
        raise InputError("there are no answers; name the files that the page saved")
    return list(answers.values())


def answers_to_csv(answers: Iterable[Answer]) -> bytes:
    """Answers beside what the pictures are, as the bytes of a CSV file."""
    return to_csv(
        JOINED,
        (
            (
                one.voter,
                one.entry.picture,
                one.entry.source,
                one.entry.manner,
                one.entry.asked.value if one.entry.asked else "",
                said(one.perceived),
                one.hang,
                one.place,
                one.seconds,
            )
            for one in answers
        ),
    )


def said(perceived: FaceEmotion | None) -> str:
    """A mood as it is answered."""
    return perceived.value if perceived else CANNOT_SAY


def _answer(key: Key, path: Path, row: Sequence[str]) -> Answer:
    study, voter, picture, perceived, hang, place, seconds = row
    if study != key.study:
        raise InputError(f"{path} answers the study {study}, not {key.study}; name its folder")
    if picture not in key.entries:
        raise InputError(
            f"{path} answers {picture}, which is no picture of this study; leave it out"
        )
    if hang not in map(str, VOTES):
        raise InputError(f"{path}: {hang!r} for {picture} is no vote; it must be 1 to 5")
    if not _VOTER.fullmatch(voter):
        raise InputError(f"{path}: {voter!r} is no voter; use digits and letters, up to 64")
    if not (_NUMBER.fullmatch(place) and _NUMBER.fullmatch(seconds)):
        raise InputError(f"{path}: place and seconds of {picture} are no numbers; save it again")
    try:
        mood = None if perceived == CANNOT_SAY else face_emotion(perceived)
    except MoodError as error:
        raise InputError(f"{path}: {picture}: {error}, or say {CANNOT_SAY}") from error
    return Answer(voter, key.entries[picture], mood, int(hang), place, seconds)
