"""Parts that cannot be imported end a command in one sentence that names them and the remedy."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import vaha
from vaha.images import write_png

SOURCE = str(Path(vaha.__file__).parents[1])

BROKEN = {
    "cv2": ("raise ImportError('libGL.so.1: cannot open')", "opencv-python-headless"),
    "onnxruntime": ("raise ImportError('DLL load failed')", "onnxruntime"),
    "numpy": ("raise ImportError('Importing the numpy C-extensions failed')", "numpy"),
    "PIL": ("raise AttributeError('_imaging')", "pillow"),
}


def run(overlay: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "vaha", *words],
        cwd=overlay,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(overlay), SOURCE])},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "me.png"
    write_png(path, np.full((80, 60, 3), 90, np.uint8))
    return path


@pytest.mark.weights
@pytest.mark.parametrize("command", ["look", "portrait"])
@pytest.mark.parametrize("module", BROKEN)
def test_the_part_and_its_remedy_are_named_in_one_line(
    tmp_path: Path, photo: Path, module: str, command: str
) -> None:
    text, part = BROKEN[module]
    (tmp_path / module).mkdir()
    (tmp_path / module / "__init__.py").write_text(text)
    # A face is read before the mood is, so that without one onnxruntime is not needed.
    words = ["paint", "sad"] if module == "onnxruntime" else [command, str(photo)]

    ran = run(tmp_path, *words)

    assert ran.returncode == 1
    assert ran.stderr.count("\n") == 1 and "fault in VAHA" not in ran.stderr, ran.stderr
    assert ran.stderr.startswith("vaha: ") and "pip install" in ran.stderr
    assert part in ran.stderr


@pytest.mark.weights
@pytest.mark.parametrize("text", ["raise ImportError('libheif')", "import os; os.abort()"])
def test_a_broken_heif_decoder_spoils_no_other_picture(
    tmp_path: Path, photo: Path, text: str
) -> None:
    (tmp_path / "pillow_heif.py").write_text(text)
    heic = tmp_path / "me.heic"
    heic.write_bytes(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(100))

    assert "no face was found" in run(tmp_path, "look", str(photo)).stderr
    said = run(tmp_path, "look", str(heic)).stderr
    assert said.count("\n") == 1 and said.startswith("vaha: ") and "fault" not in said
    if "raise" in text:
        assert "pip install --force-reinstall pillow pillow-heif" in said
