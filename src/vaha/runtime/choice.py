"""Which runtime runs a network: the quickest that is installed, chosen by measurement.

onnxruntime runs every network everywhere. ncnn, where it is installed, computes 3 x 3 convolutions
by Winograd's method, with fewer than half the multiplications, and was measured to be quicker for
the networks in QUICKER_WITH_NCNN (docs/speed.md has the figures).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy.typing as npt

from vaha.errors import MissingExtra
from vaha.runtime.card import ModelCard
from vaha.runtime.model import Arrays, Model
from vaha.runtime.ncnn_graph import CannotTranslate
from vaha.runtime.ncnn_session import TranslatedModel, is_installed
from vaha.runtime.session import OnnxModel, find_cuda, has_cuda, why_no_cuda
from vaha.runtime.store import ModelStore
from vaha.settings import Settings

QUICKER_WITH_NCNN = ("painter", "critic", "enlarger")
"""These networks; the mood reader is an eight-bit network, which onnxruntime alone computes so."""

TOLERANCE = 1e-4
"""By how much runtimes may differ in any output, as a part of the largest that stands in it.

For pictures of 0..255 that is a fortieth of a level. The bundled networks differ by less (tested).
"""

EIGHT_BIT_TOLERANCE = 0.02
"""The same for the eight-bit network (mood): two of the steps in which its answer is written."""


def open_model(store: ModelStore, name: str, settings: Settings) -> Model:
    """The store's network of this name, verified, with the runtime that suits the settings.

    Raises ModelNotFound, ModelDamaged or MissingExtra.
    """
    path, card = store.path(name), store.card(name)
    usual = OnnxModel(path, card, settings.threads, settings.device)
    if settings.runtime == "ncnn" and not is_installed():
        raise MissingExtra("this runtime is not installed: pip install 'vaha[ncnn]'")
    if settings.runtime == "ncnn" or _ncnn_is_quicker(name, settings):
        return FirstThatCan(TranslatedModel(path, card, settings.threads), usual)
    return usual


def describe(settings: Settings) -> str:
    """What will run the networks, in words."""
    threads = f"{settings.threads} thread{'' if settings.threads == 1 else 's'}"
    if settings.runtime == "ncnn":
        return f"ncnn on the processor, {threads}"
    if settings.device != "cpu" and has_cuda():
        return "onnxruntime on a CUDA card"
    beside = f" ({why_no_cuda(find_cuda())})" if _is_awaited(settings) else ""
    quicker = [name for name in QUICKER_WITH_NCNN if _ncnn_is_quicker(name, settings)]
    also = f"; ncnn for {', '.join(quicker)}" if quicker else ""
    return f"onnxruntime on the processor, {threads}{also}{beside}"


def _is_awaited(settings: Settings) -> bool:
    """Whether the person thinks that a CUDA card is used: asked for, or its runtime installed."""
    return settings.device == "cuda" or (settings.device == "auto" and find_cuda().is_offered)


def _ncnn_is_quicker(name: str, settings: Settings) -> bool:
    if settings.runtime != "auto" or name not in QUICKER_WITH_NCNN or not is_installed():
        return False
    return settings.device == "cpu" or (settings.device == "auto" and not has_cuda())


class FirstThatCan:
    """Runs a network with `first`; where that cannot be translated, with `second` from then on."""

    def __init__(self, first: Model, second: Model) -> None:
        self._model = first
        self._second = second

    @property
    def card(self) -> ModelCard:
        """What the network is."""
        return self._model.card

    def run(self, inputs: Mapping[str, npt.NDArray[Any]]) -> Arrays:
        """All outputs for these inputs, as the model that can run them gives them."""
        try:
            return self._model.run(inputs)
        except CannotTranslate:
            self._model = self._second
            return self._model.run(inputs)
