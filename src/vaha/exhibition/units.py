"""What systemd and Chromium need so that an exhibition opens by itself and comes back.

User units (systemd.service(5)): one for the server, whose watchdog restarts it when it answers no
more, one for the screen, and Chromium's policy that gives the page the camera without asking.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from vaha.errors import InputError
from vaha.files import prepare_folder, write_file

SERVER, SCREEN, POLICY = "vaha-exhibition.service", "vaha-screen.service", "vaha-camera.json"
PATIENCE = 15
"""Seconds without a sign of life after which the server is killed and started again."""


def units(python: str, arguments: list[str], home: Path, address: str) -> Mapping[str, str]:
    """The files by their names: `python -m vaha` with these arguments, shown at this address.

    Raises InputError for a path with a line's end, which no unit can hold.
    """
    words = [python, "-m", "vaha", *arguments]
    command = " ".join(_quoted(word).replace("$", "$$") for word in words)  # of variables
    browser = (
        "chromium --kiosk --noerrdialogs --disable-session-crashed-bubble "
        f"--password-store=basic {address}"
    )
    return {
        SERVER: f"""[Unit]
Description=VAHA's exhibition
StartLimitIntervalSec=0

[Service]
Type=notify
Environment={_quoted(f"VAHA_HOME={home}")}
ExecStart={command}
Restart=always
RestartSec=1
WatchdogSec={PATIENCE}
TimeoutStartSec=120
NoNewPrivileges=yes

[Install]
WantedBy=default.target
""",
        SCREEN: f"""[Unit]
Description=The screen of VAHA's exhibition
Wants={SERVER}
After={SERVER} graphical-session.target
PartOf=graphical-session.target
StartLimitIntervalSec=0

[Service]
ExecStart={browser}
Restart=always
RestartSec=2

[Install]
WantedBy=graphical-session.target
""",
        POLICY: json.dumps(
            {"VideoCaptureAllowedUrls": [address], "AudioCaptureAllowed": False}, indent=2
        )
        + "\n",
    }


def write_units(folder: Path, files: Mapping[str, str]) -> list[Path]:
    """Write them, each whole or not at all; their paths. Raises OutputError."""
    prepare_folder(folder)
    for name, text in files.items():
        write_file(folder / name, text.encode())
    return [folder / name for name in files]


def _quoted(word: str) -> str:
    """One word for systemd, which would read `%` as more than itself."""
    if "\n" in word or "\r" in word:
        raise InputError(f"{word!r} has a line's end in it; a unit cannot name it")
    plain = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{plain}"'
