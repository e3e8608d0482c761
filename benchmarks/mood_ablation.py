"""What each hyperparameter of the mood reader brings, one by one: the same run with it turned over.

    python -m benchmarks.mood_ablation --csv FILE --votes FILE [--preset gpu] [--epochs 150]
        [--width 0.25] [--seeds 3] [--folds 2] [--only mix] [--out runs/ablation]

One that the recipe uses is taken away, one that it leaves alone is added (an ablation). All runs
have the same faces, passes and seeds, and read the held-out tenth of Training. With --folds every
face of Training is read, each by the network of the fold that did not learn from it: ten times as
many, so smaller differences show. Neither PublicTest nor PrivateTest is looked at. Faces are read
as the shipped reader reads them, with their mirror image and a bias for each mood, here cross-
validated; what it brings without that bias stands beside it. Each run keeps its readings in a
folder of its own: what was interrupted goes on where it stood, and more seeds can be added later.
Writes ablation.json and prints the table.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from vaha.files import write_file
from vaha.training.data.faces.face_set import FaceSet, held_out, read_fer2013
from vaha.training.engine.checkpoint import read_state
from vaha.training.engine.device import PROCESSOR, Device, choose_device
from vaha.training.measures.calibration import calibrate
from vaha.training.mood.distillation.teachers import folds_of
from vaha.training.mood.options import ARCHITECTURES, PRESETS, MoodOptions
from vaha.training.mood.run import predict, train_mood

HYPERPARAMETERS: dict[str, tuple[Any, Any]] = {
    "votes_share": (0.0, 0.3),
    "label_smoothing": (0.0, 0.1),
    "mix": (0.0, 0.5),
    "erase": (0.0, 0.3),
    "affine": (0.0, 1.0),
    "photometric": (0.0, 1.0),
    "degradation": (0.0, 0.05),
    "average_decay": (0.0, 0.999),
    "sharpness": (0.0, 0.05),
    "drop_contradictions": (False, True),
    "small_until": (0.0, 0.5),
    "schedule": ("steps", "cosine"),
}
"""(without it, a usual value) of each hyperparameter."""

RESAMPLES = 2000
PARTS = 10
"""Of the faces read, for the bias: each part is read with that of all others."""

Right = npt.NDArray[np.bool_]
"""Seeds x faces read: which were read rightly."""


@dataclass(frozen=True)
class Measured:
    """What a recipe's runs read rightly, with the bias and without it; `minutes` are a seed's."""

    right: Right
    plainly: Right
    minutes: float


def main() -> None:
    options = _options()
    base = PRESETS[options.preset].but(
        arch=options.arch, width=options.width, epochs=options.epochs
    )
    training = read_fer2013(options.csv, options.votes, ["Training"])["Training"]
    device = choose_device(options.device, threads=options.threads)
    results = measure_hyperparameters(
        training,
        base,
        options.only or list(HYPERPARAMETERS),
        range(options.seeds),
        options.out,
        device,
        options.folds,
    )
    write_file(options.out / "ablation.json", json.dumps(results, indent=1).encode() + b"\n")
    sys.stdout.write(table(results) + "\n")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--csv", type=Path, required=True)
    parser.add_argument("--votes", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("runs/ablation"))
    parser.add_argument("--preset", choices=list(PRESETS), default="gpu")
    parser.add_argument("--arch", choices=ARCHITECTURES, default="vgg16")
    parser.add_argument("--width", type=float, default=1.0)
    parser.add_argument("--epochs", type=float, default=150.0)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--folds", type=int, default=0, help="0: the held-out tenth; or from 2 on.")
    parser.add_argument("--only", action="append", choices=list(HYPERPARAMETERS))
    parser.add_argument("--device", default="auto")
    parser.add_argument("--threads", type=int)
    return parser.parse_args()


def turned_over(base: MoodOptions, name: str) -> MoodOptions:
    """The recipe without this hyperparameter, or with its usual value where the recipe has none."""
    without, usual = HYPERPARAMETERS[name]
    return base.but(**{name: usual if getattr(base, name) == without else without})


def measure_hyperparameters(
    training: FaceSet,
    base: MoodOptions,
    names: Sequence[str],
    seeds: Sequence[int],
    folder: Path,
    device: Device = PROCESSOR,
    folds: int = 0,
) -> dict[str, Any]:
    """Train whatever is not there yet; accuracies of faces not learnt, and what each name brings.

    `folds` is 0 for the held-out tenth, or from 2 on. `brings` is accuracy with the hyperparameter
    less accuracy without it; `minutes` are a seed's.
    """
    unseen = _unseen(training, folds)

    def measured(name: str, recipe: MoodOptions) -> Measured:
        right: list[Right] = []
        plainly: list[Right] = []
        minutes = 0.0
        for seed in seeds:
            for part, held in unseen.items():
                place, read = folder / name / f"{seed}{part}", training.take(held)
                logits, spent = _run(training, held, recipe.but(seed=seed), place, device)
                right.append(choices_with_bias(logits, read) == read.labels)
                plainly.append(logits.argmax(1) == read.labels)
                minutes += spent / len(seeds)
        rows = (len(seeds), -1)
        return Measured(
            np.concatenate(right).reshape(rows), np.concatenate(plainly).reshape(rows), minutes
        )

    plain = measured("recipe", base)
    results: dict[str, Any] = {
        "recipe": asdict(base),
        "seeds": list(seeds),
        "folds": folds,
        "faces": plain.right.shape[1],
        "accuracy": _by_seed(plain.right),
        "accuracy_without_bias": _by_seed(plain.plainly),
        "minutes": round(plain.minutes, 2),
        "hyperparameters": {},
    }
    for name in names:
        other = turned_over(base, name)
        changed = measured(name, other)
        uses = getattr(base, name) != HYPERPARAMETERS[name][0]
        with_it, without = (plain, changed) if uses else (changed, plain)
        results["hyperparameters"][name] = {
            "recipe": getattr(base, name),
            "turned_to": getattr(other, name),
            "accuracy": _by_seed(changed.right),
            "accuracy_without_bias": _by_seed(changed.plainly),
            "minutes": round(changed.minutes, 2),
            "brings": _difference(with_it.right, without.right),
            "interval_95": difference_interval(with_it.right, without.right),
            "brings_without_bias": _difference(with_it.plainly, without.plainly),
        }
    return results


def _unseen(training: FaceSet, folds: int) -> dict[str, npt.NDArray[np.bool_]]:
    """Which faces each run of a seed reads and does not learn from, by its folder's ending."""
    if folds == 0:
        return {"": held_out(training)}
    if folds == 1:
        raise SystemExit("with one fold nothing is left to learn from; give --folds 2 or more")
    fold = folds_of(training, folds)
    return {f"-{number}": fold == number for number in range(folds)}


def _run(
    training: FaceSet,
    held: npt.NDArray[np.bool_],
    recipe: MoodOptions,
    folder: Path,
    device: Device,
) -> tuple[npt.NDArray[np.float32], float]:
    """(logits of the faces not learnt and their mirror images, minutes), kept in the folder."""
    kept = folder / "readings.npz"
    if kept.is_file():
        with np.load(kept) as readings:
            if MoodOptions.as_named_now(json.loads(str(readings["recipe"]))) != asdict(recipe):
                raise SystemExit(f"{folder} holds another recipe's run; choose another --out")
            return readings["logits"], float(readings["minutes"])
    learnt = training.take(~held)
    nobody = np.zeros(len(learnt), bool)  # is held out: reading half of all each epoch takes time
    network = train_mood(learnt, folder, recipe, held=nobody, device=device)
    checkpoint = folder / "checkpoint.pt"
    minutes = read_state(checkpoint)["spent"] / 60  # of what was interrupted too
    logits = predict(network, training.pixels[held], device=device, views="mirror").numpy()
    stream = BytesIO()
    told = json.dumps(asdict(recipe))
    np.savez_compressed(stream, logits=logits, minutes=minutes, recipe=told)
    write_file(kept, stream.getvalue())
    checkpoint.unlink()
    return logits, minutes


def choices_with_bias(logits: npt.NDArray[np.float32], faces: FaceSet) -> npt.NDArray[np.int64]:
    """Each face's mood with the bias that serves the other parts best, so none is of itself."""
    part = folds_of(faces, PARTS)
    hard = np.eye(logits.shape[1], dtype=np.float32)[faces.labels]
    chosen = np.empty(len(faces), np.int64)
    for number in range(PARTS):
        here = part == number
        temperature, bias = calibrate(logits[~here], hard[~here])
        chosen[here] = (logits[here] / temperature + bias).argmax(1)
    return chosen


def _difference(first: Right, second: Right) -> float:
    return round(float(first.mean() - second.mean()), 4)


def _by_seed(right: Right) -> list[float]:
    return [round(float(row.mean()), 4) for row in right]


def difference_interval(first: Right, second: Right) -> list[float]:
    """95 % of the difference of two accuracies, by drawing seeds and faces anew (Efron 1979).

    Seed by seed and face by face the two are paired. One seed says nothing of how seeds differ.
    """
    gap = first.astype(np.float64) - second
    chance = np.random.default_rng(0)
    seeds, faces = gap.shape
    drawn = [
        gap[chance.integers(0, seeds, seeds)].mean(0)[chance.integers(0, faces, faces)].mean()
        for _ in range(RESAMPLES)
    ]
    return [round(float(bound), 4) for bound in np.quantile(drawn, (0.025, 0.975))]


def table(results: Mapping[str, Any]) -> str:
    """The results as a page of docs/ shows them."""
    base, seeds, folds = 100 * np.mean(results["accuracy"]), results["seeds"], results["folds"]
    runs = f"{results['recipe']['epochs']:g} passes, seeds {', '.join(map(str, seeds))}"
    runs += f", {folds} folds" if folds else ""
    rows = [
        f"The recipe as it is ({runs}): {base:.1f} % of {results['faces']} faces not learnt",
        "",
        "| hyperparameter | in the recipe | turned to | accuracy then | it brings (95 %) "
        "| without the bias | minutes |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, one in results["hyperparameters"].items():
        low, high = one["interval_95"]
        rows.append(
            f"| `--{name.replace('_', '-')}` | {one['recipe']} | {one['turned_to']} "
            f"| {100 * np.mean(one['accuracy']):.1f} % | {100 * one['brings']:+.1f} "
            f"({100 * low:+.1f} to {100 * high:+.1f}) | {100 * one['brings_without_bias']:+.1f} "
            f"| {one['minutes']:.1f} |"
        )
    return "\n".join(rows)


if __name__ == "__main__":
    main()
