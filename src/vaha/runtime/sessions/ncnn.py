"""Running networks with Tencent's ncnn: the only room that imports it.

Real-ESRGAN's official models are ncnn's own files, and the bundled enlarger comes in that form too.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

import numpy as np
import numpy.typing as npt

from vaha.errors import MissingExtra, ModelDamaged, ModelError
from vaha.runtime.card import ModelCard
from vaha.runtime.model import Arrays
from vaha.runtime.store import ModelStore

if TYPE_CHECKING:
    import ncnn

PARAM, WEIGHTS = ".param", ".bin"
"""How ncnn's files end: the graph, and its numbers."""


class NcnnModel:
    """One ncnn network, `param` its graph and `weights` its numbers; loaded when it is first run.

    `threads` is how many cores one run may use, 0 for ncnn's own choice.
    """

    def __init__(self, param: Path, weights: Path, card: ModelCard, threads: int = 0) -> None:
        self.card = card
        self._param = param
        self._weights = weights
        self._threads = threads

    @classmethod
    def open(cls, store: ModelStore, name: str, threads: int = 0) -> NcnnModel:
        """The store's model of this name, verified; raises ModelNotFound or ModelDamaged."""
        main = store.path(name)
        return cls(main.with_suffix(PARAM), main.with_suffix(WEIGHTS), store.card(name), threads)

    @property
    def ends(self) -> tuple[str, str]:
        """What the network calls its input and its output; raises as `run` does."""
        return self._net.input_names()[0], self._net.output_names()[0]

    def run(self, picture: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """The network's answer, 3 x 4H x 4W, to a picture, 3 x H x W, both RGB in 0..1.

        The answer may leave 0..1 a little. Raises MissingExtra, ModelDamaged or ModelError.
        """
        given, answered = self.ends
        import ncnn

        extractor = self._net.create_extractor()
        # Copied: ncnn computes in place, and would write into what was given.
        extractor.input(given, ncnn.Mat(np.ascontiguousarray(picture, np.float32)).clone())
        status, answer = extractor.extract(answered)
        if status != 0:
            raise ModelError(
                f"the model {self.card.name!r} cannot be run (ncnn says {status}); "
                "try a smaller picture, or run `vaha models check`"
            )
        return np.array(answer, dtype=np.float32)

    @cached_property
    def _net(self) -> ncnn.Net:
        require_ncnn()
        net = _new_net(self._threads)
        for status in (net.load_param(str(self._param)), net.load_model(str(self._weights))):
            if status != 0:
                raise ModelDamaged(
                    f"{self._weights} cannot be loaded by ncnn; "
                    f"run `vaha models fetch {self.card.name}`"
                )
        return net


class NcnnRows:
    """An ncnn network that is given several pictures at once, each computed by one thread.

    `threads` of them at a time: threads that share a picture wait for each other at every layer,
    which is slow as soon as anything else runs on the machine.
    """

    def __init__(self, network: NcnnModel, threads: int) -> None:
        self._network = network
        self._threads = max(1, threads)
        self._lock = threading.Lock()
        _with_threads.add(self)

    @property
    def card(self) -> ModelCard:
        """What the network is."""
        return self._network.card

    def run(self, inputs: Mapping[str, npt.NDArray[Any]]) -> Arrays:
        """The network's output for its input N x C x H x W, by its name and as float32.

        Raises ModelDamaged or ModelError.
        """
        with self._lock:  # two that come first together load it once
            given, answered = self._network.ends
        rows = np.asarray(inputs.get(given, ()), np.float32)
        # ncnn itself does not look before it computes.
        if (
            len(inputs) != 1
            or rows.ndim != 4
            or rows.shape[1] != self.card.channels
            or not len(rows)
        ):
            raise ModelError(
                f"the model {self.card.name!r} cannot be run: its input is {given}, pictures of "
                f"{self.card.channels} channels; run `vaha models check`"
            )
        together = self._threads > 1 and len(rows) > 1
        run = self._network.run
        return {
            answered: np.stack(list(self._workers.map(run, rows) if together else map(run, rows)))
        }

    @cached_property
    def _workers(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(self._threads, thread_name_prefix="vaha-ncnn")

    def _begin_anew(self) -> None:
        """In a forked child: the threads stayed with the parent, and perhaps the lock."""
        self._lock = threading.Lock()
        self.__dict__.pop("_workers", None)


_with_threads: WeakSet[NcnnRows] = WeakSet()


def _begin_all_anew() -> None:
    for model in list(_with_threads):
        model._begin_anew()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_begin_all_anew)


def _new_net(threads: int) -> ncnn.Net:
    """An empty network, for the processor and in single precision on every kind of it."""
    import ncnn

    net = ncnn.Net()
    net.opt.use_vulkan_compute = False
    net.opt.use_fp16_packed = net.opt.use_fp16_storage = net.opt.use_fp16_arithmetic = False
    net.opt.use_bf16_storage = False
    if threads:
        net.opt.num_threads = threads
    return net


def is_installed() -> bool:
    """Whether ncnn is there, without importing it."""
    return find_spec("ncnn") is not None


def require_ncnn() -> None:
    """Raise MissingExtra, with the command that installs ncnn, where it is not installed."""
    if not is_installed():
        raise MissingExtra("this enlarger needs ncnn: pip install 'vaha[ncnn]'")
