"""What ordinary photographs do to a face before it is cut out: blur, low light, few pixels, JPEG.

Each takes grey faces N x 1 x H x W in 0..1 and a strength for each, and works on any device.
"""

from __future__ import annotations

import functools
import math

import torch
from torch import Tensor
from torch.nn import functional

BLUR_TAPS = 7
JPEG_LUMINANCE = (
    (16, 11, 10, 16, 24, 40, 51, 61),
    (12, 12, 14, 19, 26, 58, 60, 55),
    (14, 13, 16, 24, 40, 57, 69, 56),
    (14, 17, 22, 29, 51, 87, 80, 62),
    (18, 22, 37, 56, 68, 109, 103, 77),
    (24, 35, 55, 64, 81, 104, 113, 92),
    (49, 64, 78, 87, 103, 121, 120, 101),
    (72, 92, 95, 98, 112, 100, 103, 99),
)
"""The table of the JPEG standard, annex K.1."""


def blur(faces: Tensor, deviation: Tensor) -> Tensor:
    """A Gaussian of this standard deviation in pixels, 0.3 to 2."""
    offsets = torch.arange(BLUR_TAPS, device=faces.device) - BLUR_TAPS // 2
    taps = torch.exp(-0.5 * (offsets / deviation.view(-1, 1)).square())
    taps = taps / taps.sum(1, keepdim=True)
    edge = BLUR_TAPS // 2
    padded = functional.pad(faces, (edge, edge, edge, edge), mode="replicate")
    # One convolution for each face: faces stand where channels do.
    stacked = padded.reshape(1, len(faces), *padded.shape[2:])
    across = functional.conv2d(stacked, taps[:, None, None, :], groups=len(faces))
    down = functional.conv2d(across, taps[:, None, :, None], groups=len(faces))
    return down.reshape(faces.shape)


def low_light(faces: Tensor, light: Tensor, noise: Tensor) -> Tensor:
    """So much of the light is left (0..1), in the noise of light and sensor, at 256 levels."""
    light = light.view(-1, 1, 1, 1)
    dark = faces * light
    dark = dark + noise * 0.04 * (dark.clamp(min=0) + 0.02).sqrt()
    return (dark.clamp(0, 1) * 255).round() / 255


def few_pixels(faces: Tensor, share: Tensor) -> Tensor:
    """As if the face had been this share (0.25..1) as wide in the photograph.

    A share's size is rounded to one of four, so that each is one operation on the whole batch.
    """
    side = faces.shape[-1]
    result = faces
    for part in (0.33, 0.42, 0.5, 0.67):
        small = functional.interpolate(faces, size=(round(side * part),) * 2, mode="area")
        again = functional.interpolate(small, size=(side, side), mode="bicubic")
        result = torch.where((share <= part + 0.05).view(-1, 1, 1, 1), again, result)
        share = torch.where(share <= part + 0.05, torch.full_like(share, 2.0), share)
    return result.clamp(0, 1)


def jpeg(faces: Tensor, quality: Tensor) -> Tensor:
    """Through the quantised cosine transform of a JPEG of this quality (5..95).

    Height and width are multiples of 8.
    """
    count, _, height, width = faces.shape
    basis = _cosines(faces.device)
    blocks = (faces * 255 - 128).reshape(count, height // 8, 8, width // 8, 8).transpose(2, 3)
    steps = _quantisation(quality).view(count, 1, 1, 8, 8)
    coefficients = basis @ blocks @ basis.T
    blocks = basis.T @ ((coefficients / steps).round() * steps) @ basis
    pixels = blocks.transpose(2, 3).reshape(count, 1, height, width)
    return ((pixels + 128).round() / 255).clamp(0, 1)


def _quantisation(quality: Tensor) -> Tensor:
    """N x 8 x 8 steps, as the Independent JPEG Group scales the table."""
    table = _luminance(quality.device)
    scale = torch.where(quality < 50, 5000 / quality, 200 - 2 * quality).view(-1, 1, 1)
    return ((table * scale + 50) / 100).floor().clamp(1, 255)


@functools.cache
def _luminance(device: torch.device) -> Tensor:
    """The table there; kept, since carrying it over would make every step wait for the device."""
    return torch.tensor(JPEG_LUMINANCE, dtype=torch.float32, device=device)


@functools.cache
def _cosines(device: torch.device) -> Tensor:
    """The orthonormal cosine transform of 8 numbers, 8 x 8."""
    places = torch.arange(8, device=device, dtype=torch.float32)
    basis = torch.cos(math.pi / 8 * (places + 0.5) * places[:, None]) / 2
    basis[0] /= math.sqrt(2)
    return basis
