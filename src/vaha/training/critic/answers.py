"""What a published critic says of pictures."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from vaha.images import resize
from vaha.runtime.sessions.onnx import OnnxModel
from vaha.runtime.sessions.tensors import batches, softmax, to_tensor

Pictures = npt.NDArray[np.uint8]


def judge(
    critic: OnnxModel, pictures: Pictures
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float32]]:
    """The critic's probabilities N x 9 and its embeddings N x D, at the size its card names."""
    logits, embeddings = [], []
    size = critic.card.input_size
    for some in batches(list(pictures)):
        part = [resize(picture, *size) for picture in some] if all(size) else some
        answer = critic.run({"pictures": to_tensor(part, critic.card)})
        logits.append(answer["logits"])
        embeddings.append(answer["embedding"])
    return softmax(np.concatenate(logits)), np.concatenate(embeddings)
