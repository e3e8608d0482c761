from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = {
    "cv2",
    "onnxruntime",
    "PIL",
    "torch",
    "ncnn",
    "onnx",
    "pillow_heif",
    "rich",
    "tkinter",
    "pyarrow",
    "fsspec",
    "ray",
}


def loaded_by(statement: str) -> set[str]:
    """The top modules that a fresh Python holds after this statement."""
    code = f"{statement}\nimport sys; print(*{{name.split('.')[0] for name in sys.modules}})"
    command = [sys.executable, "-W", "error", "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return set(done.stdout.split())


def test_importing_vaha_loads_nothing_heavy() -> None:
    assert not loaded_by("import vaha") & (HEAVY | {"click", "numpy"})


@pytest.mark.parametrize(
    "statement",
    [
        "import vaha; vaha.Studio; vaha.Mood; vaha.ModelStore; vaha.read_image",
        "import vaha.camera.camera",
        "import vaha.engine.on_serve, vaha.batch.on_ray",
        "import vaha.web.services.queue.painters_elsewhere",
        "import vaha.batch.pool, vaha.batch.plan, vaha.batch.fake, vaha.batch.items",
        "import vaha.stages.fake",
        "import vaha.mirror.film, vaha.mirror.showing, vaha.mirror.window",
    ],
)
def test_public_names_load_nothing_heavy(statement: str) -> None:
    assert not loaded_by(statement) & (HEAVY | {"click"})


def test_importing_the_mirror_loads_nothing_heavy() -> None:
    assert not loaded_by("import vaha.mirror") & (HEAVY | {"click", "numpy"})


def test_no_command_loads_anything_heavy_before_it_is_called() -> None:
    statement = (
        "import click\n"
        "from vaha.cli import COMMANDS, main\n"
        "for name in COMMANDS: main.get_command(click.Context(main), name)"
    )
    assert not loaded_by(statement) & HEAVY
