"""Convolutions that multiply less: a narrow one, then one of 1 x 1 that spreads its answer again.

The answers of a trained layer lie near a subspace, so a few numbers say nearly all of them. After
Zhang et al. (2016, "Accelerating very deep convolutional networks", section 3): each layer is
fitted to what the original answers, on the inputs that the layers before it, already narrow, give.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import TypeVar

import torch
from torch import Tensor, nn

Network = TypeVar("Network", bound=nn.Module)

BATCH = 64


class NarrowConvolution(nn.Sequential):
    """A 3 x 3 convolution of rank `rank` in place of `whole`, the same sizes in and out."""

    def __init__(self, whole: nn.Conv2d, rank: int) -> None:
        super().__init__(
            nn.Conv2d(whole.in_channels, rank, 3, padding=1),
            nn.Conv2d(rank, whole.out_channels, 1),
        )

    @torch.no_grad()
    def fit(self, whole: nn.Conv2d, answers: Tensor, wanted: Tensor) -> None:
        """Come nearest, by least squares, to `wanted` where `whole` itself answers `answers`.

        Both are N x C x H x W; they differ where whole's inputs are already approximate. This is
        reduced-rank regression: the best linear map from answers to wanted, kept to the directions
        in which its outcome varies most.
        """
        narrow, spread = self
        assert isinstance(narrow, nn.Conv2d) and isinstance(spread, nn.Conv2d)
        assert narrow.bias is not None and spread.bias is not None and whole.bias is not None
        mean_given, mean_wanted, within, between = _moments(answers, wanted)
        best = torch.linalg.solve(within, between.T).T
        directions = torch.linalg.eigh(best @ within @ best.T)[1][:, -narrow.out_channels :]
        down = directions.T @ best
        weights = whole.weight.double().flatten(1)
        narrow.weight.copy_((down @ weights).view_as(narrow.weight))
        narrow.bias.copy_(down @ whole.bias.double())
        spread.weight.copy_(directions[:, :, None, None])
        spread.bias.copy_(mean_wanted - directions @ (down @ mean_given))


def narrowed(network: Network, ranks: Sequence[int | None]) -> Network:
    """A copy whose convolutions, in their order, have these ranks; None for one that stays.

    What is narrowed has to be fitted.
    """
    narrow = copy.deepcopy(network)
    whole = [(n, m) for n, m in narrow.named_modules() if isinstance(m, nn.Conv2d)]
    for (path, layer), rank in zip(whole, ranks, strict=True):
        if rank is not None:
            parent, _, name = path.rpartition(".")
            setattr(narrow.get_submodule(parent), name, NarrowConvolution(layer, rank))
    return narrow


@torch.no_grad()
def fit_narrowed(narrow: nn.Module, whole: nn.Module, inputs: Tensor) -> None:
    """Fit what `narrowed` made of `whole`, on inputs N x C x H x W such as it will see.

    Both are layers one after another.
    """
    _fit(narrow, whole, inputs, inputs)


def _fit(
    narrow: nn.Module, whole: nn.Module, given: Tensor, wanted: Tensor
) -> tuple[Tensor, Tensor]:
    """Fit on inputs as the narrow layers before give them and as the whole ones do; go on."""
    if isinstance(narrow, NarrowConvolution):
        assert isinstance(whole, nn.Conv2d)
        wanted = _by_parts(whole, wanted)
        narrow.fit(whole, _by_parts(whole, given), wanted)
        return _by_parts(narrow, given), wanted
    if isinstance(narrow, nn.Sequential):
        for ours, theirs in zip(narrow, whole.children(), strict=True):
            given, wanted = _fit(ours, theirs, given, wanted)
        return given, wanted
    return _by_parts(narrow, given), _by_parts(whole, wanted)


def _by_parts(layer: nn.Module, value: Tensor) -> Tensor:
    return torch.cat([layer(part) for part in value.split(BATCH)])


def _moments(given: Tensor, wanted: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Means (C) and covariances (C x C) over all places, in double precision.

    The third is of `given` with itself, a little on its diagonal so that channels that never
    answer do no harm; the fourth of `wanted` with `given`.
    """
    count = given.numel() // given.shape[1]
    mean_given, mean_wanted = given.double().mean((0, 2, 3)), wanted.double().mean((0, 2, 3))
    within = torch.zeros(given.shape[1], given.shape[1], dtype=torch.double)
    between = torch.zeros_like(within)
    for some, others in zip(given.split(BATCH), wanted.split(BATCH), strict=True):
        centred = _by_channel(some) - mean_given.float()[:, None]
        within += (centred @ centred.T).double()
        between += ((_by_channel(others) - mean_wanted.float()[:, None]) @ centred.T).double()
    within, between = within / count, between / count
    within += (1e-6 * within.diagonal().mean() + 1e-12) * torch.eye(len(within))
    return mean_given, mean_wanted, within, between


def _by_channel(value: Tensor) -> Tensor:
    """N x C x H x W to C x NHW."""
    return value.transpose(0, 1).flatten(1)
