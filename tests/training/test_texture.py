from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from vaha.training import texture  # noqa: E402
from vaha.training.checkpoint import load_checkpoint  # noqa: E402
from vaha.training.enlarger_network import EnlargerNetwork  # noqa: E402
from vaha.training.painting_data import PaintingSet  # noqa: E402
from vaha.training.texture import TextureOptions, blended, train_texture  # noqa: E402
from vaha.training.texture_discriminator import TextureDiscriminator  # noqa: E402

TINY = {"batch": 2, "crop": 64, "perceptual_crop": 32, "threads": 1, "works_share": 0.5}


def first_stage() -> EnlargerNetwork:
    torch.manual_seed(0)
    return EnlargerNetwork(width=8, depth=2)


def test_the_discriminator_judges_every_patch() -> None:
    logits = TextureDiscriminator()(torch.rand(2, 3, 64, 32))
    assert logits.shape == (2, 1, 16, 8)


def test_a_patch_is_judged_by_its_surroundings_only() -> None:
    """A change in one corner leaves the logit of the other corner as it was."""
    discriminator = TextureDiscriminator().eval()
    picture = torch.rand(1, 3, 64, 64)
    changed = picture.clone()
    changed[..., :8, :8] = 1 - changed[..., :8, :8]
    difference = (discriminator(picture) - discriminator(changed)).abs().detach()
    assert difference[..., 0, 0] > 0
    assert difference[..., -1, -1] == 0


def test_blending_lies_between_the_two_stages() -> None:
    first, second = first_stage(), first_stage()
    with torch.no_grad():
        for value in second.parameters():
            value.add_(1.0)
    for before, after in zip(
        first.parameters(), blended(first, second, 0.25).parameters(), strict=True
    ):
        torch.testing.assert_close(after, before + 0.25)


def test_training_resumes_with_its_steps_and_leaves_the_first_stage_alone(
    make_paintings: Callable[..., PaintingSet], clock, tmp_path: Path, vgg_file: Path
) -> None:
    clock(texture, tick=6.0)
    pixels, held = make_paintings(6, size=128).pixels, make_paintings(2, size=128).pixels
    works = make_paintings(3, size=64).pixels
    first = first_stage()
    before = [value.clone() for value in first.parameters()]

    def run(minutes: float) -> EnlargerNetwork:
        options = TextureOptions(minutes=minutes, **TINY)
        return train_texture(first, pixels, held, works, tmp_path, options, vgg_file)

    run(1)
    state = load_checkpoint(tmp_path / "texture.pt")
    assert state is not None and state["step"] >= 3
    network = run(2)
    later = load_checkpoint(tmp_path / "texture.pt")
    assert later is not None and later["step"] > state["step"]
    assert all(torch.isfinite(value).all() for value in network.parameters())
    for old, new in zip(before, first.parameters(), strict=True):
        assert torch.equal(old, new)


def test_works_need_not_be_given(
    make_paintings: Callable[..., PaintingSet], clock, tmp_path: Path, vgg_file: Path
) -> None:
    clock(texture, tick=10.0)
    pixels = make_paintings(4, size=128).pixels
    none = np.empty((0, 64, 64, 3), np.uint8)
    options = TextureOptions(minutes=1, **TINY)
    network = train_texture(first_stage(), pixels, pixels[:2], none, tmp_path, options, vgg_file)
    assert all(torch.isfinite(value).all() for value in network.parameters())


def test_works_to_enlarge_are_as_many_as_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = {}

    def paint(painter, moods, seeds):
        asked.update(moods=moods, seeds=seeds)
        return np.zeros((len(seeds), 64, 64, 3), np.uint8)

    monkeypatch.setattr(texture, "paint_works", paint)
    assert len(texture.works_to_enlarge(object(), 21)) == 21
    assert asked["moods"].shape == (21, 7)
    np.testing.assert_allclose(asked["moods"].sum(1), 1, atol=1e-5)
    assert len(set(asked["seeds"])) == 21
