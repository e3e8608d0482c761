"""Finding faces in real pictures: all that are there, and none where there is none."""

from __future__ import annotations

import csv
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import pytest

import vaha.runtime.store
from vaha.errors import ModelDamaged
from vaha.framing import Grey
from vaha.images import Image, read_image
from vaha.runtime.store import ModelStore
from vaha.stages.base import Box, Face, FaceFinder
from vaha.stages.faces import HaarFaceFinder, open_face_finder
from vaha.stages.yunet import YuNetFaceFinder

data = pytest.importorskip("skimage.data")

WEIGHTS = Path(vaha.runtime.store.__file__).parents[1] / "weights"
ONE = ["angry", "happy_baby", "neutral", "surprised_santa"]


@pytest.fixture(scope="module")
def haar(tmp_path_factory: pytest.TempPathFactory) -> FaceFinder:
    if not (WEIGHTS / "face-check.onnx").is_file():
        pytest.skip("the bundled weights are not here")
    return open_face_finder(ModelStore(WEIGHTS, tmp_path_factory.mktemp("home")))


@pytest.fixture
def yunet(shared: Path) -> FaceFinder:
    return YuNetFaceFinder(shared / "weights" / "face_detection_yunet_2023mar.onnx")


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


def test_the_astronaut_is_found_once_and_where_she_is(haar: FaceFinder) -> None:
    (face,) = haar.find(astronaut())
    assert centre(face) == pytest.approx((225, 116), abs=8)
    assert 90 < face.box.width < 115
    assert face.confidence > 0.99
    assert face.crop.shape == (48, 48) and face.crop.dtype == np.uint8


@pytest.mark.parametrize("name", ["chelsea", "coffee", "rocket"])
def test_a_cat_a_cup_and_a_rocket_are_no_faces(haar: FaceFinder, name: str) -> None:
    try:
        image = getattr(data, name)()
    except Exception as error:
        pytest.skip(f"{name} is not bundled here: {error}")
    assert haar.find(np.asarray(image, np.uint8)) == []


@pytest.mark.parametrize("name", ["coins", "page", "moon", "text", "brick", "cell"])
def test_coins_print_and_textures_are_no_faces(haar: FaceFinder, name: str) -> None:
    image = np.repeat(np.asarray(getattr(data, name)(), np.uint8)[:, :, None], 3, axis=2)
    assert haar.find(image) == []


@pytest.mark.parametrize("seed", range(3))
def test_noise_is_no_face(haar: FaceFinder, seed: int) -> None:
    chance = np.random.default_rng(seed)
    coarse = chance.integers(0, 256, (30, 40, 3), dtype=np.uint8)
    image = cv2.resize(coarse, (480, 360), interpolation=cv2.INTER_CUBIC)
    assert haar.find(np.asarray(image, np.uint8)) == []


@pytest.mark.parametrize("colour", [0, 128, 255])
@pytest.mark.parametrize("size", [(1, 1), (300, 5), (200, 300)])
def test_an_empty_picture_of_any_shape_has_no_face(
    haar: FaceFinder, colour: int, size: tuple[int, int]
) -> None:
    assert haar.find(np.full((*size, 3), colour, np.uint8)) == []


@pytest.mark.parametrize("tilt", [-35, -20, -10, 10, 20, 35])
def test_a_tilted_head_is_found_and_its_crop_is_upright(haar: FaceFinder, tilt: float) -> None:
    (upright,) = haar.find(astronaut())
    (face,) = haar.find(turned(astronaut(), tilt))
    assert centre(face) == pytest.approx((225, 116), abs=12)
    assert likeness(face.crop, upright.crop) > 0.6


@pytest.mark.parametrize("light", [0.3, 0.1, 0.05])
def test_a_dark_face_is_found_and_made_readable(haar: FaceFinder, light: float) -> None:
    (upright,) = haar.find(astronaut())
    (face,) = haar.find((astronaut() * light).astype(np.uint8))
    assert centre(face) == pytest.approx((225, 116), abs=8)
    assert face.crop.mean() > 55
    assert likeness(face.crop, upright.crop) > 0.6


def test_a_face_of_40_pixels_is_found(haar: FaceFinder) -> None:
    image = np.asarray(cv2.resize(astronaut(), (210, 210), interpolation=cv2.INTER_AREA))
    (face,) = haar.find(image)
    assert 36 <= face.box.width <= 48


def test_a_face_of_nearly_the_whole_frame_is_found(haar: FaceFinder) -> None:
    part = cv2.resize(astronaut()[50:182, 155:295], None, fx=9, fy=9, interpolation=cv2.INTER_CUBIC)
    (face,) = haar.find(np.asarray(part, np.uint8))
    assert face.box.width > 0.6 * part.shape[1]


def test_a_large_photo_gives_its_box_in_its_own_pixels(haar: FaceFinder) -> None:
    image = cv2.resize(astronaut(), None, fx=5, fy=5, interpolation=cv2.INTER_CUBIC)
    (face,) = haar.find(np.asarray(image, np.uint8))
    assert centre(face) == pytest.approx((1125, 580), abs=40)


def test_faces_come_largest_first(haar: FaceFinder) -> None:
    half = cv2.resize(astronaut(), (330, 330), interpolation=cv2.INTER_AREA)
    image = np.zeros((512, 842, 3), np.uint8)
    image[:330, :330], image[:, 330:] = half, astronaut()
    faces = haar.find(image)
    assert len(faces) == 2 and faces[0].box.left > 330 > faces[1].box.left


@pytest.mark.parametrize("size", [300, 512, 1400])
def test_a_glance_finds_the_same_large_face(haar: FaceFinder, size: int) -> None:
    image = np.asarray(cv2.resize(astronaut(), (size, size), interpolation=cv2.INTER_AREA))
    (thorough,), (glance,) = haar.find(image), haar.glance(image)
    assert centre(glance) == pytest.approx(centre(thorough), abs=0.15 * thorough.box.width)
    assert likeness(glance.crop, thorough.crop) > 0.9


def test_a_glance_passes_over_what_is_small(haar: FaceFinder) -> None:
    small = cv2.resize(astronaut(), (230, 230), interpolation=cv2.INTER_AREA)
    beside = np.zeros((512, 800, 3), np.uint8)
    beside[:230, :230], beside[:, 288:] = small, astronaut()
    assert len(haar.find(beside)) == 2
    assert len(haar.glance(beside)) == 1


class Yes:
    """A check that believes everything."""

    def score(self, crops: list[Grey]) -> npt.NDArray[np.float32]:
        return np.full(len(crops), 30, np.float32)


class No:
    """A check that believes nothing, and counts what it was shown."""

    def __init__(self) -> None:
        self.shown = 0

    def score(self, crops: list[Grey]) -> npt.NDArray[np.float32]:
        self.shown += len(crops)
        return np.full(len(crops), -30, np.float32)


def test_where_a_glance_finds_a_face_the_thorough_search_does_too(
    haar: FaceFinder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A JPEG written anew can cost the wide search a face that a glance still finds."""
    passes: list[tuple[str, tuple[float, ...]]] = []

    def blind(_: HaarFaceFinder, grey: Grey, cascade: str, tilts: tuple[float, ...], least: float):
        passes.append((cascade, tilts))
        return []

    monkeypatch.setattr(HaarFaceFinder, "_search", blind)
    glanced = haar.glance(astronaut())
    assert len(glanced) == 1
    assert [face.box for face in haar.find(astronaut())] == [face.box for face in glanced]
    assert len(passes) == 2  # before the dear ways of searching


def test_the_check_has_the_last_word() -> None:
    check = No()
    assert HaarFaceFinder(Yes()).find(astronaut())
    assert HaarFaceFinder(check).find(astronaut()) == []
    assert check.shown > 0


def test_yunet_is_taken_where_it_was_fetched(tmp_path: Path) -> None:
    class Store:
        here = True

        def is_here(self, name: str) -> bool:
            return name == "yunet" and self.here

        def __getattr__(self, name: str) -> Any:
            return lambda *asked: tmp_path / "yunet.onnx"

    store: Any = Store()
    assert isinstance(open_face_finder(store), YuNetFaceFinder)
    Store.here = False
    assert isinstance(open_face_finder(store), HaarFaceFinder)


def test_a_file_that_is_no_yunet_model_is_named(tmp_path: Path) -> None:
    path = tmp_path / "yunet.onnx"
    path.write_bytes(b"nonsense")
    with pytest.raises(ModelDamaged, match="vaha models fetch yunet"):
        YuNetFaceFinder(path).find(astronaut())


@pytest.mark.parametrize("kind", ["haar", "yunet"])
class TestOnPhotos:
    @pytest.fixture
    def finder(self, kind: str, request: pytest.FixtureRequest) -> FaceFinder:
        finder: FaceFinder = request.getfixturevalue(kind)
        return finder

    @pytest.mark.parametrize("name", ONE)
    def test_one_face_is_found_once(self, finder: FaceFinder, shared: Path, name: str) -> None:
        assert len(finder.find(read_image(shared / f"data/photos/one_{name}.jpg"))) == 1

    @pytest.mark.parametrize("name", [*(f"one_{one}" for one in ONE), "two_laos", "many_meeting"])
    def test_the_largest_face_is_the_same_at_a_glance(
        self,
        finder: FaceFinder,
        kind: str,
        shared: Path,
        name: str,
        request: pytest.FixtureRequest,
    ) -> None:
        if (kind, name) == ("haar", "many_meeting"):
            # Lost by a few grey levels, since photos are read with their colour profiles.
            request.applymarker(pytest.mark.xfail(reason="a glance misses the largest face here"))
        image = read_image(shared / f"data/photos/{name}.jpg")
        thorough, glance = finder.find(image)[0], finder.glance(image)[0]
        assert centre(glance) == pytest.approx(centre(thorough), abs=0.2 * thorough.box.width)

    @pytest.mark.parametrize("name", ["exif6", "tilt20", "dark"])
    def test_the_astronaut_is_found_in_every_shape(
        self, finder: FaceFinder, shared: Path, name: str
    ) -> None:
        assert len(finder.find(read_image(shared / f"data/photos/{name}_one_astronaut.jpg"))) == 1

    @pytest.mark.parametrize("name", ["cat", "coffee"])
    def test_none_is_found_where_none_is(self, finder: FaceFinder, shared: Path, name: str) -> None:
        assert finder.find(read_image(shared / f"data/photos/none_{name}.png")) == []

    @pytest.mark.parametrize(
        ("name", "least"), [("two_laos", 2), ("many_classroom", 5), ("many_meeting", 3)]
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


def test_a_glance_finds_a_face_where_the_search_finds_it(haar: FaceFinder) -> None:
    (found,), (glanced,) = haar.find(astronaut()), haar.glance(astronaut())
    assert np.abs(np.subtract(centre(found), centre(glanced))).max() < 0.1 * found.box.width
    assert glanced.crop.shape == (48, 48)
    assert haar.glance(np.asarray(data.chelsea(), np.uint8)) == []


def test_yunet_glances_too(yunet: FaceFinder) -> None:
    (found,), (glanced,) = yunet.find(astronaut()), yunet.glance(astronaut())
    assert np.abs(np.subtract(centre(found), centre(glanced))).max() < 0.1 * found.box.width


def test_several_threads_may_search_at_once(haar: FaceFinder) -> None:
    """A cascade holds the picture that it searches: two threads with one would mix them up."""
    left = astronaut()
    right = np.ascontiguousarray(left[:, ::-1])
    expected = [haar.glance(left)[0].box, haar.glance(right)[0].box]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(haar.glance, [left, right] * 12))
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


def test_near_where_it_was_a_glance_finds_the_face_that_the_whole_search_finds(
    haar: FaceFinder,
) -> None:
    """By no more apart than the whole search's own answers to a picture a pixel aside."""
    near: list[Box] = []
    for frame in swaying(24):
        whole, (face,) = haar.glance(frame)[0], haar.glance(frame, near)
        assert centre(face) == pytest.approx(centre(whole), abs=0.06 * whole.box.width)
        assert face.box.width == pytest.approx(whole.box.width, rel=0.12)
        assert likeness(face.crop, whole.crop) > 0.85
        near = [face.box]


def test_near_where_it_was_the_whole_picture_is_not_searched(
    haar: FaceFinder, monkeypatch: pytest.MonkeyPatch
) -> None:
    (face,) = haar.glance(astronaut())

    def search(*_: Any) -> list[Any]:
        raise AssertionError("the whole picture was searched")

    monkeypatch.setattr("vaha.stages.faces.squares_at_a_glance", search)
    (again,) = haar.glance(astronaut(), [face.box])
    assert centre(again) == pytest.approx(centre(face), abs=0.06 * face.box.width)
    with pytest.raises(AssertionError, match="the whole picture"):
        haar.glance(astronaut())


@pytest.mark.parametrize(
    "box",
    [Box(20, 300, 100, 100), Box(175, 65, 30, 30), Box(480, 480, 100, 100), Box(900, 0, 90, 90)],
    ids=["elsewhere", "too small", "at the edge", "beyond it"],
)
def test_a_face_that_is_not_where_it_was_is_sought_everywhere(haar: FaceFinder, box: Box) -> None:
    (whole,), (face,) = haar.glance(astronaut()), haar.glance(astronaut(), [box])
    assert (face.box, face.confidence) == (whole.box, whole.confidence)


def test_where_one_of_two_faces_has_gone_the_whole_picture_is_searched(haar: FaceFinder) -> None:
    both = np.concatenate([astronaut(), astronaut()], axis=1)
    boxes = [face.box for face in haar.glance(both)]
    assert len(boxes) == 2
    assert len(haar.glance(both, boxes)) == 2
    both[:, 512:] = 90
    (face,) = haar.glance(both, boxes)
    assert face.box == haar.glance(both)[0].box
