"""What Hugging Face reads of our networks is what their cards say."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import vaha.runtime.card
from vaha.runtime.card import ModelCard
from vaha.runtime.catalogue import BUNDLED
from vaha.runtime.hub.front_matter import front_matter

yaml = pytest.importorskip("yaml")

WEIGHTS = Path(vaha.runtime.card.__file__).parents[1] / "weights"


def card(name: str) -> ModelCard:
    return ModelCard.read(WEIGHTS / f"{name}.json")


def read(card: ModelCard) -> Any:
    head = front_matter(card)
    assert head.startswith("---\n") and head.endswith("\n---\n")
    return yaml.safe_load(head.strip("-\n"))


def index(card: ModelCard) -> list[tuple[str, str, str, float]]:
    """Dataset, split, type and value of each score, in order."""
    (model,) = read(card)["model-index"]
    return [
        (result["dataset"]["type"], result["dataset"]["split"], metric["type"], metric["value"])
        for result in model["results"]
        for metric in result["metrics"]
    ]


def test_the_index_of_mood_is_its_scores() -> None:
    mood = card("mood")
    said = index(mood)
    for split in ("PublicTest", "PrivateTest"):
        scores = mood.scores[split]
        assert [(kind, value) for data, where, kind, value in said if where == split] == [
            ("accuracy", scores["accuracy"]),
            ("recall", scores["balanced_recall"]),
            ("calibration_error", scores["calibration_error"]),
            ("accuracy", scores["without_copies"]["accuracy"]),
        ]
    assert {data for data, *_ in said} == {"fer2013"}


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        (
            "critic",
            ["accuracy", "balanced_recall", "positive_auc", "divergence", "calibration_error"],
        ),
        ("painter", ["frechet_distance", "critic_agreement_mean"]),
        ("enlarger", ["psnr"]),
    ],
)
def test_the_index_is_the_scores(name: str, keys: list[str]) -> None:
    ours = card(name)
    assert [value for *_, value in index(ours)] == [ours.scores[key] for key in keys]


@pytest.mark.parametrize("name", BUNDLED)
def test_the_head_says_licence_library_data_and_metrics(name: str) -> None:
    said = read(card(name))
    assert (said["license"], said["license_name"]) == ("other", "vaha-weights")
    assert (said["license_link"], said["library_name"]) == ("LICENSE", "vaha")
    assert "onnx" in said["tags"] and said["datasets"]
    assert set(said["metrics"]) == {kind for *_, kind, _ in index(card(name))}


def test_only_a_task_that_the_hub_knows_is_named() -> None:
    said = {name: read(card(name)).get("pipeline_tag") for name in BUNDLED}
    assert said["mood"] == said["critic"] == "image-classification"
    assert (said["enlarger"], said["painter"]) == ("image-to-image", None)


@pytest.mark.parametrize("value", [1e-05, 2.5e-07, 31, 25.603])
def test_every_number_is_read_as_that_number(value: float) -> None:
    assert index(replace(card("enlarger"), scores={"psnr": value}))[0][-1] == value


@pytest.mark.parametrize("value", [None, "25", True, float("nan"), [1.0]])
def test_what_is_no_number_is_left_out(value: object) -> None:
    assert "model-index" not in read(replace(card("enlarger"), scores={"psnr": value}))


def test_a_text_that_yaml_would_take_for_something_else_stays_a_text() -> None:
    task = 'yes: "no" # - [x]\n---'
    said = read(replace(card("mood"), task=task))
    assert said["model-index"][0]["results"][0]["task"]["name"] == task


@pytest.mark.parametrize("name", BUNDLED)
def test_the_hubs_own_library_reads_the_same(name: str) -> None:
    cards = pytest.importorskip("huggingface_hub.repocard_data")
    found, results = cards.model_index_to_eval_results(read(card(name))["model-index"])
    assert found == f"vaha-{name}"
    assert [one.metric_value for one in results] == [value for *_, value in index(card(name))]
