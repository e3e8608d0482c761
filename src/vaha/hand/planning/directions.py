"""The directions of a picture: where a brush goes along its forms, also where it is flat.

A structure tensor of all three channels, summed over three scales, so that flat places take the
direction of the edges around them (Hays and Essa, "Image and video based painterly animation",
2004; Kass and Witkin, "Analyzing oriented patterns", 1987).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from vaha.images import Image

Floats = npt.NDArray[np.float32]

SCALES = ((0.8, 1.0), (4.0, 0.3), (16.0, 0.12))
"""Each scale in radii of the brush, and how much it counts."""
FAINT = 0.02
"""How much the slow drift of a hand without a model counts against the picture's mean edge."""
ACROSS = np.array([[-1, 0, 1], [0, -2, 0]], np.float32)
"""From a structure tensor to twice the angle across its gradient."""


def structure(picture: Image) -> Floats:
    """H x W x 3: squares and product of the derivatives of H x W x 3, summed over the channels."""
    import cv2

    tensor = np.zeros((3, *picture.shape[:2]), np.float32)
    for channel in cv2.split(picture):
        along = cv2.Sobel(channel, cv2.CV_16S, 1, 0, ksize=3).astype(np.float32) / 8
        down = cv2.Sobel(channel, cv2.CV_16S, 0, 1, ksize=3).astype(np.float32) / 8
        for plane, product in zip(tensor, (along * along, along * down, down * down), strict=True):
            plane += product
    return np.asarray(cv2.merge(list(tensor)), np.float32)


def directions(tensor: Floats, radius: float, drift: Floats) -> Floats:
    """Twice the angle along the forms, as a vector: H x W x 2, its length how sure it is.

    `tensor` is the picture's `structure`, `radius` the brush's in its pixels. Where the picture
    says nothing the angle is `drift`'s, in radians, H x W. `angle_of` gives angles.
    """
    import cv2

    total = np.zeros_like(tensor)
    for scale, weight in SCALES:
        total += _smoothed(tensor, radius * scale, weight)
    # The tensor's angle is the gradient's; the form runs across it, which turns the vector round.
    along = np.asarray(cv2.transform(total, ACROSS), np.float32)
    slowly = np.float32(FAINT) * cv2.merge([np.cos(2 * drift), np.sin(2 * drift)])
    return np.asarray(along + slowly, np.float32)


def angle_of(vectors: Floats) -> Floats:
    """The angles of these vectors of `directions`, N x 2, in radians, -pi/2 to pi/2."""
    return np.asarray(0.5 * np.arctan2(vectors[..., 1], vectors[..., 0]), np.float32)


def _smoothed(tensor: Floats, sigma: float, weight: float) -> Floats:
    """The tensor blurred, its mean the weight; a wide blur is made on a smaller raster."""
    import cv2

    height, width = tensor.shape[:2]
    factor = max(1, int(sigma / 2))
    size = (max(1, width // factor), max(1, height // factor))
    small = tensor if factor == 1 else cv2.resize(tensor, size, interpolation=cv2.INTER_AREA)
    blurred = cv2.GaussianBlur(small, (0, 0), max(0.6, sigma / factor))
    mean = cv2.mean(blurred)
    blurred *= np.float32(weight / (mean[0] + mean[2] + 1.0))
    if factor == 1:
        return np.asarray(blurred, np.float32)
    large = cv2.resize(blurred, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(large, np.float32)
