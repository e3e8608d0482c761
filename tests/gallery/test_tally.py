"""Counts of days: they outlast a restart, begin anew each day, and keep to a quota."""

from __future__ import annotations

import threading
from datetime import datetime
from pathlib import Path

from vaha.gallery.database import Database
from vaha.gallery.tally import Tally
from vaha.gallery.works import Gallery


def test_counts_outlast_a_restart_and_begin_anew_each_day(tmp_path: Path) -> None:
    gallery = Gallery.open(tmp_path)
    gallery.tally.add("sheets", 3)
    gallery.tally.add("sheets", -1)
    again = Gallery.open(tmp_path)
    assert again.tally.today() == {"sheets": 2}
    tomorrow = Tally(Database(tmp_path), again._write, lambda: datetime(2126, 11, 28, 0, 1))
    assert tomorrow.today() == {} and tomorrow.take("sheets", 1, 1)
    assert tomorrow.today() == {"sheets": 1} and tomorrow.in_all("sheets") == 3


def test_of_many_at_once_no_more_are_counted_than_may_be(tmp_path: Path) -> None:
    gallery = Gallery.open(tmp_path)
    taken: list[bool] = []
    threads = [
        threading.Thread(target=lambda: taken.append(gallery.tally.take("sheets", 2, 7)))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(taken) == 3 and gallery.tally.today() == {"sheets": 6}
