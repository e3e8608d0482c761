"""The compact enlarger: convolutions at small size, then a pixel shuffle.

The shape is that of SRVGG, Real-ESRGAN's small network (Wang et al. 2021).
"""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn import functional

SCALE = 4


class EnlargerNetwork(nn.Module):
    """Pictures N x 3 x H x W in 0..1 to N x 3 x 4H x 4W, roughly in 0..1.

    The network only draws what is missing: its answer is added to the picture enlarged bilinearly.
    LeakyReLU stands in place of SRVGG's PReLU, since 8-bit runtimes know it.
    """

    def __init__(self, width: int = 48, depth: int = 12) -> None:
        super().__init__()
        layers: list[nn.Module] = [nn.Conv2d(3, width, 3, padding=1), nn.LeakyReLU(0.1)]
        for _ in range(depth):
            layers += [nn.Conv2d(width, width, 3, padding=1), nn.LeakyReLU(0.1)]
        last = nn.Conv2d(width, 3 * SCALE**2, 3, padding=1)
        nn.init.normal_(last.weight, std=1e-3)
        nn.init.zeros_(last.bias)  # type: ignore[arg-type]
        self.layers = nn.Sequential(*layers, last, nn.PixelShuffle(SCALE))
        self.margin = depth + 3
        """At input scale; output pixels see less far, so tiles overlapping by it have no seams."""

    def forward(self, pictures: Tensor) -> Tensor:
        base = functional.interpolate(
            pictures, scale_factor=float(SCALE), mode="bilinear", align_corners=False
        )
        result: Tensor = base + self.layers(pictures)
        return result
