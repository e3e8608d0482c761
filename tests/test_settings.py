from __future__ import annotations

import math
import os
from pathlib import Path

import pytest

from vaha import settings
from vaha.errors import InputError
from vaha.settings import MOST_THREADS, Settings, _home


def test_home_is_what_the_environment_says(tmp_path: Path) -> None:
    assert Settings.from_environment({"VAHA_HOME": str(tmp_path)}).home == tmp_path


def test_home_may_start_with_a_tilde() -> None:
    assert Settings.from_environment({"VAHA_HOME": "~/art"}).home == Path.home() / "art"


@pytest.mark.parametrize(
    ("platform", "environ", "expected"),
    [
        ("linux", {}, Path.home() / ".local/share/vaha"),
        ("linux", {"XDG_DATA_HOME": "/data"}, Path("/data/vaha")),
        ("darwin", {}, Path.home() / "Library/Application Support/vaha"),
        ("win32", {"LOCALAPPDATA": "/local"}, Path("/local/vaha")),
        ("win32", {}, Path.home() / "AppData/Local/vaha"),
    ],
)
def test_each_platform_has_its_place(
    platform: str, environ: dict[str, str], expected: Path
) -> None:
    assert _home(environ, platform) == expected


def test_a_user_without_home_folder_is_told_to_set_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless():
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", homeless)
    with pytest.raises(InputError, match="set VAHA_HOME"):
        _home({}, "linux")


def test_threads_default_to_the_cores_but_not_too_many() -> None:
    threads = Settings.from_environment({}).threads

    assert 1 <= threads <= min(MOST_THREADS, os.cpu_count() or 1)


def test_threads_are_what_the_environment_says() -> None:
    assert Settings.from_environment({"VAHA_THREADS": " 3 "}).threads == 3


@pytest.mark.parametrize("said", ["0", "-1", "many", "1.5", "1000"])
def test_threads_that_cannot_be_meant_are_refused(said: str) -> None:
    with pytest.raises(InputError, match="VAHA_THREADS"):
        Settings.from_environment({"VAHA_THREADS": said})


def test_reading_settings_makes_nothing(tmp_path: Path) -> None:
    Settings.from_environment({"VAHA_HOME": str(tmp_path / "home")})

    assert not (tmp_path / "home").exists()


def test_device_and_runtime_are_auto_unless_told() -> None:
    assert Settings.from_environment({}).device == Settings.from_environment({}).runtime == "auto"
    told = Settings.from_environment({"VAHA_DEVICE": "CPU", "VAHA_RUNTIME": " ncnn "})
    assert (told.device, told.runtime) == ("cpu", "ncnn")


@pytest.mark.parametrize("name", ["VAHA_DEVICE", "VAHA_RUNTIME"])
def test_an_unknown_device_or_runtime_is_refused(name: str) -> None:
    with pytest.raises(InputError, match=f"{name} is 'tpu'; set it to auto, .* or "):
        Settings.from_environment({name: "tpu"})


@pytest.mark.parametrize(
    ("files", "processors"),
    [
        ({"cpu.max": "max 100000"}, math.inf),
        ({"cpu.max": "150000 100000"}, 1.5),
        ({"cpu.max": "max 100000", "a/cpu.max": "400000 100000", "a/b/cpu.max": "max 100000"}, 4),
        ({"cpu/cpu.cfs_quota_us": "200000", "cpu/cpu.cfs_period_us": "100000"}, 2),
        ({"cpu/cpu.cfs_quota_us": "-1", "cpu/cpu.cfs_period_us": "100000"}, math.inf),
        ({"cpu.max": "nonsense"}, math.inf),
        ({}, math.inf),
    ],
)
def test_a_container_s_quota_of_processors_is_kept(
    tmp_path: Path, files: dict[str, str], processors: float
) -> None:
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + "\n")
    own = tmp_path / "own"
    own.write_text("3:cpu:/x\n0::/a/b\n")
    assert settings._quota(tmp_path, own) == processors


def test_a_network_has_no_more_threads_than_the_quota(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "_quota", lambda: 0.4)
    assert Settings.from_environment({"HOME": "/nowhere"}).threads == 1
