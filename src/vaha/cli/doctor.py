"""`vaha doctor`: what works on this machine, and what to do where something does not."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from importlib import metadata, util
from typing import Literal

import click

from vaha.cli.answers import print_json
from vaha.errors import VahaError
from vaha.installation.parts import PARTS, installed_as, remedy, sentence_of_broken_part

State = Literal["good", "missing", "broken"]

TRIED = {
    "numpy": "numpy.zeros",
    "onnxruntime": "onnxruntime.InferenceSession",
    "cv2": "cv2.cvtColor, cv2.VideoCapture",
    "PIL": "PIL.Image.open",
    "pillow_heif": "pillow_heif.register_heif_opener",
}
"""What is imported, and what it must have; parts of pure Python do not break."""

PATIENCE = 60.0
"""Seconds that an import, or a look at the camera, may take."""

EXTRAS = {"train": ("torch", "onnx"), "ncnn": ("ncnn",), "hub": ("huggingface_hub",)}


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: only `broken` keeps VAHA from its main job."""

    what: str
    state: State
    detail: str


@click.command(short_help="Examine this installation.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
@click.option("--camera/--no-camera", "with_camera", default=True, help="Try the first webcam.")
@click.pass_context
def doctor(ctx: click.Context, as_json: bool, with_camera: bool) -> None:
    """Examine this installation: parts, models, camera and extras."""
    findings = [*_versions(), *_aside("models"), *_extras(), *_aside("runtime"), *_aside("stages")]
    if with_camera:
        findings += _aside("camera")
    if as_json:
        print_json([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            click.echo(f"{finding.state:<9}{finding.what:<32}{finding.detail}")
    if any(finding.state == "broken" for finding in findings):
        ctx.exit(1)


def _versions() -> Iterator[Finding]:
    from vaha.installation.version import installed_version

    yield Finding("vaha", "good", installed_version())
    old = sys.version_info < (3, 10)
    yield Finding("python", "broken" if old else "good", sys.version.split()[0])
    for module in TRIED:
        yield _part(module)
    for part in ("click", "rich"):
        yield Finding(part, "good", metadata.version(part))


def _part(module: str) -> Finding:
    found = installed_as(module)
    if found is None:
        return Finding(PARTS[module][0], "broken", f"missing; run: {remedy(module)}")
    part, version = found
    if module == "cv2" and (others := _other_opencv(part)):
        version += (
            f"; {others} is installed over it; run: pip uninstall {others} && {remedy(module)}"
        )
    if (fault := import_fault(module)) is None:
        return Finding(part, "good", version)
    again = f"run: pip install --force-reinstall --no-deps {part}=={version}"
    return Finding(part, "broken", f"cannot be imported ({fault}); {again}")


def _other_opencv(part: str) -> str:
    """The distributions that bring the same module as this one, and may have replaced it."""
    names = ("opencv-python", "opencv-contrib-python", "opencv-contrib-python-headless")
    there = {str(one.metadata["Name"]).lower() for one in metadata.distributions()}
    return " ".join(name for name in names if name in there and name != part)


def import_fault(module: str) -> str | None:
    """Why this module cannot be imported, None where it can; tried in a process of its own."""
    top = "PIL.Image" if module == "PIL" else module
    return _run(f"import {top}; {TRIED[module]}")[0]


def _run(code: str) -> tuple[str | None, str]:
    """What went wrong with this code, None where nothing did, and what it printed.

    It runs in a process of its own, so that a part that ends its process, or never comes back,
    ends no more than that.
    """
    try:
        ran = subprocess.run(
            [sys.executable, "-c", code],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return "it does not come back", ""
    if ran.returncode == 0:
        return None, ran.stdout
    said = [line.strip() for line in ran.stderr.splitlines() if line.strip()]
    return said[-1] if said else f"it ends its process with {ran.returncode}", ""


def _aside(what: str) -> Iterator[Finding]:
    """What a look at this finds, which is taken in a process of its own: it loads parts."""
    fault, said = _run(f"from vaha.cli import doctor; doctor.tell({what!r})")
    if fault is not None:
        state: State = "missing" if what == "camera" else "broken"
        yield Finding(what, state, f"cannot be looked at ({fault}); see the parts above")
        return
    yield from (Finding(**one) for one in json.loads(said.splitlines()[-1]))


def tell(what: str) -> None:
    """Print what is found as one line of JSON; for `_aside`."""
    try:
        found = list(LOOKS[what]())
    except Exception as error:
        said = sentence_of_broken_part(error)
        if said is None:
            raise
        found = [Finding(what, "missing" if what == "camera" else "broken", said)]
    click.echo(json.dumps([asdict(one) for one in found]))


def look_at_models() -> Iterator[Finding]:
    """Which networks are here, and whether they are intact."""
    from vaha.runtime.catalogue import BROUGHT
    from vaha.runtime.store import ModelStore

    try:
        store = ModelStore.open()
        for one in store.check():
            state: State = "broken" if one.problem else "good"
            yield Finding(f"model {one.name}", state, one.problem or "intact")
        for entry in store.list():
            if entry.origin == "available" and entry.card.name not in BROUGHT:
                remedy = f"optional: vaha models fetch {entry.card.name}"
                yield Finding(f"model {entry.card.name}", "missing", remedy)
    except VahaError as error:
        yield Finding("models", "broken", str(error))


def _extras() -> Iterator[Finding]:
    for extra, parts in EXTRAS.items():
        if all(util.find_spec(part) for part in parts):
            yield Finding(f"extra {extra}", "good", ", ".join(parts))
        else:
            yield Finding(f"extra {extra}", "missing", f"optional: pip install 'vaha[{extra}]'")


def look_at_runtime() -> Iterator[Finding]:
    """What computes, as things stand and as the environment asks."""
    from vaha.runtime.choice import describe
    from vaha.settings import Settings

    try:
        yield Finding("runtime", "good", describe(Settings.from_environment()))
    except VahaError as error:
        yield Finding("runtime", "broken", str(error))


def look_at_stages() -> Iterator[Finding]:
    """Other packages' painters, critics and enlargers; a faulty one is of no harm unless chosen."""
    from vaha.runtime.extensions import extensions

    for one in extensions():
        detail = f"{one.fault}; mend {one.package}" if one.fault else f"of {one.package}"
        yield Finding(f"{one.kind} {one.name}", "missing" if one.fault else "good", detail)


def look_at_camera() -> Iterator[Finding]:
    """Whether there is a webcam that opens."""
    from vaha.camera.camera import Camera

    try:
        with Camera(0):
            yield Finding("camera", "good", "the first webcam opens")
    except VahaError as error:
        yield Finding("camera", "missing", str(error))


LOOKS: Mapping[str, Callable[[], Iterator[Finding]]] = {
    "models": look_at_models,
    "runtime": look_at_runtime,
    "stages": look_at_stages,
    "camera": look_at_camera,
}
"""What is looked at in a process of its own."""
