"""From a trained network to the file that is shipped: ONNX, weights stored in half precision.

Export always ends in a comparison of both on the same input.
"""

from __future__ import annotations

import copy
import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from vaha.errors import VahaError
from vaha.files import written_aside
from vaha.runtime.sessions.onnx import OnnxModel

OPSET = 17
HALF_FROM = 256
"""Smaller tensors stay in single precision: they weigh nothing, and some are scales."""


class ExportDiffers(VahaError):
    """The exported file does not compute what the network computes."""


def export_network(
    network: nn.Module,
    examples: Sequence[Tensor],
    path: Path,
    inputs: Sequence[str],
    outputs: Sequence[str],
    free_size: Sequence[str] = (),
) -> None:
    """Write the network as ONNX; batch sizes are free, height and width of `free_size` too.

    The network stays as and where it is; it may be one that runs compiled.
    """
    axes = {name: {0: "batch"} for name in (*inputs, *outputs)}
    for name in free_size:
        axes[name] |= {2: f"{name}_height", 3: f"{name}_width"}
    with written_aside(path) as aside, warnings.catch_warnings():
        # The tracing exporter is deprecated but is the one that PyTorch 2.4 to 2.13 share.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            _plain(network),
            tuple(examples),
            str(aside),
            input_names=list(inputs),
            output_names=list(outputs),
            dynamic_axes=axes,
            opset_version=OPSET,
            dynamo=False,
        )


def _plain(network: nn.Module) -> nn.Module:
    """A copy that reads on the processor in single precision.

    A copy has the network's weights but not its compiled call, which cannot be traced.
    """
    return copy.deepcopy(network).float().eval().cpu()


def store_half(path: Path) -> None:
    """Keep large weights as fp16 and cast them on loading: half the file, the same fp32 arithmetic.

    A wholly half-precision graph would be slower on processors, which cast around every operation.
    """
    model = onnx.load(str(path))
    graph = model.graph
    casts = []
    for tensor in list(graph.initializer):
        if tensor.data_type != TensorProto.FLOAT or np.prod(tensor.dims) < HALF_FROM:
            continue
        values = numpy_helper.to_array(tensor)
        if np.abs(values).max() > np.finfo(np.float16).max:
            continue
        name = f"{tensor.name}.half"
        graph.initializer.remove(tensor)
        graph.initializer.append(numpy_helper.from_array(values.astype(np.float16), name))
        casts.append(helper.make_node("Cast", [name], [tensor.name], to=TensorProto.FLOAT))
    nodes = [*casts, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)
    onnx.checker.check_model(model)
    with written_aside(path) as aside:
        onnx.save(model, str(aside))


@torch.no_grad()
def check_export(
    network: nn.Module,
    examples: Sequence[Tensor],
    model: OnnxModel,
    inputs: Sequence[str],
    outputs: Sequence[str],
    tolerance: float,
) -> float:
    """The largest difference of network and file; raises ExportDiffers above `tolerance`."""
    expected = _plain(network)(*examples)
    expected = expected if isinstance(expected, tuple) else (expected,)
    found = model.run({name: value.numpy() for name, value in zip(inputs, examples, strict=True)})
    largest = max(
        float(np.abs(found[name] - value.numpy()).max())
        for name, value in zip(outputs, expected, strict=True)
    )
    if not largest <= tolerance:
        raise ExportDiffers(
            f"{model.card.name}: the exported file differs from the network by {largest:.3g}, "
            f"more than {tolerance:.3g}; the export is not to be trusted"
        )
    return largest
