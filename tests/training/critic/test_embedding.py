from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from vaha.training.critic import embedding as critic  # noqa: E402
from vaha.training.critic.embedding import (  # noqa: E402
    CriticOptions,
    compute_features,
    fresh_head,
    learn_embedding,
    typical_pictures,
)
from vaha.training.critic.network import (  # noqa: E402
    POOLED,
    CriticHead,
    CriticNetwork,
    CriticTrunk,
)
from vaha.training.data.paintings import PaintingSet  # noqa: E402
from vaha.training.features.perceptual import VggFeatures  # noqa: E402
from vaha.training.measures.folds import FOLDS, fold_of  # noqa: E402

MakePaintings = Callable[..., PaintingSet]
TINY = CriticOptions(steps=10, batch=8)


def random_features(count: int, views: int = 2) -> torch.Tensor:
    return torch.randn(views, count, POOLED, generator=torch.Generator().manual_seed(0))


def test_a_painting_stands_in_one_fold_under_whatever_style() -> None:
    titles = [f"artist-{number}_title-{number}" for number in range(200)]
    cubism = fold_of(np.array([f"Cubism/{title}" for title in titles]))
    np.testing.assert_array_equal(cubism, fold_of(np.array([f"Fauvism/{t}" for t in titles])))
    assert set(cubism) == set(range(FOLDS))
    assert np.bincount(cubism).min() > 20


@pytest.mark.parametrize("count", [1, 5])
def test_features_of_every_view_have_the_shapes_that_heads_expect(
    make_paintings: MakePaintings, count: int
) -> None:
    features = compute_features(CriticTrunk(), make_paintings(count).pixels, views=2, batch=3)
    assert features.shape == (2, count, POOLED)
    assert not torch.equal(features[0], features[1])


def test_the_trunk_is_never_trained() -> None:
    assert not any(parameter.requires_grad for parameter in CriticTrunk().parameters())


def test_typical_pictures_are_of_paintings_that_are_not_held_out(
    make_paintings: MakePaintings,
) -> None:
    paintings = make_paintings(50)
    paintings.pixels[paintings.held] = 255
    pictures = typical_pictures(paintings, count=9)
    assert 9 <= len(pictures) <= 12 and pictures.shape[1:] == (3, 64, 64)
    assert pictures.min(0).values.max() <= 1 and not (pictures == 1).all((1, 2, 3)).any()


def test_an_embedding_learns_to_tell_styles(make_paintings: MakePaintings) -> None:
    """Each style moves a few of the features."""
    paintings, features = make_paintings(60), random_features(60)
    for style in range(2):
        features[:, paintings.style == style, 10 * style : 10 * style + 10] += 3
    head = learn_embedding(features, paintings, replace(TINY, steps=60, batch=32))
    known = paintings.style >= 0
    with torch.no_grad():
        told = head.style(head.embedding(features[0])).argmax(1).numpy()
    assert (told[known] == paintings.style[known]).mean() > 0.9


def test_features_are_standardised_by_the_paintings_and_strays_drawn_in(
    make_paintings: MakePaintings,
) -> None:
    features = 5 * random_features(200, views=1) + 7
    head = learn_embedding(features, make_paintings(200), replace(TINY, steps=1))
    standard = head.standardised(features[0])
    assert abs(float(standard.mean())) < 0.01 and float(standard.std()) == pytest.approx(1, 0.01)
    assert head.standardised(features[0] + 1e6).max() == 6


def test_a_time_budget_replaces_the_number_of_steps(make_paintings: MakePaintings, clock) -> None:
    clock(tick=20.0)
    steps: list[float] = []
    options = replace(TINY, minutes=1.0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(critic, "set_rate", lambda _, rate: steps.append(rate))
        learn_embedding(random_features(12), make_paintings(12), options)
    assert 1 <= len(steps) <= 4


def test_paintings_of_no_known_style_teach_nothing_and_break_nothing(
    make_paintings: MakePaintings,
) -> None:
    paintings = make_paintings(12)
    unknown = np.full(12, -1)
    for given in (paintings, replace(paintings, style=unknown, artist=unknown)):
        head = learn_embedding(random_features(12), given, TINY)
        assert all(torch.isfinite(value).all() for value in head.parameters())


def test_the_shipped_network_calibrates_its_logits(make_paintings: MakePaintings) -> None:
    head, bias = fresh_head(make_paintings(12)).eval(), torch.arange(9.0)
    trunk, pictures = CriticTrunk(), torch.rand(2, 3, 64, 64)
    logits, embedding = CriticNetwork(trunk, head, 2.0, bias)(pictures)
    torch.testing.assert_close(logits, head(trunk(pictures))[0] / 2 + bias)
    assert embedding.shape == (2, 128)


def test_a_trunk_says_what_a_vgg_of_few_directions_says(tmp_path: Path) -> None:
    """Each of this VGG's convolutions answers along 8 directions, fewer than the trunk keeps."""
    torch.manual_seed(0)
    vgg = VggFeatures()
    for layer in vgg.features:
        if isinstance(layer, torch.nn.Conv2d):
            out, count = layer.out_channels, layer.weight[0].numel()
            few = torch.randn(out, 8) @ torch.randn(8, count) / (4 * count) ** 0.5
            layer.weight.copy_(few.view_as(layer.weight))
    torch.save(vgg.state_dict(), tmp_path / "vgg.pth")
    pictures = torch.rand(10, 3, 64, 64)
    trunk, whole = CriticTrunk.of_vgg(tmp_path / "vgg.pth", pictures[:8]), CriticTrunk()
    whole.vgg = vgg
    with torch.no_grad():
        ours, theirs = trunk(pictures[8:]), whole(pictures[8:])
    torch.testing.assert_close(ours, theirs, rtol=0.01, atol=1e-3 * float(theirs.abs().max()))


def test_the_head_keeps_its_second_opinion_to_anger() -> None:
    head = CriticHead(2, 2).eval()
    features = random_features(5, views=1)[0]
    before = head(features)[0].detach()
    with torch.no_grad():
        head.anger.bias.fill_(2.0)
    moved = head(features)[0].detach() - before
    torch.testing.assert_close(moved[:, 4], torch.full((5,), 2.0))
    assert not moved[:, [0, 1, 2, 3, 5, 6, 7, 8]].any()
