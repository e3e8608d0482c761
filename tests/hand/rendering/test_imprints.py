from __future__ import annotations

import numpy as np
import pytest

from vaha.hand.rendering.imprints import KINDS, MARGIN, VARIANTS, imprints


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("radius", [1.0, 5.0, 90.0])
def test_an_imprint_covers_its_middle_and_nothing_beside(kind: str, radius: float) -> None:
    marks = imprints(kind, radius, 8.0, 0.0)
    assert marks.texture.shape == (VARIANTS * marks.rows, marks.columns, 4)
    assert np.isfinite(marks.texture).all()
    for variant in range(VARIANTS):
        rows = marks.texture[variant * marks.rows :][: marks.rows]
        middle = rows[round(MARGIN * marks.across), marks.columns // 2]
        assert middle[0] > 0 and middle[1] > 0
        assert (rows[0, :, 0] <= 0).all() and (rows[-1, :, 0] <= 0).all()


def test_imprints_differ_and_are_the_same_every_time() -> None:
    marks = imprints("bristle", 12.0, 8.0, 0.3)
    imprints.cache_clear()
    assert np.array_equal(marks.texture, imprints("bristle", 12.0, 8.0, 0.3).texture)
    first, second = (marks.texture[k * marks.rows :][: marks.rows, :, 2] for k in (0, 1))
    assert np.abs(first - second).mean() > 0.02


def test_dry_paint_breaks_sooner() -> None:
    wet, dry = (imprints("bristle", 12.0, 8.0, dryness).texture[..., 1] for dryness in (0.0, 0.9))
    assert (dry < 0).mean() > (wet < 0).mean() + 0.1
