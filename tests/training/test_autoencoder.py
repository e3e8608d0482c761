from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

from vaha.training import autoencoder  # noqa: E402
from vaha.training.autoencoder import (  # noqa: E402
    AutoencoderOptions,
    AutoencoderRun,
    encode,
    held_out_l1,
    to_signed,
    train_autoencoder,
)
from vaha.training.autoencoder_network import Decoder, Encoder  # noqa: E402
from vaha.training.checkpoint import load_checkpoint, save_checkpoint  # noqa: E402
from vaha.training.device import PROCESSOR  # noqa: E402
from vaha.training.painter_spaces import PixelSpace  # noqa: E402
from vaha.training.painting_data import PaintingSet  # noqa: E402

MakePaintings = Callable[..., PaintingSet]


def test_pictures_become_latents_of_8_px_and_pictures_again() -> None:
    latents = Encoder()(torch.rand(2, 3, 64, 64))
    assert latents.shape == (2, 16, 8, 8)
    assert Decoder()(latents).shape == (2, 3, 64, 64)


def test_signed_pictures_go_from_minus_one_to_one() -> None:
    pixels = torch.tensor([0, 255, 127], dtype=torch.uint8).view(1, 1, 1, 3)
    assert to_signed(pixels).flatten().tolist() == pytest.approx([-1, 1, -1 / 255])


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
    options = AutoencoderOptions(minutes=1, batch=4)
    torch.manual_seed(0)
    before = held_out_l1(Encoder(), Decoder(), held)
    encoder, decoder = train_autoencoder(pixels, held, tmp_path, options, None)
    assert held_out_l1(encoder, decoder, held) < 0.7 * before
    state = load_checkpoint(tmp_path / "checkpoint.pt")
    assert state is not None and state["step"] > 10

    longer = AutoencoderOptions(minutes=2, batch=4)
    train_autoencoder(pixels, held, tmp_path, longer, None)
    later = load_checkpoint(tmp_path / "checkpoint.pt")
    assert later is not None and later["step"] > state["step"]


def test_a_run_of_so_many_paintings_repeats_to_the_bit_after_a_stop(
    make_paintings: MakePaintings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(autoencoder, "SAVE_EVERY", 0)
    pixels, held = make_paintings(6).pixels, make_paintings(2).pixels
    whole = AutoencoderOptions(images=8, batch=2)
    expected = train_autoencoder(pixels, held, tmp_path / "whole", whole, None)
    run = AutoencoderRun(PixelSpace.of(pixels, PROCESSOR), whole)
    for _ in range(2):
        run.learn(run.progress())
    save_checkpoint(tmp_path / "stopped" / "checkpoint.pt", run.state())
    found = train_autoencoder(pixels, held, tmp_path / "stopped", whole, None)
    for ours, theirs in zip(expected, found, strict=True):
        for one, other in zip(ours.parameters(), theirs.parameters(), strict=True):
            assert torch.equal(one, other)
