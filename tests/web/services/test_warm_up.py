"""Warming up runs every stage once, and leaves the rest where the server ends meanwhile."""

from __future__ import annotations

from vaha.stages.fake import fake_studio_parts
from vaha.studio import Studio
from vaha.web.services.warm_up import warm_up


class Counting:
    """Says from the given question on that the server ends."""

    def __init__(self, from_question: int) -> None:
        self.from_question, self.asked = from_question, 0

    def __call__(self) -> bool:
        self.asked += 1
        return self.asked >= self.from_question


def test_every_stage_is_run_once() -> None:
    asked = Counting(100)
    warm_up(Studio(*fake_studio_parts()), asked)
    assert asked.asked == 6


def test_no_stage_is_begun_once_the_server_ends() -> None:
    asked = Counting(3)
    warm_up(Studio(*fake_studio_parts()), asked)
    assert asked.asked == 3
