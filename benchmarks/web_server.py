"""`vaha serve` in a process of its own, with a gallery of its own, to put load on."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from pathlib import Path


class Server:
    """Serves on a free port from the start; says how much memory and processor it uses."""

    def __init__(self, *options: str, proxied: bool = True) -> None:
        self._home = tempfile.TemporaryDirectory(prefix="vaha-load-")
        command = [sys.executable, "-m", "vaha", "serve", "--no-browser", "--port", "0"]
        if proxied:  # so that each visitor has an address of their own
            command += ["--behind-proxy", "1"]
        self._process = subprocess.Popen(
            [*command, *options],
            env=os.environ | {"VAHA_HOME": self._home.name},
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self._process.stderr is not None
        line = self._process.stderr.readline()
        self.port = int(re.findall(r":(\d+)/", line)[0])
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

    def megabytes_with_decoders(self) -> float:
        """The same with the processes that decode for it."""
        children = Path(f"/proc/{self._process.pid}/task").glob("*/children")
        started = [int(pid) for one in children for pid in one.read_text().split()]
        pids = [self._process.pid, *started]
        total = 0
        for pid in pids:
            with suppress(OSError):
                lines = Path(f"/proc/{pid}/status").read_text().splitlines()
                total += sum(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))
        return round(total / 1024, 1)

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
