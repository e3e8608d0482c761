"""A gallery holds no more than it may: the oldest go first, favourites last."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from vaha.artwork import Artwork
from vaha.gallery.quota import Quota
from vaha.gallery.works import Gallery

Files = Callable[[], list[str]]


def ids(gallery: Gallery, visitor: str = "ann") -> list[str]:
    return [work.id for work in gallery.page(visitor).works]


def test_of_too_many_works_of_a_visitor_the_oldest_go(
    folder: Path, files: Files, painted: Artwork
) -> None:
    gallery = Gallery.open(folder, Quota(works=3))
    other = gallery.add("ben", painted).id
    works = [gallery.add("ann", painted).id for _ in range(5)]
    assert ids(gallery) == works[:1:-1]
    assert ids(gallery, "ben") == [other]
    assert files() == sorted([other, *works[2:]])


def test_favourites_go_last_and_the_newest_never(folder: Path, painted: Artwork) -> None:
    gallery = Gallery.open(folder, Quota(works=2))
    first = gallery.add("ann", painted).id
    gallery.mark("ann", first, True)
    gallery.add("ann", painted)
    third = gallery.add("ann", painted).id
    assert ids(gallery) == [third, first]
    gallery.mark("ann", third, True)
    fourth = gallery.add("ann", painted).id
    assert ids(gallery) == [fourth, third]


def test_all_pictures_together_are_no_larger_than_they_may_be(
    folder: Path, files: Files, painted: Artwork
) -> None:
    plain = Gallery.open(folder)
    first = plain.add("ann", painted).id
    size = plain.holding().bytes
    assert size == (folder / "works" / f"{first}.png").stat().st_size
    gallery = Gallery.open(folder, Quota(bytes=3 * size + 10))
    favourite = gallery.add("ben", painted).id
    gallery.mark("ben", favourite, True)
    others = [gallery.add("ann", painted).id for _ in range(3)]
    assert gallery.holding().bytes <= 3 * size + 10
    assert files() == sorted([favourite, *others[1:]])


def test_one_picture_is_kept_even_where_it_is_too_large(folder: Path, painted: Artwork) -> None:
    gallery = Gallery.open(folder, Quota(bytes=1))
    for _ in range(2):
        newest = gallery.add("ann", painted).id
    assert ids(gallery) == [newest]


def test_works_that_are_too_old_go_but_favourites_stay(
    folder: Path, files: Files, painted: Artwork, change: Callable[..., None]
) -> None:
    gallery = Gallery.open(folder, Quota(days=7))
    old, favourite, new = (gallery.add("ann", painted).id for _ in range(3))
    gallery.mark("ann", favourite, True)
    long_ago = "2020-01-01T00:00:00.000000+00:00"
    change("UPDATE works SET created = ? WHERE id IN (?, ?)", long_ago, old, favourite)
    with gallery.claimed():
        assert files() == sorted([favourite, new])


def test_sizes_from_before_they_were_noted_are_found_at_the_start(
    gallery: Gallery, painted: Artwork, change: Callable[..., None]
) -> None:
    gallery.add("ann", painted)
    size = gallery.holding().bytes
    change("UPDATE works SET bytes = 0")
    assert gallery.holding().bytes == 0
    with gallery.claimed():
        assert gallery.holding().bytes == size > 0
