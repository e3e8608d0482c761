"""Whole files and cards from untrained networks: what they say must be true of the file."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
onnx = pytest.importorskip("onnx")

from vaha.emotions import ART_EMOTIONS, FACE_EMOTIONS  # noqa: E402
from vaha.errors import TrainingDataError  # noqa: E402
from vaha.runtime.card import ModelCard  # noqa: E402
from vaha.runtime.sessions.onnx import OnnxModel  # noqa: E402
from vaha.runtime.sessions.tensors import softmax  # noqa: E402
from vaha.training.critic.calibration import (  # noqa: E402
    AS_LEARNT,
    Naming,
    cross_validated,
    rare_shift,
)
from vaha.training.critic.embedding import (  # noqa: E402
    fresh_head,
)
from vaha.training.critic.network import CriticTrunk  # noqa: E402
from vaha.training.critic.publish import publish_critic  # noqa: E402
from vaha.training.data.faces.face_set import FaceSet, hold_out  # noqa: E402
from vaha.training.data.paintings.reading import PaintingSet  # noqa: E402
from vaha.training.enlarger.network import EnlargerNetwork  # noqa: E402
from vaha.training.enlarger.publish import publish_enlarger  # noqa: E402
from vaha.training.measures.calibration import balancing, calibrate  # noqa: E402
from vaha.training.mood import architectures as mood_architectures  # noqa: E402
from vaha.training.mood.evaluate import mood_logits  # noqa: E402
from vaha.training.mood.network import MoodNetwork  # noqa: E402
from vaha.training.mood.options import MoodOptions  # noqa: E402
from vaha.training.mood.publish import (  # noqa: E402
    MOST_LOSS,
    SURE_ACCURACY,
    Learnt,
    _bare_card,
    _calibration_feeds,
    _chosen_storage,
    _export,
    _store,
    publish_mood,
    sure_threshold,
)

MakePaintings = Callable[..., PaintingSet]


def assert_card_is_of_its_file(card: ModelCard, folder: Path) -> None:
    """The card on disk is the one returned, and its sha256 and licence stand."""
    file = folder / card.file
    assert card.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
    assert ModelCard.read(folder / f"{card.name}.json").to_json() == card.to_json()
    assert card.parameters > 1000 and card.licence and card.training_data and card.limits
    assert all(data["name"] and data["terms"] for data in card.training_data)


@pytest.fixture
def mood_parts(make_faces: Callable[..., FaceSet]) -> dict[str, FaceSet]:
    """PublicTest is new; PrivateTest stands in Training."""
    training = make_faces(50)
    public = make_faces(20, seed=1)
    return {"Training": training, "PublicTest": public, "PrivateTest": training.first(20)}


@pytest.mark.usefixtures("slim")
def test_the_mood_reader_is_shipped_with_its_measures(
    mood_parts: dict[str, FaceSet], tmp_path: Path
) -> None:
    torch.manual_seed(0)
    card = publish_mood(MoodNetwork(), mood_parts, tmp_path)
    assert_card_is_of_its_file(card, tmp_path)
    assert card.labels == tuple(emotion.value for emotion in FACE_EMOTIONS)
    assert (card.input_size, card.channels) == ((48, 48), 1)
    assert card.mean[0] == pytest.approx(0.5, abs=0.01) and card.std[0] == pytest.approx(0.29, 0.02)
    assert 0.2 <= card.settings["not_sure_below"] <= 0.95
    assert card.scores["PublicTest"]["without_copies"]["faces"] == 20
    assert card.scores["PrivateTest"]["without_copies"] == {"faces": 0}
    assert card.settings["views"] == "mirror" and card.settings["side"] in (44, 48)
    assert len(card.settings["bias"]) == 7 and any(card.settings["bias"])
    assert card.recipe["arch"] == "vgg16"
    model = OnnxModel(tmp_path / card.file, card)
    for side in (44, 48):
        answer = model.run({"faces": np.zeros((3, 1, side, side), np.float32)})
        assert answer["logits"].shape == (3, 7)


@pytest.mark.usefixtures("slim")
def test_what_each_way_of_storing_loses_and_takes_is_in_the_card(
    mood_parts: dict[str, FaceSet], tmp_path: Path
) -> None:
    card = publish_mood(MoodNetwork(), mood_parts, tmp_path)
    storage = card.scores["storage"]
    assert set(storage) == {"fp32", "int8", "fp16"}
    for name, score in storage.items():
        loss = storage["fp32"]["held_out"] - score["held_out"]
        assert score["loss"] == pytest.approx(loss, abs=2e-4)
        assert score["milliseconds_a_face"] > 0 and (name == "fp32" or score["bytes"] > 1000)
    chosen = storage[card.settings["storage"]]
    least = min(storage["int8"]["loss"], storage["fp16"]["loss"])
    assert chosen["loss"] < MOST_LOSS or chosen["loss"] == least
    said_inside = (tmp_path / "mood.onnx").stat().st_size - chosen["bytes"]
    assert 0 < said_inside < 4000  # what the file says of itself


@pytest.mark.usefixtures("slim")
def test_the_card_says_how_wide_a_narrow_network_is() -> None:
    for width, said in ((1.0, "normalisation on grey"), (0.25, "0.25 times as wide, on grey")):
        card = _bare_card(MoodNetwork(), 0.5, 0.3, Learnt(MoodOptions(width=width)))
        assert said in card.description


def test_the_faster_storage_is_chosen_where_it_loses_little_else_the_one_that_loses_less() -> None:
    times, small = {"int8": 2.0, "fp16": 7.0}, {"int8": 8_000_000, "fp16": 15_000_000}

    def chosen(int8: float, fp16: float, sizes: dict[str, int] = small) -> str:
        return _chosen_storage({"fp32": 0.71, "int8": int8, "fp16": fp16}, times, sizes)

    assert chosen(int8=0.708, fp16=0.710) == "int8"
    assert chosen(int8=0.706, fp16=0.710) == "fp16"
    assert chosen(int8=0.700, fp16=0.706) == "fp16"
    assert chosen(int8=0.600, fp16=0.710, sizes=small | {"fp16": 29_000_000}) == "int8"
    with pytest.raises(TrainingDataError, match=r"20\.0 MB at its smallest"):
        chosen(int8=0.7, fp16=0.7, sizes={"int8": 20_000_000, "fp16": 40_000_000})


@pytest.mark.usefixtures("slim")
def test_a_network_that_learnt_from_all_is_calibrated_by_one_that_did_not(
    mood_parts: dict[str, FaceSet], tmp_path: Path
) -> None:
    first = publish_mood(MoodNetwork(), mood_parts, tmp_path / "first")
    given = {
        "side": 48,
        "temperature": 1.25,
        "bias": [0.0, 0.0, 30.0, 0.0, 0.0, 0.0, 0.0],
        "not_sure_below": 0.51,
        "storage": "fp16",
    }
    calibrated = replace(first, settings=first.settings | given)
    learnt = Learnt(faces="all of Training", calibrated=calibrated)
    card = publish_mood(MoodNetwork(), mood_parts, tmp_path / "second", learnt)
    assert {name: card.settings[name] for name in given} == given
    assert not any("held_out" in score for score in card.scores["storage"].values())
    assert card.training_data[0]["name"] == "FER-2013, all of Training"
    model = OnnxModel(tmp_path / "second" / card.file, card)
    logits = mood_logits(model, mood_parts["PublicTest"].pixels)
    assert (logits.argmax(1) == 2).all(), "the bias stands in the file, not in the card alone"
    older = replace(first, settings={"temperature": 1.0})
    with pytest.raises(
        TrainingDataError, match="says nothing of side, bias, not_sure_below, storage"
    ):
        publish_mood(MoodNetwork(), mood_parts, tmp_path, Learnt(calibrated=older))


@pytest.mark.parametrize("arch", ["baseline", "resnet", "inception"])
def test_every_architecture_is_shipped_and_eight_bits_read_nearly_the_same(
    mood_parts: dict[str, FaceSet], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arch: str
) -> None:
    monkeypatch.setattr(mood_architectures, "BASELINE_WIDTHS", (4, 6, 8))
    monkeypatch.setattr(mood_architectures, "RESIDUAL_WIDTHS", (4, 6, 8, 10))
    monkeypatch.setattr(mood_architectures, "INCEPTION_STEM", (4, 6))
    monkeypatch.setattr(mood_architectures, "INCEPTION_STAGES", (((2, 2, 3, 2, 3, 2),) * 2,) * 2)
    torch.manual_seed(0)
    options = MoodOptions(arch=arch)
    network = mood_architectures.new_network(options).eval()
    exact = Path(tmp_path, "exact.onnx")
    bare = _bare_card(network, 0.5, 0.25, Learnt(options))
    card = replace(bare, settings=bare.settings | {"side": 44})
    _export(network, card, exact)
    stored = _store(exact, _calibration_feeds(mood_parts["Training"], card))
    logits = {
        name: mood_logits(OnnxModel(path, card), mood_parts["PublicTest"].pixels)
        for name, path in (stored | {"exact": exact}).items()
    }
    spread = logits["exact"].max() - logits["exact"].min()
    assert np.abs(logits["fp16"] - logits["exact"]).max() < 0.01 * spread
    assert np.abs(logits["int8"] - logits["exact"]).max() < 0.2 * spread
    operations = {node.op_type for node in onnx.load(str(stored["int8"])).graph.node}
    assert "QuantizeLinear" in operations


def test_sureness_begins_where_readings_are_right_often_enough() -> None:
    confidence = np.linspace(0.5, 1.0, 101)
    probabilities = np.stack([confidence, 1 - confidence], 1)
    labels = np.where(confidence < 0.7, 1, 0)
    threshold = sure_threshold(probabilities, labels)
    sure = confidence >= threshold
    assert (
        (labels[sure] == 0).mean()
        >= SURE_ACCURACY
        > (labels[confidence >= threshold - 0.02] == 0).mean()
    )
    assert sure_threshold(probabilities, np.ones(101, np.int64)) == 0.95


def test_calibration_finds_temperature_and_base_rates_again() -> None:
    chance = np.random.default_rng(0)
    logits = chance.normal(0, 1.5, (3000, 9)).astype(np.float32)
    bias = np.linspace(-1, 1, 9)
    shares = softmax(logits / 1.6 + bias)
    temperature, found = calibrate(logits, (20 * shares).astype(np.float32))
    assert temperature == pytest.approx(1.6, rel=0.05)
    np.testing.assert_allclose(found, bias - bias.mean(), atol=0.1)
    rates = softmax(logits / temperature + found).mean(0)
    np.testing.assert_allclose(rates, shares.mean(0), atol=0.005)


def test_anger_and_disgust_are_lifted_until_they_are_named() -> None:
    logits = np.random.default_rng(0).normal(size=(2000, 9))
    logits[:, [4, 5]] -= 6
    assert not np.isin(logits.argmax(1), [4, 5]).any()
    named = (logits + rare_shift(logits, 0.03)).argmax(1)
    assert (named == 4).mean() == pytest.approx(0.03, abs=0.006)
    assert (named == 5).mean() == pytest.approx(0.03, abs=0.006)
    assert not rare_shift(logits, 0.0).any()
    logits[:, [4, 5]] += 9
    assert not rare_shift(logits, 0.03).any(), "what is named often needs no lift"


@pytest.mark.parametrize("naming", [AS_LEARNT, Naming(0.5, 0.1)])
def test_an_emotion_that_nobody_named_leaves_finite_numbers(
    make_paintings: MakePaintings, naming: Naming
) -> None:
    paintings = make_paintings(60)
    paintings.votes[:, 4] = 0
    voted = paintings.take(paintings.voted)
    logits = np.random.default_rng(0).normal(size=(len(voted), 9)).astype(np.float32)
    probabilities, _ = cross_validated(logits, voted, naming)
    assert np.isfinite(probabilities).all()


def test_the_critic_is_shipped_with_nine_labels_and_its_base_rates(
    make_paintings: MakePaintings, tmp_path: Path
) -> None:
    paintings = make_paintings(60)
    voted = paintings.take(paintings.voted)
    logits = np.random.default_rng(0).normal(size=(len(voted), 9)).astype(np.float32)
    card = publish_critic(CriticTrunk(), fresh_head(paintings), logits, voted, tmp_path)
    assert_card_is_of_its_file(card, tmp_path)
    assert card.labels == tuple(emotion.value for emotion in ART_EMOTIONS)
    assert card.input_size == (128, 128) and (card.mean, card.std) == ((0.0,) * 3, (1.0,) * 3)
    assert sum(card.settings["base_rates"]) == pytest.approx(1, abs=1e-3)
    assert len(card.settings["base_rates"]) == 9 and card.scores["paintings"] == len(voted)


def test_the_enlarger_is_shipped_with_its_margin_and_measured_against_bicubic(
    make_paintings: MakePaintings, tmp_path: Path
) -> None:
    network = EnlargerNetwork(width=16, depth=2)
    card = publish_enlarger(network, make_paintings(2, size=64).pixels, tmp_path)
    assert_card_is_of_its_file(card, tmp_path)
    assert card.settings == {"scale": 4, "margin": network.margin}
    assert card.input_size == (0, 0) and card.scores["paintings"] == 2
    assert card.scores["gain"] == pytest.approx(
        card.scores["psnr"] - card.scores["psnr_of_bicubic"], abs=2e-3
    )


def test_a_balancing_bias_names_rare_classes_as_readily_as_others() -> None:
    labels = np.repeat(np.arange(3), (60, 30, 10))
    added = balancing(labels, 4)
    assert added.sum() == pytest.approx(0.0, abs=1e-9)
    np.testing.assert_allclose(np.exp(added[:3] - added[0]), [1, 2, 6])
    assert added[3] > added[2] and np.isfinite(added).all()


def test_balance_is_added_to_the_bias_that_calibrates(
    mood_parts: dict[str, FaceSet], tmp_path: Path
) -> None:
    network = MoodNetwork(width=0.25)
    biases = []
    for balance in (0.0, 0.5):
        learnt = Learnt(MoodOptions(width=0.25, balance=balance))
        card = publish_mood(network, mood_parts, tmp_path / str(balance), learnt)
        biases.append(np.array(card.settings["bias"]))
    held = hold_out(mood_parts["Training"])[1]
    np.testing.assert_allclose(biases[1] - biases[0], 0.5 * balancing(held.labels, 7), atol=2e-4)
