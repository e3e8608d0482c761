from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from torch import nn  # noqa: E402

from vaha.training.layers.low_rank import NarrowConvolution, fit_narrowed, narrowed  # noqa: E402


def layers_of(channels: int = 12) -> nn.Sequential:
    torch.manual_seed(0)
    return nn.Sequential(
        nn.Conv2d(3, channels, 3, padding=1),
        nn.ReLU(),
        nn.Conv2d(channels, channels, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(channels, 2 * channels, 3, padding=1),
        nn.ReLU(),
    )


def error_at(ranks: tuple[int | None, ...]) -> float:
    """What is missing of the variance, on pictures that were not fitted to."""
    layers, chance = layers_of(), torch.Generator().manual_seed(1)
    narrow = narrowed(layers, ranks)
    fit_narrowed(narrow, layers, torch.rand(90, 3, 16, 16, generator=chance))
    pictures = torch.rand(20, 3, 16, 16, generator=chance)
    with torch.no_grad():
        ours, theirs = narrow(pictures), layers(pictures)
    return float((ours - theirs).square().mean() / theirs.var())


def test_at_full_rank_nothing_is_lost() -> None:
    assert error_at((None, 12, 24)) < 1e-8


def test_the_more_rank_the_less_is_lost() -> None:
    errors = [error_at((None, rank, 2 * rank)) for rank in (2, 4, 8)]
    assert errors[0] > errors[1] > errors[2]
    assert errors[2] < 0.1


def test_directions_are_chosen_by_what_the_layer_says_not_at_random() -> None:
    layers, chance = layers_of(), torch.Generator().manual_seed(2)
    pictures = torch.rand(90, 3, 16, 16, generator=chance)
    with torch.no_grad():
        answers = layers[0](pictures)
        narrow = NarrowConvolution(layers[0], 3)
        narrow.fit(layers[0], answers, answers)
        left = (narrow(pictures) - answers).square().mean()
        centred = answers.transpose(0, 1).flatten(1)
        centred = centred - centred.mean(1, keepdim=True)
        variances = torch.linalg.eigvalsh((centred @ centred.T).double() / centred.shape[1])
    assert float(left) == pytest.approx(float(variances[:-3].sum() / 12), rel=1e-3)


def test_layers_make_good_what_those_before_them_lost() -> None:
    """Each is fitted to the true answer on approximate inputs: better than narrowing it alone."""
    layers, chance = layers_of(), torch.Generator().manual_seed(3)
    pictures = torch.rand(90, 3, 16, 16, generator=chance)
    ranks = (2, 4, 8)
    together, alone = narrowed(layers, ranks), narrowed(layers, ranks)
    fit_narrowed(together, layers, pictures)
    with torch.no_grad():
        value = pictures
        for ours, theirs in zip(alone, layers, strict=True):
            if isinstance(ours, NarrowConvolution):
                ours.fit(theirs, theirs(value), theirs(value))
            value = theirs(value)
        wanted = layers(pictures)
        errors = [
            float((narrow(pictures) - wanted).square().mean()) for narrow in (together, alone)
        ]
    assert errors[0] < errors[1]


def test_a_channel_that_never_answers_does_no_harm() -> None:
    layers = layers_of()
    with torch.no_grad():
        layers[2].weight[3] = 0
        layers[2].bias[3] = 0
    narrow = narrowed(layers, (None, 6, 12))
    pictures = torch.rand(20, 3, 16, 16, generator=torch.Generator().manual_seed(4))
    fit_narrowed(narrow, layers, pictures)
    with torch.no_grad():
        assert torch.isfinite(narrow(pictures)).all()


def test_ranks_are_given_in_the_order_in_which_layers_work() -> None:
    layers = layers_of()
    narrow = narrowed(layers, (None, 5, 2))
    assert isinstance(narrow[0], nn.Conv2d)
    assert narrow[2][0].out_channels == 5
    assert narrow[5][0].out_channels == 2
    with pytest.raises(ValueError):
        narrowed(layers, (None, 5))


def test_nothing_of_the_original_changes() -> None:
    layers = layers_of()
    before = {name: value.clone() for name, value in layers.state_dict().items()}
    fit_narrowed(narrowed(layers, (None, 4, 8)), layers, torch.rand(8, 3, 16, 16))
    for name, value in layers.state_dict().items():
        assert torch.equal(value, before[name])
