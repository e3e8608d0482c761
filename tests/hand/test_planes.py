"""What a browser gets of brushes and grain holds the textures themselves, to a 256th of a range."""

from __future__ import annotations

import json
import struct
import zlib

import numpy as np
import numpy.typing as npt
import pytest

from vaha.hand.planes import HIGHEST, LOWEST, grain_file, imprints_file
from vaha.hand.rendering.grain import grain_tile
from vaha.hand.rendering.imprints import KINDS, VARIANTS, imprints


def unpacked(file: bytes) -> tuple[dict, npt.NDArray[np.float64]]:
    """The head, and H x W x P values, as the page reads them."""
    plain = zlib.decompress(file)
    (length,) = struct.unpack_from("<I", plain)
    head = json.loads(plain[4 : 4 + length])
    low, high = np.array(head["lowest"]), np.array(head["highest"])
    shape = (len(low), head["height"], head["width"])
    differences = np.frombuffer(plain, np.uint8, -1, 4 + length).reshape(shape)
    steps = np.cumsum(differences, axis=2, dtype=np.uint8).transpose(1, 2, 0)
    return head, low + steps / 255 * (high - low)


@pytest.mark.parametrize("kind", KINDS)
def test_the_marks_of_a_brush_come_through(kind: str) -> None:
    brush = (kind, 9.3, 4.5, 0.3, 2)
    head, values = unpacked(imprints_file(*brush))
    marks = imprints(*brush)
    assert (head["rows"], head["columns"]) == (marks.rows, marks.columns)
    assert (head["across"], head["along"]) == (marks.across, marks.along)
    assert head["variants"] == VARIANTS and head["height"] == VARIANTS * marks.rows
    wanted = np.clip(marks.texture, LOWEST, HIGHEST)
    steps = (np.array(HIGHEST) - LOWEST) / 255
    assert (np.abs(values - wanted) <= 0.51 * steps).all()
    assert np.ptp(values[..., 0]) > 1  # and they are not blank


def test_grain_comes_through() -> None:
    head, values = unpacked(grain_file())
    assert head["tiles"] == 2
    assert np.abs(values[..., 0] - grain_tile()).max() <= 0.51 * 2 / 255
    assert values.std() > 0.2


def test_the_brushes_of_a_work_in_oil_are_small() -> None:
    radii = (0.05, 0.025, 0.012, 0.006, 0.0035)
    files = [imprints_file("bristle", 512 * r, 10.5, 0.3, k) for k, r in enumerate(radii)]
    assert sum(map(len, files)) < 150_000
