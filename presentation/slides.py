"""The slides: works painted as they are built, figures read from cards and measurements."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from presentation.deck import Slide, lead, picture, points, row
from vaha.emotions import FACE_EMOTIONS, Mood
from vaha.images import Image, contact_sheet, resize
from vaha.runtime.card import ModelCard
from vaha.runtime.store import ModelStore
from vaha.studio import PortraitOptions, Studio
from vaha.training.report.charts import draw_counts, draw_intervals
from vaha.training.report.page import table

ROOT = Path(__file__).parents[1]
SEED = 7
MANNERS = ("oil", "watercolour", "ink")


@dataclass(frozen=True)
class Sources:
    """What the slides are made from: the stages, the networks' cards, what was timed, a photo."""

    studio: Studio
    cards: Mapping[str, ModelCard]
    speed: Mapping[str, Any]
    photo: Image

    @classmethod
    def open(cls) -> Sources:
        """Those of this copy of VAHA, and the portrait that scikit-image carries."""
        from skimage import data

        store = ModelStore.open()
        cards = {name: store.card(name) for name in ("mood", "painter", "critic", "enlarger")}
        speed = json.loads((ROOT / "benchmarks" / "speed.json").read_text(encoding="utf-8"))
        return cls(Studio.open(), cards, speed, np.ascontiguousarray(data.astronaut()))


def all_slides(of: Sources) -> list[Slide]:
    """The talk, in its order."""
    return [
        _title(of), _portrait(of), _stages(), _networks(), _moods_read(of), _painter(of),
        _critic(of), _hand(of), _speed(of), _limits(of),
    ]  # fmt: skip


def _title(of: Sources) -> Slide:
    works = [_best(of, Mood.parse(emotion.value)) for emotion in FACE_EMOTIONS]
    shown = [picture(resize(one, 190, 190), emotion.value) for one, emotion in
             zip(works, FACE_EMOTIONS, strict=True)]  # fmt: skip
    said = lead("A face goes in, paintings of its mood come out.")
    body = f"{said}{row(*shown, wraps=True)}"
    return Slide("Visual Artwork for Human Affections", body, f"seed {SEED}, painted for this page")


def _portrait(of: Sources) -> Slide:
    made = of.studio.portrait(of.photo, PortraitOptions(seed=SEED))
    works = [
        picture(resize(work.image, 270, 270), f"seed {work.recipe.seed}") for work in made.works
    ]
    photo = picture(resize(of.photo, 270, 270), _said(made.mood))
    body = lead("The face is found, its mood read; 32 works are composed, a critic keeps three.")
    return Slide(
        "From a face to three works", body + row(photo, *works), "photo: NASA, public domain"
    )


def _stages() -> Slide:
    drawing = (ROOT / "docs" / "images" / "architecture.svg").read_text(encoding="utf-8")
    return Slide("Six stages, each behind a Protocol", row(drawing[drawing.index("<svg") :]))


def _networks() -> Slide:
    """The table of docs/log/mood.md as it stands there."""
    text = (ROOT / "docs" / "log" / "mood.md").read_text(encoding="utf-8")
    part = text.split("## Four architectures")[1].split("\n## ")[0]
    lines = [line.strip("|").split("|") for line in part.splitlines() if line.startswith("|")]
    head, rows = lines[0], lines[2:]
    cells = [[cell.strip(" `") for cell in line] for line in rows]
    body = row(table([cell.strip() for cell in head], cells)) + points(
        "In the same time VGG16 and the ResNet come equally far.",
        "The student project reported 61.5 %: read through augmentation, both test halves mixed.",
    )
    return Slide(
        "Four networks read FER-2013", body, "docs/log/mood.md; notebooks/1-mood-experiment"
    )


def _moods_read(of: Sources) -> Slide:
    found = of.cards["mood"].scores["PrivateTest"]
    rows = [
        (name, share, *found["recall_interval_95"][name]) for name, share in found["recall"].items()
    ]
    low, high = found["interval_95"]
    said = f"{found['accuracy']:.1%} of PrivateTest's {found['faces']:,} ({low:.1%} to {high:.1%})."
    counts = draw_counts(found["confusion"], list(found["recall"]))
    body = lead(said) + row(counts, draw_intervals(rows, "recall", None))
    return Slide("How well moods are read", body, "the card of the network mood")


def _painter(of: Sources) -> Slide:
    seeds = range(SEED, SEED + 9)
    works = [
        work.image
        for emotion in FACE_EMOTIONS
        for work in of.studio.paint(Mood.parse(emotion.value), seeds)
    ]
    scores = of.cards["painter"].scores
    heard = [[name, f"{share:.1%}"] for name, share in scores["critic_agreement"].items()]
    said = (
        f"{scores['works']:,} works stand {scores['frechet_distance']} from "
        f"{scores['paintings']:,} held-out paintings; two halves of these "
        f"{scores['frechet_distance_real_halves']} (Fréchet, {scores['feature_space']})."
    )
    facts = f"<div>{table(('asked for', 'the critic agrees'), heard)}</div>"
    return Slide(
        "What the painter composes, nothing selected",
        row(picture(contact_sheet(works, len(seeds), gap=4), "a row for each mood", 500), facts)
        + f"<p>{said}</p>",
        "the card of the network painter",
    )


def _critic(of: Sources) -> Slide:
    scores = of.cards["critic"].scores
    many = scores["of_many_votes"]
    rows = [
        ["all with one answer", scores["dominant"], f"{scores['accuracy']:.1%}",
         f"{scores['majority_baseline']:.1%}"],
        ["of many votes", many["dominant"], f"{many['accuracy']:.1%}",
         f"{many['majority_baseline']:.1%}"],
    ]  # fmt: skip
    body = row(
        table(("paintings", "how many", "named rightly", "always the commonest"), rows)
    ) + points(
        f"Pleasant against unpleasant: an AUC of {scores['positive_auc']:.2f}.",
        "ArtEmis has few votes for anger, so works are ranked by lift, not by probability.",
        "The student project ranked by another order of classes than the network's.",
    )
    return Slide("The critic, five folds by artist", body, "the card of the network critic")


def _hand(of: Sources) -> Slide:
    """One work as it was composed, enlarged, and in several manners."""
    options = PortraitOptions(mood=Mood.parse("neutral"), keep=1, seed=SEED, manner="none")
    made = of.studio.portrait(None, options)
    best = made.works[0]
    (composed,) = [one for one in made.candidates if one.recipe.seed == best.recipe.seed]
    works = {f"composed, {len(composed.image)} px": composed.image, "enlarged": best.image}
    for manner in MANNERS:
        works[manner] = of.studio.portrait(None, replace(options, manner=manner)).works[0].image
    shown = [picture(resize(image, 210, 210), name) for name, image in works.items()]
    body = lead("What was composed is enlarged, then painted stroke by stroke, as the mood moves.")
    return Slide("The hand", body + row(*shown), f"neutral; the best work of seed {SEED}")


def _speed(of: Sources) -> Slide:
    ours, theirs = of.speed["stages"]["onnxruntime"], of.speed["original"]
    names = ("faces", "mood", "paint", "choose", "enlarge")
    rows = [
        [name, f"{1000 * theirs[name]['median']:.1f}", f"{1000 * ours[name]['median']:.1f}"]
        for name in names
    ]
    total = sum(theirs[name]["median"] for name in names)
    machine = of.speed["machine"]
    said = (
        f"Three works of 256 px take {ours['portrait']['median']:.2f} s on {machine['cores']} "
        f"cores, without strokes; the student project's steps, rebuilt, {total:.1f} s."
    )
    body = lead(said) + row(table(("milliseconds", "rebuilt", "VAHA, onnxruntime"), rows))
    return Slide(
        "From a face to three works, timed", body, "benchmarks/speed.json; docs/log/speed.md"
    )


def _limits(of: Sources) -> Slide:
    said = [limit for name in ("mood", "painter", "critic") for limit in of.cards[name].limits]
    return Slide("What it cannot do", points(*said[:7]), "the networks' cards")


def _best(of: Sources, mood: Mood) -> Image:
    """The work that the critic likes best of this mood."""
    options = PortraitOptions(mood=mood, keep=1, seed=SEED)
    return of.studio.portrait(None, options).works[0].image


def _said(mood: Mood) -> str:
    first = sorted(mood.items(), key=lambda pair: -pair[1])[:2]
    return ", ".join(f"{emotion.value} {share:.0%}" for emotion, share in first)
