"""Measure the shipped enlarger against bicubic on held-out paintings."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image as Pillow

from vaha.runtime.sessions.onnx import OnnxModel
from vaha.training.measures.pictures import picture_psnr

Pixels = npt.NDArray[np.uint8]


def evaluate_enlarger(model: OnnxModel, paintings: Pixels) -> dict[str, Any]:
    """PSNR in dB, mean over uint8 paintings N x S x S x 3 made small by Pillow's bicubic."""
    ours, bicubic = (
        np.array([picture_psnr(one, whole) for one, whole in zip(every, paintings, strict=True)])
        for every in enlarged(model, paintings)
    )
    gains = ours - bicubic
    return {
        "paintings": len(paintings),
        "psnr": round(float(ours.mean()), 3),
        "psnr_of_bicubic": round(float(bicubic.mean()), 3),
        "gain": round(float(gains.mean()), 3),
        "better_on": round(float((gains > 0).mean()), 4),
    }


def enlarged(model: OnnxModel, paintings: Pixels) -> tuple[Pixels, Pixels]:
    """The paintings made small by Pillow's bicubic, enlarged by the model and by bicubic."""
    scale = int(model.card.settings["scale"])
    ours, bicubic = [], []
    for painting in paintings:
        height, width = painting.shape[:2]
        small = Pillow.fromarray(painting).resize(
            (width // scale, height // scale), Pillow.Resampling.BICUBIC
        )
        picture = np.asarray(small, np.float32).transpose(2, 0, 1)[None] / 255
        drawn = model.run({"picture": picture})["enlarged"][0].transpose(1, 2, 0)
        ours.append((drawn * 255).round().clip(0, 255).astype(np.uint8))
        bicubic.append(np.asarray(small.resize((width, height), Pillow.Resampling.BICUBIC)))
    return np.stack(ours), np.stack(bicubic)
