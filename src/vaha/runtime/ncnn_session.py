"""Running networks with Tencent's ncnn: the only room that imports it.

Two kinds: Real-ESRGAN's official models, which are ncnn's own files, and ONNX files that are
translated when they are loaded.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

import numpy as np
import numpy.typing as npt

from vaha.errors import MissingExtra, ModelDamaged, ModelError
from vaha.runtime.card import ModelCard
from vaha.runtime.model import Arrays
from vaha.runtime.ncnn_graph import CannotTranslate, translate
from vaha.runtime.onnx_file import read_graph
from vaha.runtime.session import write_folded
from vaha.runtime.store import ModelStore

if TYPE_CHECKING:
    import ncnn

INPUT, OUTPUT = "data", "output"
"""What Real-ESRGAN's ncnn files call their ends."""


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
        weights = store.path(name)
        return cls(weights.with_suffix(".param"), weights, store.card(name), threads)

    def run(self, picture: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """The network's answer, 3 x 4H x 4W, to a picture, 3 x H x W, both RGB in 0..1.

        The answer may leave 0..1 a little. Raises MissingExtra, ModelDamaged or ModelError.
        """
        import_ncnn()
        import ncnn

        extractor = self._net.create_extractor()
        given = np.ascontiguousarray(picture, dtype=np.float32)
        extractor.input(INPUT, ncnn.Mat(given))
        status, answer = extractor.extract(OUTPUT)
        if status != 0:
            raise ModelError(
                f"the model {self.card.name!r} cannot be run (ncnn says {status}); "
                "try a smaller picture, or run `vaha models check`"
            )
        return np.array(answer, dtype=np.float32)

    @cached_property
    def _net(self) -> ncnn.Net:
        net = _new_net(self._threads)
        for status in (net.load_param(str(self._param)), net.load_model(str(self._weights))):
            if status != 0:
                raise ModelDamaged(
                    f"{self._weights} cannot be loaded by ncnn; "
                    f"run `vaha models fetch {self.card.name}`"
                )
        return net


class TranslatedModel:
    """One ONNX file and its card, translated for ncnn and loaded when it is first run.

    Each row is computed by one thread, `threads` rows at a time: threads that share a row wait for
    each other at every layer, which is slow as soon as anything else runs on the machine. Running
    raises CannotTranslate where the network holds what ncnn, or our translation, does not know, or
    ncnn cannot read what was translated.
    """

    def __init__(self, path: Path, card: ModelCard, threads: int) -> None:
        self.card = card
        self._path = path
        self._threads = max(1, threads)
        self._lock = threading.Lock()
        _with_threads.add(self)

    def run(self, inputs: Mapping[str, npt.NDArray[Any]]) -> Arrays:
        """All outputs for these inputs, each by its name and as float32.

        Raises CannotTranslate, ModelDamaged or ModelError.
        """
        rows = {name: np.asarray(array, np.float32) for name, array in inputs.items()}
        count = max((len(array) for array in rows.values()), default=0)
        with self._lock:  # two that come first together load it once
            net = self._net
        if count == 0 or not net.takes(rows, count):
            raise ModelError(
                f"the model {self.card.name!r} cannot be run: its inputs are {net.inputs}; "
                "run `vaha models check`"
            )
        each = [{name: array[row] for name, array in rows.items()} for row in range(count)]
        together = self._threads > 1 and count > 1
        answers = list(self._workers.map(net.run, each) if together else map(net.run, each))
        return {name: np.stack([answer[name] for answer in answers]) for name in answers[0]}

    @cached_property
    def _net(self) -> _Net:
        return _load_translated(self._path)

    @cached_property
    def _workers(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(self._threads, thread_name_prefix="vaha-ncnn")

    def _begin_anew(self) -> None:
        """In a forked child: the threads stayed with the parent, and perhaps the lock."""
        self._lock = threading.Lock()
        self.__dict__.pop("_workers", None)


_with_threads: WeakSet[TranslatedModel] = WeakSet()


def _begin_all_anew() -> None:
    for model in list(_with_threads):
        model._begin_anew()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_begin_all_anew)


@dataclass(frozen=True)
class _Net:
    """A network as ncnn has loaded it, and the names of its ends."""

    net: ncnn.Net
    inputs: dict[str, tuple[int, ...]]
    outputs: dict[str, str]

    def takes(self, rows: Arrays, count: int) -> bool:
        """Whether these are its inputs: ncnn itself does not look before it computes."""
        return rows.keys() == self.inputs.keys() and all(
            len(rows[name]) == count
            and rows[name].ndim == len(shape) + 1
            and all(
                size in (0, given) for size, given in zip(shape, rows[name].shape[1:], strict=True)
            )
            for name, shape in self.inputs.items()
        )

    def run(self, row: Mapping[str, npt.NDArray[np.float32]]) -> Arrays:
        """The outputs for one row of each input."""
        import ncnn

        extractor = self.net.create_extractor()
        for name in self.inputs:
            # Copied: ncnn computes in place, and would write into what was given.
            extractor.input(name, ncnn.Mat(np.ascontiguousarray(row[name])).clone())
        return {
            name: np.array(extractor.extract(blob)[1], np.float32)
            for name, blob in self.outputs.items()
        }


def _load_translated(path: Path) -> _Net:
    try:
        folder = TemporaryDirectory(prefix="vaha-")
    except OSError as error:  # onnxruntime needs no files
        raise CannotTranslate(f"no temporary file can be written ({error})") from error
    with folder as scratch:
        folded = Path(scratch, "folded.onnx")
        write_folded(path, folded)
        translated = translate(read_graph(folded.read_bytes()))
        weights = Path(scratch, "weights.bin")
        weights.write_bytes(translated.weights)
        net = _new_net(threads=1)
        if net.load_param_mem(translated.param) or net.load_model(str(weights)):
            # On Windows ncnn opens no path that is not ASCII, as folders of some users are not.
            raise CannotTranslate(f"ncnn loads nothing from {scratch}")
    return _Net(net, translated.inputs, translated.outputs)


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


def import_ncnn() -> None:
    """Prove that ncnn is installed; raises MissingExtra with the command that installs it."""
    try:
        import ncnn  # noqa: F401
    except ImportError as error:
        raise MissingExtra("this enlarger needs ncnn: pip install 'vaha[ncnn]'") from error
