from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import Result

from vaha.cli.pictures import works
from vaha.errors import DiskFull
from vaha.images import Image, write_png
from vaha.stages.base import Box, Face
from vaha.stages.fake import FakeFaceFinder

Run = Callable[..., Result]


class FacesInTheLight(FakeFaceFinder):
    """Finds a face in what is not black."""

    def find(self, image: Image) -> list[Face]:
        return super().find(image) if image.any() else []

    def follow(self, image: Image, near: Sequence[Box] = ()) -> list[Face]:
        return self.find(image)


@pytest.fixture
def photos(tmp_path: Path, fakes: Any) -> list[Path]:
    """Ann's, one in the dark, no picture, and Bob's, whose file is called as Ann's is."""
    fakes(faces=FacesInTheLight())
    bright, dark = np.full((80, 60, 3), 90, np.uint8), np.zeros((80, 60, 3), np.uint8)
    paths = [tmp_path / name for name in ("ann/me.png", "dark.png", "no.png", "bob/me.png")]
    for path, image in zip(paths, (bright, dark, None, bright), strict=True):
        if image is not None:
            write_png(path, image)
    paths[2].write_bytes(b"no picture")
    return paths


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_each_photo_has_works_of_its_own_name(run: Run, photos: list[Path], tmp_path: Path) -> None:
    ann, *_, bob = photos
    result = run("portrait", ann, bob, "--keep", 1, "--seed", 7, "--out", "out")

    assert result.exit_code == 0, result.stderr
    second, first = names(tmp_path / "out")
    assert second.startswith("me-2-") and first == second.replace("me-2-", "me-")
    assert "2 of 2 photos painted" in result.stderr and str(bob) in result.stderr


def test_a_bad_photo_does_not_lose_the_others(run: Run, photos: list[Path], tmp_path: Path) -> None:
    result = run("portrait", *photos, "--keep", 1, "--sheet", "--out", "out", "--json")

    assert result.exit_code == 1
    assert "2 of 4 photos painted" in result.stderr
    portraits = json.loads(result.stdout)["portraits"]
    assert [one["photo"] for one in portraits] == [str(photo) for photo in photos]
    kinds = [one["error"]["kind"] if "error" in one else None for one in portraits]
    assert kinds == [None, "NoFaceFound", "PictureError", None]
    written = [Path(work["path"]).name for one in portraits for work in one.get("works", [])]
    sheets = ["me-candidates.png", "me-2-candidates.png"]
    assert names(tmp_path / "out") == sorted([*written, *sheets])


def test_where_none_can_be_painted_no_folder_is_left(
    run: Run, photos: list[Path], tmp_path: Path
) -> None:
    result = run("portrait", *photos[1:3], "--out", "out")

    assert result.exit_code == 1 and result.stdout == ""
    assert "0 of 2 photos painted" in result.stderr
    assert not (tmp_path / "out").exists()


def test_what_would_spoil_all_ends_it(
    run: Run, photos: list[Path], monkeypatch: pytest.MonkeyPatch, assert_one_line: Any
) -> None:
    def full(*_: object) -> Path:
        raise DiskFull("the disk is full; free some space")

    monkeypatch.setattr(works, "write_work", full)
    result = run("portrait", photos[0], photos[3])

    assert result.exit_code == 1
    assert result.stderr.rstrip().endswith("vaha: the disk is full; free some space")
    assert "photos painted" not in result.stderr


def test_one_photo_is_told_as_ever(run: Run, photos: list[Path], assert_one_line: Any) -> None:
    assert_one_line(run("portrait", photos[1]), "no face was found")
    document = json.loads(run("portrait", photos[0], "--keep", 1, "--json").stdout)
    assert "portraits" not in document and len(document["works"]) == 1


@pytest.mark.parametrize(
    ("options", "said"), [(("--camera", 0), "either a PHOTO"), (("--sheet", "s.png"), "a sheet")]
)
def test_what_goes_with_one_photo_only(
    run: Run, photos: list[Path], assert_one_line: Any, options: tuple[object, ...], said: str
) -> None:
    assert_one_line(run("portrait", photos[0], photos[3], *options), said)
