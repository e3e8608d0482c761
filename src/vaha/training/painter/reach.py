"""What a mood asked alone means to a painter that has only seen mixed ones.

No painting is all disgust: the most disgusted ones are so by three quarters. A painter asked for
more than it has ever seen leaves out all but what that mood has in common, and paints empty ground.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Moods = npt.NDArray[np.float32]
STRONGEST = 0.003
"""Share of the paintings that stand for a mood asked alone: those in which it is strongest."""


def strongest_moods(moods: Moods, share: float = STRONGEST) -> Moods:
    """7 x 7: for each mood the mean of the moods N x 7 of the paintings in which it is strongest.

    Rows sum to 1, as those of `moods` do.
    """
    count = max(1, round(share * len(moods)))
    order = np.argsort(-moods, 0, kind="stable")[:count]  # count x 7
    means: Moods = moods[order].mean(0)
    return means
