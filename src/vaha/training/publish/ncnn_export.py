"""From an ONNX file to ncnn's two, by Tencent's own converter."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from vaha.files import write_file
from vaha.runtime.card import ModelCard
from vaha.runtime.sessions.ncnn import PARAM, WEIGHTS, NcnnModel
from vaha.runtime.sessions.onnx import OnnxModel
from vaha.training.publish.export import ExportDiffers

TOLERANCE = 1e-3
"""By how much the two forms may differ for pictures in 0..1: a quarter of a level."""


def add_ncnn(
    card: ModelCard, folder: Path, size: Sequence[int], ends: Mapping[str, str]
) -> ModelCard:
    """Write NAME.param and NAME.bin beside the card's ONNX file; returns the card that names them.

    `size` (C, H, W) is that of an example, and `ends` are ONNX's names for pnnx' (in0, out0).
    Weights are kept in half precision. Raises ExportDiffers where both forms do not agree.
    """
    import pnnx

    with TemporaryDirectory() as scratch:
        copied = Path(shutil.copy(folder / card.file, scratch))
        shape = ",".join(map(str, (1, *size)))
        command = [pnnx.EXEC_PATH, str(copied), f"inputshape=[{shape}]"]
        done = subprocess.run(command, cwd=scratch, capture_output=True, text=True)
        graph, numbers = (copied.with_suffix(f".ncnn{end}") for end in (PARAM, WEIGHTS))
        if done.returncode != 0 or not graph.is_file():
            raise ExportDiffers(f"{card.name}: pnnx cannot convert {card.file}:\n{done.stdout}")
        text = graph.read_text()
        for theirs, ours in ends.items():
            text = re.sub(rf"\b{theirs}\b", ours, text)
        files = {PARAM: text.encode(), WEIGHTS: numbers.read_bytes()}
    for end, data in files.items():
        write_file(folder / f"{card.name}{end}", data)
    sums = {f"{card.name}{end}": hashlib.sha256(data).hexdigest() for end, data in files.items()}
    found = replace(card, more_files=sums)
    _compare(found, folder, size)
    return found


def _compare(card: ModelCard, folder: Path, size: Sequence[int]) -> None:
    """Both forms answer alike, for the example's size and for another one."""
    param, weights = (folder / f"{card.name}{end}" for end in (PARAM, WEIGHTS))
    converted = NcnnModel(param, weights, card, threads=1)
    original = OnnxModel(folder / card.file, card)
    given, answered = converted.ends
    for more in (0, 5):
        shape = (size[0], size[1] + more, size[2] + 2 * more)
        picture = np.random.default_rng(0).random(shape, np.float32)
        expected = original.run({given: picture[None]})[answered][0]
        largest = float(np.abs(converted.run(picture) - expected).max())
        if not largest <= TOLERANCE:
            raise ExportDiffers(
                f"{card.name}: ncnn's form differs by {largest:.3g}, more than {TOLERANCE:.3g}; "
                "it is not to be trusted"
            )
