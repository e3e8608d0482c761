"""One bad row or picture hides nothing but itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from vaha.artwork import Artwork
from vaha.errors import WorkDamaged, WorkNotFound
from vaha.gallery.pictures import is_whole
from vaha.gallery.works import Gallery

Change = Callable[..., None]

BAD = [
    ("recipe", "{}"),
    ("recipe", "no JSON"),
    ("recipe", "[1]"),
    ("recipe", b"\xff"),
    ("created", "yesterday"),
    ("scores", "{"),
    ("scores", '{"joy": 1}'),
    ("scores", '["awe"]'),
    ("scores", '{"awe": null}'),
]


@pytest.mark.parametrize(("column", "value"), BAD)
def test_a_bad_row_is_left_out_and_counted(
    gallery: Gallery, painted: Artwork, change: Change, column: str, value: str
) -> None:
    works = [gallery.add("ann", painted).id for _ in range(5)]
    change(f"UPDATE works SET {column} = ? WHERE id = ?", value, works[2])
    page = gallery.page("ann")
    assert {work.id for work in page.works} == {*works} - {works[2]}
    assert page.unreadable == 1 and gallery.holding().unreadable == 1
    with pytest.raises(WorkDamaged, match="you can delete it"):
        gallery.get("ann", works[2])
    gallery.delete("ann", works[2])
    assert gallery.page("ann").unreadable == 0


def test_pages_go_on_over_bad_rows(gallery: Gallery, painted: Artwork, change: Change) -> None:
    works = [gallery.add("ann", painted).id for _ in range(9)]
    for work in works[2:6]:
        change("UPDATE works SET recipe = '{}' WHERE id = ?", work)
    seen: list[str] = []
    cursor, unreadable = None, 0
    while True:
        page = gallery.page("ann", 2, cursor)
        seen += [work.id for work in page.works]
        unreadable += page.unreadable
        if (cursor := page.next) is None:
            break
    assert seen == [*works[:5:-1], *works[1::-1]] and unreadable == 4


def test_a_folder_in_a_picture_s_place_is_a_damaged_work(
    gallery: Gallery, folder: Path, painted: Artwork
) -> None:
    work = gallery.add("ann", painted).id
    path = folder / "works" / f"{work}.png"
    path.unlink()
    path.mkdir()
    (path / "file").write_text("")
    with pytest.raises(WorkDamaged):
        gallery.picture("ann", work)
    gallery.delete("ann", work)
    assert not path.exists()


def test_half_a_picture_is_not_shown(gallery: Gallery, folder: Path, painted: Artwork) -> None:
    work = gallery.add("ann", painted).id
    path = folder / "works" / f"{work}.png"
    whole = path.read_bytes()
    for harmed in (
        whole[: len(whole) // 2],
        whole[:-1],
        b"",
        bytes(len(whole)),
        whole[:200] + b"x" + whole[201:],
    ):
        path.write_bytes(harmed)
        assert not is_whole(harmed)
        with pytest.raises(WorkDamaged):
            gallery.picture("ann", work)
    path.write_bytes(whole)
    assert gallery.picture("ann", work) == whole


def test_a_damaged_work_of_another_is_still_not_there(
    gallery: Gallery, painted: Artwork, change: Change
) -> None:
    work = gallery.add("ann", painted).id
    change("UPDATE works SET recipe = '{}'")
    with pytest.raises(WorkNotFound) as caught:
        gallery.get("ben", work)
    assert not isinstance(caught.value, WorkDamaged)
