from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from vaha.camera import Camera
from vaha.cli import main
from vaha.errors import CameraError
from vaha.runtime.store import ModelStore


@pytest.fixture(autouse=True)
def _empty_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = ModelStore(tmp_path / "weights", tmp_path / "home")
    monkeypatch.setattr(ModelStore, "open", lambda: store)


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

    assert found["model yunet"]["state"] == "missing"
    assert found["model yunet"]["detail"] == "optional: vaha models fetch yunet"


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


def test_a_part_that_cannot_be_imported_is_broken_and_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cv2.py").write_text("raise ImportError('libGL.so.1: cannot open')\n")
    (tmp_path / "pillow_heif.py").write_text("import os\nos.abort()\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(ModelStore, "check", lambda _: ())

    code, found = findings("--no-camera")

    assert code == 1
    opencv, heif = found["opencv-python-headless"], found["pillow-heif"]
    assert opencv["state"] == heif["state"] == "broken"
    assert "libGL.so.1" in opencv["detail"] and "pip install" in opencv["detail"]
    assert "ends its process" in heif["detail"]
    assert found["numpy"]["state"] == "good"
