"""Finding faces in real pictures: all that are there, and none where there is none."""

from __future__ import annotations

import csv
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

import vaha.runtime.store
from vaha.errors import ModelNotFound
from vaha.images import Image, read_image
from vaha.runtime.store import ModelStore
from vaha.stages.base import Box, Face, FaceFinder
from vaha.stages.faces.finder import CenterFaceFinder, open_face_finder
from vaha.stages.faces.framing import Grey

data = pytest.importorskip("skimage.data")

WEIGHTS = Path(vaha.runtime.store.__file__).parents[1] / "weights"
ONE = ["angry", "happy_baby", "neutral", "surprised_santa"]


@pytest.fixture(scope="module")
def finder(tmp_path_factory: pytest.TempPathFactory) -> FaceFinder:
    store = ModelStore(WEIGHTS, tmp_path_factory.mktemp("home"))
    if not store.is_here("centerface"):
        pytest.skip("the face finder's network is not here; `python hatch_build.py` brings it")
    return open_face_finder(store)


def astronaut() -> Image:
    """Her face is in the square from (175, 65), 100 pixels wide."""
    return np.asarray(data.astronaut(), np.uint8)


def centre(face: Face) -> tuple[float, float]:
    return face.box.left + face.box.width / 2, face.box.top + face.box.height / 2


def turned(image: Image, tilt: float) -> Image:
    """The picture turned clockwise around the astronaut's face."""
    matrix = cv2.getRotationMatrix2D((225, 115), -tilt, 1)
    size = (image.shape[1], image.shape[0])
    return np.asarray(cv2.warpAffine(image, matrix, size, borderMode=cv2.BORDER_REPLICATE))


def likeness(one: Grey, other: Grey) -> float:
    return float(np.corrcoef(one.ravel().astype(float), other.ravel().astype(float))[0, 1])


def test_the_astronaut_is_found_once_and_where_she_is(finder: FaceFinder) -> None:
    (face,) = finder.find(astronaut())
    assert centre(face) == pytest.approx((225, 116), abs=8)
    assert 100 < face.box.width < 125
    assert face.confidence > 0.8
    assert face.crop.shape == (48, 48) and face.crop.dtype == np.uint8


@pytest.mark.parametrize("name", ["chelsea", "coffee", "rocket"])
def test_a_cat_a_cup_and_a_rocket_are_no_faces(finder: FaceFinder, name: str) -> None:
    try:
        image = getattr(data, name)()
    except Exception as error:
        pytest.skip(f"{name} is not bundled here: {error}")
    assert finder.find(np.asarray(image, np.uint8)) == []


@pytest.mark.parametrize("name", ["coins", "page", "moon", "text", "brick", "cell"])
def test_coins_print_and_textures_are_no_faces(finder: FaceFinder, name: str) -> None:
    image = np.repeat(np.asarray(getattr(data, name)(), np.uint8)[:, :, None], 3, axis=2)
    assert finder.find(image) == []


@pytest.mark.parametrize("seed", range(3))
def test_noise_is_no_face(finder: FaceFinder, seed: int) -> None:
    chance = np.random.default_rng(seed)
    coarse = chance.integers(0, 256, (30, 40, 3), dtype=np.uint8)
    image = cv2.resize(coarse, (480, 360), interpolation=cv2.INTER_CUBIC)
    assert finder.find(np.asarray(image, np.uint8)) == []


@pytest.mark.parametrize("colour", [0, 128, 255])
@pytest.mark.parametrize("size", [(1, 1), (300, 5), (200, 300)])
def test_an_empty_picture_of_any_shape_has_no_face(
    finder: FaceFinder, colour: int, size: tuple[int, int]
) -> None:
    assert finder.find(np.full((*size, 3), colour, np.uint8)) == []


@pytest.mark.parametrize("tilt", [-35, -20, -10, 10, 20, 35])
def test_a_tilted_head_is_found_and_its_crop_is_upright(finder: FaceFinder, tilt: float) -> None:
    (upright,) = finder.find(astronaut())
    (face,) = finder.find(turned(astronaut(), tilt))
    assert centre(face) == pytest.approx((225, 116), abs=12)
    assert likeness(face.crop, upright.crop) > 0.6


@pytest.mark.parametrize("light", [0.3, 0.1, 0.05])
def test_a_dark_face_is_found_and_made_readable(finder: FaceFinder, light: float) -> None:
    (upright,) = finder.find(astronaut())
    (face,) = finder.find((astronaut() * light).astype(np.uint8))
    assert centre(face) == pytest.approx((225, 116), abs=8)
    assert face.crop.mean() > 55
    assert likeness(face.crop, upright.crop) > 0.6


def test_a_face_of_40_pixels_is_found(finder: FaceFinder) -> None:
    image = np.asarray(cv2.resize(astronaut(), (210, 210), interpolation=cv2.INTER_AREA))
    (face,) = finder.find(image)
    assert 36 <= face.box.width <= 48


def test_a_face_of_nearly_the_whole_frame_is_found(finder: FaceFinder) -> None:
    part = cv2.resize(astronaut()[50:182, 155:295], None, fx=9, fy=9, interpolation=cv2.INTER_CUBIC)
    (face,) = finder.find(np.asarray(part, np.uint8))
    assert face.box.width > 0.6 * part.shape[1]


def test_a_large_photo_gives_its_box_in_its_own_pixels(finder: FaceFinder) -> None:
    image = cv2.resize(astronaut(), None, fx=5, fy=5, interpolation=cv2.INTER_CUBIC)
    (face,) = finder.find(np.asarray(image, np.uint8))
    assert centre(face) == pytest.approx((1125, 580), abs=40)


def test_faces_come_largest_first(finder: FaceFinder) -> None:
    half = cv2.resize(astronaut(), (330, 330), interpolation=cv2.INTER_AREA)
    image = np.zeros((512, 842, 3), np.uint8)
    image[:330, :330], image[:, 330:] = half, astronaut()
    faces = finder.find(image)
    assert len(faces) == 2 and faces[0].box.left > 330 > faces[1].box.left


@pytest.mark.parametrize("size", [300, 512, 1400])
def test_a_quick_search_finds_the_same_large_face(finder: FaceFinder, size: int) -> None:
    image = np.asarray(cv2.resize(astronaut(), (size, size), interpolation=cv2.INTER_AREA))
    (whole,), (quick,) = finder.find(image), finder.follow(image)
    assert centre(quick) == pytest.approx(centre(whole), abs=0.15 * whole.box.width)
    assert likeness(quick.crop, whole.crop) > 0.9


def test_small_faces_beside_large_ones_are_found(finder: FaceFinder) -> None:
    small = cv2.resize(astronaut(), (128, 128), interpolation=cv2.INTER_AREA)  # a face of 25 pixels
    beside = np.zeros((512, 700, 3), np.uint8)
    beside[:128, :128], beside[:, 188:] = small, astronaut()
    assert [face.box.left > 128 for face in finder.find(beside)] == [True, False]


@pytest.mark.parametrize("part", [(60, 180, 160, 290), (50, 182, 155, 295), (70, 175, 175, 280)])
@pytest.mark.parametrize("side", [64, 192, 800])
def test_a_face_that_fills_its_picture_is_found(
    finder: FaceFinder, part: tuple[int, int, int, int], side: int
) -> None:
    top, bottom, left, right = part
    tight = cv2.resize(astronaut()[top:bottom, left:right], (side, side))
    (face,) = finder.find(np.asarray(tight, np.uint8))
    assert face.box.width > 0.6 * side


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_head_on_its_side_or_upside_down_is_found_and_set_upright(
    finder: FaceFinder, quarters: int
) -> None:
    (upright,) = finder.find(astronaut())
    (face,) = finder.find(np.ascontiguousarray(np.rot90(astronaut(), quarters)))
    assert face.tilt % 360 == pytest.approx(-90 * quarters % 360, abs=20)
    assert likeness(face.crop, upright.crop) > 0.6


def test_a_tight_face_upside_down_is_found_by_turning_the_picture(finder: FaceFinder) -> None:
    (face,) = finder.find(np.ascontiguousarray(astronaut()[50:182, 155:295][::-1, ::-1]))
    assert abs(face.tilt) == pytest.approx(180, abs=20)


def test_without_its_network_it_says_how_to_get_it(tmp_path: Path) -> None:
    store = ModelStore(tmp_path / "weights", tmp_path / "home")
    with pytest.raises(ModelNotFound, match="run `vaha models fetch centerface`"):
        open_face_finder(store)


class TestOnPhotos:
    @pytest.mark.parametrize("name", ONE)
    def test_one_face_is_found_once(self, finder: FaceFinder, shared: Path, name: str) -> None:
        assert len(finder.find(read_image(shared / f"data/photos/one_{name}.jpg"))) == 1

    @pytest.mark.parametrize("name", [*(f"one_{one}" for one in ONE), "two_laos", "many_meeting"])
    def test_the_largest_face_is_the_same_in_a_quick_search(
        self, finder: FaceFinder, shared: Path, name: str
    ) -> None:
        image = read_image(shared / f"data/photos/{name}.jpg")
        largest, quick = finder.find(image)[0], finder.follow(image)
        apart = 0.2 * largest.box.width
        assert any(centre(face) == pytest.approx(centre(largest), abs=apart) for face in quick)

    @pytest.mark.parametrize("name", [*(f"one_{one}" for one in ONE), "two_laos"])
    @pytest.mark.parametrize("how", ["mirrored", "shifted", "JPEG 92", "JPEG 60", "0.9"])
    def test_the_same_photo_shown_in_another_way_has_the_same_faces(
        self, finder: FaceFinder, shared: Path, name: str, how: str
    ) -> None:
        image = read_image(shared / f"data/photos/{name}.jpg")
        assert len(finder.find(shown(image, how))) == len(finder.find(image))

    @pytest.mark.parametrize("name", ["exif6", "tilt20", "dark", "rot90"])
    def test_the_astronaut_is_found_in_every_shape(
        self, finder: FaceFinder, shared: Path, name: str
    ) -> None:
        assert len(finder.find(read_image(shared / f"data/photos/{name}_one_astronaut.jpg"))) == 1

    @pytest.mark.parametrize("name", ["cat", "coffee"])
    def test_none_is_found_where_none_is(self, finder: FaceFinder, shared: Path, name: str) -> None:
        assert finder.find(read_image(shared / f"data/photos/none_{name}.png")) == []

    @pytest.mark.parametrize(
        ("name", "least"), [("two_laos", 2), ("many_classroom", 7), ("many_meeting", 5)]
    )
    def test_several_are_found_where_hands_have_marked_them(
        self, finder: FaceFinder, shared: Path, name: str, least: int
    ) -> None:
        faces = finder.find(read_image(shared / f"data/photos/{name}.jpg"))
        marked = boxes_by_hand(shared / "data/photos/SOURCES.tsv").get(f"{name}.jpg", [])
        assert len(faces) >= least
        hit = [box for box in marked if any(holds(box, *centre(face)) for face in faces)]
        assert len(hit) >= min(least, len(marked))


def boxes_by_hand(table: Path) -> dict[str, list[list[int]]]:
    """The boxes (x, y, width, height) in the last column, by file."""
    with table.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    notes = {row["file"]: row["licence_or_note"] for row in rows}
    return {
        name: [
            [int(number) for number in box.split(",")]
            for box in note.lower().rsplit(" ", 1)[-1].split(";")
        ]
        for name, note in notes.items()
        if "boxes" in note.lower()
    }


def holds(box: list[int], x: float, y: float) -> bool:
    """Whether the place is in the middle two thirds of the box."""
    left, top, width, height = box
    return abs(x - left - width / 2) < width / 3 and abs(y - top - height / 2) < height / 3


def shown(image: Image, how: str) -> Image:
    if how == "mirrored":
        return np.ascontiguousarray(image[:, ::-1])
    if how == "shifted":
        return np.pad(image, ((1, 0), (1, 0), (0, 0)), mode="edge")[:-1, :-1].copy()
    if how.startswith("JPEG"):
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(how.split()[1])]
        data = cv2.imencode(".jpg", np.ascontiguousarray(image[:, :, ::-1]), quality)[1]
        return np.ascontiguousarray(cv2.imdecode(data, cv2.IMREAD_COLOR)[:, :, ::-1])
    small = cv2.resize(image, None, fx=float(how), fy=float(how), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8)


def test_several_threads_may_search_at_once(finder: FaceFinder) -> None:
    left = astronaut()
    right = np.ascontiguousarray(left[:, ::-1])
    expected = [finder.follow(left)[0].box, finder.follow(right)[0].box]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(finder.follow, [left, right] * 12))
    assert [[face.box for face in faces] for faces in answers] == [
        [expected[index % 2]] for index in range(24)
    ]


def swaying(count: int) -> list[Image]:
    """Frames of a camera before which the astronaut sways, comes nearer and goes back."""
    frames = []
    for number in range(count):
        nearer = 0.94 + 0.05 * np.sin(number / 2)
        matrix = cv2.getRotationMatrix2D((225, 115), 0, nearer)
        matrix[:, 2] += (25 * np.sin(number / 2.5), 10 * np.cos(number / 2))
        frames.append(np.asarray(cv2.warpAffine(astronaut(), matrix, (512, 384)), np.uint8))
    return frames


def test_near_where_it_was_the_face_is_the_one_that_the_whole_search_finds(
    finder: FaceFinder,
) -> None:
    """By no more apart than the whole search's own answers to a picture a pixel aside."""
    near: list[Box] = []
    for frame in swaying(24):
        whole, (face,) = finder.follow(frame)[0], finder.follow(frame, near)
        assert centre(face) == pytest.approx(centre(whole), abs=0.06 * whole.box.width)
        assert face.box.width == pytest.approx(whole.box.width, rel=0.12)
        assert likeness(face.crop, whole.crop) > 0.75
        near = [face.box]


def test_near_where_it_was_the_whole_picture_is_not_searched(
    finder: FaceFinder, monkeypatch: pytest.MonkeyPatch
) -> None:
    (face,) = finder.follow(astronaut())

    def search(*_: Any, **__: Any) -> list[Any]:
        raise AssertionError("the whole picture was searched")

    monkeypatch.setattr(CenterFaceFinder, "_search", search)
    (again,) = finder.follow(astronaut(), [face.box])
    assert centre(again) == pytest.approx(centre(face), abs=0.06 * face.box.width)
    with pytest.raises(AssertionError, match="the whole picture"):
        finder.follow(astronaut())


@pytest.mark.parametrize(
    "box",
    [Box(20, 300, 100, 100), Box(175, 65, 30, 30), Box(480, 480, 100, 100), Box(900, 0, 90, 90)],
    ids=["elsewhere", "too small", "at the edge", "beyond it"],
)
def test_a_face_that_is_not_where_it_was_is_sought_everywhere(finder: FaceFinder, box: Box) -> None:
    (whole,), (face,) = finder.follow(astronaut()), finder.follow(astronaut(), [box])
    assert (face.box, face.confidence) == (whole.box, whole.confidence)


def test_where_one_of_two_faces_has_gone_the_whole_picture_is_searched(finder: FaceFinder) -> None:
    both = np.concatenate([astronaut(), astronaut()], axis=1)
    boxes = [face.box for face in finder.follow(both)]
    assert len(boxes) == 2
    assert len(finder.follow(both, boxes)) == 2
    both[:, 512:] = 90
    (face,) = finder.follow(both, boxes)
    assert face.box == finder.follow(both)[0].box
