"""`vaha train mood` and `vaha train mood-teachers`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vaha.cli.options.faces import read_faces, with_faces
from vaha.cli.train.begin import begin
from vaha.cli.train.hyperparameters import recipe, with_mood_recipe
from vaha.cli.train.machine import PATH, Machine, out_option, with_machine
from vaha.training.mood.options import ARCHITECTURES

if TYPE_CHECKING:
    from vaha.training.data.faces.face_set import FaceSet

LEARN = {
    "nine-tenths": "nine tenths of Training",
    "all": "all of Training",
    "all+public": "all of Training and PublicTest",
}
QUICK_LEARN, QUICK_MEASURE = 1000, 150
"""So many faces a --quick run learns from, and measures of each part."""


votes_option = click.option("--votes", type=PATH, help="FER+'s fer2013new.csv.")


@click.command()
@with_faces
@click.option(
    "--init", type=PATH, help="Start: torchvision's ImageNet VGG16, or another run's checkpoint.pt."
)
@click.option("--teachers", type=PATH, help="What `vaha train mood-teachers` wrote.")
@click.option(
    "--live-teacher",
    "live",
    type=PATH,
    multiple=True,
    help="Instead: a finished run's checkpoint.pt, which reads every view; several are averaged.",
)
@click.option(
    "--learn",
    type=click.Choice(list(LEARN)),
    default="nine-tenths",
    show_default=True,
    help="The faces to learn from; without the tenth, nothing can be chosen.",
)
@click.option("--calibrated-by", type=PATH, help="With --learn all: the card of a run without.")
@votes_option
@out_option
@with_machine
@with_mood_recipe
def mood(
    csv_file: Path | None,
    folder: Path | None,
    votes: Path | None,
    init: Path | None,
    teachers: Path | None,
    live: tuple[Path, ...],
    learn: str,
    calibrated_by: Path | None,
    out: Path,
    machine: Machine,
    preset: str,
    quick: bool,
    **hyperparameters: Any,  # noqa: ANN401 - one for each field of MoodOptions
) -> None:
    """The mood reader, on FER-2013.

    On several GPUs: torchrun --nproc-per-node 4 -m vaha train mood ...
    """
    options = recipe(preset, quick, hyperparameters)
    _check(learn, calibrated_by, teachers, live)
    begin(out)
    from vaha.runtime.card import ModelCard
    from vaha.training.engine.parallel import ProcessGroup
    from vaha.training.mood.distillation.live_teachers import LiveTeachers
    from vaha.training.mood.distillation.targets import read_teachers
    from vaha.training.mood.publish import Learnt, publish_mood
    from vaha.training.mood.run import train_mood

    parts = _quickly(
        read_faces(csv_file, folder, votes, most=QUICK_LEARN if quick else None), quick
    )
    training, held = _to_learn(parts, learn)
    said = None if teachers is None else read_teachers(teachers, training)
    learnt = Learnt(
        options,
        f"{LEARN[learn]} ({len(training)} faces in all)",
        from_votes=votes is not None and options.votes_share > 0,
        from_teachers=teachers is not None or bool(live),
        calibrated=None if calibrated_by is None else ModelCard.read(calibrated_by),
    )
    group = ProcessGroup.from_environment()
    here = machine.choose(group.local_rank)
    beside = LiveTeachers.of(live, here) if live else None
    with group.joined(here):
        network = train_mood(
            training,
            out / "mood",
            options,
            init,
            teachers=said,
            live=beside,
            held=held,
            device=here,
            group=group,
        )
    if group.is_rank_zero:
        card = publish_mood(network, parts, out / "weights", learnt)
        click.echo(f"{out / 'weights' / card.file}: {card.scores['storage']}", err=True)


@click.command("mood-teachers")
@with_faces
@click.option("--folds", type=click.IntRange(2), default=5, show_default=True)
@click.option(
    "--fold", "only", type=click.IntRange(0), multiple=True, help="Only this one, by its number."
)
@click.option(
    "--with",
    "architectures",
    type=click.Choice(ARCHITECTURES),
    multiple=True,
    default=("vgg16", "resnet"),
    show_default=True,
    help="The teachers' networks.",
)
@click.option(
    "--trained",
    type=PATH,
    multiple=True,
    help="A finished run's checkpoint.pt, to read all faces with instead of training teachers.",
)
@click.option("--learn", type=click.Choice(list(LEARN)), default="nine-tenths", show_default=True)
@votes_option
@out_option
@with_machine
@with_mood_recipe
def mood_teachers(
    csv_file: Path | None,
    folder: Path | None,
    votes: Path | None,
    folds: int,
    only: tuple[int, ...],
    architectures: tuple[str, ...],
    trained: tuple[Path, ...],
    learn: str,
    out: Path,
    machine: Machine,
    preset: str,
    quick: bool,
    **hyperparameters: Any,  # noqa: ANN401 - as above
) -> None:
    """Teachers for the mood reader.

    Each reads only the fold that it did not learn from; with --trained, finished networks read all
    faces and nothing is trained. Writes OUT/teachers.npz, for `vaha train mood --teachers`. Use
    --preset teacher.
    """
    options = recipe(preset, quick, hyperparameters)
    begin(out)
    import numpy as np

    from vaha.training.engine.parallel import ProcessGroup
    from vaha.training.mood.distillation.targets import write_teachers
    from vaha.training.mood.distillation.teachers import read_by_trained, teach

    parts = read_faces(csv_file, folder, votes, most=QUICK_LEARN if quick else None)
    training, held = _to_learn(parts, learn)
    if trained and only:
        raise click.UsageError("give --fold, to train teachers, or --trained, to train none")
    if any(number >= folds for number in only):
        raise click.UsageError(f"the folds are numbered from 0 to {folds - 1}")
    group = ProcessGroup.from_environment()
    here = machine.choose(group.local_rank)
    if trained:
        if group.is_rank_zero:  # reading needs no company
            write_teachers(out / "teachers.npz", training, read_by_trained(training, trained, here))
        return
    with group.joined(here):
        read = teach(
            training.take(~held),
            out / "teachers",
            options,
            architectures,
            folds,
            only or None,
            device=here,
            group=group,
        )
    if read is not None and group.is_rank_zero:
        readings = np.zeros(training.votes.shape, np.float32)
        readings[~held] = read
        write_teachers(out / "teachers.npz", training, readings)


def _check(
    learn: str, calibrated_by: Path | None, teachers: Path | None, live: tuple[Path, ...]
) -> None:
    if (learn == "nine-tenths") != (calibrated_by is None):
        raise click.UsageError(
            "--learn all and all+public need --calibrated-by, the card of a nine-tenths run"
        )
    if teachers is not None and live:
        raise click.UsageError("give --teachers, a file of readings, or --live-teacher, not both")


def _quickly(parts: dict[str, FaceSet], quick: bool) -> dict[str, FaceSet]:
    """The parts that are measured, shortened where it shall be quick."""
    return {
        name: faces.first(QUICK_MEASURE) if quick and name != "Training" else faces
        for name, faces in parts.items()
    }


def _to_learn(parts: dict[str, FaceSet], learn: str) -> tuple[FaceSet, Any]:
    """The faces, and which of them are held out."""
    import numpy as np

    from vaha.training.data.faces.face_set import held_out, join

    training = parts["Training"]
    if learn == "nine-tenths":
        return training, held_out(training)
    if learn == "all+public":
        if not len(parts.get("PublicTest", ())):
            raise click.UsageError("--learn all+public needs fer2013.csv: here is no PublicTest")
        training = join(training, parts.pop("PublicTest"))
    return training, np.zeros(len(training), bool)
