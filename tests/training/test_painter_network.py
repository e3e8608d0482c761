from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from vaha.training.autoencoder_network import Decoder  # noqa: E402
from vaha.training.painter_network import (  # noqa: E402
    NOISE_SIZE,
    Discriminator,
    Generator,
    LatentDrawing,
    PainterNetwork,
    mood_centres,
)

MIXED = torch.tensor([[0.0, 0.0, 0.0, 0.7, 0.0, 0.0, 0.3]])


@pytest.fixture(scope="module")
def generator() -> Generator:
    torch.manual_seed(0)
    made = Generator().eval().requires_grad_(False)
    made.conditioning.fill_(1.0)
    return made


@pytest.fixture(scope="module")
def network(generator: Generator) -> PainterNetwork:
    torch.manual_seed(1)
    mean, std = torch.randn(16), torch.rand(16) + 0.5
    drawing = LatentDrawing(Decoder(), mean, std)
    return PainterNetwork(generator, drawing, NOISE_SIZE).eval().requires_grad_(False)


def test_latents_have_their_shape(generator: Generator) -> None:
    latents = generator(torch.randn(3, NOISE_SIZE), torch.eye(7)[:3])
    assert latents.shape == (3, 16, 8, 8) == (3, 16, 8, 8)


def test_a_one_hot_mood_is_the_classic_label_embedding(generator: Generator) -> None:
    table = generator.embedding.weight.T
    torch.testing.assert_close(generator.embedding(torch.eye(7)), table)


def test_a_mixed_mood_s_embedding_is_the_expected_value(generator: Generator) -> None:
    table = generator.embedding.weight.T
    expected = 0.7 * table[3] + 0.3 * table[6]
    torch.testing.assert_close(generator.embedding(MIXED)[0], expected)


def test_the_mood_matters_only_as_far_as_conditioning_goes(generator: Generator) -> None:
    noise, moods = torch.randn(1, NOISE_SIZE).expand(7, -1), torch.eye(7)
    styles = generator.style(noise, moods)
    assert (styles[0] - styles[1]).abs().max() > 0.01
    generator.conditioning.fill_(0.0)
    styles = generator.style(noise, moods)
    generator.conditioning.fill_(1.0)
    torch.testing.assert_close(styles[0].expand(7, -1), styles, rtol=0, atol=1e-5)


def test_a_discriminator_without_conditioning_ignores_the_mood() -> None:
    discriminator, latents = Discriminator(), torch.randn((4, 16, 8, 8))
    happy, sad = torch.eye(7)[[3] * 4], torch.eye(7)[[5] * 4]
    assert torch.equal(discriminator(latents, happy), discriminator(latents, sad))
    discriminator.conditioning.fill_(1.0)
    assert not torch.equal(discriminator(latents, happy), discriminator(latents, sad))
    assert discriminator(latents, happy).shape == (4,)


def test_pictures_are_64_px_and_within_0_to_255(network: PainterNetwork) -> None:
    pictures = network(20 * torch.randn(2, NOISE_SIZE), torch.eye(7)[:2], torch.ones(2, 1))
    assert pictures.shape == (2, 3, 64, 64)
    assert pictures.min() >= 0 and pictures.max() <= 255


def test_truncation_to_nothing_paints_the_mood_s_centre_whatever_the_noise(
    network: PainterNetwork,
) -> None:
    noise, mood = torch.randn(3, NOISE_SIZE), MIXED.expand(3, -1)
    centre = network(noise, mood, torch.zeros(3, 1))
    torch.testing.assert_close(centre[1], centre[0], rtol=0, atol=1e-2)
    torch.testing.assert_close(centre[2], centre[0], rtol=0, atol=1e-2)
    free = network(noise, mood, torch.ones(3, 1))
    assert (free[1] - free[0]).abs().max() > 0.1
    other = network(noise[:1], torch.eye(7)[:1], torch.zeros(1, 1))
    assert (other[0] - centre[0]).abs().max() > 0.1


def test_without_truncation_a_work_is_the_generator_s_own(
    network: PainterNetwork, generator: Generator
) -> None:
    noise = torch.randn(2, NOISE_SIZE)
    latents = generator(noise, MIXED.expand(2, -1))
    expected = ((network.drawing(latents) + 1) * 127.5).clamp(0, 255)
    found = network(noise, MIXED.expand(2, -1), torch.ones(2, 1))
    torch.testing.assert_close(found, expected, rtol=0, atol=1e-2)


def test_centres_are_the_mean_styles_and_the_same_every_time(generator: Generator) -> None:
    centres = mood_centres(generator, samples=512)
    assert centres.shape == (7, 192)
    torch.manual_seed(9)
    assert torch.equal(centres, mood_centres(generator, samples=512))
    styles = generator.style(torch.randn(4096, NOISE_SIZE), torch.eye(7)[2].expand(4096, -1))
    assert (styles.mean(0) - centres[2]).abs().max() < 0.2 * styles.std(0).max() + 0.02
