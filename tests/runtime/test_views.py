from __future__ import annotations

import numpy as np
import pytest

from vaha.errors import InputError
from vaha.runtime import views
from vaha.runtime.views import VIEWS, mean_over_views, views_of

FACES = np.arange(2 * 48 * 48, dtype=np.float32).reshape(2, 1, 48, 48)


@pytest.mark.parametrize("side", [None, 44])
@pytest.mark.parametrize("how", VIEWS)
def test_there_are_as_many_views_as_passes_are_named(how: str, side: int | None) -> None:
    found = views_of(FACES, how, side)
    assert len(found) == VIEWS[how]
    expected = 48 if side is None and how != "ten-crop" else 44
    assert {view.shape for view in found} == {(2, 1, expected, expected)}


def test_the_middle_comes_first_and_half_of_all_are_mirrored() -> None:
    (whole,) = views_of(FACES, "none")
    np.testing.assert_array_equal(whole, FACES)
    middle, mirrored = views_of(FACES, "mirror", 44)
    np.testing.assert_array_equal(middle, FACES[..., 2:46, 2:46])
    np.testing.assert_array_equal(mirrored, middle[..., ::-1])
    ten = views_of(FACES, "ten-crop")
    corners = {(cut[0, 0, 0, 0], cut[0, 0, -1, -1]) for cut in ten[:5]}
    assert (FACES[0, 0, 0, 0], FACES[0, 0, 43, 43]) in corners
    assert (FACES[0, 0, 4, 4], FACES[0, 0, 47, 47]) in corners
    assert len(corners) == 5
    for cut, mirror in zip(ten[:5], ten[5:], strict=True):
        np.testing.assert_array_equal(mirror, cut[..., ::-1])


@pytest.mark.parametrize("side", [None, 48, 60])
def test_ten_cuts_of_a_network_that_reads_whole_faces_are_ten_different_ones(
    side: int | None,
) -> None:
    views = views_of(FACES, "ten-crop", side)
    assert len({view.tobytes() for view in views}) == 10
    assert all(view.shape[-2:] == (44, 44) for view in views)


@pytest.mark.parametrize("at_once", [0, 64])
def test_the_mean_is_over_views_and_not_over_faces(
    monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(views, "ROWS_AT_ONCE", at_once)
    rows: list[int] = []

    def first_pixel(faces: np.ndarray) -> np.ndarray:
        rows.append(len(faces))
        return np.repeat(faces[:, 0, 0, :1], 7, axis=1)

    found = mean_over_views(FACES, "mirror", None, first_pixel)
    assert found.shape == (2, 7) and found.dtype == np.float32
    np.testing.assert_allclose(found[:, 0], (FACES[:, 0, 0, 0] + FACES[:, 0, 0, 47]) / 2)
    assert rows == ([4] if at_once else [2, 2])


def test_an_unknown_way_is_refused_with_the_known_ones() -> None:
    with pytest.raises(InputError, match=r"'twice'.*none, mirror, ten-crop"):
        views_of(FACES, "twice")
