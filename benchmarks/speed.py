"""The benchmark of speed: everything in one run, as JSON and as tables in docs/log/speed.md.

    python -m benchmarks.speed              all but the long look at memory, some minutes
    python -m benchmarks.speed --memory     10,000 works, and what memory this process holds
    python -m benchmarks.speed --tables     only write the tables anew from the JSON

Run it from the top of the checkout, with `pip install -e '.[test,train,ncnn]'` and as little else
on the machine as can be. `--quick` is to try the script itself; its figures mean nothing.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import machine, ours, shell
from benchmarks.report import write_tables
from benchmarks.timing import Step, Timing, interleaved

if TYPE_CHECKING:
    from benchmarks.original import Original

TOP = Path(__file__).parents[1]
RESULTS, PAGE = TOP / "benchmarks" / "speed.json", TOP / "docs" / "log" / "speed.md"

MEMORY_WORKS = 10_000

ORIGINAL = "original"
"""Among the owners of steps, beside the runtimes of ours."""


def main() -> None:
    options = _options()
    results = json.loads(RESULTS.read_text()) if RESULTS.is_file() else {}
    began = time.perf_counter()
    if options.memory:
        results["memory"] = _memory(200 if options.quick else MEMORY_WORKS)
    elif not options.tables:
        results = {"memory": results.get("memory")} | _everything(options.quick)
        results["minutes"] = (time.perf_counter() - began) / 60
    RESULTS.write_text(json.dumps(results, indent=1) + "\n")
    if "stages" in results:
        write_tables(results, PAGE)
    _say(f"{RESULTS.relative_to(TOP)} after {(time.perf_counter() - began) / 60:.1f} minutes")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.speed",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    only = parser.add_mutually_exclusive_group()
    only.add_argument(
        "--memory", action="store_true", help=f"paint {MEMORY_WORKS:,} works and look at memory"
    )
    only.add_argument("--tables", action="store_true", help="write docs/log/speed.md from the JSON")
    parser.add_argument(
        "--quick", action="store_true", help="try the script; what it writes is of no use"
    )
    return parser.parse_args()


def _everything(quick: bool) -> dict[str, Any]:
    few, usual, many = (2, 2, 2) if quick else (5, 5, 11)
    results: dict[str, Any] = {"machine": machine.describe(), "peak": machine.peak()}
    _say("cold starts")
    results["cold"] = _cold(few)
    studios = {runtime: ours.Ours(runtime) for runtime in ours.runtimes()}
    original = _original()
    _say("stages, ours and the original's by turns")
    by_owner = {name: one.steps() for name, one in studios.items()}
    timings = _timed(by_owner | {ORIGINAL: _steps_of(original)}, many)
    results["original"] = timings.pop(ORIGINAL)
    results["stages"] = timings
    _say("large")
    results["slow"] = _timed({name: one.slow_steps() for name, one in studios.items()}, few)
    _say("batches")
    results["batches"] = _timed({name: one.batches() for name, one in studios.items()}, usual)
    counts = {"original": original.multiply_adds(), "ours": ours.multiply_adds()}
    results["multiply_adds"] = counts
    results["installed"] = shell.installed_size()
    results["peak_after"] = machine.peak()
    return results


def _timed(steps: dict[str, dict[str, Step]], rounds: int) -> dict[str, dict[str, Any]]:
    """Everyone's steps in turn, so that what disturbs one disturbs all; by owner and name."""
    names = dict.fromkeys(name for one in steps.values() for name in one)
    every = [(owner, name) for name in names for owner, one in steps.items() if name in one]
    timings = interleaved({f"{o}|{n}": steps[o][n] for o, n in every}, rounds)
    found: dict[str, dict[str, Any]] = {owner: {} for owner in steps}
    for owner, name in every:
        found[owner][name] = timings[f"{owner}|{name}"].to_dict()
    return found


def _original() -> Original:
    import torch

    from benchmarks.original import Original
    from vaha.settings import Settings

    torch.set_num_threads(Settings.from_environment().threads)
    return Original(ours.CANDIDATES, ours.KEEP)


def _steps_of(original: Original) -> dict[str, Step]:
    return {"faces": _haar(), **original.steps(), "choose at 224": original.critic_at(224)}


def _haar() -> Step:
    """The original's search: OpenCV's default cascade with its default steps, at full size."""
    import cv2

    folder = Path(cv2.__file__).parent / "data"
    cascade = cv2.CascadeClassifier(str(folder / "haarcascade_frontalface_default.xml"))
    grey = cv2.cvtColor(ours.photo(), cv2.COLOR_RGB2GRAY)
    return lambda: cascade.detectMultiScale(grey, 1.1, 5, minSize=(30, 30))


def _cold(rounds: int) -> dict[str, Any]:
    """`vaha portrait` from the shell, by turns, each after one that warms the disk's cache."""
    runtimes = ours.runtimes()
    runs: dict[str, list[tuple[float, float]]] = {runtime: [] for runtime in runtimes}
    with tempfile.TemporaryDirectory() as folder:
        photo = ours.write_photo(Path(folder))
        for runtime in runtimes:
            shell.cold_portrait(photo, runtime)
        for _ in range(rounds):
            for runtime in runtimes:
                runs[runtime].append(shell.cold_portrait(photo, runtime))
    return {
        runtime: {
            "seconds": Timing.of([seconds for seconds, _ in each]).to_dict(),
            "memory": max(memory for _, memory in each),
        }
        for runtime, each in runs.items()
    }


def _memory(works: int) -> dict[str, Any]:
    """What is held after each tenth part of so many works, which are thrown away."""
    studio = ours.Ours("auto").studio
    every, began = max(1, works // 10), time.perf_counter()
    held = [machine.memory()]
    for start in range(0, works, every):
        for first in range(start, start + every, 100):
            studio.paint(ours.MOOD, range(first, min(first + 100, start + every)))
        held.append(machine.memory())
        _say(f"{start + every} works, {held[-1]:.0f} MB")
    return {"works": works, "held": held, "seconds": time.perf_counter() - began}


def _say(what: str) -> None:
    sys.stderr.write(f"{what}\n")


if __name__ == "__main__":
    main()
