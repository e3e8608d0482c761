"""From a trained mood reader to its shipped file and card: calibrate, export, shrink, measure."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from vaha.emotions import FACE_EMOTIONS
from vaha.errors import TrainingDataError
from vaha.files import write_file
from vaha.runtime.card import ModelCard
from vaha.runtime.sessions.onnx import OnnxModel
from vaha.runtime.sessions.tensors import softmax, to_tensor
from vaha.runtime.views import views_of
from vaha.training.data.faces.face_set import FACE_SIZE, FaceSet, hold_out
from vaha.training.measures.calibration import balancing, calibrate
from vaha.training.measures.classifiers import accuracy
from vaha.training.mood.evaluate import evaluate_mood, milliseconds_a_face, mood_logits
from vaha.training.mood.network import FaceReader
from vaha.training.mood.options import PRETRAINED, PROCESSOR, MoodOptions
from vaha.training.publish.cards import (
    FER2013,
    FERPLUS,
    IMAGENET_LITE_WHOLE,
    IMAGENET_VGG,
    NON_COMMERCIAL,
    today,
    write_exported,
)
from vaha.training.publish.export import check_export, export_network, store_half
from vaha.training.publish.quantisation import quantise

SURE_ACCURACY = 0.75
"""A reading counts as sure where readings as confident as it are right this often."""

VIEWS = "mirror"
"""A face and its mirror image: so that a mirrored webcam reads as an unmirrored one does."""

SIDES = (44, FACE_SIZE)
"""Pixels of a face that may be read; the middle, as large as the views it learnt on, or all."""

MOST_BYTES = 16_000_000
MOST_LOSS = 0.003
"""Share of the held-out faces that a storage may lose to be faster."""

CALIBRATED = ("side", "temperature", "bias", "not_sure_below", "storage")
"""Settings that are chosen on held-out faces."""

Readings = npt.NDArray[np.float64]
"""Probabilities N x 7."""

FEATURES = "/network/features"
"""Where the convolutions stand in the graph; normalisation before and head after stay exact."""

SUMMARIES = {
    "baseline": "A small network of three convolutions",
    "vgg16": "VGG16's 13 convolutions with batch normalisation",
    "resnet": "ResNet-18 without its early pooling",
    "inception": "GoogLeNet's nine inception blocks with batch normalisation",
    "lite0": "EfficientNet-Lite0",
    "lite2": "EfficientNet-Lite2",
}


@dataclass(frozen=True)
class Learnt:
    """How a network learnt, for its card.

    `faces` is the part of FER-2013 it learnt from, in words. `calibrated` is the card of a network
    that learnt in the same way from nine tenths: one that learnt from all has no faces left to
    choose temperature, bias, threshold and storage on, and takes them from there.
    """

    options: MoodOptions = PROCESSOR
    faces: str = "nine tenths of the 28,709 faces of Training"
    from_votes: bool = True
    from_teachers: bool = False
    calibrated: ModelCard | None = None


class ShippedMood(nn.Module):
    """The network behind the card's normalisation, its logits scaled and shifted to be calibrated.

    Bias-corrected temperature scaling (Alexandari et al. 2020): a bias for each class undoes what
    the votes in the targets do to how often each mood is named.
    """

    bias: Tensor

    def __init__(
        self, network: nn.Module, mean: float, std: float, temperature: float, bias: Sequence[float]
    ) -> None:
        super().__init__()
        self.network = network
        self.mean, self.std, self.temperature = mean, std, temperature
        self.register_buffer("bias", torch.tensor(bias, dtype=torch.float32))

    def forward(self, faces: Tensor) -> Tensor:
        logits: Tensor = self.network(faces * self.std + self.mean) / self.temperature + self.bias
        return logits


def publish_mood(
    network: FaceReader, parts: Mapping[str, FaceSet], folder: Path, learnt: Learnt = Learnt()
) -> ModelCard:
    """Write `folder`/mood.onnx and mood.json; returns the card with measured scores.

    Temperature, bias, threshold and storage are chosen on the held-out tenth of Training: eight
    bits or half precision within 16 MB, the faster that loses under 0.3 points, else the one that
    loses less. All other parts are only measured.
    Raises TrainingDataError where neither storage is small enough.
    """
    learn, held = hold_out(parts["Training"])
    mean, std = float(learn.pixels.mean() / 255), float(learn.pixels.std() / 255)
    card = _bare_card(network, mean, std, learnt)
    readings: dict[str, Readings] = {}
    with TemporaryDirectory() as scratch:
        exact = Path(scratch, "fp32.onnx")
        _export(network, card, exact)
        if learnt.calibrated is None:
            settings, readings["fp32"] = _calibrate(exact, card, held, learnt.options.balance)
        else:
            settings = _given_settings(learnt.calibrated)
        card = replace(card, settings=card.settings | settings)
        _export(network, card, exact, settings["temperature"], settings["bias"])
        stored = _store(exact, _calibration_feeds(learn, card))
        models = {name: OnnxModel(path, card) for name, path in stored.items()}
        if readings:
            readings |= {
                name: softmax(mood_logits(model, held.pixels)) for name, model in models.items()
            }
        right = {name: accuracy(rows, held.labels) for name, rows in readings.items()}
        times = milliseconds_a_face({"fp32": OnnxModel(exact, card), **models}, views="none")
        sizes = {name: path.stat().st_size for name, path in stored.items()}
        if readings:
            settings["storage"] = chosen = _chosen_storage(right, times, sizes)
            settings["not_sure_below"] = sure_threshold(readings[chosen], held.labels)
        write_file(folder / card.file, stored[settings["storage"]].read_bytes())
    card = replace(card, settings=card.settings | settings)
    scores = {"storage": _storage_scores(right, times, sizes)}
    model = OnnxModel(folder / card.file, card)
    for name in parts:
        if name != "Training" and len(parts[name]):
            scores[name] = evaluate_mood(model, parts[name], parts["Training"])
    return write_exported(replace(card, scores=scores), folder)


def sure_threshold(probabilities: npt.NDArray[np.float64], labels: npt.NDArray[np.int64]) -> float:
    """The least confidence from which on readings are right SURE_ACCURACY of the time."""
    confidence = probabilities.max(1)
    correct = probabilities.argmax(1) == labels
    for hundredths in range(20, 95):
        sure = confidence >= hundredths / 100
        if sure.any() and correct[sure].mean() >= SURE_ACCURACY:
            return hundredths / 100
    return 0.95


def _calibrate(
    exact: Path, bare: ModelCard, held: FaceSet, balance: float
) -> tuple[dict[str, Any], Readings]:
    """How much of a face is read, temperature and bias, by the held-out faces; their readings.

    With `balance` the bias goes beyond calibration, so that rare moods are named more readily.
    """
    logits = {}
    for side in SIDES:
        card = replace(bare, settings=bare.settings | {"side": side})
        logits[side] = mood_logits(OnnxModel(exact, card), held.pixels)
    side = max(SIDES, key=lambda side: accuracy(logits[side], held.labels))
    labels = np.eye(len(FACE_EMOTIONS), dtype=np.float32)[held.labels]
    temperature, bias = calibrate(logits[side], labels)
    bias = bias + balance * balancing(held.labels, len(FACE_EMOTIONS))
    settings = {
        "side": side,
        "temperature": round(temperature, 4),
        "bias": [round(float(one), 4) for one in bias],
    }
    return settings, softmax(logits[side] / temperature + bias)


def _given_settings(calibrated: ModelCard) -> dict[str, Any]:
    missing = [name for name in CALIBRATED if name not in calibrated.settings]
    if missing:
        raise TrainingDataError(
            f"the card to calibrate by says nothing of {', '.join(missing)}; "
            "name one that `vaha train mood` wrote"
        )
    return {name: calibrated.settings[name] for name in CALIBRATED}


def _export(
    network: nn.Module,
    card: ModelCard,
    path: Path,
    temperature: float = 1.0,
    bias: Sequence[float] = (0.0,) * len(FACE_EMOTIONS),
) -> None:
    """Write the network as an exact ONNX file and compare both; height and width are free."""
    shipped = ShippedMood(network, card.mean[0], card.std[0], temperature, bias)
    example = torch.randn(5, 1, FACE_SIZE, FACE_SIZE, generator=torch.Generator().manual_seed(0))
    export_network(shipped, [example], path, ["faces"], ["logits"], ["faces"])
    model = OnnxModel(path, card)
    for size in SIDES:
        check_export(
            shipped, [example[..., :size, :size]], model, ["faces"], ["logits"], tolerance=1e-3
        )


def _store(exact: Path, feeds: list[dict[str, npt.NDArray[np.float32]]]) -> dict[str, Path]:
    """The file in each of the smaller ways to store it, beside the exact one."""

    def eight_bits(path: Path) -> None:
        quantise(path, feeds, only=FEATURES)

    ways: dict[str, Callable[[Path], None]] = {"int8": eight_bits, "fp16": store_half}
    stored = {}
    for name, store in ways.items():
        stored[name] = exact.with_name(f"{name}.onnx")
        shutil.copyfile(exact, stored[name])
        store(stored[name])
    return stored


def _chosen_storage(
    right: Mapping[str, float], times: Mapping[str, float], sizes: Mapping[str, int]
) -> str:
    """Of those that are small enough and lose little the fastest; else the one that loses least."""
    small = [name for name, size in sizes.items() if size < MOST_BYTES]
    if not small:
        raise TrainingDataError(
            f"the network is {min(sizes.values()) / 1e6:.1f} MB at its smallest, above "
            f"{MOST_BYTES / 1e6:.0f} MB; train a smaller one"
        )
    good = [name for name in small if right["fp32"] - right[name] < MOST_LOSS]
    if good:
        return min(good, key=lambda name: times[name])
    return max(small, key=lambda name: (right[name], -times[name]))


def _storage_scores(
    right: Mapping[str, float], times: Mapping[str, float], sizes: Mapping[str, int]
) -> dict[str, Any]:
    """For each way of storing: time of one plain pass, size, and what it loses on the held-out."""
    scores: dict[str, Any] = {}
    for name, milliseconds in times.items():
        scores[name] = {"milliseconds_a_face": milliseconds}
        if name in sizes:
            scores[name]["bytes"] = sizes[name]
        if name in right:
            scores[name]["held_out"] = round(right[name], 4)
            scores[name]["loss"] = round(right["fp32"] - right[name], 4)
    return scores


def _calibration_feeds(faces: FaceSet, card: ModelCard) -> list[dict[str, npt.NDArray[np.float32]]]:
    """A few hundred faces as the network is given them."""
    chosen = np.random.default_rng(0).permutation(len(faces))[:384]
    (view,) = views_of(to_tensor(list(faces.pixels[chosen]), card), "none", card.settings["side"])
    return [{"faces": view[start : start + 32]} for start in range(0, len(view), 32)]


def _bare_card(network: FaceReader, mean: float, std: float, learnt: Learnt) -> ModelCard:
    data = [FER2013 | {"name": f"FER-2013, {learnt.faces}"}]
    data += [FERPLUS] if learnt.from_votes else []
    if network.from_imagenet:
        pretrained = learnt.options.arch in PRETRAINED
        data += [IMAGENET_LITE_WHOLE if pretrained else IMAGENET_VGG]
    width = learnt.options.width
    narrow = "" if width == 1 else f", {width:g} times as wide,"
    taught = " Taught also by other networks' readings." if learnt.from_teachers else ""
    return ModelCard(
        name="mood",
        task="face to mood: seven emotions",
        file="mood.onnx",
        sha256="",
        description=(
            f"{SUMMARIES[learnt.options.arch]}{narrow} on grey faces of 48 px, each standardised "
            "inside; the mean of the logits of a face and its mirror image is read, and its "
            f"softmax is the calibrated mood.{taught}"
        ),
        licence=NON_COMMERCIAL,
        date=today(),
        labels=tuple(emotion.value for emotion in FACE_EMOTIONS),
        input_size=(FACE_SIZE, FACE_SIZE),
        channels=1,
        mean=(round(mean, 6),),
        std=(round(std, 6),),
        parameters=sum(parameter.numel() for parameter in network.parameters()),
        training_data=tuple(data),
        limits=(
            "Reads an expression, not what a person feels; people agree on about 65 % of FER-2013.",
            "Disgust and fear are read less well than happiness and surprise: see recall.",
            "FER-2013's faces come from a web search of 2013 and do not stand for everyone.",
        ),
        settings={"views": VIEWS},
        recipe=asdict(learnt.options),
    )
