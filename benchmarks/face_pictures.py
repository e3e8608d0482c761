"""Pictures whose faces are known: FER-2013's on grounds, photographs, and pictures without any.

Each picture with faces comes as it is and in VARIATIONS, in which a person sees the same face.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from vaha.images import Image, read_image
from vaha.training.data.faces.face_set import hold_out, read_fer2013

Place = tuple[float, float, float]
"""A face: the middle of its square and the square's side, in pixels."""

TIGHT = 192
"""Side of a face that fills its picture: FER-2013's 48 pixels, four times enlarged."""

CANVAS = (360, 480)
"""Height and width of the grounds on which faces stand."""

LANDSCAPES = {
    "landscape", "forest", "river", "mountain", "mountains", "coast", "lake", "trees", "still-life",
    "flowers", "hills", "winter", "sunset", "seascape", "valley", "waterfall", "rocks", "beach",
    "clouds", "dunes", "mill", "bridge", "autumn",
}  # fmt: skip
PEOPLE = {
    "portrait", "figure", "figures", "woman", "women", "man", "men", "girl", "girls", "boy", "boys",
    "child", "children", "peasant", "saint", "st", "christ", "madonna", "angel", "self", "with",
    "and", "venus", "diana", "nymph", "nymphs", "bather", "bathers", "fisherman", "shepherd",
    "soldier", "skull", "lady", "family", "people", "flight", "rest", "gathering", "allegory",
    "four",
}  # fmt: skip
"""Words in the titles of paintings: those of the first and none of the second are sought."""

PEOPLED = {
    "arkhip-kuindzhi_sunset-1",
    "camille-pissarro_flowering-plum-trees",
    "franklin-carmichael_autumn-hillside-1920",
    "franklin-carmichael_autumn-in-orillia-1924",
    "frederic-remington_against-the-sunset-1906",
    "james-tissot_on-the-river",
    "jose-gutierrez-solana_old-mountain",
    "karl-bodmer_the-great-traveller-charles-alexandre-lesueur-in-the-forest",
    "konstantin-somov_repose-at-sunset",
    "maurice-prendergast_beach-scene-no-4",
    "nicholas-roerich_holy-lake-1917",
    "philip-wilson-steer_the-beach-at-walberswick",
    "raphael-kirchner_love-flowers-1-1903",
    "raphael-kirchner_street-flowers-2-1899",
    "thomas-theodor-heine_the-flowers-of-evil-1895",
}
"""Paintings that show somebody all the same, as seen by eye."""


@dataclass(frozen=True)
class Known:
    """A picture, what it is made of, how it was varied, and where its faces are."""

    subject: str
    variation: str
    image: Image
    faces: tuple[Place, ...]


def with_faces(table: Path, paintings: Path, photos: Path, count: int) -> Iterator[Known]:
    """Pictures with faces, each followed by its variations."""
    for subject, image, faces in (*_on_grounds(table, paintings, count), *_photographs(photos)):
        yield Known(subject, "as it is", image, faces)
        for name, vary in VARIATIONS.items():
            varied, turn = vary(image)
            yield Known(subject, name, varied, tuple(_moved(face, turn) for face in faces))


def without_faces(paintings: Path, photos: Path, count: int) -> Iterator[Known]:
    """Photographs and textures of scikit-image, painted landscapes, and nine of these in one."""
    paths = landscapes(paintings, count)
    found, names = [_read(path) for path in paths], [path.stem for path in paths]
    for number, image in enumerate(found):
        large = cv2.resize(image, None, fx=4, fy=4, interpolation=cv2.INTER_CUBIC)
        yield Known("landscape", names[number], np.asarray(large, np.uint8), ())
    for start in range(0, len(found) - 8, 9):
        rows = [np.concatenate(found[at : at + 3], axis=1) for at in range(start, start + 9, 3)]
        yield Known("nine landscapes", str(start), np.concatenate(rows), ())
    for path in sorted(photos.glob("none_*")):
        yield Known("photograph", path.stem, read_image(path), ())
    yield from _of_skimage()


def landscapes(paintings: Path, count: int) -> list[Path]:
    """So many paintings whose titles speak of land, water or flowers and of nobody."""
    chosen: list[Path] = []
    with (paintings / "paintings.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            words = set(row["title"].lower().split())
            if not words & LANDSCAPES or words & PEOPLE or row["painting"] in PEOPLED:
                continue
            path = paintings / row["art_style"] / f"{row['painting']}.webp"
            if path.is_file():
                chosen.append(path)
    order = np.random.default_rng(0).permutation(len(chosen))[:count]
    return [chosen[at] for at in sorted(order.tolist())]


def _read(path: Path) -> Image:
    image = read_image(path)
    return np.asarray(cv2.resize(image, (128, 128), interpolation=cv2.INTER_AREA), np.uint8)


def _of_skimage() -> Iterator[Known]:
    from skimage import data

    for name in (
        "chelsea", "coffee", "rocket", "coins", "page", "moon", "text", "brick", "grass", "gravel",
        "cell", "clock", "hubble_deep_field", "immunohistochemistry", "colorwheel", "horse",
        "retina",
    ):  # fmt: skip
        try:
            image = np.asarray(getattr(data, name)())
        except Exception:
            continue  # not bundled here
        if image.dtype == bool:
            image = image.astype(np.uint8) * 255
        grey = np.repeat(image[:, :, None], 3, axis=2) if image.ndim == 2 else image[:, :, :3]
        yield Known("scikit-image", name, np.ascontiguousarray(grey, np.uint8), ())


Based = tuple[str, Image, tuple[Place, ...]]


def _on_grounds(table: Path, paintings: Path, count: int) -> Iterator[Based]:
    """Faces of the held-out tenth of FER-2013's Training: alone, and on three grounds."""
    held = hold_out(read_fer2013(table)["Training"])[1]
    chance = np.random.default_rng(1)
    grounds = [_read(path) for path in landscapes(paintings, 60)]
    for number in chance.permutation(len(held))[:count]:
        face = np.repeat(held.pixels[number][:, :, None], 3, axis=2)
        large = cv2.resize(face, (TIGHT, TIGHT), interpolation=cv2.INTER_CUBIC)
        yield "tight", np.asarray(large, np.uint8), ((TIGHT / 2, TIGHT / 2, TIGHT),)
        side = int(chance.integers(48, 260))
        small = np.asarray(cv2.resize(face, (side, side), interpolation=cv2.INTER_CUBIC), np.uint8)
        height, width = CANVAS
        top, left = (int(chance.integers(0, most - side)) for most in CANVAS)
        place = ((left + side / 2, top + side / 2, float(side)),)
        beyond = (top, height - top - side, left, width - left - side)
        around = cv2.copyMakeBorder(small, *beyond, cv2.BORDER_REPLICATE)
        yield "replicated", np.asarray(around, np.uint8), place
        blurred = cv2.GaussianBlur(
            cv2.copyMakeBorder(small, *beyond, cv2.BORDER_REFLECT_101), (0, 0), side / 6
        )
        yield "blurred", _laid(blurred, small, left, top), place
        ground = grounds[int(number) % len(grounds)]
        painted = cv2.resize(ground, (width, height), interpolation=cv2.INTER_CUBIC)
        yield "painted", _laid(painted, small, left, top), place


def _laid(ground: npt.NDArray[np.uint8], face: Image, left: int, top: int) -> Image:
    """The face on the ground, its edge faded in over a twelfth of its side."""
    side = face.shape[0]
    fade = max(1, side // 12)
    ramp = np.minimum(np.arange(side) + 1, np.arange(side)[::-1] + 1) / fade
    mask = np.minimum(1, np.minimum(ramp[:, None], ramp[None]))[:, :, None]
    picture = np.array(ground, np.float32)
    part = picture[top : top + side, left : left + side]
    part += mask * (face - part)
    return np.asarray(picture.round().clip(0, 255), np.uint8)


def _photographs(photos: Path) -> Iterator[Based]:
    """Photographs whose faces are known, some by hand."""
    for name, places in PLACES.items():
        path = photos / name
        if path.is_file():
            yield "photograph", read_image(path), places


PLACES: dict[str, tuple[Place, ...]] = {
    "one_angry.jpg": ((623, 990, 970),),
    "one_happy_baby.jpg": ((627, 300, 295),),
    "one_neutral.jpg": ((496, 585, 490),),
    "one_surprised_santa.jpg": ((838, 485, 345),),
    "one_astronaut.png": ((226, 119, 104),),
    "two_laos.jpg": ((188, 397, 270), (660, 321, 265)),
    "many_classroom.jpg": (
        (678, 290, 95), (202, 255, 98), (81, 58, 43), (240, 77, 48), (290, 178, 75),
        (550, 230, 72), (313, 378, 128),
    ),
    "many_meeting.jpg": ((372, 90, 130), (228, 328, 158), (1018, 378, 152), (685, 152, 130)),
}  # fmt: skip
"""Where the faces are, the classroom's those that others have marked (see its source)."""


Varied = tuple[Image, npt.NDArray[np.float64]]
"""A picture, and what became of its places: 2 x 3."""

STAY = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])


def _turned(tilt: float) -> Callable[[Image], Varied]:
    """Turned clockwise by so many degrees around its middle, its border repeated outside."""

    def turn(image: Image) -> Varied:
        height, width = image.shape[:2]
        matrix = np.asarray(cv2.getRotationMatrix2D((width / 2, height / 2), -tilt, 1))
        beyond = cv2.BORDER_REPLICATE
        return np.asarray(cv2.warpAffine(image, matrix, (width, height), borderMode=beyond)), matrix

    return turn


def _scaled(by: float) -> Callable[[Image], Varied]:
    def scale(image: Image) -> Varied:
        small = cv2.resize(image, None, fx=by, fy=by, interpolation=cv2.INTER_AREA)
        return np.asarray(small, np.uint8), STAY * by

    return scale


def _mirrored(image: Image) -> Varied:
    turn = np.array([[-1.0, 0.0, image.shape[1]], [0.0, 1.0, 0.0]])
    return np.ascontiguousarray(image[:, ::-1]), turn


def _shifted(image: Image) -> Varied:
    """By one pixel, to the right and down; the border is repeated."""
    moved = np.pad(image, ((1, 0), (1, 0), (0, 0)), mode="edge")[:-1, :-1]
    return np.ascontiguousarray(moved), STAY + np.array([[0, 0, 1.0], [0, 0, 1.0]])


def _encoded(quality: int) -> Callable[[Image], Varied]:
    def encode(image: Image) -> Varied:
        done, data = cv2.imencode(".jpg", image[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
        assert done
        return np.ascontiguousarray(cv2.imdecode(data, cv2.IMREAD_COLOR)[:, :, ::-1]), STAY

    return encode


def _dark(image: Image) -> Varied:
    return (image * 0.4).astype(np.uint8), STAY


VARIATIONS: dict[str, Callable[[Image], Varied]] = {
    "mirrored": _mirrored,
    "shifted by a pixel": _shifted,
    "JPEG 92": _encoded(92),
    "JPEG 60": _encoded(60),
    "at 40 % light": _dark,
    "0.9 times as large": _scaled(0.9),
    "half as large": _scaled(0.5),
    "turned by 15 degrees": _turned(15),
    "turned by -30 degrees": _turned(-30),
}


def _moved(face: Place, turn: npt.NDArray[np.float64]) -> Place:
    x, y, side = face
    across, down = turn @ (x, y, 1)
    return float(across), float(down), side * math.sqrt(abs(np.linalg.det(turn[:, :2])))
