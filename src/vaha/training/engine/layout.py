"""How tensors lie in memory: channels last doubles the speed of bf16 on processors."""

from __future__ import annotations

from typing import TypeVar

import torch
from torch import nn

Network = TypeVar("Network", bound=nn.Module)


def channels_last(network: Network) -> Network:
    """The same network with its weights laid out for channels-last inputs."""
    return network.to(memory_format=torch.channels_last)  # type: ignore[call-overload,no-any-return]
