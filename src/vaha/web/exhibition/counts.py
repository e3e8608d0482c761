"""What is counted of visits, and how little of their moods is shown."""

from __future__ import annotations

from collections.abc import Mapping
from operator import itemgetter

from vaha.emotions import FACE_EMOTIONS
from vaha.gallery.tally import Tally
from vaha.web.services.queue.jobs import Job

GROUP = 5
"""Moods are shown of so many people together, or not at all."""

MOOD = "mood "


def count_visit(tally: Tally, jobs: list[Job], hung: int, agreed: bool) -> None:
    """Count what a visitor did who goes: each mood once, whoever painted it how often."""
    done = [job.portrait for job in jobs if job.portrait.state == "done"]
    moods = {max(one.mood.items(), key=itemgetter(1))[0].value for one in done if one.mood}
    counts = {"visits": 1, "agreed": int(agreed), "portraits": len(done), "hung": hung}
    counts |= {f"{MOOD}{mood}": 1 for mood in moods}
    for what, count in counts.items():
        if count:
            tally.add(what, count)


def moods_of_groups(counts: Mapping[str, int]) -> dict[str, int]:
    """Moods of five people or more, in fives: no one visit changes what is to be seen."""
    found = {emotion.value: counts.get(f"{MOOD}{emotion.value}", 0) for emotion in FACE_EMOTIONS}
    return {mood: count // GROUP * GROUP for mood, count in found.items() if count >= GROUP}


def moved(counts: Mapping[str, int]) -> tuple[int, float] | None:
    """How many said whether a painting carries their mood, and the mean of 1 to 5.

    None below five answers.
    """
    given = {
        value: sum(counts.get(f"carries {origin} {value}", 0) for origin in ("read", "chosen"))
        for value in range(1, 6)
    }
    count = sum(given.values())
    if count < GROUP:
        return None
    return count, sum(value * times for value, times in given.items()) / count
