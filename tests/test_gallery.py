from __future__ import annotations

import sqlite3
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from vaha.artwork import Artwork, Recipe, Variation, read_recipe
from vaha.emotions import Mood
from vaha.errors import GalleryError, InputError, OutputError, WorkNotFound
from vaha.gallery.schema import Migration, known_migrations, migrate
from vaha.gallery.works import Gallery
from vaha.images import read_image
from vaha.stages.fake import FakeCritic, FakePainter

SAD = Mood.parse("sad=0.8,happy=0.2")
ANN, BEN = "ann", "ben"


@pytest.fixture
def gallery(tmp_path: Path) -> Gallery:
    return Gallery.open(tmp_path / "gallery")


def painted(seed: int = 1) -> Artwork:
    return FakeCritic().score(FakePainter().paint(SAD, [seed]), SAD)[0]


def test_a_work_is_found_again_as_it_was_kept(gallery: Gallery) -> None:
    work = painted(2**64 - 1)
    kept = gallery.add(ANN, work, portrait="p", rank=2)
    found = gallery.get(ANN, kept.id)
    assert found == kept
    assert found.recipe == work.recipe and found.scores == work.scores
    assert (found.width, found.height, found.rank, found.favourite) == (64, 64, 2, False)


def test_a_variation_is_kept_with_its_work(gallery: Gallery) -> None:
    recipe = replace(painted().recipe, variation=Variation(7, 0.25))
    kept = gallery.add(ANN, replace(painted(), recipe=recipe))
    assert gallery.get(ANN, kept.id).recipe == recipe


def test_the_png_beside_it_carries_the_recipe(gallery: Gallery, tmp_path: Path) -> None:
    work = painted()
    kept = gallery.add(ANN, work)
    path = tmp_path / "gallery" / "works" / f"{kept.id}.png"
    assert np.array_equal(read_image(path), work.image)
    assert read_recipe(path) == work.recipe
    assert gallery.picture(ANN, kept.id) == path.read_bytes()


def test_another_day_the_gallery_is_as_it_was(gallery: Gallery, tmp_path: Path) -> None:
    kept = gallery.add(ANN, painted())
    assert Gallery.open(tmp_path / "gallery").get(ANN, kept.id) == kept


def test_ids_cannot_be_guessed(gallery: Gallery) -> None:
    ids = {gallery.add(ANN, painted()).id for _ in range(20)}
    assert len(ids) == 20 and all(len(work) >= 22 for work in ids)  # 22 characters: 132 bits


def test_no_visitor_reaches_the_works_of_another(gallery: Gallery) -> None:
    work = gallery.add(ANN, painted()).id
    for attempt in (
        lambda: gallery.get(BEN, work),
        lambda: gallery.picture(BEN, work),
        lambda: gallery.mark(BEN, work, True),
        lambda: gallery.delete(BEN, work),
        lambda: gallery.get(BEN, "' OR 1=1 --"),
    ):
        with pytest.raises(WorkNotFound, match="no such work"):
            attempt()
    assert gallery.page(BEN).works == ()
    assert not gallery.get(ANN, work).favourite


def test_pages_go_from_new_to_old_and_miss_none(gallery: Gallery) -> None:
    ids = [gallery.add(ANN, painted(seed)).id for seed in range(7)]
    gallery.add(BEN, painted())
    seen: list[str] = []
    cursor: str | None = None
    for size in (3, 3, 1):
        page = gallery.page(ANN, limit=3, before=cursor)
        assert len(page.works) == size
        seen += [work.id for work in page.works]
        cursor = page.next
    assert seen == ids[::-1] and cursor is None


def test_a_work_that_comes_between_two_pages_shifts_nothing(gallery: Gallery) -> None:
    ids = [gallery.add(ANN, painted(seed)).id for seed in range(4)]
    cursor = gallery.page(ANN, limit=2).next
    gallery.add(ANN, painted(9))
    assert [work.id for work in gallery.page(ANN, 2, cursor).works] == [ids[1], ids[0]]


@pytest.mark.parametrize("cursor", ["", "x", "yesterday~id", "2026-01-01", "'; DROP TABLE works"])
def test_a_cursor_that_no_page_gave_is_refused(gallery: Gallery, cursor: str) -> None:
    with pytest.raises(InputError, match="first page"):
        gallery.page(ANN, before=cursor)


def test_favourites_and_portraits_can_be_asked_for(gallery: Gallery) -> None:
    first, second = gallery.add(ANN, painted(), "p"), gallery.add(ANN, painted(), "q")
    assert gallery.mark(ANN, first.id, True).favourite
    assert [work.id for work in gallery.page(ANN, favourites=True).works] == [first.id]
    assert [work.id for work in gallery.page(ANN, portrait="q").works] == [second.id]


def test_a_deleted_work_leaves_no_file(gallery: Gallery, tmp_path: Path) -> None:
    kept, other = gallery.add(ANN, painted()), gallery.add(ANN, painted())
    gallery.delete(ANN, kept.id)
    with pytest.raises(WorkNotFound):
        gallery.get(ANN, kept.id)
    assert [p.stem for p in (tmp_path / "gallery" / "works").iterdir()] == [other.id]


def test_a_work_whose_png_was_taken_away_can_still_be_deleted(
    gallery: Gallery, tmp_path: Path
) -> None:
    kept = gallery.add(ANN, painted())
    (tmp_path / "gallery" / "works" / f"{kept.id}.png").unlink()
    with pytest.raises(WorkNotFound):
        gallery.picture(ANN, kept.id)
    gallery.delete(ANN, kept.id)
    assert gallery.page(ANN).works == ()


def test_forgetting_a_visitor_deletes_all_of_theirs_and_no_more(
    gallery: Gallery, tmp_path: Path
) -> None:
    for _ in range(3):
        gallery.add(ANN, painted())
    stays = gallery.add(BEN, painted())
    assert gallery.forget(ANN) == 3
    assert gallery.forget(ANN) == 0
    assert [p.stem for p in (tmp_path / "gallery" / "works").iterdir()] == [stays.id]


def test_what_is_forgotten_is_overwritten_in_the_database(gallery: Gallery, tmp_path: Path) -> None:
    gallery.add("a-visitor-to-forget", painted())
    gallery.forget("a-visitor-to-forget")
    for path in (tmp_path / "gallery").glob("gallery.sqlite3*"):
        assert b"a-visitor-to-forget" not in path.read_bytes()


def test_a_work_that_cannot_be_noted_leaves_no_file(
    gallery: Gallery, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vaha.gallery.works.row_of", lambda kept: ("too", "few"))
    with pytest.raises(GalleryError):
        gallery.add(ANN, painted())
    assert list((tmp_path / "gallery" / "works").iterdir()) == []


def test_many_threads_keep_and_delete_at_once(gallery: Gallery) -> None:
    errors: list[BaseException] = []

    def work(visitor: str) -> None:
        try:
            ids = [gallery.add(visitor, painted()).id for _ in range(5)]
            gallery.mark(visitor, ids[0], True)
            gallery.delete(visitor, ids[1])
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(f"visitor {n}",)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert [len(gallery.page(f"visitor {n}").works) for n in range(8)] == [4] * 8


def test_secrets_stay_the_same_and_differ_by_name(gallery: Gallery, tmp_path: Path) -> None:
    assert gallery.secret("a") == Gallery.open(tmp_path / "gallery").secret("a")
    assert gallery.secret("a") != gallery.secret("b")


def test_the_folder_is_closed_to_other_users(gallery: Gallery, tmp_path: Path) -> None:
    assert (tmp_path / "gallery").stat().st_mode & 0o077 == 0


def test_a_folder_that_cannot_be_made_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="is a file, not a folder"):
        Gallery.open(tmp_path / "file" / "gallery")


def test_a_database_that_is_none_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "gallery.sqlite3").write_bytes(b"this is no database" * 100)
    with pytest.raises(GalleryError, match=r"move the folder .* away"):
        Gallery.open(tmp_path)


def migrated(*scripts: str) -> sqlite3.Connection:
    database = sqlite3.connect(":memory:", isolation_level=None)
    migrate(database, [Migration(n, script) for n, script in enumerate(scripts, start=1)])
    return database


def test_each_migration_runs_once_and_in_order() -> None:
    database = migrated(
        "CREATE TABLE a (x);", "ALTER TABLE a ADD COLUMN y; INSERT INTO a VALUES (1, 2);"
    )
    scripts = ["CREATE TABLE a (x);", "raises if run again;", "UPDATE a SET y = 3;"]
    migrate(database, [Migration(n, script) for n, script in enumerate(scripts, start=1)])
    assert database.execute("SELECT x, y FROM a").fetchall() == [(1, 3)]
    assert database.execute("PRAGMA user_version").fetchone() == (3,)


def test_a_migration_that_fails_leaves_no_trace() -> None:
    database = migrated("CREATE TABLE a (x);")
    broken = [Migration(1, ""), Migration(2, "CREATE TABLE b (x); INSERT INTO nowhere VALUES (1);")]
    with pytest.raises(sqlite3.Error):
        migrate(database, broken)
    assert database.execute("SELECT name FROM sqlite_master").fetchall() == [("a",)]
    assert database.execute("PRAGMA user_version").fetchone() == (1,)


def test_a_gallery_of_a_newer_vaha_is_left_alone() -> None:
    database = migrated("CREATE TABLE a (x);", "CREATE TABLE b (x);")
    with pytest.raises(GalleryError, match="newer VAHA"):
        migrate(database, [Migration(1, "CREATE TABLE a (x);")])


def test_the_migrations_are_numbered_without_gaps() -> None:
    assert [one.number for one in known_migrations()] == list(range(1, len(known_migrations()) + 1))


def test_an_empty_recipe_of_old_is_read(gallery: Gallery) -> None:
    plain = Recipe(SAD, 3)
    kept = gallery.add(ANN, Artwork(painted().image, plain))
    assert gallery.get(ANN, kept.id).recipe == plain and kept.lift is None
