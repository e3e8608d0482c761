"""A printer of CUPS, by its own commands lp(1) and lpstat(1): argument lists, never a shell."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass

from vaha.errors import OutputError

PATIENCE = 10.0
"""Seconds within which the commands must answer."""

REASONS = {
    "media-empty": "it has no paper",
    "media-needed": "it has no paper",
    "media-jam": "paper is jammed",
    "marker-supply-empty": "it has no ink",
    "toner-empty": "it has no toner",
    "cover-open": "its cover is open",
    "door-open": "its cover is open",
    "offline": "it is switched off or unplugged",
    "shutdown": "it is switched off or unplugged",
}
"""What CUPS' `printer-state-reasons` (RFC 8011, 5.4.12) mean, worst first."""

ALERTS = re.compile(r"^\s*alerts?:\s*(.+)$", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True)
class PrinterState:
    """Whether it prints, and how it is in one line; `waiting` sheets are before yours."""

    ready: bool
    said: str
    waiting: int = 0


@dataclass(frozen=True)
class Printer:
    """A printer by its name in CUPS, empty for the default one; `media` as the printer calls it."""

    name: str = ""
    media: str = ""

    def state(self) -> PrinterState:
        """How it is now; never raises."""
        try:
            name = self.name or _default()
            said = _run(["lpstat", "-l", "-p", name])
            queued = _run(["lpstat", "-o", name]).splitlines()
        except OutputError as error:
            return PrinterState(False, str(error))
        waiting = sum(1 for line in queued if line.strip())
        if (reason := _reason(said)) is not None:
            return PrinterState(False, f"the printer {name}: {reason}", waiting)
        if "disabled" in said.splitlines()[0] if said else True:
            return PrinterState(False, f"the printer {name} is stopped: cupsenable {name}", waiting)
        return PrinterState(True, f"the printer {name} is ready", waiting)

    def send(self, png: bytes, copies: int) -> None:
        """Give it a picture to print; nothing is kept. Raises OutputError."""
        words = ["lp", *(["-d", self.name] if self.name else []), "-n", str(copies), "-t", "VAHA"]
        words += ["-o", f"media={self.media}"] if self.media else []
        _run([*words, "-o", "fit-to-page", "-"], png)


def _default() -> str:
    said = _run(["lpstat", "-d"])
    name = said.rpartition(":")[2].strip() if ":" in said else ""
    if not name:
        raise OutputError("there is no default printer; name one in printing.printer (lpstat -e)")
    return name


def _reason(said: str) -> str | None:
    found = ALERTS.search(said)
    alerts = found[1].lower() if found else ""
    return next((words for reason, words in REASONS.items() if reason in alerts), None)


def _run(words: Sequence[str], given: bytes | None = None) -> str:
    """What the command says, in English; raises OutputError in one line."""
    environment = os.environ | {"LC_ALL": "C"}
    try:
        done = subprocess.run(
            words, input=given or b"", capture_output=True, timeout=PATIENCE, env=environment,
            check=False,
        )  # fmt: skip
    except FileNotFoundError as error:
        raise OutputError(f"there is no {words[0]} here; install CUPS, or switch printing off") \
            from error  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        raise OutputError(f"{words[0]} does not answer; look after CUPS (lpstat -t)") from error
    if done.returncode != 0:
        said = " ".join(done.stderr.decode(errors="replace").split())
        raise OutputError(f"{words[0]} refused ({said or done.returncode}); see lpstat -t")
    return done.stdout.decode(errors="replace")
