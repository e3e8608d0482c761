from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import Result

import vaha.cli.pictures.works
from vaha.artwork import Artwork, read_recipe
from vaha.cli.pictures.works import is_sheet
from vaha.emotions import ART_EMOTIONS, FACE_EMOTIONS, FaceEmotion, Mood
from vaha.errors import ModelNotFound, OutputError
from vaha.hand.base import VERSION, Brushwork
from vaha.images import Image, read_image, write_png
from vaha.runtime.card import ModelCard
from vaha.runtime.catalogue import BUNDLED
from vaha.runtime.store import ModelStore
from vaha.stages.fake import FakePainter

Fakes = Callable[..., list[str]]
Run = Callable[..., Result]
Check = Callable[..., None]
DocumentOf = Callable[[Result], Any]


def files_in(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_three_works_are_written_with_their_recipes(fakes: Fakes, run: Run, photo: Path) -> None:
    fakes()
    result = run("portrait", photo)
    assert result.exit_code == 0 and result.stdout == ""
    works = sorted((photo.parent / "vaha-works").iterdir())
    assert len(works) == 3
    for rank, path in enumerate(works, start=1):
        recipe = read_recipe(path)
        assert path.name == f"me-happy-{rank}-seed{recipe.seed}.png"
        assert read_image(path).shape == (512, 512, 3)
        assert recipe.mood == Mood.parse("happy=0.7,surprised=0.3") and recipe.scale == 4


def test_what_is_told_is_short_and_goes_to_stderr(fakes: Fakes, run: Run, photo: Path) -> None:
    fakes()
    result = run("portrait", photo, "--seed", 5)
    assert "1 face found" in result.stderr
    assert "face 1: happy (70 %)" in result.stderr
    assert "seed 5" in result.stderr
    assert "happy       70 %  █████" in result.stderr
    assert result.stderr.count("lift +0.") == 3


def test_an_unsure_mood_is_said_to_be_so(fakes: Fakes, run: Run, photo: Path) -> None:
    fakes(moods=[Mood.parse("happy=0.38,surprised=0.31,sad=0.31")], sure=False)
    said = run("portrait", photo).stderr
    assert "face 1: not sure: perhaps happy (38 %) or sad (31 %)" in said


def test_json_is_one_document_with_everything(
    fakes: Fakes, run: Run, photo: Path, document_of: DocumentOf
) -> None:
    fakes(faces=2)
    document = document_of(run("portrait", photo, "--json", "--seed", 3, "--sheet"))
    assert set(document) == {"faces", "mood", "seed", "works", "sheet", "timings", "version"}
    face = document["faces"][0]
    assert len(document["faces"]) == 2
    assert set(face) == {"number", "box", "confidence", "moods", "mood", "sure"}
    assert face["number"] == 1 and face["box"] == [0, 0, 20, 40]
    assert list(face["moods"]) == [emotion.value for emotion in FACE_EMOTIONS]
    assert document["seed"] == 3
    assert set(document["timings"]) == {"faces", "mood", "paint", "choose", "enlarge", "brush"}
    work = document["works"][0]
    assert work["hand"] == {"manner": "oil", "effect": 1.0, "size": 512, "version": VERSION}
    assert set(work) == {
        "path",
        "seed",
        "mood",
        "scores",
        "lift",
        "size",
        "style",
        "hand",
        "models",
    }
    assert list(work["scores"]) == [emotion.value for emotion in ART_EMOTIONS]
    assert work["size"] == [512, 512] and set(work["models"]) == {"painter", "enlarger"}
    assert Path(work["path"]).is_file() and Path(document["sheet"]).is_file()


def test_the_same_seed_repeats_the_same_files(fakes: Fakes, run: Run, photo: Path) -> None:
    fakes()
    run("portrait", photo, "--seed", 3)
    first = files_in(photo.parent)
    run("portrait", photo, "--seed", 3)
    assert files_in(photo.parent) == first


def test_another_picture_of_the_same_name_is_not_overwritten(
    fakes: Fakes, run: Run, photo: Path
) -> None:
    fakes()
    run("portrait", photo, "--seed", 3, "--keep", 1)
    run("portrait", photo, "--seed", 3, "--keep", 1, "--scale", 2)
    works = sorted((photo.parent / "vaha-works").iterdir(), key=lambda path: len(path.name))
    assert len(works) == 2 and works[1].name == f"{works[0].stem}-2.png"
    assert [read_recipe(path).scale for path in works] == [4, 2]


def test_a_sheet_shows_all_candidates(fakes: Fakes, run: Run, photo: Path) -> None:
    fakes()
    run("portrait", photo, "--sheet", "all.png", "--candidates", 10)
    sheet = photo.parent / "all.png"
    assert is_sheet(sheet)
    height, width, _ = read_image(sheet).shape
    assert width >= 4 * 64 and height >= 3 * 64


def test_a_sheet_never_takes_another_picture_s_place(
    fakes: Fakes, run: Run, photo: Path, assert_one_line: Check
) -> None:
    fakes()
    before = photo.read_bytes()
    result = run("portrait", photo, "--sheet", photo)
    assert_one_line(result, "me.png exists already and is no contact sheet")
    assert photo.read_bytes() == before and files_in(photo.parent) == ["me.png"]


def test_a_mood_can_be_given_and_needs_no_face(fakes: Fakes, run: Run, photo: Path) -> None:
    fakes(faces=0)
    result = run("portrait", photo, "--mood", "sad=0.6,fearful=0.4")
    assert result.exit_code == 0
    assert "no faces found" in result.stderr and "as you asked" in result.stderr
    works = sorted((photo.parent / "vaha-works").iterdir())
    assert read_recipe(works[0]).mood == Mood.of({FaceEmotion.SAD: 0.6, FaceEmotion.FEARFUL: 0.4})


def test_faces_are_chosen_by_number_or_blended(
    fakes: Fakes, run: Run, photo: Path, document_of: DocumentOf
) -> None:
    fakes(faces=2, moods=[Mood.parse("happy"), Mood.parse("sad")])
    second = document_of(run("portrait", photo, "--face", 2, "--json"))
    blended = document_of(run("portrait", photo, "--face", "all", "--json"))
    assert second["mood"]["sad"] == 1.0
    assert blended["mood"]["sad"] == blended["mood"]["happy"] == 0.5


def test_the_upscaler_is_handed_on(fakes: Fakes, run: Run, photo: Path) -> None:
    opened = fakes()
    run("portrait", photo, "--upscaler", "bicubic")
    assert opened == ["bicubic"]


def test_the_webcam_gives_the_picture(
    fakes: Fakes, run: Run, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from vaha.camera import camera

    class FakeCamera:
        def __init__(self, source: int) -> None:
            assert source == 1

        def __enter__(self) -> FakeCamera:
            return self

        def __exit__(self, *_: object) -> None:
            pass

        def snap(self) -> Image:
            return np.zeros((50, 50, 3), np.uint8)

    fakes()
    monkeypatch.setattr(camera, "Camera", FakeCamera)
    assert run("portrait", "--camera", 1, "--out", "here").exit_code == 0
    assert all(p.name.startswith("camera-happy-") for p in (photo.parent / "here").iterdir())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere.jpg"], ["no file nowhere.jpg"]),
        (["."], ["is a folder"]),
        (["empty.jpg"], ["empty (0 bytes)"]),
        (["notes.txt"], ["not a picture"]),
        ([], ["PHOTO or --camera"]),
        (["me.png", "--camera", "0"], ["PHOTO or --camera"]),
        (["me.png", "--mood", "hungry"], ["unknown emotion 'hungry'", "surprised"]),
        (["me.png", "--mood", "happy=0,sad=0"], ["sum to zero"]),
        (["me.png", "--mood", "happy=-1"], ["not negative"]),
        (["me.png", "--mood", "happy=lots"], ["no weight"]),
        (["me.png", "--mood", ""], ["unknown emotion ''"]),
        (["me.png", "--keep", "4", "--candidates", "3"], ["keep 4 of 3"]),
        (["me.png", "--candidates", "2000"], ["1 to 1024"]),
        (["me.png", "--seed", "-1"], ["seed -1"]),
        (["me.png", "--scale", "20"], ["1 to 16"]),
        (["me.png", "--face", "nose"], ["'nose' is no face"]),
        (["me.png", "--face", "7"], ["no face 7"]),
        (["me.png", "--out", "notes.txt"], ["notes.txt is a file, not a folder"]),
    ],
)
def test_bad_input_gets_one_line_and_leaves_nothing(
    fakes: Fakes, run: Run, photo: Path, assert_one_line: Check, arguments: list[str], said: str
) -> None:
    fakes()
    (photo.parent / "empty.jpg").touch()
    (photo.parent / "notes.txt").write_text("these are notes, not a picture")
    assert_one_line(run("portrait", *arguments), *said)
    assert files_in(photo.parent) == ["empty.jpg", "me.png", "notes.txt"]
    assert not (photo.parent / "vaha-works").exists()


def test_no_face_gets_the_one_clear_line(
    fakes: Fakes, run: Run, photo: Path, assert_one_line: Check
) -> None:
    fakes(faces=0)
    assert_one_line(run("portrait", photo, "--json"), "no face was found")
    assert not (photo.parent / "vaha-works").exists()


def test_a_missing_model_gets_one_line(
    run: Run, photo: Path, assert_one_line: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    from vaha.studio import Studio

    def lost(upscaler: str) -> Studio:
        raise ModelNotFound("the model 'painter' is missing from VAHA; install VAHA again")

    monkeypatch.setattr(Studio, "open", lost)
    assert_one_line(run("portrait", photo), "install VAHA again")


def test_an_altered_model_file_gets_one_line(
    run: Run,
    photo: Path,
    assert_one_line: Check,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    weights = tmp_path / "weights"
    (weights / "centerface").mkdir(parents=True)
    (weights / "centerface" / "centerface.onnx").write_bytes(b"not what the card describes")
    for name in BUNDLED:
        (weights / f"{name}.onnx").write_bytes(b"not what the card describes")
        card = ModelCard(name, "test", f"{name}.onnx", "ab" * 32, "tiny", "none", "2026")
        (weights / f"{name}.json").write_text(card.to_json())
    monkeypatch.setattr(ModelStore, "open", lambda *_: ModelStore(weights, tmp_path / "home"))
    assert_one_line(run("portrait", photo), "is not the file that its card describes", "sha256")
    assert not (photo.parent / "vaha-works").exists()


def test_the_folder_is_tried_before_any_work(
    fakes: Fakes, run: Run, photo: Path, assert_one_line: Check
) -> None:
    class Idle(FakePainter):
        def paint(
            self, mood: Mood, seeds: Sequence[int], truncation: float | None = None
        ) -> list[Artwork]:
            raise AssertionError("work was done for a folder that cannot be written")

    fakes(painter=Idle())
    (photo.parent / "locked").write_text("a file where the folder should be")
    assert_one_line(run("portrait", photo, "--out", "locked/in"), "choose another folder")


def test_where_one_work_cannot_be_written_none_remains(
    fakes: Fakes,
    run: Run,
    photo: Path,
    assert_one_line: Check,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fakes()
    run("portrait", photo, "--seed", 1, "--keep", 1)
    kept = files_in(photo.parent)
    written: list[Path] = []

    def until_the_disk_is_full(work: Artwork, path: Path) -> None:
        if len(written) == 2:
            raise OutputError("the disk is full")
        written.append(path)
        write_png(path, work.image, {})

    monkeypatch.setattr(vaha.cli.pictures.works, "save_artwork", until_the_disk_is_full)
    result = run("portrait", photo, "--seed", 2)
    assert result.exit_code == 1 and "the disk is full" in result.stderr
    assert len(written) == 2 and files_in(photo.parent) == kept


def test_works_are_painted_as_told_or_left_smooth(fakes: Fakes, run: Run, photo: Path) -> None:
    fakes()
    run("portrait", photo, "--keep", 1, "--manner", "ink", "--size", 99, "--out", "ink")
    run("portrait", photo, "--keep", 1, "--manner", "none", "--out", "smooth")
    (ink,), (smooth,) = (list((photo.parent / name).iterdir()) for name in ("ink", "smooth"))
    assert read_recipe(ink).hand == Brushwork("ink", size=99)
    assert read_recipe(smooth).hand is None and read_image(smooth).shape == (256, 256, 3)


def test_a_mood_needs_no_photo(fakes: Callable, run: Callable, document_of: Callable) -> None:
    fakes()
    document = document_of(run("portrait", "--mood", "happy", "--seed", 1, "--json"))
    assert document["faces"] == [] and document["mood"]["happy"] == 1.0
    assert Path(document["works"][0]["path"]).name.startswith("mood-happy-1")
