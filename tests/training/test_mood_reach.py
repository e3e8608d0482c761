from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from vaha.training.dcgan_network import DcganGenerator  # noqa: E402
from vaha.training.mood_reach import strongest_moods, within_reach  # noqa: E402
from vaha.training.painter_network import Generator  # noqa: E402
from vaha.training.pixel_painter_network import PixelGenerator  # noqa: E402

MOODS = np.random.default_rng(0).dirichlet(np.full(7, 0.5), 400).astype(np.float32)


def test_a_mood_stands_for_the_paintings_in_which_it_is_strongest() -> None:
    found = strongest_moods(MOODS, share=0.01)
    for mood in range(7):
        four = sorted(MOODS, key=lambda row: -row[mood])[:4]
        np.testing.assert_allclose(found[mood], np.mean(four, 0), atol=1e-6)
    np.testing.assert_allclose(found.sum(1), 1, atol=1e-5)
    assert (found.argmax(1) == np.arange(7)).all()
    assert len(strongest_moods(MOODS[:3], share=0.001)) == 7  # one painting at least


@pytest.mark.usefixtures("slim_painter")
@pytest.mark.parametrize("kind", [Generator, PixelGenerator])
def test_what_is_asked_is_painted_as_its_strongest_paintings_are(kind) -> None:
    torch.manual_seed(0)
    network = kind().eval()
    network.conditioning.fill_(1.0)
    before = {name: value.clone() for name, value in network.state_dict().items()}
    asked = within_reach(network, MOODS)
    noise, moods = torch.randn(7, 128), torch.eye(7).lerp(torch.eye(7).roll(1, 0), 0.3)
    reached = moods @ torch.from_numpy(strongest_moods(MOODS))
    with torch.no_grad():
        torch.testing.assert_close(
            asked(noise, moods), network(noise, reached), rtol=1e-3, atol=1e-4
        )
        assert not torch.allclose(asked(noise, moods), network(noise, moods), atol=1e-3)
    for name, value in network.state_dict().items():
        assert torch.equal(value, before[name]), name


def test_a_network_without_moods_is_copied_as_it_is() -> None:
    network = DcganGenerator()
    copied = within_reach(network, MOODS)
    assert copied is not network
    for name, value in copied.state_dict().items():
        assert torch.equal(value, network.state_dict()[name])
