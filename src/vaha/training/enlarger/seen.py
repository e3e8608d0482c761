"""How near enlarged paintings are to paintings in what a network sees, which softness tells."""

from __future__ import annotations

from typing import Any

from vaha.runtime.sessions.onnx import OnnxModel
from vaha.training.enlarger.evaluate import Pixels, enlarged
from vaha.training.features.deep_space import NAME, DeepSpace, compare_deeply
from vaha.training.features.network import FeatureNetwork


def distances_seen(model: OnnxModel, paintings: Pixels, seer: FeatureNetwork) -> dict[str, Any]:
    """Fréchet and kernel distance of the model's and of bicubic's pictures to the paintings.

    Paintings are uint8 N x S x S x 3; `seer` is EfficientNet-Lite2, which taught no enlarger.
    """
    space = DeepSpace.of(seer, paintings)
    real = space.features(paintings)
    ours, bicubic = (
        compare_deeply(space.features(drawn), real) for drawn in enlarged(model, paintings)
    )
    names = ("frechet_distance", "kernel_distance")
    return {
        **{name: ours[name] for name in names},
        **{f"{name}_of_bicubic": bicubic[name] for name in names},
        "feature_space": NAME,
    }
