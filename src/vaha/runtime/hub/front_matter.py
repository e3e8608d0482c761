"""What a model hub reads at the head of a README: metadata in YAML, the scores as a model-index.

Source: https://github.com/huggingface/hub-docs/blob/main/modelcard.md
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from vaha.runtime.card import ModelCard
from vaha.runtime.hub.evaluations import Evaluation, Measured, measured

PIPELINES = {
    "mood": "image-classification",
    "critic": "image-classification",
    "enlarger": "image-to-image",
}
"""The hub's word for the task, where it has one: for painting a mood with noise it has none."""

DATASETS = {
    "mood": ("fer2013", "ferplus"),
    "critic": ("wikiart", "artemis", "feelingblue", "imagenet-1k"),
    "painter": ("wikiart", "artemis", "imagenet-1k"),
    "enlarger": ("wikiart", "imagenet-1k"),
}

TAGS = {
    "mood": ("facial-expression-recognition", "emotion"),
    "critic": ("art", "emotion"),
    "painter": ("art", "emotion", "gan"),
    "enlarger": ("art", "super-resolution"),
}


def front_matter(card: ModelCard) -> str:
    """The head of the README, with the lines of three hyphens around it."""
    return "\n".join(["---", *_lines(metadata(card)), "---", ""])


def metadata(card: ModelCard) -> dict[str, Any]:
    """What the head says, as the hub names it."""
    scores = [one for one in measured(card) if not one.metric.compares]
    said = {
        "license": "other",
        "license_name": "vaha-weights",
        "license_link": "LICENSE",
        "library_name": "vaha",
        "pipeline_tag": PIPELINES.get(card.name),
        "tags": ["vaha", *(["onnx"] if card.file.endswith(".onnx") else []), *_of(TAGS, card)],
        "datasets": _of(DATASETS, card),
        "metrics": list(dict.fromkeys(one.metric.type for one in scores)),
        "model-index": _model_index(card, scores),
    }
    return {key: value for key, value in said.items() if value}


def _of(table: Mapping[str, tuple[str, ...]], card: ModelCard) -> list[str]:
    return list(table.get(card.name, ()))


def _model_index(card: ModelCard, scores: list[Measured]) -> list[dict[str, Any]]:
    task = {"type": PIPELINES.get(card.name, "other"), "name": card.task}
    results = [
        {"task": task, "dataset": _dataset(evaluation), "metrics": [_metric(one) for one in group]}
        for evaluation, group in groupby(scores, lambda one: one.evaluation)
    ]
    return [{"name": f"vaha-{card.name}", "results": results}] if results else []


def _dataset(evaluation: Evaluation) -> dict[str, str]:
    return {"type": evaluation.type, "name": evaluation.dataset, "split": evaluation.split}


def _metric(one: Measured) -> dict[str, Any]:
    return {"type": one.metric.type, "name": one.metric.name, "value": one.value}


def _lines(value: Any, indent: int = 0) -> Iterator[str]:  # noqa: ANN401 - as JSON has it
    """A mapping or list as YAML, each text quoted as in JSON, which YAML reads the same."""
    start = " " * indent
    if isinstance(value, dict):
        for key, one in value.items():
            if isinstance(one, (dict, list)):
                yield f"{start}{key}:"
                yield from _lines(one, indent + 2)
            else:
                yield f"{start}{key}: {_scalar(one)}"
        return
    for one in value:
        if isinstance(one, dict):
            first, *rest = _lines(one, indent + 2)
            yield f"{start}- {first.lstrip()}"
            yield from rest
        else:
            yield f"{start}- {_scalar(one)}"


def _scalar(value: str | float) -> str:
    text = json.dumps(value, ensure_ascii=False)
    if isinstance(value, float) and "e" in text and "." not in text:
        return text.replace("e", ".0e")  # YAML 1.1 takes 1e-05 for a text
    return text
