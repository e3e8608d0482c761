from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

from vaha.training import autoencoder  # noqa: E402
from vaha.training.autoencoder import (  # noqa: E402
    AutoencoderOptions,
    encode,
    held_out_l1,
    random_views,
    to_signed,
    train_autoencoder,
)
from vaha.training.autoencoder_network import Decoder, Encoder  # noqa: E402
from vaha.training.checkpoint import load_checkpoint  # noqa: E402
from vaha.training.painting_data import PaintingSet  # noqa: E402

MakePaintings = Callable[..., PaintingSet]


def test_pictures_become_latents_of_8_px_and_pictures_again() -> None:
    latents = Encoder()(torch.rand(2, 3, 64, 64))
    assert latents.shape == (2, 16, 8, 8)
    assert Decoder()(latents).shape == (2, 3, 64, 64)


def test_signed_pictures_go_from_minus_one_to_one() -> None:
    pixels = torch.tensor([0, 255, 127], dtype=torch.uint8).view(1, 1, 1, 3)
    assert to_signed(pixels).flatten().tolist() == pytest.approx([-1, 1, -1 / 255])


def test_views_are_paintings_or_their_mirror_images(make_paintings: MakePaintings) -> None:
    pixels = torch.from_numpy(make_paintings(1).pixels)
    chosen = torch.zeros(20, dtype=torch.int64)
    views = random_views(pixels, chosen, torch.Generator().manual_seed(0))
    plain = to_signed(pixels)[0]
    mirrored = [torch.equal(view, plain.flip(2)) for view in views]
    as_hung = [torch.equal(view, plain) for view in views]
    assert any(mirrored) and any(as_hung) and all(map(max, zip(mirrored, as_hung, strict=True)))


def test_encoding_does_not_depend_on_the_batch_size(make_paintings: MakePaintings) -> None:
    encoder, pixels = Encoder(), make_paintings(5).pixels
    torch.testing.assert_close(
        encode(encoder, pixels, batch=2), encode(encoder, pixels), rtol=0, atol=0.05
    )


def test_training_brings_pictures_nearer_and_can_be_taken_up_again(
    make_paintings: MakePaintings, clock, tmp_path: Path
) -> None:
    clock(autoencoder, tick=1.0)
    pixels, held = make_paintings(12).pixels // 8 + 200, make_paintings(4, seed=9).pixels // 8 + 200
    options = AutoencoderOptions(minutes=1, batch=4, threads=1)
    torch.manual_seed(0)
    before = held_out_l1(Encoder(), Decoder(), held)
    encoder, decoder = train_autoencoder(pixels, held, tmp_path, options, None)
    assert held_out_l1(encoder, decoder, held) < 0.7 * before
    state = load_checkpoint(tmp_path / "checkpoint.pt")
    assert state is not None and state["step"] > 10

    longer = AutoencoderOptions(minutes=2, batch=4, threads=1)
    train_autoencoder(pixels, held, tmp_path, longer, None)
    later = load_checkpoint(tmp_path / "checkpoint.pt")
    assert later is not None and later["step"] > state["step"]
