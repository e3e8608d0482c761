"""`vaha doctor`: what works on this machine, and what to do where something does not."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib import metadata, util
from typing import Literal

import click

from vaha.cli.answers import print_json
from vaha.errors import VahaError

State = Literal["good", "missing", "broken"]

IMPORTED = {
    "numpy": "numpy",
    "onnxruntime": "onnxruntime",
    "opencv-python-headless": "cv2",
    "pillow": "PIL.Image",
    "pillow-heif": "pillow_heif",
}
"""What is imported of a part; those of pure Python do not break."""

PATIENCE = 60.0
"""Seconds that an import may take."""

PARTS = ("numpy", "onnxruntime", "opencv-python-headless", "pillow", "pillow-heif", "click", "rich")
EXTRAS = {"train": ("torch", "onnx"), "ncnn": ("ncnn",), "openvino": ("openvino",)}


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: only `broken` keeps VAHA from its main job."""

    what: str
    state: State
    detail: str


@click.command(short_help="Examine this installation.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
@click.option("--camera/--no-camera", "look_at_camera", default=True, help="Try the first webcam.")
@click.pass_context
def doctor(ctx: click.Context, as_json: bool, look_at_camera: bool) -> None:
    """Examine this installation: parts, models, camera and extras."""
    findings = [*_versions(), *_models(), *_extras(), _runtime()]
    if look_at_camera:
        findings.append(_camera())
    if as_json:
        print_json([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            click.echo(f"{finding.state:<9}{finding.what:<32}{finding.detail}")
    if any(finding.state == "broken" for finding in findings):
        ctx.exit(1)


def _versions() -> Iterator[Finding]:
    from vaha.version import installed_version

    yield Finding("vaha", "good", installed_version())
    old = sys.version_info < (3, 10)
    yield Finding("python", "broken" if old else "good", sys.version.split()[0])
    for part in PARTS:
        try:
            version = metadata.version(part)
        except metadata.PackageNotFoundError:
            yield Finding(part, "broken", "install VAHA again: pip install .")
            continue
        fault = import_fault(IMPORTED[part]) if part in IMPORTED else None
        if fault is None:
            yield Finding(part, "good", version)
        else:
            remedy = f"run: pip install --force-reinstall --no-deps {part}=={version}"
            yield Finding(part, "broken", f"cannot be imported ({fault}); {remedy}")


def import_fault(module: str) -> str | None:
    """Why this module cannot be imported, None where it can; tried in a process of its own.

    So a part that ends its process, or never comes back, ends no more than that.
    """
    try:
        ran = subprocess.run(
            [sys.executable, "-c", f"import {module}"],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return "it does not come back"
    if ran.returncode == 0:
        return None
    said = [line.strip() for line in ran.stderr.splitlines() if line.strip()]
    return said[-1] if said else f"it ends its process with {ran.returncode}"


def _models() -> Iterator[Finding]:
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


def _runtime() -> Finding:
    """What computes, as things stand and as the environment asks."""
    from vaha.runtime.choice import describe
    from vaha.settings import Settings

    try:
        return Finding("runtime", "good", describe(Settings.from_environment()))
    except VahaError as error:
        return Finding("runtime", "broken", str(error))


def _camera() -> Finding:
    from vaha.camera import Camera

    try:
        with Camera(0):
            return Finding("camera", "good", "the first webcam opens")
    except VahaError as error:
        return Finding("camera", "missing", str(error))
