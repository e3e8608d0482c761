"""The page of a network on a model hub: what it is for, how it is used, what it learnt from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from vaha.runtime.card import ModelCard
from vaha.runtime.hub.evaluations import measured
from vaha.runtime.hub.front_matter import front_matter


@dataclass(frozen=True)
class _Use:
    """What the network is for, the command that uses it, and what goes in and comes out."""

    purpose: str
    command: str
    ends: str


_USES = {
    "mood": _Use(
        "Guessing which of seven expressions a face shows, so that pictures of that mood can be "
        "painted.",
        "vaha look PHOTO",
        "`faces` N x 1 x 48 x 48 in; `logits` N x 7 out",
    ),
    "painter": _Use(
        "Painting small pictures that carry a mood, or a mixture of moods, in a style.",
        "vaha paint happy=0.7,surprised=0.3",
        "`noise` N x 128, `mood` N x 7, `truncation` N x 1, `style` N x 14 in; `pictures` "
        "N x 3 x 64 x 64, 0 to 255, out",
    ),
    "critic": _Use(
        "Ordering pictures by the emotions that people would say they feel before them.",
        "vaha choose FOLDER --mood happy",
        "`pictures` N x 3 x 128 x 128 in; `logits` N x 9, `embedding` N x 128, `evidence` "
        "N x 9 x 4 x 4 out",
    ),
    "enlarger": _Use(
        "Making paintings four times as high and wide.",
        "vaha enlarge FILE",
        "`picture` N x 3 x H x W, 0 to 1, in; `enlarged` N x 3 x 4H x 4W out",
    ),
}
_OTHER = _Use("One of VAHA's stages.", "vaha models show NAME", "")

NOT_FOR = (
    "Made for art, not for judging people: what is read from a face is a guess at an expression, "
    "and no proof of a feeling.",
    "Not for commercial use: see the terms.",
)


def readme(card: ModelCard, repository: str = "OWNER/NAME") -> str:
    """The whole README, its metadata included; `repository` is where it will stand."""
    use = _USES.get(card.name, _OTHER)
    parts = [
        f"{front_matter(card)}\n# VAHA: {card.name}\n",
        f"{card.description}\n",
        f"Task: {card.task}. Of {card.date}.\n",
        f"## What it is for\n\n{use.purpose}\n",
        _how_to_use(card, use, repository),
        _section("Scores", _score_rows(card)),
        _section("Limits", (f"- {one}" for one in (*card.limits, *NOT_FOR))),
        _section("What it learnt from", _data_rows(card)),
        f"## Recipe\n\n{_recipe(card)}\n",
        f"## Terms\n\n{card.licence}. The whole text: [LICENSE](LICENSE). Pass the weights on "
        "only with it and with their card.\n",
        _section("Files", _file_rows(card)),
    ]
    return "\n".join(part for part in parts if part)


def _how_to_use(card: ModelCard, use: _Use, repository: str) -> str:
    lines = [
        "## How to use it\n",
        "VAHA (Visual Artwork for Human Affections) comes with this network:\n",
        f"```\npip install vaha\n{use.command}\n```\n",
        "This very copy, compared with the sha256 of its card:\n",
        f"```\npip install 'vaha[hub]'\nvaha models pull {repository}\n```\n",
    ]
    if use.ends:
        lines.append(f"With onnxruntime alone: {use.ends}. {_inputs(card)}\n")
    return "\n".join(lines)


def _inputs(card: ModelCard) -> str:
    said = []
    if any(card.mean) or any(one != 1 for one in card.std):
        mean, std = list(card.mean), list(card.std)
        said.append(f"Inputs are scaled to 0..1, less the mean {mean}, divided by {std}.")
    if card.labels:
        said.append(f"The classes, in order: {', '.join(card.labels)}.")
    return " ".join(said)


def _section(title: str, lines: Iterator[str]) -> str:
    text = "\n".join(lines)
    return f"## {title}\n\n{text}\n" if text else ""


def _score_rows(card: ModelCard) -> Iterator[str]:
    for number, one in enumerate(measured(card)):
        if number == 0:
            yield "| on | what | value |\n|---|---|---|"
        on = f"{one.evaluation.dataset}, {one.evaluation.split}"
        yield f"| {on} | {one.metric.name} | {one.value} |"


def _data_rows(card: ModelCard) -> Iterator[str]:
    if card.training_data:
        yield "| data | terms |\n|---|---|"
    yield from (f"| {one['name']} | {one['terms']} |" for one in card.training_data)


def _recipe(card: ModelCard) -> str:
    if not card.recipe:
        return "The card does not hold it."
    return f"```json\n{json.dumps(card.recipe, indent=2, ensure_ascii=False)}\n```"


def _file_rows(card: ModelCard) -> Iterator[str]:
    yield "| file | sha256 |\n|---|---|"
    for file, sha256 in {card.file: card.sha256, **card.more_files}.items():
        yield f"| `{file}` | `{sha256}` |"
    yield f"\n`{card.name}.json` is the card that VAHA reads, with all scores."
