"""Why a face is read so, and a work judged so: what changes when a part of it cannot be seen.

Occlusion (Zeiler and Fergus 2014, "Visualizing and Understanding Convolutional Networks",
https://arxiv.org/abs/1311.2901): a spot of the picture is blurred, or all but a spot, and the
network asked again. Where the answer changes, it rested on what was there. It needs no gradients,
and so works with every reader and every critic, whatever runs them. Spots are blurred rather than
greyed, as a picture with a grey hole is like none that a network has learnt from (Fong and Vedaldi
2017, https://arxiv.org/abs/1704.03296).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from vaha.artwork import Artwork
from vaha.emotions import FaceEmotion, Mood
from vaha.images import Image, resize
from vaha.stages.base import Critic, Face, MoodReader

SPOTS = 8
"""So many spots stand across the picture, and as many down."""

HIDDEN, SHOWN = 1 / 9, 1 / 7
"""The spread of a spot that is hidden, and of one that alone is shown, as a part of the picture's
longer side."""

BLUR = 1 / 4
"""The spread of the blur that hides what is there, as the same."""

WORK_SIDE = 128
"""A work is looked at so large at most: critics see less."""

_LEAST = 1e-4
"""Probabilities are held above this, so that no logarithm is infinite."""

Heat = npt.NDArray[np.float64]
"""Height x width: how much of the answer rests on each place; below 0 what speaks against it."""

Ask = Callable[[Sequence[npt.NDArray[np.uint8]]], npt.NDArray[np.float64]]
"""One number for each picture, all of one size: the answer whose reasons are sought."""


@dataclass(frozen=True, eq=False)
class Why:
    """A picture as it was seen, uint8 (grey, or RGB), and what the answer `said` rests on in it.

    `heat` is as high and wide as `seen`, in nats: by so much the log-odds of the emotion, or the
    lift of the work, changes with what is seen there.
    """

    seen: npt.NDArray[np.uint8]
    heat: Heat
    said: FaceEmotion


def why_mood(reader: MoodReader, face: Face, emotion: FaceEmotion | None = None) -> Why:
    """What in the face's crop speaks for this emotion, or for the one that was read."""
    chosen = emotion or reader.read([face])[0].mood.top

    def ask(crops: Sequence[npt.NDArray[np.uint8]]) -> npt.NDArray[np.float64]:
        readings = reader.read([replace(face, crop=crop) for crop in crops])
        return _log_odds([one.mood[chosen] for one in readings])

    return Why(face.crop, occluded(face.crop, ask), chosen)


def why_work(critic: Critic, work: Artwork, mood: Mood | None = None) -> Why:
    """What in the work carries this mood, or that of its recipe, as the critic's lift has it."""
    wanted = mood or work.recipe.mood
    seen = _small(work.image)

    def ask(images: Sequence[npt.NDArray[np.uint8]]) -> npt.NDArray[np.float64]:
        scored = critic.score([replace(work, image=image) for image in images], wanted)
        return np.array([one.lift or 0.0 for one in scored], np.float64)

    return Why(seen, occluded(seen, ask), wanted.top)


def occluded(picture: npt.NDArray[np.uint8], ask: Ask) -> Heat:
    """How much of the answer rests on each place: height x width.

    The mean of how far it falls where that place is hidden, and how far it rises from that of a
    picture that is hidden altogether where that place is shown: a smile that is recognised by its
    cheeks as well as by its mouth falls little without either.
    """
    height, width = picture.shape[:2]
    hides, shows = (_spots(height, width, spread) for spread in (HIDDEN, SHOWN))
    blurred = _blurred(picture)
    answers = ask(
        [
            picture,
            *(_mixed(picture, blurred, spot) for spot in hides),
            _mixed(picture, blurred, np.ones((height, width))),
            *(_mixed(picture, blurred, 1 - spot) for spot in shows),
        ]
    )
    seen, without, nothing, alone = np.split(answers, [1, 1 + len(hides), 2 + len(hides)])
    heat = _laid_out(seen - without, hides) + _laid_out(alone - nothing, shows)
    return np.asarray(heat / 2, np.float64)


def _laid_out(answers: npt.NDArray[np.float64], spots: npt.NDArray[np.float64]) -> Heat:
    """Of each place the mean of the answers of the spots over it.

    At the edges, where few are, somewhat less: one spot alone says less of a place than several.
    """
    over = spots.sum(0)
    return np.asarray(np.tensordot(answers, spots, 1) / np.sqrt(over * over.max()), np.float64)


def _spots(height: int, width: int, spread: float) -> npt.NDArray[np.float64]:
    """Where each of SPOTS x SPOTS soft spots is (1) and is not (0): N x height x width."""
    side = max(height, width)
    down, across = (_ridges(length, spread * side) for length in (height, width))
    pairs = down[:, None, :, None] * across[None, :, None, :]
    return np.minimum(1.0, 1.5 * pairs.reshape(-1, height, width))


def _ridges(length: int, spread: float) -> npt.NDArray[np.float64]:
    """SPOTS bell curves, evenly from one end to the other: SPOTS x length."""
    middles = (np.arange(SPOTS) + 0.5) * length / SPOTS - 0.5
    apart = (np.arange(length) - middles[:, None]) / spread
    return np.asarray(np.exp(-(apart**2) / 2), np.float64)


def _blurred(picture: npt.NDArray[np.uint8]) -> npt.NDArray[np.float64]:
    import cv2

    spread = BLUR * max(picture.shape[:2])
    blurred = cv2.GaussianBlur(picture, (0, 0), spread, borderType=cv2.BORDER_REPLICATE)
    return np.asarray(blurred, np.float64)


def _mixed(
    picture: npt.NDArray[np.uint8],
    hidden: npt.NDArray[np.float64],
    spot: npt.NDArray[np.float64],
) -> npt.NDArray[np.uint8]:
    part = spot if picture.ndim == 2 else spot[:, :, None]
    return np.asarray((picture + part * (hidden - picture)).round().clip(0, 255), np.uint8)


def _log_odds(probabilities: Sequence[float]) -> npt.NDArray[np.float64]:
    held = np.clip(np.asarray(probabilities, np.float64), _LEAST, 1 - _LEAST)
    return np.log(held) - np.log1p(-held)


def _small(image: Image) -> Image:
    """The picture with its longer side at most WORK_SIDE."""
    height, width = image.shape[:2]
    scale = min(1.0, WORK_SIDE / max(height, width))
    if scale == 1.0:
        return image
    return resize(image, max(1, round(height * scale)), max(1, round(width * scale)))
