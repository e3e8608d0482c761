"""The mood reader's measures as one HTML page with its pictures inside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from vaha.errors import TrainingDataError
from vaha.training.engine.log import read_log
from vaha.training.report.charts import draw_counts, draw_intervals, draw_lines, draw_reliability
from vaha.training.report.page import figure, page, table


def mood_page(document: Mapping[str, Any]) -> str:
    """The page of what `vaha evaluate mood` found."""
    reading = document["reading"]
    parts = {name: found for name, found in document.items() if "confusion" in found}
    body = [
        "<h1>How well moods are read</h1>",
        f"<p>{escape(document['model']['description'])}</p>",
        table(
            ("", ""),
            [
                ("file", f"{document['model']['file']}, {document['model']['date']}"),
                ("sha256", document["model"]["sha256"]),
                ("parameters", f"{document['model']['parameters']:,}"),
                (
                    "read with",
                    f"{reading['views']}: {reading['passes']} "
                    f"pass{'es' if reading['passes'] > 1 else ''} a face, "
                    f"{reading['milliseconds_a_face']} ms on this machine",
                ),
            ],
        ),
        "<h2>Accuracy</h2>",
        _accuracies(parts),
        *_seeds(document.get("others", {}), document.get("seeds")),
    ]
    for name, found in parts.items():
        body += _part(name, found)
    return page("How well moods are read", body)


def comparison_page(document: Mapping[str, Any]) -> str:
    """The page of what `vaha evaluate mood --compare` found."""
    runs = document["runs"]
    series = {
        name: [(point["epoch"], point["accuracy"]) for point in run["curve"]]
        for name, run in runs.items()
    }
    rows = [
        (name, run["epochs"], f"{run['minutes']:.1f}", _percent(run["accuracy"]))
        for name, run in runs.items()
    ]
    body = [
        "<h1>Networks side by side</h1>",
        figure(
            draw_lines(series, "epochs", "accuracy on held-out faces"),
            "Accuracy of the averaged weights on the tenth of Training that is held out, after "
            "each epoch, in one plain pass.",
        ),
        table(("run", "epochs", "minutes", "accuracy at the end"), rows),
    ]
    return page("Networks side by side", body)


def compare_runs(folders: Sequence[Path]) -> dict[str, Any]:
    """The accuracy of each run on its held-out faces, epoch by epoch, from its log.

    A run is named after its folder. Raises TrainingDataError for a folder without a log of such
    accuracies.
    """
    runs: dict[str, Any] = {}
    for folder in folders:
        lines = read_log(folder) or read_log(folder / "mood")
        curve = [
            {"epoch": one["epoch"], "accuracy": round(one["held_out_accuracy"], 4)}
            for one in lines
            if "held_out_accuracy" in one
        ]
        if not curve:
            raise TrainingDataError(
                f"{folder} holds no log of a mood training; name the --out of `vaha train mood`"
            )
        runs[_unlike(folder.resolve().name, runs)] = {
            "accuracy": curve[-1]["accuracy"],
            "epochs": curve[-1]["epoch"],
            "minutes": lines[-1]["minutes"],
            "curve": curve,
        }
    return {"runs": runs}


def _unlike(name: str, taken: Mapping[str, Any]) -> str:
    return name if name not in taken else f"{name} ({len(taken) + 1})"


def _percent(share: float) -> str:
    return f"{100 * share:.2f} %"


def _interval(bounds: Sequence[float]) -> str:
    return f"{100 * bounds[0]:.1f} to {100 * bounds[1]:.1f}"


def _accuracies(parts: Mapping[str, Any]) -> str:
    rows = []
    for name, found in parts.items():
        rows.append((name, found["faces"], _percent(found["accuracy"]), found["interval_95"]))
        fresh = found.get("without_copies", {})
        if "accuracy" in fresh:
            said = f"{name} without copies of Training"
            rows.append((said, fresh["faces"], _percent(fresh["accuracy"]), fresh["interval_95"]))
    return table(
        ("part", "faces", "accuracy", "95 % interval"),
        [(*row[:3], _interval(row[3])) for row in rows],
    )


def _seeds(others: Mapping[str, Any], seeds: Mapping[str, Any] | None) -> list[str]:
    """Other files beside this one: their accuracies, McNemar's test, and how all of them spread."""
    if not others or seeds is None:
        return []
    rows = [
        (
            name,
            _percent(found["accuracy"]),
            _interval(found["interval_95"]),
            found["mcnemar"]["only_first"],
            found["mcnemar"]["only_second"],
            f"{found['mcnemar']['p_value']:.3g}",
        )
        for name, found in others.items()
    ]
    spread = f", standard deviation {_percent(seeds['deviation'])}" if seeds["deviation"] else ""
    return [
        "<h2>Beside other files</h2>",
        table(
            ("file", "accuracy", "95 % interval", "only this right", "only that right", "p"), rows
        ),
        f"<p>All {seeds['count']}: mean {_percent(seeds['mean'])}{spread}, "
        f"{_percent(seeds['least'])} to {_percent(seeds['most'])}. p is McNemar's, two-sided.</p>",
    ]


def _part(name: str, found: Mapping[str, Any]) -> list[str]:
    recalls = [
        (label, share, *found["recall_interval_95"][label])
        for label, share in found["recall"].items()
        if share is not None
    ]
    average = (found["accuracy"], f"dashed: all faces, {_percent(found['accuracy'])}")
    body = [
        f"<h2>{escape(name)}</h2>",
        figure(
            draw_counts(found["confusion"], list(found["recall"])),
            "Rows are FER-2013's labels, columns what was read; shares of a row, and counts.",
        ),
        figure(
            draw_intervals(recalls, "recall", average),
            f"Recall of each emotion with its 95 % interval; {average[1]}.",
        ),
    ]
    if "reliability" in found:
        body += _curves(found)
    if "robustness" in found:
        rows = [
            ("as they are", found["accuracy"], *found["interval_95"]),
            *(
                (kind, one["accuracy"], *one["interval_95"])
                for kind, one in found["robustness"].items()
            ),
        ]
        caption = (
            "The same faces blurred by 1.5 pixels, in an eighth of the light with its noise, only "
            "20 pixels wide, and saved as JPEG of quality 15."
        )
        body.append(figure(draw_intervals(rows, "accuracy", average), caption))
    if "reframed" in found:
        body += _reframed(found["reframed"])
    return body


def _reframed(kinds: Mapping[str, Any]) -> list[str]:
    """Accuracy and recalls of faces framed otherwise, a row each."""
    moods = list(next(iter(kinds.values()))["recall"])

    def row(kind: str, one: Mapping[str, Any]) -> list[str]:
        shares = (one["accuracy"], *one["recall"].values())
        first, *others = ("" if share is None else f"{100 * share:.1f}" for share in shares)
        return [kind, first, _interval(one["interval_95"]), *others]

    return [
        "<h3>Framed otherwise</h3>",
        "<p>The same faces cut tighter, looser and off the middle, mirrored, and as a colour "
        "camera shows them in warm light: accuracy with its 95 % interval, and the recall of each "
        "mood, all in percent.</p>",
        table(
            ("the faces", "accuracy", "interval", *moods),
            [row(kind, one) for kind, one in kinds.items()],
        ),
    ]


def _curves(found: Mapping[str, Any]) -> list[str]:
    sure = found["sure"]
    curve = [(one["coverage"], one["accuracy"]) for one in found["coverage_curve"]]
    said = f"{_percent(sure['accuracy'])} of them are right" if sure["accuracy"] else "none is"
    return [
        figure(
            draw_reliability(found["reliability"]),
            "How often a reading is right against how sure it is; on the diagonal confidence keeps "
            "its word. Circles are as large as the share of readings. Expected calibration error "
            f"{_percent(found['calibration_error'])}.",
        ),
        figure(
            draw_lines(
                {"accuracy": curve},
                "share of faces that are named, the surest first",
                "accuracy",
                percent=(True, True),
                mark=(sure["coverage"], f"sure from {sure['threshold']:g}"),
            ),
            f"Naming only readings of at least {sure['threshold']:g} names "
            f"{_percent(sure['coverage'])} of the faces; {said}.",
        ),
    ]
