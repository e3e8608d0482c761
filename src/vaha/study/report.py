"""What a study found, as one HTML page that needs nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from vaha.emotions import FACE_EMOTIONS
from vaha.errors import MissingExtra
from vaha.study.answers import said
from vaha.study.measures import PERCEIVED, Agreement, Findings, Group, Share
from vaha.training.report.charts import draw_intervals
from vaha.training.report.page import figure, page, table

TITLE = "What people see in the works"
CHANCE = 1 / len(FACE_EMOTIONS)
NAMES = [said(mood) for mood in PERCEIVED]


def study_report(study: str, findings: Findings) -> str:
    """The page of a study."""
    return page(
        TITLE,
        [
            f"<h1>{TITLE}</h1>",
            f"<p>Study <code>{escape(study)}</code>: {findings.answers:,} answers of "
            f"{findings.voters:,} voters, who did not know whose pictures they saw.</p>",
            *_asked(findings.groups),
            *_by_mood(findings.groups),
            *_hung(findings.groups),
            *_agreed(findings),
            *(part for group in findings.groups for part in _seen(group)),
        ],
    )


def percent(share: float | None) -> str:
    """A share in words; nothing for none."""
    return "" if share is None else f"{100 * share:.1f} %"


def interval(share: Share) -> str:
    """A share with its interval: `61.0 % (52.3 to 69.1)`."""
    return f"{percent(share.share)} ({100 * share.low:.1f} to {100 * share.high:.1f})"


def _asked(groups: Sequence[Group]) -> list[str]:
    known = [(group, group.as_asked) for group in groups if group.as_asked is not None]
    rows = [
        (group.name, group.asked_pictures, share.count, interval(share), percent(group.by_chance))
        for group, share in known
    ]
    return [
        "<h2>Is the asked mood perceived?</h2>",
        table(("", "pictures", "answers", "perceived as asked", "by chance"), rows),
        "<p>In brackets the 95 % interval (Wilson), each answer one trial: with few voters or "
        "few pictures it is wider in truth, for answers of one voter, or to one picture, are "
        "alike. By chance is what these answers would give if they had fallen on any picture. "
        f"Who cannot say has not perceived it. Guessing one of seven gives {percent(CHANCE)}.</p>",
        *_chart([(group.name, share) for group, share in known]),
    ]


def _chart(rows: Sequence[tuple[str, Share]]) -> list[str]:
    """The intervals drawn, or a sentence where nothing can draw them: the tables say it all."""
    if not rows:
        return []
    try:
        drawing = draw_intervals(
            [(name, share.share, share.low, share.high) for name, share in rows],
            "perceived as asked",
            (CHANCE, f"guessing {percent(CHANCE)}"),
        )
    except MissingExtra as error:
        return [f"<p>No chart: {escape(str(error))}.</p>"]
    return [figure(drawing, f"Shares with 95 % intervals; dashed: guessing, {percent(CHANCE)}.")]


def _hung(groups: Sequence[Group]) -> list[str]:
    rows = [(group.name, group.answers, _mean(group)) for group in groups]
    return [
        "<h2>Would they hang it?</h2>",
        table(("", "answers", "mean vote, 1 to 5"), rows),
        "<p>1 never, 5 gladly; with the 95 % interval of the mean.</p>",
    ]


def _mean(group: Group) -> str:
    spread = "" if group.hang_spread is None else f" ± {group.hang_spread:.2f}"
    return f"{group.hang:.2f}{spread}"


def _agreed(findings: Findings) -> list[str]:
    named = [("all pictures", findings.agreement)]
    named += [(group.name, group.agreement) for group in findings.groups]
    rows = [(name, *_agreement(found)) for name, found in named if found is not None]
    if not rows:
        return ["<h2>Do they agree?</h2>", "<p>No picture has answers of two voters.</p>"]
    return [
        "<h2>Do they agree?</h2>",
        table(("", "pairs of answers", "name the same mood", "by chance", "kappa"), rows),
        "<p>Two voters of the same picture. Kappa (Fleiss) is 0 for chance, 1 for always.</p>",
    ]


def _agreement(found: Agreement) -> tuple[object, ...]:
    kappa = "" if found.kappa is None else f"{found.kappa:.2f}"
    return found.pairs, percent(found.share), percent(found.by_chance), kappa


def _by_mood(groups: Sequence[Group]) -> list[str]:
    known = [group for group in groups if group.by_mood]
    if not known:
        return []
    rows = [
        (
            mood.value,
            *(interval(group.by_mood[mood]) if mood in group.by_mood else "" for group in known),
        )
        for mood in FACE_EMOTIONS
    ]
    return ["<h2>Mood by mood</h2>", table(("asked", *(group.name for group in known)), rows)]


def _seen(group: Group) -> list[str]:
    """Counts of what was perceived, a row for each mood that was asked; or of all in one row."""
    heading = f"<h2>What was perceived in: {escape(group.name)}</h2>"
    rows: list[tuple[object, ...]] = [
        (mood.value, *counts)
        for mood, counts in zip(FACE_EMOTIONS, group.confusion, strict=True)
        if mood in group.by_mood
    ]
    if sum(map(sum, group.confusion)) < group.answers:
        rest = [sum(column) for column in zip(*group.confusion, strict=True)]
        left = [every - one for every, one in zip(group.perceived, rest, strict=True)]
        rows.append(("no mood", *left))
    return [heading, table(("asked", *NAMES), rows)]
