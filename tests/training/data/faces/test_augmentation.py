from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from vaha.training.data.faces.augmentation import Augmentation, augment_faces  # noqa: E402

STILL = {"affine": 0.0, "photometric": 0.0, "erase": 0.0, "degradation": 0.0}
NOTHING = Augmentation(**STILL)


def faces(count: int = 64):  # -> Tensor
    chance = torch.Generator().manual_seed(0)
    return torch.randint(0, 256, (count, 1, 48, 48), generator=chance, dtype=torch.uint8)


def seeded(seed: int):
    return torch.Generator().manual_seed(seed)


@pytest.mark.parametrize(("size", "native"), [(32, False), (44, True)])
def test_views_have_the_size_asked_for_and_stay_near_zero_to_one(size: int, native: bool) -> None:
    views = augment_faces(faces(), size, seeded(1), native)
    assert views.shape == (64, 1, size, size) and views.dtype == torch.float32
    assert views.min() > -0.5 and views.max() < 1.5
    assert ((views >= 0) & (views <= 1)).float().mean() > 0.95


def test_the_same_generator_gives_the_same_views_whatever_the_global_seed() -> None:
    torch.manual_seed(1)
    first = augment_faces(faces(), 32, seeded(5), False)
    torch.manual_seed(2)
    assert torch.equal(first, augment_faces(faces(), 32, seeded(5), False))
    assert not torch.equal(first, augment_faces(faces(), 32, seeded(6), False))


def test_faces_of_a_batch_are_changed_each_in_its_own_way() -> None:
    alike = faces(1).expand(16, -1, -1, -1)
    views = augment_faces(alike, 32, seeded(3), False)
    assert len({view.sum().item() for view in views}) == 16


def test_the_faces_themselves_stay_as_they_were() -> None:
    before = faces()
    given = before.clone()
    augment_faces(given, 32, seeded(4), False)
    assert torch.equal(before, given)


def test_a_native_view_keeps_the_faces_own_scale() -> None:
    """Half black, half white, a face drawn smaller has the same share of white, a cut-out too; but
    a small bright square in the middle fills more of a cut-out."""
    pixels = torch.zeros(400, 1, 48, 48, dtype=torch.uint8)
    pixels[..., 20:28, 20:28] = 255
    whole = augment_faces(pixels, 32, seeded(7), False)
    native = augment_faces(pixels, 32, seeded(7), True)
    assert (native > 0.5).float().mean() > 1.6 * (whole > 0.5).float().mean()


def test_without_any_strength_a_view_is_the_face_or_its_mirror_image() -> None:
    views = augment_faces(faces(), 48, seeded(8), False, NOTHING)
    plain = faces().float() / 255
    apart = [(views - one).abs().amax((1, 2, 3)) for one in (plain, plain.flip(3))]
    assert torch.stack(apart).amin(0).max() < 1e-4
    assert (apart[0] < 1e-4).any() and (apart[1] < 1e-4).any()


@pytest.mark.parametrize(
    "one",
    [{"affine": 1.0}, {"photometric": 1.0}, {"erase": 1.0}, {"degradation": 1.0}, {"framing": 1.0}],
)
def test_each_augmentation_alone_changes_the_views(one: dict) -> None:
    still = augment_faces(faces(), 44, seeded(8), True, NOTHING)
    how = Augmentation(**(STILL | one))
    views = augment_faces(faces(), 44, seeded(8), True, how)
    assert torch.isfinite(views).all()
    assert ((views - still).abs().amax((1, 2, 3)) > 0.01).float().mean() > 0.9


def test_framing_cuts_from_three_quarters_to_four_thirds_and_up_to_an_eighth_off() -> None:
    """A square of 12 px: its width tells the scale, the middle of it how far off the cut is."""
    pixels = torch.zeros(2000, 1, 48, 48, dtype=torch.uint8)
    pixels[..., 18:30, 18:30] = 255
    views = augment_faces(pixels, 48, seeded(9), True, Augmentation(**STILL, framing=1.0))
    area = views.sum((1, 2, 3))
    width = area.sqrt()
    assert width.min() == pytest.approx(12 * 0.75, abs=0.3)
    assert width.max() == pytest.approx(12 / 0.75, abs=0.3)
    columns = torch.arange(48) - 23.5
    off = (views.sum((1, 2)) * columns).sum(1) / area * (12 / width)
    assert off.abs().max() == pytest.approx(48 / 8, abs=0.3)
    few = augment_faces(pixels, 48, seeded(9), True, Augmentation(**STILL, framing=0.2))
    changed = ((few - pixels.float() / 255).abs().amax((1, 2, 3)) > 0.01).float().mean()
    assert changed == pytest.approx(0.2, abs=0.04)
