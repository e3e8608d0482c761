"""Which networks a recipe of the painter names."""

from __future__ import annotations

from torch import nn

from vaha.training.dcgan_network import NOISE_SIZE as DCGAN_NOISE
from vaha.training.dcgan_network import DcganDiscriminator, DcganGenerator
from vaha.training.painter_network import NOISE_SIZE, Discriminator, Generator
from vaha.training.painter_options import PainterOptions
from vaha.training.pixel_painter_network import PixelDiscriminator, PixelGenerator


def new_generator(options: PainterOptions) -> nn.Module:
    """Untrained: noise and mood to latents or pictures; has `style` and `synthesise` too."""
    if options.network == "dcgan":
        return DcganGenerator()
    return PixelGenerator() if options.space == "pixels" else Generator()


def new_discriminator(options: PainterOptions) -> nn.Module:
    """Untrained: latents or pictures, and mood, to a logit."""
    if options.network == "dcgan":
        return DcganDiscriminator()
    return PixelDiscriminator() if options.space == "pixels" else Discriminator()


def noise_size(options: PainterOptions) -> int:
    """How many numbers the generator starts from."""
    return DCGAN_NOISE if options.network == "dcgan" else NOISE_SIZE
