"""What stands in the rows of each kind of work."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet
import pytest

from vaha.artwork import RECIPE_KEY, Recipe, encode_artwork
from vaha.batch.fake import HereAndNow, open_fake_studio
from vaha.batch.plan import planned
from vaha.batch.rows import schema
from vaha.batch.work import Judging, Looking, Paintings, Portraits, seed_of
from vaha.emotions import Mood
from vaha.errors import ModelNotFound
from vaha.hand.base import Brushwork
from vaha.images import read_image
from vaha.portraits.options import PortraitOptions

SMALL = PortraitOptions(candidates=4, keep=2, scale=2, size=64)


def rows_of(order, items, size: int = 3) -> dict[str, dict]:
    list(HereAndNow().run(order, planned(order, items, size).shards))
    parts = [pyarrow.parquet.read_table(part) for part in Path(order.out).glob("part-*.parquet")]
    assert all(part.schema.equals(schema()) for part in parts)
    return {row["item"]: row for part in parts for row in part.to_pylist()}


def test_a_picture_that_is_none_becomes_a_row_and_the_others_are_done(order_of) -> None:
    rows = rows_of(*order_of(Looking()))
    assert rows["bad.jpg"]["error"].startswith("PictureError: ")
    assert rows["bad.jpg"]["faces"] is None
    good = [row for item, row in rows.items() if item != "bad.jpg"]
    assert [row["error"] for row in good] == [None] * 7
    assert all(row["faces"][0]["mood"]["happy"] == 0.7 for row in good)


def test_a_face_that_is_not_there_is_no_error(order_of) -> None:
    assert rows_of(*order_of(Looking(3)))["0.png"]["faces"] == []


def test_a_portrait_of_a_batch_is_the_one_made_alone(order_of, photos: Path) -> None:
    rows = rows_of(*order_of(Portraits(SMALL, seed=5)))
    alone = open_fake_studio(None).portrait(
        read_image(photos / "3.png"),
        PortraitOptions(candidates=4, keep=2, scale=2, size=64, seed=seed_of(5, "3.png")),
    )
    assert [work["picture"] for work in rows["3.png"]["works"]] == [
        encode_artwork(work) for work in alone.works
    ]
    assert rows["2.png"]["works"][0]["seed"] != rows["3.png"]["works"][0]["seed"]


def test_a_painting_is_that_of_its_seed_in_whatever_part(order_of) -> None:
    work = Paintings(Mood.parse("sad"), 2, Brushwork("ink", size=64))
    order, _ = order_of(work)
    rows = rows_of(order, ("7", "18446744073709551615", "0"), 2)
    assert rows["18446744073709551615"]["works"][0]["seed"] == 2**64 - 1
    studio = open_fake_studio(order)
    alone = studio.score(studio.paint(work.mood, [7]), work.mood)[0]
    expected = encode_artwork(studio.brush(studio.enlarge(alone, 2), work.hand))
    assert rows["7"]["works"][0]["picture"] == expected
    assert RECIPE_KEY.encode() in expected
    assert Recipe.from_json(rows["7"]["works"][0]["recipe"]).hand.manner == "ink"


@pytest.mark.parametrize("mood", [None, Mood.parse("happy")])
def test_judging_gives_nine_chances_and_a_lift_where_a_mood_was_given(order_of, mood) -> None:
    rows = rows_of(*order_of(Judging(mood)))
    assert sum(rows["1.png"]["felt"].values()) == pytest.approx(1)
    assert (rows["1.png"]["lift"] is None) == (mood is None)
    assert rows["bad.jpg"]["felt"] is None
    assert rows["bad.jpg"]["error"]


def test_a_fault_of_ours_spoils_one_row_and_missing_weights_end_the_order(order_of) -> None:
    def read_with(error: Exception):
        def read(item: str):
            raise error

        return read

    studio = open_fake_studio(None)
    (row,) = Looking().rows(studio, ["a"], read_with(ZeroDivisionError("by none")))
    assert row == {"item": "a", "error": "a fault in VAHA: ZeroDivisionError: by none"}
    with pytest.raises(ModelNotFound):
        list(Looking().rows(studio, ["a"], read_with(ModelNotFound("no weights"))))
