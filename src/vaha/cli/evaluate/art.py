"""`vaha evaluate art` and `vaha evaluate critic`."""

from __future__ import annotations

from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vaha.cli.evaluate.document import installed_model, say_document
from vaha.cli.options.paintings import paintings_option, read_any_paintings, votes_option
from vaha.errors import MissingExtra

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from vaha.runtime.sessions.onnx import OnnxModel
    from vaha.training.data.paintings.reading import PaintingSet
    from vaha.training.features.deep_space import DeepSpace

PATH = click.Path(path_type=Path)
QUICK = {
    "works": 60,
    "works_a_mood": 10,
    "groups": 1,
    "seeds": 2,
    "nearest": 8,
    "strengths": 5,
    "paths": 1,
}

_report = click.option("--report", type=PATH, help="Write the JSON here too.")
_html = click.option("--html", type=PATH, help="Write a page with pictures here.")


@click.command()
@paintings_option
@votes_option
@click.option(
    "--judge",
    "judge_folder",
    type=PATH,
    default=Path("runs/judge"),
    show_default=True,
    help="What `vaha train judge` wrote.",
)
@click.option(
    "--rival",
    "--dcgan",
    "rivals",
    type=PATH,
    multiple=True,
    help="Weights folder of a painter to compare with; several may be given.",
)
@click.option("--weights", type=PATH, help="Weights folder of the painter [default: installed].")
@click.option("--works", type=click.IntRange(20), default=10_000, show_default=True)
@click.option("--works-a-mood", type=click.IntRange(2), default=500, show_default=True)
@click.option("--groups", type=click.IntRange(1), default=50, show_default=True, help="Of 32.")
@click.option("--seeds", type=click.IntRange(1), default=3, show_default=True)
@click.option("--quick", is_flag=True, help="A few works and paintings, to try the way.")
@click.option(
    "--pictures", type=PATH, help="Write works and paintings as PNGs, for torch-fidelity."
)
@click.option(
    "--only-distances", is_flag=True, help="Only how far works are from paintings; needs no judge."
)
@_report
@_html
def art(
    paintings: Path,
    votes: Path | None,
    judge_folder: Path,
    rivals: tuple[Path, ...],
    weights: Path | None,
    works: int,
    works_a_mood: int,
    groups: int,
    seeds: int,
    quick: bool,
    pictures: Path | None,
    only_distances: bool,
    report: Path | None,
    html: Path | None,
) -> None:
    """Painters' works against held-out paintings, and the painter's before an independent judge.

    Distances are as EfficientNet-Lite2 and as statistics see works.
    """
    from vaha.files import write_file
    from vaha.stages.rank import NetworkCritic
    from vaha.training.appraisal.judge import Judge, read_judge_measures

    if only_distances and (html is not None or pictures is not None):
        raise click.UsageError("--only-distances has no pictures to show")
    # Before the paintings, which take a minute.
    judge = (
        None if only_distances else (Judge.load(judge_folder), read_judge_measures(judge_folder))
    )
    _check_torch("what a network sees")
    from vaha.training.appraisal.evaluate import ArtMeasures, evaluate_art, evaluate_quality
    from vaha.training.appraisal.report import art_page

    others = {folder.name: _painter_in(folder) for folder in rivals}
    painter = installed_model("painter") if weights is None else _painter_in(weights)
    measures = ArtMeasures(works, works_a_mood, groups, seeds)
    everything = read_any_paintings(paintings, votes)
    if quick:
        measures, everything = replace(measures, **QUICK), _some(everything)
    critic, deep = installed_model("critic"), _deep_space(everything)
    if judge is None:
        document = evaluate_quality(painter, critic, everything, measures, others, deep)
    else:
        document, shown = evaluate_art(
            painter, critic, NetworkCritic(critic), *judge, everything, measures, others, deep
        )
        if html is not None:
            write_file(html, art_page(document, shown, str(pictures or "FOLDER")).encode())
    if pictures is not None:
        _export(painter, critic, everything, measures.works, pictures)
    say_document(document, report)


def _check_torch(what: str) -> None:
    if find_spec("torch") is None:
        raise MissingExtra(f"{what} needs PyTorch: pip install 'vaha[train]'")


def _painter_in(folder: Path) -> OnnxModel:
    from vaha.runtime.sessions.onnx import OnnxModel
    from vaha.runtime.store import ModelStore

    return OnnxModel.open(ModelStore(folder, folder), "painter")


def _deep_space(paintings: PaintingSet) -> DeepSpace:
    """What a network that taught no painter sees, scaled by some of the learnt ones."""
    from vaha.training.features.deep_space import DeepSpace
    from vaha.training.features.network import open_feature_network

    learnt = paintings.pixels[paintings.split()[0]]
    return DeepSpace.of(open_feature_network("lite2"), learnt[:: max(1, len(learnt) // 4000)])


@click.command(hidden=True)
@paintings_option
@votes_option
@click.option(
    "--weights",
    type=PATH,
    multiple=True,
    help="Weights folder of a painter of 64 px; several may be given [default: installed].",
)
@click.option("--works", "count", type=click.IntRange(20), default=10_000, show_default=True)
@click.option("--seeds", type=click.IntRange(1), default=3, show_default=True)
@_report
@click.pass_context
def works(
    context: click.Context,
    paintings: Path,
    votes: Path | None,
    weights: tuple[Path, ...],
    count: int,
    seeds: int,
    report: Path | None,
) -> None:
    """What `vaha evaluate art --only-distances` measures; gone in the next version."""
    click.echo("vaha evaluate works is vaha evaluate art --only-distances now", err=True)
    first, *others = weights or (None,)
    context.invoke(
        art,
        paintings=paintings,
        votes=votes,
        weights=first,
        rivals=tuple(others),
        works=count,
        seeds=seeds,
        only_distances=True,
        report=report,
    )


def _some(everything: PaintingSet) -> PaintingSet:
    """About two hundred learnt and a hundred held-out paintings."""
    import numpy as np

    learn, held = everything.split()
    chosen = [np.flatnonzero(part)[:most] for part, most in ((learn, 200), (held, 100))]
    return everything.take(np.concatenate(chosen))


def _export(
    painter: OnnxModel, critic: OnnxModel, everything: PaintingSet, count: int, folder: Path
) -> None:
    """Works with the moods of paintings, and the held-out paintings, as PNGs."""
    from vaha.training.appraisal.folders import write_folder
    from vaha.training.appraisal.quality import moods_of_paintings
    from vaha.training.painter.works import paint_works

    learn, held = everything.split()
    moods = moods_of_paintings(critic, everything.pixels[learn], count)
    write_folder(paint_works(painter, moods, range(count)), folder / "works", "trained")
    write_folder(everything.pixels[held], folder / "paintings")


@click.command()
@paintings_option
@votes_option
@click.option("--run", "run_folder", type=PATH, help="The --out of `vaha train critic`: its folds.")
@_report
@_html
def critic(
    paintings: Path,
    votes: Path | None,
    run_folder: Path | None,
    report: Path | None,
    html: Path | None,
) -> None:
    """The critic on voted paintings.

    With --run the figures are of heads that had not learnt the paintings they judge; without, they
    are the installed file's on paintings that it learnt from, and flatter it.
    """
    from vaha.files import write_file
    from vaha.training.critic.report import critic_page, evaluate_critic

    model = installed_model("critic")
    logits = _logits_of(run_folder)
    everything = read_any_paintings(paintings, votes)
    document = evaluate_critic(model, everything, logits)
    if html is not None:
        write_file(html, critic_page(document).encode())
    say_document(document, report)


def _logits_of(run_folder: Path | None) -> npt.NDArray[np.float32] | None:
    """The out-of-fold logits of a run, which PyTorch wrote and reads; the rest does without it."""
    if run_folder is None:
        return None
    _check_torch("reading a run")
    from vaha.training.critic.run import read_critic_logits

    return read_critic_logits(run_folder / "critic")
