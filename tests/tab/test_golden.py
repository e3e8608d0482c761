"""The page that runs in a browser tab does what the stages do: its examples are theirs.

`VAHA_WRITE_GOLDEN=1 python -m pytest tests/tab/test_golden.py` writes them anew;
`webapp/src/tab/stages` reads them.
"""

from __future__ import annotations

import json
import os
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vaha.artwork import Artwork, Recipe
from vaha.emotions import ART_EMOTIONS, FACE_EMOTIONS, Mood
from vaha.images import resize
from vaha.portraits.variations import candidate_seeds
from vaha.runtime.card import ModelCard
from vaha.runtime.catalogue import FETCHABLE
from vaha.runtime.model import Arrays, FakeModel
from vaha.stages.base import Box, Face
from vaha.stages.faces.centerface import CenterFace, Found
from vaha.stages.faces.crop import box_of, face_at
from vaha.stages.faces.finder import _without_doubles
from vaha.stages.faces.framing import Frame, crop_face, grey_of, made_smaller
from vaha.stages.mood import NetworkMoodReader
from vaha.stages.paint import NetworkPainter, noise_of
from vaha.stages.rank import NetworkCritic
from vaha.stages.upscale import NetworkEnlarger

GOLDEN = Path(__file__).parents[1] / "golden" / "tab"

SEEDS = [*range(14), 75, 2**31, 2**32 - 1, 2**32, 2**63 + 5, 2**64 - 1]
MOOD = Mood.of([0.3, 0.05, 0.1, 0.2, 0.15, 0.15, 0.05])


def packed(array: Any) -> dict[str, Any]:
    """An array as the page reads it: little-endian bytes in base64, with its type and shape."""
    array = np.ascontiguousarray(array)
    data = b64encode(array.astype(array.dtype.newbyteorder("<")).tobytes()).decode()
    return {"type": array.dtype.name, "shape": list(array.shape), "data": data}


def soft_picture(height: int, width: int, seed: int = 0) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """Waves of three colours with a little noise, RGB."""
    rng = np.random.default_rng(seed)
    down, across = np.mgrid[:height, :width]
    waves = [
        127 + 100 * np.sin(across / (7 + 2 * channel) + down / (11 - channel) + seed)
        for channel in range(3)
    ]
    noisy = np.stack(waves, -1) + rng.normal(0, 6, (height, width, 3))
    return np.asarray(np.clip(noisy.round(), 0, 255), np.uint8)


def card(name: str, **more: Any) -> ModelCard:
    return replace(ModelCard(name, "", f"{name}.onnx", "0" * 64, "", "", ""), **more)


def told(card: ModelCard) -> dict[str, Any]:
    """What the page reads of a card."""
    names = ("name", "file", "sha256", "labels", "input_size", "mean", "std", "settings")
    document = json.loads(card.to_json())
    return {name: document[name] for name in names}


def noise() -> dict[str, Any]:
    return {
        "seeds": [str(seed) for seed in SEEDS],
        "noise": packed(np.stack([noise_of(seed, 128) for seed in SEEDS])),
        "candidates": [candidate_seeds(seed, 16) for seed in SEEDS],
    }


def painting() -> dict[str, Any]:
    given: dict[str, Any] = {}
    pictures = np.random.default_rng(3).uniform(-3, 258, (2, 3, 6, 8)).astype(np.float32)

    def answer(inputs: Mapping[str, Any]) -> Arrays:
        given.update(inputs)
        return {"pictures": pictures}

    settings = {"noise_size": 5, "truncation": 0.75, "styles": ["ink", "any", "cubism"]}
    labels = tuple(emotion.value for emotion in reversed(FACE_EMOTIONS))
    painter = NetworkPainter(FakeModel(card("painter", labels=labels, settings=settings), answer))
    works = painter.paint(MOOD, [7, 2**32 - 1])
    return {
        "card": told(painter._model.card),
        "mood": dict(MOOD),
        "seeds": [7, 2**32 - 1],
        "inputs": {name: packed(value) for name, value in given.items()},
        "answer": packed(pictures),
        "works": packed(np.stack([work.image for work in works])),
    }


def moods() -> dict[str, Any]:
    rng = np.random.default_rng(4)
    crops = [grey_of(soft_picture(48, 48, seed)) for seed in range(3)]
    logits = rng.normal(0, 1.5, (6, 7)).astype(np.float32)
    given: list[Any] = []

    def answer(inputs: Mapping[str, Any]) -> Arrays:
        given.append(inputs["faces"])
        return {"logits": logits}

    reader = NetworkMoodReader(
        FakeModel(
            card(
                "mood",
                labels=tuple(emotion.value for emotion in FACE_EMOTIONS[::-1]),
                mean=(0.5,),
                std=(0.25,),
                settings={"views": "mirror", "side": 44, "not_sure_below": 0.4},
            ),
            answer,
        )
    )
    readings = reader.read([Face(Box(0, 0, 9, 9), 1.0, crop) for crop in crops])
    return {
        "card": told(reader._model.card),
        "crops": packed(np.stack(crops)),
        "given": packed(given[0]),
        "answer": packed(logits),
        "moods": [dict(reading.mood) for reading in readings],
        "sure": [reading.sure for reading in readings],
    }


def judging() -> dict[str, Any]:
    rng = np.random.default_rng(5)
    logits = rng.normal(0, 1, (6, 9)).astype(np.float32)
    embedding = rng.normal(0, 1, (6, 12)).astype(np.float32)
    embedding[4] = embedding[1] + 0.05  # a near-copy
    logits[4] = logits[1]
    given: list[Any] = []

    def answer(inputs: Mapping[str, Any]) -> Arrays:
        given.append(inputs["pictures"])
        return {"logits": logits, "embedding": embedding}

    critic = NetworkCritic(
        FakeModel(
            card(
                "critic",
                labels=tuple(emotion.value for emotion in ART_EMOTIONS[::-1]),
                input_size=(24, 40),
                mean=(0.4, 0.5, 0.6),
                std=(0.2, 0.25, 0.3),
                settings={
                    "base_rates": [0.3, 0.1, 0.05, 0.15, 0.1, 0.05, 0.1, 0.1, 0.05],
                    "near_copy": 0.1,
                },
            ),
            answer,
        )
    )
    pictures = [soft_picture(16, 20, seed) for seed in range(6)]
    works = [Artwork(picture, Recipe(MOOD, seed)) for seed, picture in enumerate(pictures)]
    scored = critic.score(works, MOOD)
    kept = critic.choose(scored, MOOD, 3)
    return {
        "card": told(critic._model.card),
        "mood": dict(MOOD),
        "pictures": packed(np.stack(pictures)),
        "given": packed(given[0]),
        "logits": packed(logits),
        "embedding": packed(embedding),
        "scores": [{key.value: value for key, value in work.scores.items()} for work in scored],
        "lifts": [work.lift for work in scored],
        "kept": [work.recipe.seed for work in kept],
    }


def enlarging() -> dict[str, Any]:
    image = soft_picture(10, 12)
    given: list[Any] = []

    def answer(inputs: Mapping[str, Any]) -> Arrays:
        given.append(inputs["picture"])
        across = np.linspace(0, 0.2, inputs["picture"].shape[3] * 2, dtype=np.float32)
        return {"enlarged": inputs["picture"].repeat(2, 2).repeat(2, 3) * 1.1 - across}

    settings = {"scale": 2, "margin": 6}
    enlarger = NetworkEnlarger(FakeModel(card("enlarger", settings=settings), answer))
    large = enlarger.enlarge(image, 2)
    return {
        "card": told(enlarger._model.card),
        "picture": packed(image),
        "given": packed(given[0]),
        "answer": packed(answer({"picture": given[0]})["enlarged"]),
        "large": packed(large),
    }


def resizing() -> dict[str, Any]:
    image = soft_picture(30, 42, 2)
    sizes = [(60, 84), (10, 14), (17, 33), (30, 84)]
    smaller = [60, 41, 15]
    return {
        "picture": packed(image),
        "resized": [packed(resize(image, *size)) for size in sizes],
        "smaller": [packed(made_smaller(soft_picture(90, 120, 3), side)[0]) for side in smaller],
        "of": packed(soft_picture(90, 120, 3)),
    }


def finding() -> dict[str, Any]:
    rng = np.random.default_rng(6)
    shape = {"537": 1, "538": 2, "539": 2, "540": 10}
    maps = {
        name: rng.uniform(0, 1, (2, count, 8, 16)).astype(np.float32)
        for name, count in shape.items()
    }
    maps["538"] += 1
    shown: list[Any] = []

    def answer(inputs: Mapping[str, Any]) -> Arrays:
        shown.append(inputs["input.1"])
        return maps

    network = CenterFace(FakeModel(FETCHABLE["centerface"].card, answer))
    pictures = [soft_picture(20, 50, seed) for seed in range(2)]
    found = network.look(pictures, 0.9)
    return {
        "pictures": packed(np.stack(pictures)),
        "shown": packed(shown[0]),
        "maps": {name: packed(value) for name, value in maps.items()},
        "found": [[as_told(one) for one in few] for few in found],
        "alone": [as_told(one) for one in _without_doubles([*found[0], *found[1]])],
    }


def as_told(one: Found) -> dict[str, Any]:
    keys = ("x", "y", "width", "height", "sure")
    document = {key: getattr(one, key) for key in keys}
    return {**document, "points": one.points.tolist(), "side": one.side, "tilt": one.tilt}


def framing() -> dict[str, Any]:
    image = soft_picture(90, 130, 8)
    grey = grey_of(image)
    lean = [
        (90, 70, 40, 50, 3),
        (60, 80, 70, 80, 9.5),
        (150, 40, 110, 130, -25),
        (5, 6, 30, 20, 40),
    ]
    frames = [Frame.of_box(*place) for place in lean]
    faces = [face_at(grey, frame, 0.9) for frame in frames]
    quick = [crop_face(image, frame, 32, quick=True, repeat=False) for frame in frames]
    large = grey_of(soft_picture(190, 240, 9))
    frame = Frame(130, 90, 210, -14)
    return {
        "picture": packed(image),
        "places": [list(place) for place in lean],
        "frames": [[frame.x, frame.y, frame.side, frame.tilt] for frame in frames],
        "boxes": [[box.left, box.top, box.width, box.height] for box in map(in_picture, frames)],
        "crops": packed(np.stack([face.crop for face in faces])),
        "quick": packed(np.stack(quick)),
        "large": packed(large),
        "large_frame": [frame.x, frame.y, frame.side, frame.tilt],
        "large_crop": packed(crop_face(large, frame)),
    }


def in_picture(frame: Frame) -> Box:
    return box_of(frame, 90, 130)


EXAMPLES: dict[str, Callable[[], dict[str, Any]]] = {
    "noise": noise,
    "painting": painting,
    "moods": moods,
    "judging": judging,
    "enlarging": enlarging,
    "resizing": resizing,
    "finding": finding,
    "framing": framing,
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_stages_do_what_the_page_in_a_tab_was_tested_with(name: str) -> None:
    example = json.loads(json.dumps(EXAMPLES[name]()))
    path = GOLDEN / f"{name}.json"
    if os.environ.get("VAHA_WRITE_GOLDEN"):
        GOLDEN.mkdir(exist_ok=True)
        path.write_text(json.dumps(example) + "\n", encoding="utf-8")
    close(json.loads(path.read_text(encoding="utf-8")), example, name)


def close(known: Any, found: Any, where: str) -> None:
    """Equal, but for last digits and a level of 255, in which machines and OpenCVs differ."""
    if isinstance(known, dict) and "data" in known:
        one, other = unpacked(known), unpacked(found)
        assert one.dtype == other.dtype, where
        levels = 1.0 if one.dtype == np.uint8 else 0.0
        exact = where.startswith("noise")
        np.testing.assert_allclose(
            np.float64(one),
            np.float64(other),
            0 if exact else 1e-5,
            0 if exact else levels,
            err_msg=where,
        )
    elif isinstance(known, dict):
        assert known.keys() == found.keys(), where
        for key in known:
            close(known[key], found[key], f"{where}.{key}")
    elif isinstance(known, list):
        assert len(known) == len(found), where
        for number, (one, other) in enumerate(zip(known, found, strict=True)):
            close(one, other, f"{where}[{number}]")
    else:
        same = pytest.approx(known, rel=1e-6, abs=1e-9) if isinstance(known, float) else known
        assert found == same, where


def unpacked(array: dict[str, Any]) -> np.ndarray[Any, Any]:
    """What `packed` packed."""
    kind = np.dtype(array["type"]).newbyteorder("<")
    return (
        np.frombuffer(b64decode(array["data"]), kind).reshape(array["shape"]).astype(array["type"])
    )
