"""The face check's training: FER-2013's faces against what Haar cascades wrongly find in paintings.

A minute on one core, once the wrong answers are gathered (ten minutes for 5,000 paintings).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from vaha.framing import CROP, DESCRIPTOR, Frame, Grey, crop_face, describe, grey_of, overlap
from vaha.images import Image
from vaha.runtime.card import ModelCard
from vaha.runtime.session import OnnxModel
from vaha.training.cards import FER2013, NON_COMMERCIAL, WIKIART, today, write_card
from vaha.training.export import check_export, export_network, store_half

ENLARGED = 3
"""Paintings of 128 px are made so much larger before squares are sought in them."""

CASCADES = ("haarcascade_frontalface_alt2.xml", "haarcascade_frontalface_default.xml")
"""The cascades whose wrong answers are gathered: the finder's own."""

FACES, PARTS, LOOKS = 40_000, 12_000, 3
"""Descriptors of faces, of mere parts of faces, and of each wrong answer."""

EPOCHS, BATCH = 12, 256
RECALLS = (0.98, 0.95, 0.90)


class FaceCheckNetwork(nn.Module):
    """Descriptors, float32 N x 900, to the log odds of being a face, N."""

    def __init__(self, mean: Tensor) -> None:
        super().__init__()
        self.register_buffer("mean", mean)
        self.mean: Tensor
        self.layers = nn.Sequential(
            nn.Linear(DESCRIPTOR, 48), nn.ReLU(), nn.Dropout(0.3), nn.Linear(48, 1)
        )

    def forward(self, descriptors: Tensor) -> Tensor:
        logits: Tensor = self.layers((descriptors - self.mean) * 4)[:, 0]
        return logits


def cascade_files() -> list[Path]:
    """Where OpenCV's wheel carries the cascades."""
    return [Path(cv2.__file__).parent / "data" / name for name in CASCADES]


def gather_wrong_answers(
    paintings: Iterable[Image],
    cascades: Sequence[Path],
    painted: Callable[[Image], Sequence[Frame]],
    seed: int = 0,
) -> npt.NDArray[np.uint8]:
    """Squares without a face, grey, uint8 N x 48 x 48: what the cascades find, and some at random.

    `cascades` are OpenCV's files; squares that touch a face which `painted` finds (by YuNet, say)
    are left out.
    """
    chance = np.random.default_rng(seed)
    finders = [cv2.CascadeClassifier(str(path)) for path in cascades]
    crops = []
    for painting in paintings:
        enlarged = cv2.resize(
            painting, None, fx=ENLARGED, fy=ENLARGED, interpolation=cv2.INTER_CUBIC
        )
        image = np.asarray(enlarged, np.uint8)
        grey, faces = grey_of(image), painted(image)
        squares = [*_found(finders, grey), *_at_random(chance, grey, 2)]
        alone = [one for one in squares if all(overlap(one, face) < 0.1 for face in faces)]
        crops += [crop_face(grey, one) for one in alone]
    return np.stack(crops)


def _found(finders: Sequence[cv2.CascadeClassifier], grey: Grey) -> list[Frame]:
    return [
        Frame.of_haar(float(x), float(y), float(side))
        for finder in finders
        for x, y, side, _ in finder.detectMultiScale(grey, 1.1, 0, minSize=(40, 40))[:12]
    ]


def _at_random(chance: np.random.Generator, grey: Grey, count: int) -> list[Frame]:
    height, width = grey.shape
    return [
        Frame(
            float(chance.uniform(40, width - 40)),
            float(chance.uniform(40, height - 40)),
            float(chance.uniform(40, 200)),
        )
        for _ in range(count)
    ]


def publish_face_check(
    faces: npt.NDArray[np.uint8],
    held_faces: npt.NDArray[np.uint8],
    wrong: npt.NDArray[np.uint8],
    folder: Path,
    seed: int = 0,
) -> ModelCard:
    """Train on `faces` and nine tenths of `wrong` (each N x 48 x 48), measure on the rest, write.

    Returns the card of `folder`/face-check.onnx.
    """
    chance = np.random.default_rng(seed)
    held = chance.random(len(wrong)) < 0.1
    positive = _descriptors(_faces(chance, faces, FACES))
    negative = np.concatenate(
        [
            _descriptors(_parts(chance, faces, PARTS)),
            *(_descriptors(_moved_little(chance, wrong[~held])) for _ in range(LOOKS)),
        ]
    )
    network = train_face_check(positive, negative, seed)
    scores = _measure(
        network,
        _descriptors(_faces(chance, held_faces, 4000)),
        _descriptors(wrong[held]),
        _descriptors(_parts(chance, held_faces, 2000)),
    )
    return _write(network, torch.from_numpy(positive[:64]), scores, len(wrong), folder)


def train_face_check(
    positive: npt.NDArray[np.float32], negative: npt.NDArray[np.float32], seed: int = 0
) -> FaceCheckNetwork:
    """The network that tells these descriptors apart, both kinds weighing the same."""
    torch.manual_seed(seed)
    inputs = torch.from_numpy(np.concatenate([positive, negative]))
    labels = torch.cat([torch.ones(len(positive)), torch.zeros(len(negative))])
    weights = torch.where(labels > 0, 1.0, len(positive) / len(negative))
    network = FaceCheckNetwork(inputs.mean(0))
    optimizer = torch.optim.AdamW(network.parameters(), lr=2e-3, weight_decay=1e-3)
    steps = EPOCHS * (len(inputs) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 4e-3, total_steps=steps)
    for batch in _batches(len(inputs), steps):
        loss = nn.functional.binary_cross_entropy_with_logits(
            network(inputs[batch]), labels[batch], weight=weights[batch]
        )
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    return network.eval()


def _batches(count: int, steps: int) -> Iterator[Tensor]:
    while True:
        for batch in torch.randperm(count).split(BATCH)[: count // BATCH]:
            if steps == 0:
                return
            steps -= 1
            yield batch


def _descriptors(crops: Iterable[Grey]) -> npt.NDArray[np.float32]:
    return describe(list(crops))


def _faces(chance: np.random.Generator, faces: Iterable[Grey], count: int) -> Iterator[Grey]:
    """Faces a little out of their frame, as a cascade frames them."""
    chosen = np.asarray(faces)[chance.integers(0, len(np.asarray(faces)), count)]
    return _moved_little(chance, chosen)


def _moved_little(chance: np.random.Generator, crops: Iterable[Grey]) -> Iterator[Grey]:
    for crop in crops:
        x, y = CROP / 2 + chance.normal(0, 0.03 * CROP, 2)
        side, tilt = CROP * chance.normal(1, 0.05), chance.normal(0, 7)
        yield _seen_otherwise(chance, crop_face(crop, Frame(x, y, side, tilt)))


def _parts(chance: np.random.Generator, faces: Iterable[Grey], count: int) -> Iterator[Grey]:
    """An eye, a nose or a chin, and faces half out of their frame: a finder's other mistakes."""
    chosen = np.asarray(faces)[chance.integers(0, len(np.asarray(faces)), count)]
    for crop in chosen:
        if chance.random() < 0.7:
            x, y = CROP * (0.5 + chance.uniform(-0.35, 0.35, 2))
            side = CROP * chance.uniform(0.3, 0.6)
        else:
            away, turn = CROP * chance.uniform(0.35, 0.5), chance.uniform(0, 2 * np.pi)
            x, y = CROP / 2 + away * np.cos(turn), CROP / 2 + away * np.sin(turn)
            side = CROP * chance.uniform(0.8, 1.2)
        yield _seen_otherwise(chance, crop_face(crop, Frame(float(x), float(y), float(side))))


def _seen_otherwise(chance: np.random.Generator, crop: Grey) -> Grey:
    """Sometimes blurred, darkened and noisy, with its contrast raised, or mirrored."""
    seen = crop
    if chance.random() < 0.3:
        size = int(CROP * chance.uniform(0.4, 1))
        small = cv2.resize(seen, (size, size), interpolation=cv2.INTER_AREA)
        seen = np.asarray(cv2.resize(small, (CROP, CROP), interpolation=cv2.INTER_CUBIC))
    if chance.random() < 0.3:
        noise = chance.normal(0, chance.uniform(0, 4), seen.shape)
        darker = seen * chance.uniform(0.2, 1) + chance.uniform(0, 60) + noise
        seen = np.clip(darker, 0, 255).astype(np.uint8)
    if chance.random() < 0.2:
        seen = np.asarray(cv2.equalizeHist(seen))
    return np.ascontiguousarray(seen[:, ::-1] if chance.random() < 0.5 else seen)


@torch.no_grad()
def _measure(
    network: FaceCheckNetwork, *kinds: npt.NDArray[np.float32]
) -> dict[str, dict[str, float]]:
    """At each recall of held-out faces, the share of wrong answers and of parts that pass."""
    faces, wrong, parts = (network(torch.from_numpy(kind)).numpy() for kind in kinds)
    bounds = {f"recall {recall:.2f}": np.quantile(faces, 1 - recall) for recall in RECALLS}
    return {
        name: {
            "log odds above": round(float(bound), 2),
            "wrong answers passing": round(float((wrong > bound).mean()), 4),
            "parts of faces passing": round(float((parts > bound).mean()), 4),
        }
        for name, bound in bounds.items()
    }


def _write(
    network: FaceCheckNetwork,
    example: Tensor,
    scores: dict[str, dict[str, float]],
    squares: int,
    folder: Path,
) -> ModelCard:
    card = ModelCard(
        name="face-check",
        task="square found by a Haar cascade to the log odds that it is a face",
        file="face-check.onnx",
        sha256="",
        description=(
            "Histograms of oriented gradients of a 48 px crop (900 numbers, "
            "vaha.framing.describe) through one hidden layer of 48."
        ),
        licence=NON_COMMERCIAL,
        date=today(),
        input_size=(CROP, CROP),
        channels=1,
        mean=(0.0,),
        std=(1.0,),
        parameters=sum(parameter.numel() for parameter in network.parameters()),
        training_data=(
            FER2013,
            WIKIART | {"name": f"{squares:,} squares without a face from WikiArt paintings"},
        ),
        scores=dict(scores),
        limits=("Knows faces from the front and half from the side, tilted by up to 20 degrees.",),
    )
    path = folder / card.file
    export_network(network, [example], path, ["descriptors"], ["logits"])
    store_half(path)
    check_export(network, [example], OnnxModel(path, card), ["descriptors"], ["logits"], 0.05)
    return write_card(card, folder)
