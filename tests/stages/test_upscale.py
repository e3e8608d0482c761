from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from vaha.errors import InputError, MissingExtra, ModelNotFound
from vaha.images import Image
from vaha.runtime.sessions.ncnn import NcnnModel
from vaha.runtime.sessions.onnx import OnnxModel
from vaha.runtime.sessions.tensors import Floats
from vaha.runtime.store import ModelStore
from vaha.stages import upscale
from vaha.stages.upscale import (
    AT_ONCE,
    TILE,
    BicubicEnlarger,
    NcnnEnlarger,
    NetworkEnlarger,
    enlarge_in_tiles,
    open_enlarger,
    upscalers,
)

MakeModel = Callable[..., OnnxModel]


def noisy(height: int, width: int) -> Image:
    return np.random.default_rng(3).integers(0, 256, (height, width, 3), dtype=np.uint8)


def repeat(pictures: Floats) -> Floats:
    """A network that repeats each pixel 4 times."""
    return pictures.repeat(4, axis=-2).repeat(4, axis=-1)


@pytest.mark.parametrize("scale", range(1, 17))
def test_the_result_has_the_wanted_size(scale: int) -> None:
    (large,) = enlarge_in_tiles([noisy(9, 7)], scale, repeat, 4, 4, 2)
    assert large.shape == (9 * scale, 7 * scale, 3)


@pytest.mark.parametrize("scale", [1, 2, 3, 4, 5, 8, 12, 16])
def test_colours_stay_true_at_every_scale(scale: int) -> None:
    """Repeating pixels and averaging areas changes no mean by more than rounding."""
    image = noisy(12, 10)
    (large,) = enlarge_in_tiles([image], scale, repeat, 4, 8, 2)
    means = large.reshape(12, scale, 10, scale, 3).mean(axis=(1, 3))
    assert np.abs(means - image).max() <= 0.75


@pytest.mark.parametrize("scale", [2, 4, 8, 16])
def test_where_pixels_are_repeated_areas_are_exact(scale: int) -> None:
    image = noisy(6, 5)
    expected = image.repeat(scale, axis=0).repeat(scale, axis=1)
    assert np.array_equal(enlarge_in_tiles([image], scale, repeat, 4, 4, 1)[0], expected)


@pytest.mark.parametrize("scale", [2, 3, 4, 5, 16])
@pytest.mark.parametrize("tile", [16, 17, 32])
def test_tiled_is_whole_everywhere(enlarger_model: MakeModel, scale: int, tile: int) -> None:
    image, model = noisy(50, 37), enlarger_model(margin=2)
    whole = NetworkEnlarger(model, tile=1024).enlarge(image, scale).astype(int)
    tiled = NetworkEnlarger(model, tile=tile).enlarge(image, scale).astype(int)
    assert np.abs(whole - tiled).max() <= 1


def test_a_margin_that_is_too_small_would_show(enlarger_model: MakeModel) -> None:
    """So that the test above can fail: this network looks 2 pixels around, not 0."""
    image, model = noisy(50, 37), enlarger_model(margin=0)
    whole = NetworkEnlarger(model, tile=1024).enlarge(image, 4).astype(int)
    tiled = NetworkEnlarger(model, tile=16).enlarge(image, 4).astype(int)
    assert np.abs(whole - tiled).max() > 3


def test_a_flat_picture_stays_flat_up_to_its_borders(enlarger_model: MakeModel) -> None:
    large = NetworkEnlarger(enlarger_model()).enlarge(np.full((20, 20, 3), 200, np.uint8))
    for row in range(4):
        for column in range(4):  # each of the 16 sub-pixels has its own filter, so its own level
            assert np.ptp(large[row::4, column::4], axis=(0, 1)).max() == 0


@pytest.mark.parametrize("size", [(1, 1), (1, 9), (3, 300)])
def test_pictures_smaller_than_the_margin_are_enlarged(
    enlarger_model: MakeModel, size: tuple[int, int]
) -> None:
    large = NetworkEnlarger(enlarger_model(margin=16)).enlarge(noisy(*size))
    assert large.shape == (4 * size[0], 4 * size[1], 3)


def test_no_tile_is_larger_than_a_tile_with_its_margin() -> None:
    """Memory is bounded: the network never sees more at once, however large the picture is."""
    seen: list[tuple[int, ...]] = []

    def watched(pictures: Floats) -> Floats:
        seen.append(pictures.shape)
        return repeat(pictures)

    enlarge_in_tiles([noisy(300, 500)], 4, watched, 4, 128, 8)
    assert sum(count for count, *_ in seen) == 20
    assert max(height for *_, height, _ in seen) == 64 + 16
    assert max(width for *_, width in seen) == 128 + 16
    assert max(count for count, *_ in seen) == AT_ONCE


def test_a_picture_of_256_pixels_is_two_tiles_of_one_size_in_one_run() -> None:
    shapes: list[tuple[int, ...]] = []

    def watched(pictures: Floats) -> Floats:
        shapes.append(pictures.shape)
        return repeat(pictures)

    enlarge_in_tiles([noisy(256, 256)], 4, watched, 4, TILE, 14)
    assert shapes == [(2, 3, 128 + 8 + 14, 256 + 16)]


@pytest.mark.parametrize("scale", [1, 3, 4, 8])
def test_several_pictures_of_any_size_are_each_as_if_alone(
    enlarger_model: MakeModel, scale: int
) -> None:
    images = [noisy(20, 17), noisy(64, 64), noisy(20, 17)[::-1], noisy(40, 70), noisy(3, 2)]
    enlarger = NetworkEnlarger(enlarger_model(margin=2), tile=32)
    together = enlarger.enlarge_all(images, scale)
    for image, large in zip(images, together, strict=True):
        alone = enlarger.enlarge(image, scale)
        assert np.abs(large.astype(int) - alone).max() <= 1
    assert enlarger.enlarge_all([], scale) == []


def test_scale_one_gives_a_copy() -> None:
    image = noisy(5, 5)
    (same,) = enlarge_in_tiles([image], 1, repeat, 4, 4, 1)
    assert np.array_equal(same, image) and not np.shares_memory(same, image)


def test_values_beyond_the_range_are_clipped_not_wrapped() -> None:
    def glaring(picture: Floats) -> Floats:
        return repeat(picture) * 3 - 1

    image = np.array([[[0, 128, 255]]], np.uint8)
    assert enlarge_in_tiles([image], 4, glaring, 4, 4, 1)[0][0, 0].tolist() == [0, 129, 255]


@pytest.mark.parametrize("scale", [0, -4, 17])
def test_a_scale_out_of_range_is_refused(scale: int) -> None:
    for enlarge in (
        BicubicEnlarger().enlarge,
        lambda i, s: enlarge_in_tiles([i], s, repeat, 4, 4, 1),
    ):
        with pytest.raises(InputError, match="1 to 16"):
            enlarge(noisy(4, 4), scale)


def test_a_result_beyond_all_bounds_is_refused_before_work() -> None:
    endless = np.broadcast_to(np.uint8(0), (30_000, 30_000, 3))
    with pytest.raises(InputError, match="megapixels"):
        enlarge_in_tiles([endless], 4, repeat, 4, 256, 8)


def test_bicubic_needs_no_model_and_keeps_colours() -> None:
    large = BicubicEnlarger().enlarge(np.full((8, 6, 3), (10, 200, 90), np.uint8), 3)
    assert large.shape == (24, 18, 3) and (large == (10, 200, 90)).all()
    assert BicubicEnlarger().models == {}


def test_an_official_model_is_run_in_tiles_and_named(
    enlarger_model: MakeModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = enlarger_model().card
    model = NcnnModel(Path("none.param"), Path("none.bin"), card)
    monkeypatch.setattr(model, "run", repeat)
    enlarger = NcnnEnlarger(model, tile=16)
    image = noisy(40, 30)
    assert np.array_equal(enlarger.enlarge(image), image.repeat(4, axis=0).repeat(4, axis=1))
    assert enlarger.models == {"enlarger": card.sha256}


@pytest.fixture
def empty_store(tmp_path: Path) -> ModelStore:
    return ModelStore(tmp_path / "bundled", tmp_path / "home")


def test_all_upscalers_have_names() -> None:
    assert upscalers()[:2] == ("enlarger", "bicubic")
    assert "realesrgan-x4plus" in upscalers() and "centerface" not in upscalers()


def test_bicubic_opens_without_any_model(empty_store: ModelStore) -> None:
    assert isinstance(open_enlarger(empty_store, "bicubic"), BicubicEnlarger)


def test_an_unknown_upscaler_gets_the_list_of_names(empty_store: ModelStore) -> None:
    with pytest.raises(InputError, match=r"no upscaler 'waifu'.*enlarger, bicubic, realesrgan"):
        open_enlarger(empty_store, "waifu")


def test_a_model_that_was_not_fetched_gets_the_command(
    empty_store: ModelStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upscale, "require_ncnn", lambda: None)
    with pytest.raises(ModelNotFound, match="vaha models fetch realesrgan-x4plus"):
        open_enlarger(empty_store, "realesrgan-x4plus")


def test_without_ncnn_the_extra_is_named(
    empty_store: ModelStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "ncnn", None)
    with pytest.raises(MissingExtra, match=r"pip install 'vaha\[ncnn\]'"):
        open_enlarger(empty_store, "realesrgan-x4plus")


def test_a_narrower_border_changes_only_what_lies_at_the_edge(
    enlarger_model: Callable[..., OnnxModel], noise_picture: Callable[[int, int], Image]
) -> None:
    image = noise_picture(24, 20)
    usual = NetworkEnlarger(enlarger_model()).enlarge(image, 4)
    narrow = NetworkEnlarger(enlarger_model(), border=1).enlarge(image, 4)
    assert narrow.shape == usual.shape
    assert (narrow[8:-8, 8:-8] == usual[8:-8, 8:-8]).all()
    assert not (narrow == usual).all()
