"""`vaha serve` in a process of its own, with a gallery of its own, to put load on."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path


class Server:
    """Serves on a free port from the start; says how much memory and processor it uses."""

    def __init__(self, *options: str) -> None:
        self._home = tempfile.TemporaryDirectory(prefix="vaha-load-")
        command = [sys.executable, "-m", "vaha", "serve", "--no-browser", "--port", "0"]
        command += ["--behind-proxy", "1"]  # so that each visitor has an address of their own
        self._process = subprocess.Popen(
            [*command, *options],
            env=os.environ | {"VAHA_HOME": self._home.name},
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self._process.stderr is not None
        line = self._process.stderr.readline()
        self.port = int(line.rsplit(":", 1)[-1].strip("/\n"))
        self.said: list[str] = []
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self._process.stderr is not None
        self.said += self._process.stderr

    def megabytes(self) -> float:
        """Resident memory now (Linux; 0 elsewhere)."""
        status = Path(f"/proc/{self._process.pid}/status")
        if not status.exists():
            return 0.0
        line = next(line for line in status.read_text().splitlines() if "VmRSS" in line)
        return round(int(line.split()[1]) / 1024, 1)

    def processor_seconds(self) -> float:
        """What all its threads have computed up to now (Linux; 0 elsewhere)."""
        numbers = Path(f"/proc/{self._process.pid}/stat")
        if not numbers.exists():
            return 0.0
        user, system = numbers.read_text().rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(20)
        self._home.cleanup()
