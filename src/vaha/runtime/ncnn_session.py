"""Running Real-ESRGAN's official models: the only room that imports Tencent's ncnn."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from vaha.errors import MissingExtra, ModelDamaged, ModelError
from vaha.runtime.card import ModelCard
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
        import ncnn

        net = ncnn.Net()
        net.opt.use_vulkan_compute = False
        if self._threads:
            net.opt.num_threads = self._threads
        for status in (net.load_param(str(self._param)), net.load_model(str(self._weights))):
            if status != 0:
                raise ModelDamaged(
                    f"{self._weights} cannot be loaded by ncnn; "
                    f"run `vaha models fetch {self.card.name}`"
                )
        return net


def import_ncnn() -> None:
    """Prove that ncnn is installed; raises MissingExtra with the command that installs it."""
    try:
        import ncnn  # noqa: F401
    except ImportError as error:
        raise MissingExtra("this enlarger needs ncnn: pip install 'vaha[ncnn]'") from error
