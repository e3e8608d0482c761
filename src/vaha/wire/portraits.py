"""A portrait over the wire: what it shall be, and the observer's calls on its way back."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from typing import Any

import numpy as np

from vaha.artwork import Artwork, Recipe, encode_artwork
from vaha.emotions import ArtEmotion, Mood
from vaha.images import encode_picture
from vaha.portraits.options import PortraitOptions
from vaha.portraits.progress import Observer
from vaha.stages.base import Box, Face, MoodReading
from vaha.styles import Style
from vaha.wire.frames import Frame

NO_CROP = np.zeros((0, 0), np.uint8)
"""What a face has in place of its crop, which never leaves the painters."""

Send = Callable[[Frame], None]


def options_to_json(options: PortraitOptions) -> str:
    """The options as one line of JSON."""
    said = asdict(replace(options, mood=None, vary=None))
    said["mood"] = None if options.mood is None else list(options.mood.weights)
    said["vary"] = None if options.vary is None else options.vary.to_json()
    return json.dumps(said)


def options_from_json(text: str) -> PortraitOptions:
    """What `options_to_json` wrote; raises InputError, ValueError, KeyError or TypeError."""
    said = json.loads(text)
    said["mood"] = None if said["mood"] is None else Mood(tuple(said["mood"]))
    said["vary"] = None if said["vary"] is None else Recipe.from_json(said["vary"])
    said["style"] = None if said["style"] is None else Style(said["style"])
    return PortraitOptions(**said)


class Teller:
    """An observer that sends each call as a frame, pictures as PNGs; of faces where they stand.

    The studio sees the photo made `times_smaller`; boxes are told as they stand in what was sent.
    """

    def __init__(self, send: Send, times_smaller: float = 1.0) -> None:
        self._send = send
        self._times = times_smaller

    def stage(self, name: str) -> None:
        self._send(Frame("stage", name))

    def found(self, faces: Sequence[Face], readings: Sequence[MoodReading]) -> None:
        pairs = zip(faces, readings, strict=True)
        self._send(Frame("found", [self._face(face, reading) for face, reading in pairs]))

    def felt(self, mood: Mood, sure: bool | None) -> None:
        self._send(Frame("felt", [list(mood.weights), sure]))

    def painted(self, works: Sequence[Artwork]) -> None:
        pictures = [encode_picture(work.image) for work in works]
        self._send(Frame("painted", [_work(work) for work in works], pictures))

    def judged(self, works: Sequence[Artwork]) -> None:
        self._send(Frame("judged", [_work(work) for work in works]))

    def chosen(self, candidates: Sequence[Artwork], kept: Sequence[Artwork]) -> None:
        data = [[_work(work) for work in works] for works in (candidates, kept)]
        self._send(Frame("chosen", data))

    def finished(self, index: int, work: Artwork) -> None:
        self._send(Frame("finished", [index, _work(work)], [encode_artwork(work)]))

    def _face(self, face: Face, reading: MoodReading) -> list[Any]:
        sides = (face.box.left, face.box.top, face.box.width, face.box.height)
        box = [round(side * self._times) for side in sides]
        return [box, face.confidence, list(reading.mood.weights), reading.sure]


def retell(frame: Frame, observer: Observer) -> None:
    """Tell the observer what the frame says; raises ValueError, KeyError or TypeError for no call.

    Works have their PNG (`Artwork.png`) and, of their image, only its height and width.
    """
    data, pictures = frame.data, frame.pictures
    if frame.call == "stage":
        observer.stage(data)
    elif frame.call == "found":
        faces = [Face(Box(*box), confidence, NO_CROP) for box, confidence, _, _ in data]
        observer.found(faces, [MoodReading(Mood(tuple(mood)), sure) for _, _, mood, sure in data])
    elif frame.call == "felt":
        observer.felt(Mood(tuple(data[0])), data[1])
    elif frame.call == "painted":
        observer.painted([_told(one, png) for one, png in zip(data, pictures, strict=True)])
    elif frame.call == "judged":
        observer.judged([_told(one) for one in data])
    elif frame.call == "chosen":
        observer.chosen(*([_told(one) for one in works] for works in data))
    elif frame.call == "finished":
        observer.finished(data[0], _told(data[1], pictures[0]))
    else:
        raise ValueError(f"there is no call {frame.call!r}")


def _work(work: Artwork) -> dict[str, Any]:
    return {
        "recipe": work.recipe.to_json(),
        "scores": {emotion.value: chance for emotion, chance in work.scores.items()},
        "lift": work.lift,
        "size": list(work.image.shape[:2]),
    }


def _told(said: dict[str, Any], png: bytes | None = None) -> Artwork:
    height, width = said["size"]
    image = np.broadcast_to(np.uint8(0), (height, width, 3))  # a size, and no memory
    scores = {ArtEmotion(name): chance for name, chance in said["scores"].items()}
    return Artwork(image, Recipe.from_json(said["recipe"]), scores, said["lift"], png=png)
