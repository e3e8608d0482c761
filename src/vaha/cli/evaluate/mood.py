"""`vaha evaluate mood`: figures as JSON, a page with pictures, and runs side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vaha.cli.evaluate.document import installed_model, say_document
from vaha.cli.options.faces import PATH, read_faces, with_faces
from vaha.runtime.views import VIEWS

if TYPE_CHECKING:
    from vaha.runtime.sessions.onnx import OnnxModel
    from vaha.training.data.faces.face_set import FaceSet

HELD_OUT = "held-out"


@click.command()
@with_faces
@click.option(
    "--part",
    "names",
    multiple=True,
    help="PrivateTest (the default), PublicTest, held-out (the tenth of Training that choices are "
    "made on) or, of folders, test.",
)
@click.option("--first", type=click.IntRange(1), help="Only the first so many faces.")
@click.option(
    "--tta",
    type=click.Choice(list(VIEWS)),
    help="Read each face so, at the cost that the report names; as the card says if not given.",
)
@click.option(
    "--weights",
    type=PATH,
    multiple=True,
    help="A folder with mood.onnx and mood.json; the others are compared with the first.",
)
@click.option(
    "--robustness/--no-robustness",
    "robust",
    default=None,
    help="Also blurred, dark, small, as JPEG and framed otherwise, in 14 times the time; with "
    "--html if not said.",
)
@click.option("--report", type=PATH, help="Write the JSON here too.")
@click.option("--html", type=PATH, help="Write a page with pictures here.")
@click.option("--compare", is_flag=True, help="Draw the accuracy of training runs: RUN...")
@click.argument("runs", nargs=-1, type=PATH)
def mood(
    csv_file: Path | None,
    folder: Path | None,
    names: tuple[str, ...],
    first: int | None,
    tta: str | None,
    weights: tuple[Path, ...],
    robust: bool | None,
    report: Path | None,
    html: Path | None,
    compare: bool,
    runs: tuple[Path, ...],
) -> None:
    """The mood reader on FER-2013, as the file reads it; or, with --compare, training runs."""
    if compare != bool(runs):
        raise click.UsageError("--compare goes with the folders of training runs, and only they")
    from vaha.files import write_file
    from vaha.training.mood.report import compare_runs, comparison_page, mood_page

    if compare:
        document = compare_runs(runs)
    else:
        wanted = names or (("PrivateTest",) if csv_file is not None else ("test",))
        parts = _with_held_out(read_faces(csv_file, folder, needed=_read_of(wanted)), wanted)
        robust = html is not None if robust is None else robust
        document = _measured(parts, wanted, first, tta, _models(weights), robust)
    if html is not None:
        page = comparison_page(document) if compare else mood_page(document)
        write_file(html, page.encode())
    say_document(document, report)


def _measured(
    parts: dict[str, FaceSet],
    wanted: tuple[str, ...],
    first: int | None,
    tta: str | None,
    models: Mapping[str, OnnxModel],
    robust: bool,
) -> dict[str, Any]:
    """The first model's figures on each part, the others beside it on the first part."""
    from vaha.runtime.sessions.tensors import softmax
    from vaha.training.mood import evaluate as measures

    model, *others = models.values()
    card = model.card
    document: dict[str, Any] = {
        "model": {
            name: getattr(card, name)
            for name in ("name", "file", "sha256", "date", "description", "parameters")
        },
        "reading": measures.reading_cost(model, tta),
    }
    for name in wanted:
        if name not in parts:
            raise click.UsageError(f"there is no part {name}; choose among {', '.join(parts)}")
        faces = parts[name] if first is None else parts[name].first(first)
        readings = softmax(measures.mood_logits(model, faces.pixels, views=tta))
        document[name] = measures.measure(readings, faces, model, parts["Training"])
        document[name] |= measures.curves(readings, faces)
        if robust:
            document[name]["robustness"] = measures.robustness(model, faces, tta)
            document[name]["reframed"] = measures.reframed(model, faces, tta)
        if others and name == wanted[0]:
            document["others"] = {
                said: measures.compare(
                    readings, softmax(measures.mood_logits(other, faces.pixels, views=tta)), faces
                )
                for said, other in list(models.items())[1:]
            }
            accuracies = [one["accuracy"] for one in document["others"].values()]
            document["seeds"] = measures.spread([document[name]["accuracy"], *accuracies])
    return document


def _read_of(wanted: Sequence[str]) -> tuple[str, ...]:
    """The parts as the data names them: the held-out tenth is of Training."""
    return tuple("Training" if name == HELD_OUT else name for name in wanted)


def _with_held_out(parts: dict[str, FaceSet], wanted: Sequence[str]) -> dict[str, FaceSet]:
    """The held-out tenth beside them, where it is wanted; Training is then the nine others."""
    if HELD_OUT not in wanted:
        return parts
    from vaha.training.data.faces.face_set import hold_out

    learnt, held = hold_out(parts["Training"])
    return parts | {"Training": learnt, HELD_OUT: held}


def _models(folders: tuple[Path, ...]) -> dict[str, OnnxModel]:
    from vaha.runtime.sessions.onnx import OnnxModel
    from vaha.runtime.store import ModelStore

    if not folders:
        return {"installed": installed_model("mood")}
    return {str(folder): OnnxModel.open(ModelStore(folder, folder), "mood") for folder in folders}
