"""The engine on Ray Serve, started as one starts it: portraits, a killed replica, its end.

One engine for all that is asked, since it takes half a minute to start.
"""

from __future__ import annotations

import os
import queue
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from tests.web.services.queue.test_painters_elsewhere import EXPECTED, PHOTO, told_by
from tests.wire.test_portraits import SMALL, Seen
from vaha.errors import EngineAway, EngineRefused
from vaha.images import encode_picture
from vaha.web.services.queue.painters_elsewhere import PaintersElsewhere

pytestmark = [
    pytest.mark.cluster,
    pytest.mark.skipif(find_spec("ray") is None, reason="Ray is not installed"),
]

REPLICA = "ray::ServeReplica:vaha:painters"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """An engine of two replicas, whose stages take 0.2 s."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "vaha", "engine", "--fake", "--fake-seconds", "0.2"]
    command += ["--workers", "2", "--port", str(port)]
    paths = os.pathsep.join(filter(None, sys.path))
    environment = os.environ | {"VAHA_ENGINE_TOKEN": "secret", "PYTHONPATH": paths}
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as engine:
        try:
            assert engine.stderr is not None
            said = list[str]()
            for line in engine.stderr:
                said.append(line)
                if "the engine paints for" in line:
                    break
            assert "the engine paints for" in said[-1], said[-5:]
            threading.Thread(target=engine.stderr.read, daemon=True).start()
            yield f"http://127.0.0.1:{port}"
        finally:
            engine.send_signal(signal.SIGINT)
            engine.wait(60)
    assert replicas() == []  # none outlives it


def replicas() -> list[int]:
    """The processes that paint."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            named = entry.name.isdecimal() and REPLICA.encode() in (entry / "cmdline").read_bytes()
        except OSError:
            continue
        if named:
            found.append(int(entry.name))
    return found


def test_portraits_are_those_made_here_to_the_byte_also_when_a_replica_is_killed(
    address: str,
) -> None:
    painters = PaintersElsewhere(address, "secret")
    painters.check()
    assert told_by(painters) == EXPECTED
    told: queue.Queue[object] = queue.Queue()
    threads = [threading.Thread(target=lambda: told.put(told_by(painters))) for _ in range(3)]
    for thread in threads:
        thread.start()
    time.sleep(0.4)
    os.kill(replicas()[0], signal.SIGKILL)
    for thread in threads:
        thread.join()
    assert [told.get_nowait() for _ in threads] == [EXPECTED] * 3


def test_another_token_is_refused(address: str) -> None:
    with pytest.raises(EngineRefused, match="the token is not this engine's"):
        PaintersElsewhere(address, "other").check()


def in_shared_memory(some_bytes: bytes) -> list[str]:
    """Where in the object store of Ray's nodes these bytes stand; raises unless some were read."""
    found, read = list[str](), 0
    for process in Path("/proc").iterdir():
        try:
            if not process.name.isdecimal() or b"raylet" not in (process / "cmdline").read_bytes():
                continue
            with (process / "mem").open("rb") as memory:
                for line in (process / "maps").read_text().splitlines():
                    if "plasma" not in line:
                        continue
                    start, end = (int(place, 16) for place in line.split()[0].split("-"))
                    memory.seek(start)
                    content = memory.read(end - start)
                    read += len(content)
                    found += [line] if some_bytes in content else []
        except FileNotFoundError:  # it has just ended
            continue
    assert read > 10_000_000
    return found


def test_a_large_photo_is_in_no_object_store_file_or_log(address: str) -> None:
    noise = np.random.default_rng().integers(0, 256, (400, 400, 3), dtype=np.uint8)
    photo = encode_picture(noise)
    some_bytes = photo[-100_000:-99_900]
    assert told_by(PaintersElsewhere(address, "secret"), photo)
    assert in_shared_memory(some_bytes) == []
    files = [file for file in Path("/tmp/ray").glob("session_2*/**/*") if file.is_file()]
    assert [file for file in files if some_bytes in file.read_bytes()] == []
    assert files


class Leaves(Seen):
    def painted(self, works):
        raise EngineAway("left")


def test_one_who_leaves_frees_the_place(address: str) -> None:
    painters = PaintersElsewhere(address, "secret")
    for _ in range(6):  # more than there are places
        with pytest.raises(EngineAway, match="left"):
            painters.portrait(PHOTO, SMALL, lambda times_smaller: Leaves(), lambda: False)
    assert told_by(painters) == EXPECTED
