from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from typing import ClassVar

import pytest
from click.testing import CliRunner

import vaha
from vaha.camera.camera import Camera
from vaha.cli import doctor, main
from vaha.errors import CameraError
from vaha.installation.parts import PARTS
from vaha.runtime.store import ModelStore

SOURCE = str(Path(vaha.__file__).parents[1])
OPENCV = "opencv-python-headless"


@pytest.fixture(autouse=True)
def _empty_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No models; and all looks are taken here, not in processes of their own."""
    store = ModelStore(tmp_path / "weights", tmp_path / "home")
    monkeypatch.setattr(ModelStore, "open", lambda: store)
    monkeypatch.setattr(doctor, "_aside", lambda what: doctor.LOOKS[what]())


def findings(*options: str) -> tuple[int, dict[str, dict[str, str]]]:
    result = CliRunner().invoke(main, ["doctor", "--json", *options])
    return result.exit_code, {one["what"]: one for one in json.loads(result.stdout)}


def test_missing_models_are_broken_and_say_what_to_do() -> None:
    code, found = findings("--no-camera")

    assert code == 1
    assert found["model mood"]["state"] == "broken"
    assert "install VAHA again" in found["model mood"]["detail"]


def test_what_can_be_fetched_is_only_missing() -> None:
    _, found = findings("--no-camera")

    name = "realesrgan-x4plus"
    assert found[f"model {name}"]["state"] == "missing"
    assert found[f"model {name}"]["detail"] == f"optional: vaha models fetch {name}"


def test_with_all_models_intact_all_is_good(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ModelStore, "check", lambda _: ())

    code, found = findings("--no-camera")

    assert code == 0
    assert found["python"]["state"] == "good"
    assert found["onnxruntime"]["state"] == "good"


def test_no_camera_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_self):
        raise CameraError("there is no camera 0; plug one in")

    monkeypatch.setattr(ModelStore, "check", lambda _: ())
    monkeypatch.setattr(Camera, "__enter__", refuse)

    code, found = findings()

    assert code == 0
    assert found["camera"] == {
        "what": "camera",
        "state": "missing",
        "detail": "there is no camera 0; plug one in",
    }


def test_without_json_there_is_one_line_for_each() -> None:
    result = CliRunner().invoke(main, ["doctor", "--no-camera"])

    assert any(line.startswith("good     python") for line in result.stdout.splitlines())


def told(overlay: Path, *options: str) -> tuple[int, dict[str, dict[str, str]]]:
    """What a doctor in a process of its own says where these modules stand before the others."""
    ran = subprocess.run(
        [sys.executable, "-m", "vaha", "doctor", "--json", *options],
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(overlay), SOURCE])},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return ran.returncode, {one["what"]: one for one in json.loads(ran.stdout)}


def test_a_part_that_cannot_be_imported_is_broken_and_named(tmp_path: Path) -> None:
    (tmp_path / "cv2.py").write_text("raise ImportError('libGL.so.1: cannot open')\n")
    (tmp_path / "pillow_heif.py").write_text("import os\nos.abort()\n")

    code, found = told(tmp_path)

    assert code == 1
    opencv, heif = found["opencv-python-headless"], found["pillow-heif"]
    assert opencv["state"] == heif["state"] == "broken"
    assert "libGL.so.1" in opencv["detail"] and "pip install" in opencv["detail"]
    assert "ends its process" in heif["detail"]
    assert found["numpy"]["state"] == "good"
    assert found["camera"]["state"] == "missing" and "libGL.so.1" in found["camera"]["detail"]


def test_parts_that_kill_do_not_end_the_doctor(tmp_path: Path) -> None:
    parts = ("numpy", "onnxruntime", "cv2", "PIL", "pillow_heif")
    for part in parts:
        (tmp_path / part).mkdir()
        (tmp_path / part / "__init__.py").write_text("import os\nos.abort()\n")

    code, found = told(tmp_path)

    assert code == 1
    for part in parts:
        broken = found[PARTS[part][0]]
        assert broken["state"] == "broken" and "ends its process" in broken["detail"], part
    assert found["python"]["state"] == found["click"]["state"] == "good"
    assert found["camera"]["state"] == "missing"


def test_another_opencv_on_top_is_broken(tmp_path: Path) -> None:
    """What uninstalling it leaves behind: a module without its names."""
    (tmp_path / "cv2.py").write_text("__version__ = '5.0.0'\n")

    assert "cvtColor" in told(tmp_path, "--no-camera")[1][OPENCV]["detail"]


def test_the_onnxruntime_for_cuda_cards_is_one_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def version(part: str) -> str:
        if part == "onnxruntime":
            raise PackageNotFoundError
        return "1.31.1"

    monkeypatch.setattr("vaha.installation.parts.metadata.version", version)
    _, found = findings("--no-camera")

    assert found["onnxruntime-gpu"]["state"] == "good" and "onnxruntime" not in found


def test_another_opencv_over_ours_is_said_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    class Other:
        metadata: ClassVar = {"Name": "opencv-python"}

    monkeypatch.setattr(doctor.metadata, "distributions", lambda: [Other()])
    finding = doctor._part("cv2")
    assert "opencv-python is installed over it; run: pip uninstall opencv-python" in finding.detail
