"""ncnn's layers: what one is, and how they become its graph (text) and its weights (bytes)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

_MAGIC = 7767517


@dataclass
class Layer:
    """One operation of ncnn's; `settings` are its numbered parameters, as text."""

    kind: str
    name: str
    inputs: list[str]
    outputs: list[str]
    settings: list[str]
    weights: bytes = b""


def with_activations(layers: list[Layer], ends: set[str]) -> list[Layer]:
    """Each ReLU that alone follows a convolution done by the convolution itself."""
    uses = Counter(name for layer in layers for name in layer.inputs)
    by_output = {layer.outputs[0]: layer for layer in layers}
    kept: list[Layer] = []
    for layer in layers:
        before = by_output.get(layer.inputs[0]) if layer.inputs else None
        if before is not None and (before.kind, layer.kind) == ("Convolution", "ReLU"):
            (name,) = before.outputs
            if uses[name] == 1 and name not in ends:
                before.settings += ["9=2", f"-23310=1,{layer.settings[0].removeprefix('0=')}"]
                before.outputs = layer.outputs
                continue
        kept.append(layer)
    return kept


def with_splits(layers: list[Layer], outputs: dict[str, str]) -> tuple[list[Layer], dict[str, str]]:
    """A Split after each blob that is read more than once, an output counting as read.

    ncnn lets each blob be read once and then forgets it. Gives the outputs' names afterwards.
    """
    read = [name for layer in layers for name in layer.inputs]
    readers, given = Counter([*read, *outputs.values()]), Counter[str]()

    def own(name: str) -> str:
        given[name] += 1
        return f"{name}_{given[name]}" if readers[name] > 1 else name

    done: list[Layer] = []
    for layer in layers:
        layer.inputs = [own(name) for name in layer.inputs]
        done.append(layer)
        for name in layer.outputs:
            if readers[name] > 1:
                copies = [f"{name}_{number + 1}" for number in range(readers[name])]
                done.append(Layer("Split", f"s_{name}", [name], copies, []))
    return done, {name: own(blob) for name, blob in outputs.items()}


def written(layers: list[Layer]) -> tuple[str, bytes]:
    """The graph as the text of a .param file, and the weights as the bytes of a .bin file."""
    blobs = {name for layer in layers for name in layer.outputs}
    lines = [str(_MAGIC), f"{len(layers)} {len(blobs)}", *map(_line, layers), ""]
    return "\n".join(lines), b"".join(layer.weights for layer in layers)


def _line(layer: Layer) -> str:
    counts = f"{len(layer.inputs)} {len(layer.outputs)}"
    words = [layer.kind, layer.name, counts, *layer.inputs, *layer.outputs, *layer.settings]
    return " ".join(words)


def real(number: float) -> str:
    """A number as ncnn takes for a real one: without an e or a point it would be read as whole."""
    return f"{number:.9e}"


def raw(numbers: npt.NDArray[np.generic]) -> bytes:
    """Numbers in single precision, one after another."""
    return np.ascontiguousarray(numbers, np.float32).tobytes()


def flagged(numbers: npt.NDArray[np.generic]) -> bytes:
    """Weights as ncnn reads them where they may be packed: the zeros say that they are not."""
    return b"\0\0\0\0" + raw(numbers)
