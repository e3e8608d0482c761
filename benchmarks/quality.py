"""How good enlarged pictures are: PSNR, a distance on VGG19's first layers, and NIQE.

NIQE (Mittal, Soundararajan and Bovik 2013) needs no original: it compares the statistics of a
picture's patches with those of sharp photographs. A work of 256 px has too few patches for a
covariance of 36 numbers, so the patches of all pictures are pooled: one figure for a whole set.
It favours what is sharp, also where it is sharper than the painting was.
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import numpy.typing as npt

from vaha.images import Image

Floats = npt.NDArray[np.float64]

PATCH = 96
"""NIQE's patches, in pixels of the picture; half of that at its second scale."""


def psnr(one: Image, other: Image) -> float:
    """Of all three channels, in dB."""
    error = np.mean((one.astype(np.float64) - other.astype(np.float64)) ** 2)
    return float(10 * np.log10(255**2 / max(error, 1e-9)))


class VggDistance:
    """The distance of two pictures on ImageNet's VGG19 up to conv3_4.

    As LPIPS without its learnt weights: the features at each place made of length one, their
    squared difference averaged over places, summed over channels, averaged over the three blocks.
    """

    def __init__(self, weights: Path) -> None:
        from vaha.training.features.perceptual import VggFeatures

        self._features = VggFeatures(weights).eval()

    def __call__(self, one: Image, other: Image) -> float:
        import torch

        with torch.inference_mode():
            pair = torch.from_numpy(np.stack([one, other])).permute(0, 3, 1, 2).float() / 255
            distances = []
            for block in self._features(pair):
                directions = block / (block.norm(dim=1, keepdim=True) + 1e-10)
                difference = (directions[0] - directions[1]) ** 2
                distances.append(float(difference.sum(dim=0).mean()))
        return sum(distances) / len(distances)


class Niqe:
    """NIQE with the published parameters of sharp photographs (`mu`, `covariance`, `window`)."""

    def __init__(self, parameters: Path) -> None:
        with np.load(parameters) as stored:
            self._mean = stored["mu_pris_param"].ravel()
            self._covariance = stored["cov_pris_param"]
            self._window = stored["gaussian_window"]

    def of_set(self, pictures: list[Image]) -> float:
        """One figure for all pictures: lower is more like sharp photographs."""
        features = np.concatenate([self._patches(_luma(picture)) for picture in pictures])
        features = features[~np.isnan(features).any(axis=1)]
        gap = self._mean - features.mean(axis=0)
        spread = np.linalg.pinv((self._covariance + np.cov(features, rowvar=False)) / 2)
        return float(math.sqrt(gap @ spread @ gap))

    def _patches(self, grey: Floats) -> Floats:
        """36 numbers for each whole patch: 18 at full size, 18 at half."""
        from PIL import Image as Pillow

        high, wide = (size // PATCH for size in grey.shape)
        grey = grey[: high * PATCH, : wide * PATCH]
        half = Pillow.fromarray((grey / 255).astype(np.float32)).resize(
            (grey.shape[1] // 2, grey.shape[0] // 2), Pillow.Resampling.BICUBIC
        )
        scales = [(grey, PATCH), (np.asarray(half, np.float64) * 255, PATCH // 2)]
        rows = []
        for picture, side in scales:
            plain = self._normalised(picture)
            rows.append([
                _describe(plain[top : top + side, left : left + side])
                for top in range(0, high * side, side)
                for left in range(0, wide * side, side)
            ])  # fmt: skip
        return np.concatenate([np.array(one) for one in rows], axis=1)

    def _normalised(self, grey: Floats) -> Floats:
        """Each pixel less the mean around it, over the deviation around it."""
        import cv2

        def around(values: Floats) -> Floats:
            filtered = cv2.filter2D(values, -1, self._window, borderType=cv2.BORDER_REPLICATE)
            return np.asarray(filtered, np.float64)

        mean = around(grey)
        deviation = np.sqrt(np.abs(around(grey**2) - mean**2))
        return np.asarray((grey - mean) / (deviation + 1), np.float64)


def _luma(picture: Image) -> Floats:
    """ITU-R 601 as Matlab's NIQE has it, 16 to 235, rounded."""
    weights = np.array([65.481, 128.553, 24.966]) / 255
    return np.asarray(np.round(picture @ weights + 16), np.float64)


def _describe(patch: Floats) -> list[float]:
    """18 numbers: the form of the pixels' distribution, and of four products of neighbours."""
    shape, left, right = _asymmetric(patch)
    numbers = [shape, (left + right) / 2]
    for step in ((0, 1), (1, 0), (1, 1), (1, -1)):
        shape, left, right = _asymmetric(patch * np.roll(patch, step, axis=(0, 1)))
        skew = (right - left) * math.gamma(2 / shape) / math.gamma(1 / shape)
        numbers += [shape, skew, left, right]
    return numbers


_SHAPES = np.arange(0.2, 10.001, 0.001)
_LOG_GAMMA = np.frompyfunc(math.lgamma, 1, 1)
_RATIOS = np.exp(
    (2 * _LOG_GAMMA(2 / _SHAPES) - _LOG_GAMMA(1 / _SHAPES) - _LOG_GAMMA(3 / _SHAPES)).astype(float)
)


def _asymmetric(values: Floats) -> tuple[float, float, float]:
    """Shape and the two scales of an asymmetric generalised normal distribution, by moments."""
    flat = values.ravel()
    below, above = flat[flat < 0], flat[flat > 0]
    if not below.size or not above.size:
        return math.nan, math.nan, math.nan
    left, right = math.sqrt(np.mean(below**2)), math.sqrt(np.mean(above**2))
    lean = left / right
    ratio = np.mean(np.abs(flat)) ** 2 / np.mean(flat**2)
    wanted = ratio * (lean**3 + 1) * (lean + 1) / (lean**2 + 1) ** 2
    shape = float(_SHAPES[np.argmin((_RATIOS - wanted) ** 2)])
    factor = math.sqrt(math.gamma(1 / shape) / math.gamma(3 / shape))
    return shape, left * factor, right * factor
