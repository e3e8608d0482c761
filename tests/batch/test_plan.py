"""Each item is done once, however often an order is stopped, and no two orders mix."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from pathlib import Path

import pyarrow.parquet
import pytest

from vaha.batch.fake import HereAndNow
from vaha.batch.orders import Order
from vaha.batch.plan import planned
from vaha.batch.work import Looking, Paintings
from vaha.emotions import Mood
from vaha.errors import InputError


def items_done(order: Order) -> list[str]:
    """The item of every row in every part."""
    parts = sorted(Path(order.out).glob("part-*.parquet"))
    return [item for part in parts for item in pyarrow.parquet.read_table(part)["item"].to_pylist()]


def test_an_order_that_was_stopped_does_what_is_left_once(order_of) -> None:
    order, items = order_of(Looking())
    first = planned(order, items, 2)
    assert (first.items, first.done, len(first.shards)) == (8, 0, 4)
    list(islice(HereAndNow().run(order, first.shards), 2))  # and no further
    second = planned(order, items, 2)
    assert (second.done, second.shards) == (4, first.shards[2:])
    list(HereAndNow().run(order, second.shards))
    assert sorted(items_done(order)) == sorted(items)
    assert planned(order, items, 2).shards == ()


def test_a_source_that_grew_and_parts_of_another_size_repeat_no_item(order_of) -> None:
    order, items = order_of(Looking())
    list(HereAndNow().run(order, planned(order, items[::2], 3).shards))
    rest = planned(order, items, 5)
    assert rest.done == 4
    list(HereAndNow().run(order, rest.shards))
    assert sorted(items_done(order)) == sorted(items)


def test_errors_are_counted_and_done_again_when_asked(order_of, photos: Path) -> None:
    order, items = order_of(Looking())
    list(HereAndNow().run(order, planned(order, items, 4).shards))
    assert planned(order, items, 4).errors == 1
    (photos / "bad.jpg").write_bytes((photos / "0.png").read_bytes())
    again = planned(order, items, 4, retry_errors=True)
    assert (again.done, again.errors) == (7, 0)
    assert [shard.items for shard in again.shards] == [("bad.jpg",)]
    list(HereAndNow().run(order, again.shards))
    after = planned(order, items, 4)
    assert (after.done, after.errors, after.shards) == (8, 0, ())
    assert sorted(items_done(order)) == sorted(items)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"work": Looking("largest")}, "face: all there, largest here"),
        ({"work": Paintings(Mood.parse("sad"))}, "kind: look there, paint here"),
        ({"version": "9.9"}, "version: .* there, 9.9 here"),
        ({"root": "/elsewhere"}, "source: .* there, /elsewhere here"),
        ({"models": {"mood": "abc"}}, "mood: null there, abc here"),
    ],
)
def test_an_out_of_another_order_is_refused_with_what_differs(order_of, change, said) -> None:
    order, items = order_of(Looking())
    planned(order, items, 4)
    with pytest.raises(InputError, match=said):
        planned(replace(order, **change), items, 4)


def test_a_part_that_is_not_whole_is_named(order_of) -> None:
    order, items = order_of(Looking())
    done = list(HereAndNow().run(order, planned(order, items, 4).shards))
    part = Path(order.out) / done[0].name
    part.write_bytes(part.read_bytes()[:-100])
    with pytest.raises(InputError, match=f"{done[0].name} is not whole; remove it"):
        planned(order, items, 4)


def test_parts_of_nobody_knows_what_are_left_alone(order_of, tmp_path: Path) -> None:
    order, items = order_of(Looking())
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "part-1.parquet").write_bytes(b"")
    with pytest.raises(InputError, match=r"parts without order\.json"):
        planned(order, items, 4)


def test_names_of_parts_tell_options_and_items_but_not_where_they_lie(order_of) -> None:
    order, items = order_of(Looking())
    moved = replace(order, root="/elsewhere", out=f"{order.out}-2")
    other = replace(order, work=Looking("largest"), out=f"{order.out}-3")
    names = [[shard.name for shard in planned(one, items, 4).shards] for one in (order, moved)]
    assert names[0] == names[1]
    assert not {shard.name for shard in planned(other, items, 4).shards} & set(names[0])
