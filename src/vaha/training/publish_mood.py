"""From a trained mood reader to its shipped file and card: calibrate, export, quantise, measure."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from vaha.emotions import FACE_EMOTIONS
from vaha.runtime.card import ModelCard
from vaha.runtime.session import OnnxModel
from vaha.runtime.tensors import softmax
from vaha.training.cards import FER2013, FERPLUS, IMAGENET_VGG, NON_COMMERCIAL, today, write_card
from vaha.training.evaluate_mood import evaluate_mood, mood_logits
from vaha.training.export import check_export, export_network
from vaha.training.face_data import FACE_SIZE, FaceSet, hold_out
from vaha.training.measures import accuracy, best_temperature
from vaha.training.mood_network import MoodNetwork
from vaha.training.quantisation import quantise

SURE_ACCURACY = 0.75
"""A reading counts as sure where readings as confident as it are right this often."""


class ShippedMood(nn.Module):
    """The network behind the card's normalisation, its logits divided by the temperature.

    It reads each face and its mirror image and answers with the mean of both: 0.7 points better on
    the held-out tenth for twice the time, and a mirrored webcam reads as an unmirrored one does.
    """

    def __init__(self, network: MoodNetwork, mean: float, std: float, temperature: float) -> None:
        super().__init__()
        self.network = network
        self.mean, self.std, self.temperature = mean, std, temperature

    def forward(self, faces: Tensor) -> Tensor:
        faces = faces * self.std + self.mean
        both = self.network(torch.cat([faces, faces.flip(3)]))
        logits: Tensor = both.reshape(2, -1, both.shape[1]).mean(0) / self.temperature
        return logits


def publish_mood(network: MoodNetwork, parts: dict[str, FaceSet], folder: Path) -> ModelCard:
    """Write `folder`/mood.onnx (eight bits) and mood.json; returns the card with measured scores.

    Temperature and threshold are chosen on the held-out tenth of Training; PublicTest and
    PrivateTest are only measured.
    """
    learnt, held = hold_out(parts["Training"])
    mean, std = float(learnt.pixels.mean() / 255), float(learnt.pixels.std() / 255)
    card = _bare_card(network, mean, std)
    path = folder / card.file
    example = torch.randn(5, 1, FACE_SIZE, FACE_SIZE, generator=torch.Generator().manual_seed(0))

    plain = ShippedMood(network, mean, std, temperature=1.0)
    export_network(plain, [example], path, ["faces"], ["logits"])
    check_export(plain, [example], OnnxModel(path, card), ["faces"], ["logits"], tolerance=1e-3)
    exact_logits = mood_logits(OnnxModel(path, card), held.pixels)
    exact = accuracy(exact_logits, held.labels)
    temperature = best_temperature(exact_logits, held.labels)

    shipped = ShippedMood(network, mean, std, temperature)
    export_network(shipped, [example], path, ["faces"], ["logits"])
    quantise(path, _calibration_feeds(learnt, mean, std))
    model = OnnxModel(path, card)
    held_probabilities = softmax(mood_logits(model, held.pixels))
    card = replace(
        card,
        settings={
            "temperature": round(temperature, 4),
            "not_sure_below": sure_threshold(held_probabilities, held.labels),
        },
    )
    model = OnnxModel(path, card)
    card = replace(
        card,
        scores={
            "held_out_fp32": round(exact, 4),
            "held_out_int8": round(accuracy(held_probabilities, held.labels), 4),
            "PrivateTest": evaluate_mood(model, parts["PrivateTest"], parts["Training"]),
            "PublicTest": evaluate_mood(model, parts["PublicTest"], parts["Training"]),
        },
    )
    return write_card(card, folder)


def sure_threshold(probabilities: npt.NDArray[np.float64], labels: npt.NDArray[np.int64]) -> float:
    """The least confidence from which on readings are right SURE_ACCURACY of the time."""
    confidence = probabilities.max(1)
    correct = probabilities.argmax(1) == labels
    for hundredths in range(20, 95):
        sure = confidence >= hundredths / 100
        if sure.any() and correct[sure].mean() >= SURE_ACCURACY:
            return hundredths / 100
    return 0.95


def _calibration_feeds(
    faces: FaceSet, mean: float, std: float
) -> list[dict[str, npt.NDArray[np.float32]]]:
    chosen = np.random.default_rng(0).permutation(len(faces))[:384]
    pixels = faces.pixels[chosen, None].astype(np.float32) / 255
    scaled = (pixels - np.float32(mean)) / np.float32(std)
    return [{"faces": scaled[start : start + 32]} for start in range(0, len(scaled), 32)]


def _bare_card(network: MoodNetwork, mean: float, std: float) -> ModelCard:
    return ModelCard(
        name="mood",
        task="face to mood: seven emotions",
        file="mood.onnx",
        sha256="",
        description=(
            "VGG16's 13 convolutions with batch normalisation on grey faces of 48 px, eight-bit. "
            "Each face is standardised inside, and read together with its mirror image. Softmax of "
            "the logits is the calibrated mood."
        ),
        licence=NON_COMMERCIAL,
        date=today(),
        labels=tuple(emotion.value for emotion in FACE_EMOTIONS),
        input_size=(FACE_SIZE, FACE_SIZE),
        channels=1,
        mean=(round(mean, 6),),
        std=(round(std, 6),),
        parameters=sum(parameter.numel() for parameter in network.parameters()),
        training_data=(FER2013, FERPLUS, IMAGENET_VGG),
        limits=(
            "Reads an expression, not what a person feels; people agree on about 65 % of FER-2013.",
            "Disgust and fear are read less well than happiness and surprise: see recall.",
            "FER-2013's faces come from a web search of 2013 and do not stand for everyone.",
        ),
    )
