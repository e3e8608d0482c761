"""The exponential moving average of a network (EMA): what is kept, being steadier than the last."""

from __future__ import annotations

import torch
from torch import nn


def update_average(average: nn.Module, network: nn.Module, share: float) -> None:
    """Move the average this share of the way to the network, 1 less the decay.

    Weights and the statistics of batch normalisation; other buffers are copied, such as the vectors
    of spectral norms, which must stay of length 1.
    """
    with torch.no_grad():
        torch._foreach_lerp_(list(average.parameters()), list(network.parameters()), share)
        pairs = zip(average.named_buffers(), network.named_buffers(), strict=True)
        for (name, ours), (_, theirs) in pairs:
            if name.endswith(("running_mean", "running_var")):
                ours.lerp_(theirs, share)
            else:
                ours.copy_(theirs)


def early_share(decay: float, step: int) -> float:
    """The share after so many steps: larger at first, so that the beginning is soon forgotten."""
    return 1 - min(decay, (1 + step) / (10 + step))
