from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from vaha.emotions import Mood
from vaha.errors import WorkNotFound
from vaha.gallery.exhibited import HOUSE, NOBODY, Exhibited
from vaha.gallery.works import Gallery
from vaha.stages.fake import FakePainter

DAY = 24 * 3600.0


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 27, 12, tzinfo=timezone.utc)

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def gallery(tmp_path: Path) -> Gallery:
    return Gallery.open(tmp_path / "gallery")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def exhibited(gallery: Gallery, clock: Clock) -> Exhibited:
    exhibited = gallery.exhibited
    exhibited._clock = clock
    return exhibited


def add(gallery: Gallery, visitor: str, seed: int = 1) -> str:
    [work] = FakePainter().paint(Mood.parse("happy"), [seed])
    return gallery.add(visitor, work, "a-portrait").id


def names(exhibited: Exhibited) -> list[str]:
    return [kept.id for kept in exhibited.hung(10)]


def pictures(gallery: Gallery) -> set[str]:
    return set(gallery._pictures.ids())


def test_when_a_visitor_goes_what_hangs_or_was_given_stays_and_is_nobodys(
    gallery: Gallery, exhibited: Exhibited
) -> None:
    hung, given, left = (add(gallery, "ann", seed) for seed in range(3))
    theirs = add(gallery, "bob", 9)
    exhibited.hang("ann", hung)
    token, _ = exhibited.give("ann", given, DAY)
    parted = exhibited.part("ann")
    assert (parted.kept, parted.gone) == (2, 1)
    assert pictures(gallery) == {hung, given, theirs}
    assert gallery.page("ann").works == () and len(gallery.page("bob").works) == 1
    with pytest.raises(WorkNotFound):
        gallery.get("ann", hung)
    assert names(exhibited) == [hung]
    kept, picture = exhibited.given(token)
    assert kept.id == given and kept.portrait is None and picture.startswith(b"\x89PNG")
    assert left not in pictures(gallery)


def test_only_its_visitor_hangs_or_gives_a_work(gallery: Gallery, exhibited: Exhibited) -> None:
    work = add(gallery, "ann")
    with pytest.raises(WorkNotFound):
        exhibited.hang("bob", work)
    with pytest.raises(WorkNotFound):
        exhibited.give("bob", work, DAY)
    with pytest.raises(WorkNotFound):
        exhibited.hung_picture(work)
    assert names(exhibited) == []


def test_a_token_leads_to_one_work_and_is_the_same_until_it_ends(
    gallery: Gallery, exhibited: Exhibited, clock: Clock
) -> None:
    work, other = add(gallery, "ann"), add(gallery, "ann", 2)
    token, until = exhibited.give("ann", work, DAY)
    clock.pass_by(3600)
    assert exhibited.give("ann", work, DAY) == (token, until)
    assert exhibited.give("ann", other, DAY)[0] != token
    with pytest.raises(WorkNotFound):
        exhibited.given(token + "x")
    with pytest.raises(WorkNotFound):
        exhibited.given("")
    exhibited.part("ann")
    clock.pass_by(DAY - 3601)
    assert exhibited.let_go_expired() == 0 and exhibited.given(token)[0].id == work
    clock.pass_by(2)
    with pytest.raises(WorkNotFound):
        exhibited.given(token)
    assert exhibited.let_go_expired() == 1
    assert pictures(gallery) == {other}


def test_forgetting_by_the_token_takes_the_work_from_the_walls_too(
    gallery: Gallery, exhibited: Exhibited
) -> None:
    work = add(gallery, "ann")
    exhibited.hang("ann", work)
    token, _ = exhibited.give("ann", work, DAY)
    exhibited.part("ann")
    exhibited.forget_given(token)
    assert names(exhibited) == [] and pictures(gallery) == set()
    with pytest.raises(WorkNotFound):
        exhibited.forget_given(token)


def test_what_hung_for_long_is_taken_down_but_the_houses_own_stays(
    gallery: Gallery, exhibited: Exhibited, clock: Clock
) -> None:
    ours, theirs = add(gallery, HOUSE), add(gallery, "ann", 2)
    exhibited.hang(HOUSE, ours)
    clock.pass_by(60)
    exhibited.hang("ann", theirs)
    exhibited.part("ann")
    assert names(exhibited) == [theirs, ours], "the newest first"
    clock.pass_by(31 * DAY)
    assert exhibited.let_go_expired(days=30) == 1
    assert names(exhibited) == [ours]


def test_after_a_start_everybody_is_gone_and_nothing_that_hangs_is_lost(
    tmp_path: Path, gallery: Gallery, exhibited: Exhibited
) -> None:
    hung, _ = add(gallery, "ann"), add(gallery, "bob", 2)
    house = add(gallery, HOUSE, 3)
    exhibited.hang("ann", hung)
    exhibited.hang(HOUSE, house)
    again = Gallery.open(tmp_path / "gallery")
    with again.claimed():
        parted = again.exhibited.part_all()
    assert (parted.kept, parted.gone) == (1, 1)
    assert {kept.id for kept in again.exhibited.hung(10)} == {hung, house}
    assert len(again.page(NOBODY).works) == 1


def test_a_work_that_is_taken_down_goes_where_it_is_nobodys(
    gallery: Gallery, exhibited: Exhibited
) -> None:
    mine, parted = add(gallery, "ann"), add(gallery, "bob", 2)
    exhibited.hang("ann", mine)
    exhibited.hang("bob", parted)
    exhibited.part("bob")
    exhibited.take_down(mine)
    exhibited.take_down(parted)
    assert names(exhibited) == []
    assert gallery.get("ann", mine).favourite is False
    assert pictures(gallery) == {mine}


def test_forget_me_takes_what_hangs_and_what_was_given(
    gallery: Gallery, exhibited: Exhibited
) -> None:
    work = add(gallery, "ann")
    exhibited.hang("ann", work)
    token, _ = exhibited.give("ann", work, DAY)
    assert gallery.forget("ann") == 1
    assert names(exhibited) == []
    with pytest.raises(WorkNotFound):
        exhibited.given(token)
