from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from vaha.errors import InputError
from vaha.exhibition.hours import Hours
from vaha.exhibition.settings import (
    ExhibitionSettings,
    read_settings,
    settings_text,
    write_settings,
)


def test_what_init_writes_says_what_is_so_without_any_file(tmp_path: Path) -> None:
    file = tmp_path / "exhibition.toml"
    write_settings(file)
    assert read_settings(file) == ExhibitionSettings()
    with pytest.raises(InputError, match="there already"):
        write_settings(file)
    for line in settings_text().splitlines():
        assert line == "" or line[0] in "#[" or " = " in line


def test_what_is_left_out_stays(tmp_path: Path) -> None:
    file = tmp_path / "exhibition.toml"
    file.write_text('[room]\nlanguages = ["fr", "en"]\nidle_seconds = 20\n')
    settings = read_settings(file)
    assert settings.room.languages == ("fr", "en") and settings.room.idle_seconds == 20.0
    assert settings.take_home == ExhibitionSettings().take_home


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[rom]\n", "did you mean room"),
        ("room = 3\n", r"write \[room\]"),
        ("[room]\nidle_second = 3\n", "did you mean idle_seconds"),
        ('[room]\nreading = "no"\n', "room.reading is true or false"),
        ("[room]\nidle_seconds = true\n", "room.idle_seconds is a number"),
        ("[room]\nidle_seconds = 0\n", "5 to 3600"),
        ('[room]\nlanguages = ["xx"]\n', "room.languages"),
        ('[room]\nlanguages = "en"\n', "a list of texts"),
        ('[room]\nwake = "voice"\n', "room.wake"),
        ('[room]\nwake = "face"\nreading = false\n', "camera stays off"),
        ('[room]\nhours = ["whenever"]\n', "whenever"),
        ('[room]\nhours = ["Mon 25:00-26:00"]\n', "25:00"),
        ("[take_home]\nport = 99999\n", "take_home.port"),
        ('[machines]\nosc = "somewhere"\n', "machines.osc"),
        ('[machines]\nwebhooks = ["example.org"]\n', "machines.webhooks"),
        ("[printing]\nper_day = 0\n", "printing.per_day"),
        ("[room\n", "no TOML"),
    ],
)
def test_what_cannot_be_meant_is_said_in_one_line(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "exhibition.toml"
    file.write_text(text)
    with pytest.raises(InputError, match=said) as caught:
        read_settings(file)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="--init"):
        read_settings(tmp_path / "none.toml")


FRIDAY = datetime(2026, 11, 27, 12, 0)


@pytest.mark.parametrize(
    ("lines", "day", "clock", "is_open"),
    [
        ([], 27, "03:00", True),
        (["Tue-Sun 10:00-18:00"], 27, "10:00", True),
        (["Tue-Sun 10:00-18:00"], 27, "18:00", False),
        (["Tue-Sun 10:00-18:00"], 30, "12:00", False),  # a Monday
        (["Sat-Mon 10:00-18:00"], 30, "12:00", True),
        (["Sat-Mon 10:00-18:00"], 27, "12:00", False),
        (["Fri 20:00-02:00"], 27, "23:59", True),
        (["Fri 20:00-02:00"], 28, "01:59", True),
        (["Fri 20:00-02:00"], 27, "01:00", False),
        (["Mon 09:00-10:00", "Fri 11:00-24:00"], 27, "23:59", True),
    ],
)
def test_hours(lines: list[str], day: int, clock: str, is_open: bool) -> None:
    hour, minute = map(int, clock.split(":"))
    now = FRIDAY.replace(day=day, hour=hour, minute=minute)
    assert Hours.parse(lines).are_open(now) is is_open
