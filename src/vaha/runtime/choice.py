"""Which runtime runs a network: the quickest that is installed, chosen by measurement.

onnxruntime runs every network everywhere. ncnn, where it is installed, computes 3 x 3 convolutions
by Winograd's method, with fewer than half the multiplications, and was measured to be quicker at
enlarging (docs/log/speed.md has the figures). So the enlarger is bundled in ncnn's form as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy.typing as npt

from vaha.errors import MissingExtra, ModelDamaged
from vaha.runtime.card import ModelCard
from vaha.runtime.model import Arrays, Model
from vaha.runtime.sessions.ncnn import PARAM, NcnnModel, NcnnRows, is_installed
from vaha.runtime.sessions.onnx import OnnxModel, find_cuda, has_cuda, why_no_cuda
from vaha.runtime.store import ModelStore
from vaha.settings import Settings


def open_model(store: ModelStore, name: str, settings: Settings) -> Model:
    """The store's network of this name, verified, with the runtime that suits the settings.

    Raises ModelNotFound, ModelDamaged or MissingExtra.
    """
    path, card = store.path(name), store.card(name)
    usual = OnnxModel(path, card, settings.threads, settings.device)
    if settings.runtime == "ncnn" and not is_installed():
        raise MissingExtra("this runtime is not installed: pip install 'vaha[ncnn]'")
    if f"{name}{PARAM}" in card.more_files and _ncnn_is_used(settings):
        in_rows = NcnnRows(NcnnModel.open(store, name, threads=1), settings.threads)
        return FirstThatLoads(in_rows, usual)
    return usual


def describe(settings: Settings) -> str:
    """What will run the networks, in words."""
    threads = f"{settings.threads} thread{'' if settings.threads == 1 else 's'}"
    on_card = settings.device != "cpu" and has_cuda()
    place = "a CUDA card" if on_card else f"the processor, {threads}"
    beside = f" ({why_no_cuda(find_cuda())})" if not on_card and _is_awaited(settings) else ""
    also = "; ncnn for the enlarger" if _ncnn_is_used(settings) else ""
    return f"onnxruntime on {place}{also}{beside}"


def _is_awaited(settings: Settings) -> bool:
    """Whether the person thinks that a CUDA card is used: asked for, or its runtime installed."""
    return settings.device == "cuda" or (settings.device == "auto" and find_cuda().is_offered)


def _ncnn_is_used(settings: Settings) -> bool:
    """For what it is quicker at; a CUDA card comes first."""
    if settings.runtime != "auto" or not is_installed():
        return settings.runtime == "ncnn"
    return settings.device == "cpu" or (settings.device == "auto" and not has_cuda())


class FirstThatLoads:
    """Runs a network with `first`; where that cannot be loaded, with `second` from then on.

    On Windows ncnn opens no path that is not ASCII, as folders of some users are not.
    """

    def __init__(self, first: Model, second: Model) -> None:
        self._model = first
        self._second = second

    @property
    def card(self) -> ModelCard:
        """What the network is."""
        return self._model.card

    def run(self, inputs: Mapping[str, npt.NDArray[Any]]) -> Arrays:
        """All outputs for these inputs, as the model that can be loaded gives them."""
        try:
            return self._model.run(inputs)
        except ModelDamaged:
            if self._model is self._second:
                raise
            self._model = self._second
            return self._model.run(inputs)
