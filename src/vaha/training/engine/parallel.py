"""Several processes that learn one network together, as `torchrun` starts them; or one alone."""

from __future__ import annotations

import gc
import importlib
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from torch import Tensor, distributed, nn
from torch.nn.parallel import DistributedDataParallel

from vaha.training.engine.device import Device


@dataclass(frozen=True)
class ProcessGroup:
    """The processes of one run: this one's number, how many there are, its number on its machine.

    All methods work for a process alone too, so trainers have one path.
    """

    rank: int = 0
    size: int = 1
    local_rank: int = 0

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> ProcessGroup:
        """What `torchrun` says in RANK, WORLD_SIZE and LOCAL_RANK; alone where it says nothing."""
        return cls(
            int(environ.get("RANK", 0)),
            int(environ.get("WORLD_SIZE", 1)),
            int(environ.get("LOCAL_RANK", 0)),
        )

    @property
    def is_rank_zero(self) -> bool:
        """Whether this process writes files and speaks."""
        return self.rank == 0

    @contextmanager
    def joined(self, device: Device) -> Iterator[ProcessGroup]:
        """Connected to the others until the end of the block: NCCL between GPUs, else Gloo.

        What `shared` gave must be out of use by then. Gloo's threads end with the block: one that
        still let go of a tensor while the interpreter ends would abort the process.
        """
        if self.size == 1:
            yield self
            return
        # DistributedDataParallel imports this, and its functions' defaults keep the group that is
        # there when it is first imported, with its threads, for good: so before there is one.
        importlib.import_module("torch.distributed.nn.functional")
        if device.is_gpu:
            distributed.init_process_group("nccl", device_id=device.torch_device)
        else:
            distributed.init_process_group("gloo")
        try:
            yield self
        finally:
            gc.collect()  # networks shared in the block stand in circles and hold the group
            distributed.destroy_process_group()

    def shared(self, network: nn.Module, device: Device) -> nn.Module:
        """The network, its gradients averaged over the group in `backward`.

        All begin with rank 0's weights. Train through what is returned; save the network given.
        """
        if self.size == 1:
            return network
        return DistributedDataParallel(
            network, device_ids=[device.torch_device] if device.is_gpu else None
        )

    def share_of(self, count: int) -> slice:
        """This process's part of `count` rows: equal parts, the last rows left out if need be."""
        each = count // self.size
        return slice(self.rank * each, (self.rank + 1) * each)

    def agreed(self, value: float, device: Device) -> float:
        """Rank 0's value, for all: clocks and drawn numbers differ between processes."""
        if self.size == 1:
            return value
        said = torch.tensor([value], dtype=torch.float64, device=device.torch_device)
        distributed.broadcast(said, src=0)
        return float(said.item())

    def mean(self, value: Tensor) -> Tensor:
        """The mean of the processes' values, in all of them."""
        if self.size == 1:
            return value
        total = value.detach().clone()
        distributed.all_reduce(total)
        return total / self.size

    def wait(self) -> None:
        """Until all have come here."""
        if self.size > 1:
            distributed.barrier()


ALONE = ProcessGroup()
"""One process, which is how networks learn unless `torchrun` says more."""
