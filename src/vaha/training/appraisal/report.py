"""The painter's measures as one HTML page with its works inside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from vaha.emotions import FACE_EMOTIONS
from vaha.training.appraisal.evaluate import DINO, FIDELITY, Shown
from vaha.training.report.charts import draw_lines
from vaha.training.report.page import figure, page, pictures, table

MOODS = [emotion.value for emotion in FACE_EMOTIONS]


def art_page(document: Mapping[str, Any], shown: Shown, folder: str = "FOLDER") -> str:
    """The page of what `vaha evaluate art` found; `folder` is where pictures were exported."""
    return page(
        "What the painter paints",
        [
            "<h1>What the painter paints</h1>",
            f"<p>{escape(document['painter']['file'])}, sha256 "
            f"<code>{document['painter']['sha256']}</code></p>",
            *_grids(shown),
            *_quality(document["quality"], folder),
            *_emotion(document["emotion"]),
            *_control(document["control"], document["intensity"], shown),
            *_variety(document["variety"], document["copies"], shown),
        ],
    )


def _grid(rows: Sequence[Any], names: Sequence[str], side: int = 56) -> str:
    return pictures([image for row in rows for image in row], len(rows[0]), names, side)


def _grids(shown: Shown) -> list[str]:
    return [
        "<h2>Seven moods</h2>",
        figure(
            _grid(shown.grids["moods"], MOODS),
            "One mood a row, one seed a column, nothing selected.",
        ),
        figure(
            _grid(shown.grids["picks"], MOODS),
            "What the critic kept: three of each 32.",
        ),
        figure(
            pictures(list(shown.grids["paintings"][0]), len(shown.grids["moods"][0]), side=56),
            "Held-out paintings, for comparison.",
        ),
    ]


def _quality(found: Mapping[str, Any], folder: str) -> list[str]:
    floor = found["floor"]["statistics"]
    rows: list[tuple[str, ...]] = [
        (
            "learnt paintings (the floor)",
            f"{floor['frechet_distance']:.2f}",
            f"{floor['precision']:.3f}",
            f"{floor['recall']:.3f}",
        )
    ]
    for name, figures in found["painters"].items():
        rows.append((name, *(_spread(figures["statistics"][key]) for key in floor)))
    rows += [
        (f"held-out paintings, {name}", f"{distance:.2f}", "", "")
        for name, distance in found["damaged_paintings"].items()
    ]
    return [
        "<h2>How far from paintings</h2>",
        table(("", "Fréchet distance", "precision", "recall"), rows),
        f"<p>{found['works']:,} works against {found['held_out_paintings']:,} held-out paintings, "
        f"mean and deviation over seeds. Space: {escape(found['spaces']['statistics'])}. Two "
        f"halves of the held-out paintings are {found['real_halves']:.2f} apart.</p>",
        "<p>For the Inception FID of the literature, where its weights are at hand: "
        f"<code>{escape(FIDELITY.format(folder=folder))}</code>; and as DINOv2 sees them, by "
        f"dgm-eval: <code>{escape(DINO.format(folder=folder))}</code></p>",
    ]


def _emotion(found: Mapping[str, Any]) -> list[str]:
    columns = [found["real_paintings"], found["unselected"], found["best_3_of_32"]]
    rows = [
        (mood, *(_percent(column["by_mood"].get(mood)) for column in columns)) for mood in MOODS
    ]
    rows.append(("mean", *(_percent(column["mean"]) for column in columns)))
    judge = found["judge"]
    return [
        "<h2>Does the mood show?</h2>",
        table(("mood", "real paintings", "works, unselected", "best 3 of 32"), rows),
        f"<p>How often the independent judge sees the mood asked for, among seven; chance is "
        f"{_percent(found['chance'])}. On real paintings it had not learnt from, the mood is that "
        f"of most votes. The judge's own quality on those: nine-way accuracy "
        f"{_percent(judge['accuracy'])} (majority {_percent(judge['majority_baseline'])}), "
        f"positive against negative AUC {judge['positive_auc']}.</p>",
    ]


def _control(
    found: Mapping[str, Any], rows: Sequence[Mapping[str, float]], shown: Shown
) -> list[str]:
    turned = [f"{a} to {b}" for a, b in zip(MOODS, [*MOODS[1:], MOODS[0]], strict=True)]
    by_strength = [(1 - row["truncation"], row["agreement"]) for row in rows]
    by_variety = [(1 - row["truncation"], row["variety"]) for row in rows]
    return [
        "<h2>Mixed moods and intensity</h2>",
        figure(
            _grid(shown.grids["mixes"], turned),
            f"From one mood to the next in {found['steps']} steps with one seed. Over "
            f"{found['paths']} such paths neighbours are "
            f"{found['mean_distance_of_neighbours']:.2f} apart, ends "
            f"{found['mean_distance_of_ends']:.2f}; the largest step is "
            f"{found['largest_over_mean']:.2f} times the mean (at worst "
            f"{found['worst_largest_over_mean']:.2f}).",
        ),
        figure(
            _grid(shown.grids["strength"], MOODS),
            "One seed from the mood's own centre (left) to all that the noise says (right).",
        ),
        figure(
            draw_lines(
                {"judge agrees": by_strength, "variety left": by_variety},
                "intensity (1 - truncation)",
                "share",
                up_range=(0.0, 1.0),
            ),
            "What intensity buys and what it costs.",
        ),
    ]


def _variety(found: Mapping[str, Any], copied: Mapping[str, Any], shown: Shown) -> list[str]:
    rows = [row for start in range(0, len(shown.grids["nearest"][0]), 16)
            for row in (part[start : start + 16] for part in shown.grids["nearest"])]  # fmt: skip
    names = ["work", "nearest by pixels", "nearest in what it shows"] * (len(rows) // 3)
    return [
        "<h2>Works of their own?</h2>",
        f"<p>Of {found['groups']} threes that were kept, {_percent(found['near_copies'])} hold two "
        f"works as near as {found['threshold']:.2f}; the closest two are usually "
        f"{found['median_distance_of_closest_two']:.2f} apart, a painting and the painting nearest "
        f"to it {found['median_distance_to_nearest_painting']:.2f}.</p>",
        figure(
            _grid(rows, names, 48),
            f"Works and the nearest of {copied['learnt_paintings']:,} learnt paintings. "
            f"{_percent(copied['copy_share'])} of the works are nearer to one than 99 % of "
            f"held-out paintings are; chance gives 1 %. Seen by: {escape(copied['space'])}.",
        ),
    ]


def _spread(found: Mapping[str, float | None]) -> str:
    deviation = found["deviation"]
    return f"{found['mean']:.3f}" + (f" ± {deviation:.3f}" if deviation is not None else "")


def _percent(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.1f} %"
