from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from vaha.emotions import ART_EMOTIONS, FACE_EMOTIONS, ArtEmotion, FaceEmotion  # noqa: E402
from vaha.training import painter  # noqa: E402
from vaha.training.checkpoint import load_checkpoint  # noqa: E402
from vaha.training.painter import (  # noqa: E402
    PainterOptions,
    PainterTraining,
    augment_latents,
    gradient_penalty,
    painting_moods,
    train_painter,
)


def some_logits(count: int = 400) -> np.ndarray:
    """As a critic's are: contentment far ahead of everything, anger far behind."""
    logits = np.random.default_rng(0).normal(0, 1, (count, 9)).astype(np.float32)
    logits[:, ART_EMOTIONS.index(ArtEmotion.CONTENTMENT)] += 3
    logits[:, ART_EMOTIONS.index(ArtEmotion.ANGER)] -= 3
    return logits


def tiny(minutes: float) -> PainterOptions:
    return PainterOptions(minutes=minutes, batch=4, threads=1)


def some_latents():
    return torch.randn(2, *(12, 16, 8, 8), generator=torch.Generator().manual_seed(1))


def nothing(generator: object, path: Path) -> None:
    """Shows nothing."""


def test_moods_of_paintings_are_distributions_and_every_mood_claims_some() -> None:
    moods = painting_moods(some_logits())
    assert moods.shape == (400, 7) and moods.dtype == np.float32
    np.testing.assert_allclose(moods.sum(1), 1, rtol=1e-5)
    claimed = np.bincount(moods.argmax(1), minlength=7)
    assert claimed.min() > 400 / 7 / 3


def test_what_is_angrier_than_most_is_angry_though_content_is_likeliest() -> None:
    logits = some_logits()
    logits[0] = logits[1:].mean(0)
    logits[0, ART_EMOTIONS.index(ArtEmotion.ANGER)] += 3
    assert logits[0].argmax() == ART_EMOTIONS.index(ArtEmotion.CONTENTMENT)
    assert FACE_EMOTIONS[painting_moods(logits)[0].argmax()] is FaceEmotion.ANGRY


def test_very_certain_logits_still_give_finite_moods() -> None:
    assert np.isfinite(painting_moods(50 * some_logits())).all()


def test_the_penalty_of_a_linear_critic_is_its_slope_squared() -> None:
    slope = torch.randn(16, 8, 8)
    latents = torch.randn((3, 16, 8, 8), requires_grad=True)
    penalty = gradient_penalty((latents * slope).sum((1, 2, 3)), latents)
    assert penalty.item() == pytest.approx(slope.square().sum().item(), rel=1e-5)


def test_augmentation_shifts_and_cuts_the_whole_batch_alike() -> None:
    latents = torch.ones((4, 16, 8, 8))
    chance = torch.Generator().manual_seed(0)
    assert augment_latents(latents, 0.0, chance) is latents
    changed = augment_latents(latents, 1.0, chance)
    assert changed.shape == latents.shape
    assert (changed[0, 0] == 0).sum() == 16
    assert torch.equal(changed[0], changed[3])


def test_a_batch_s_moods_still_sum_to_one_after_their_jitter() -> None:
    conditions = torch.from_numpy(painting_moods(some_logits(12)))
    chance = torch.Generator().manual_seed(0)
    latents, moods = painter._draw(some_latents(), conditions, tiny(1), chance)
    assert latents.shape == (4, 16, 8, 8)
    torch.testing.assert_close(moods.sum(1), torch.ones(4))


def test_training_changes_both_networks_and_their_average(clock, tmp_path: Path) -> None:
    clock(painter, tick=6.0)
    before = PainterTraining.fresh(tiny(1))
    training = train_painter(some_latents(), painting_moods(some_logits(12)), tmp_path, tiny(1),
                             nothing)  # fmt: skip
    assert training.step >= 3
    for name in ("generator", "discriminator", "average"):
        pairs = zip(
            getattr(before, name).parameters(), getattr(training, name).parameters(), strict=True
        )
        assert any(not torch.equal(old, new) for old, new in pairs)
    assert training.generator.conditioning == training.discriminator.conditioning == 1
    for value in training.average.parameters():
        assert torch.isfinite(value).all()


def test_a_killed_training_goes_on_with_its_steps_and_weights(clock, tmp_path: Path) -> None:
    """A look at the clock takes 100 s here, so that a checkpoint is saved every few steps."""
    latents, moods, shown = some_latents(), painting_moods(some_logits(12)), []

    def show(generator: object, path: Path) -> None:
        shown.append(path.name)

    made = clock(painter, tick=100.0)
    made.looks_left = 16
    with pytest.raises(KeyboardInterrupt):
        train_painter(latents, moods, tmp_path, tiny(60), show)
    state = load_checkpoint(tmp_path / "checkpoint.pt")
    assert state is not None and state["step"] >= 2
    assert shown and all(name.startswith("sheet-") for name in shown)

    made.looks_left = None
    finished = train_painter(latents, moods, tmp_path, tiny(state["spent"] / 60), show)
    assert finished.step == state["step"]
    for name, value in finished.generator.state_dict().items():
        assert torch.equal(value, state["generator"][name])

    longer = train_painter(latents, moods, tmp_path, tiny(state["spent"] / 60 + 10), show)
    assert longer.step > state["step"]
