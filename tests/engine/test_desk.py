"""What an engine refuses, without a server."""

from __future__ import annotations

import pytest

from vaha.engine.desk import MOST_BYTES, Desk
from vaha.stages.fake import fake_studio_parts
from vaha.studio import Studio


@pytest.fixture
def desk() -> Desk:
    return Desk(Studio(*fake_studio_parts()), "secret")


@pytest.mark.parametrize("length", [None, "", "-1", "many", "1.5"])
def test_a_body_whose_length_is_not_told_is_not_read(desk: Desk, length: str | None) -> None:
    refusal = desk.refusal_of_body({} if length is None else {"content-length": length})
    assert refusal is not None and refusal.status == 411


@pytest.mark.parametrize("length", [str(MOST_BYTES + 1), "9" * 5000])
def test_a_body_that_is_too_long_is_not_read(desk: Desk, length: str) -> None:
    refusal = desk.refusal_of_body({"content-length": length})
    assert refusal is not None and refusal.status == 413


@pytest.mark.parametrize("length", ["0", str(MOST_BYTES)])
def test_a_photo_or_none_is_read(desk: Desk, length: str) -> None:
    assert desk.refusal_of_body({"content-length": length}) is None
