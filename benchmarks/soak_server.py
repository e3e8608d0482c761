"""`vaha exhibit` over fakes, on one port and with one gallery over all of its lives."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path

SETTINGS = """
[room]
house_works = 0
[wall]
works = 200
[take_home]
port = 0
address = "http://192.0.2.7"
[keeper]
on = false
"""
PATIENCE = 120.0


class SoakServer:
    """Killed as a crash or a power cut would, and started again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        (folder / "exhibition.toml").write_text(SETTINGS)
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = int(free.getsockname()[1])
        self._process: subprocess.Popen[bytes] | None = None
        self.seconds_until_it_answers = 0.0
        self.processor_until_it_answers = 0.0

    def start(self) -> None:
        """Start it, and wait until it answers; raises RuntimeError where it does not."""
        began = time.monotonic()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "vaha", "exhibit", str(self._folder / "exhibition.toml"),
             "--fake", "--fake-seconds", "0.05", "--no-browser", "--port", str(self.port)],
            env=os.environ | {"VAHA_HOME": str(self._folder)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() - began > PATIENCE:
                raise RuntimeError("vaha exhibit did not start")
            time.sleep(0.1)
        self.seconds_until_it_answers = time.monotonic() - began
        self.processor_until_it_answers = self._processor()

    def kill(self) -> None:
        """End it at once (SIGKILL)."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def figures(self) -> tuple[float, int, int]:
        """Megabytes resident, open files and threads (Linux; zeros elsewhere)."""
        if self._process is None or not Path("/proc").exists():
            return 0.0, 0, 0
        there = Path(f"/proc/{self._process.pid}")
        lines = (there / "status").read_text().splitlines()
        status = dict(line.split(":", 1) for line in lines if ":" in line)
        files = len(list((there / "fd").iterdir()))
        return int(status["VmRSS"].split()[0]) / 1024, files, int(status["Threads"])

    def _processor(self) -> float:
        """Seconds of processor that the server has had (Linux; zero elsewhere)."""
        if self._process is None or not Path("/proc").exists():
            return 0.0
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def _answers(self) -> bool:
        asked = HTTPConnection("127.0.0.1", self.port, timeout=2)
        try:
            asked.request("GET", "/healthz")
            return asked.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            asked.close()
