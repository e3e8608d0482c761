"""A place for one thing between two threads."""

from __future__ import annotations

import threading

from vaha.mirror.slot import Slot


def test_the_newest_wins_and_what_gave_way_is_counted() -> None:
    slot: Slot[int] = Slot()
    for number in range(5):
        slot.put(number)
    assert slot.take() == 4 and slot.dropped == 4
    assert slot.take_at_once() is None


def test_nothing_is_given_twice() -> None:
    slot: Slot[int] = Slot()
    slot.put(1)
    assert slot.take_at_once() == 1 and slot.take_at_once() is None
    slot.put(2)
    assert slot.take() == 2 and slot.dropped == 0


def test_who_waits_gets_what_comes() -> None:
    slot: Slot[int] = Slot()
    got: list[int | None] = []
    thread = threading.Thread(target=lambda: got.append(slot.take()))
    thread.start()
    slot.put(7)
    thread.join(5)
    assert got == [7]


def test_closing_frees_who_waits_and_keeps_what_lies_there() -> None:
    slot: Slot[int] = Slot()
    got: list[int | None] = []
    thread = threading.Thread(target=lambda: got.append(slot.take()))
    thread.start()
    slot.close()
    thread.join(5)
    assert got == [None]
    slot.put(3)
    assert slot.take() == 3 and slot.take() is None


def test_waiting_is_over_when_something_comes_or_it_is_closed_or_time_is_up() -> None:
    slot: Slot[int] = Slot()
    slot.wait(0.001)
    slot.put(1)
    slot.wait(60)
    assert slot.take() == 1
    slot.close()
    slot.wait(60)
