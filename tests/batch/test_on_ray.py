"""Batches on Ray: the same bytes as without it, also when an actor is killed; and refusals."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

import pytest

from vaha.batch.fake import HereAndNow
from vaha.batch.on_ray import OnRay
from vaha.batch.orders import Order
from vaha.batch.plan import planned
from vaha.batch.work import Paintings
from vaha.emotions import Mood
from vaha.errors import InputError, MissingExtra

SMALL = Paintings(Mood.parse("happy"), scale=1)
SEEDS = tuple(map(str, range(12)))

SCRIPT = """
import sys
from functools import partial
from pathlib import Path
from tests.batch.slow_studio import open_once_deadly
from tests.batch.test_on_ray import SEEDS, SMALL
from vaha.batch.on_ray import OnRay
from vaha.batch.orders import Order
from vaha.batch.plan import planned

out = sys.argv[1]
order = Order(SMALL, "seeds", out)
opened = partial(open_once_deadly, mark=Path(out + "-mark"))
engine = OnRay(2, 1, None, opened)
assert sum(part.items for part in engine.run(order, planned(order, SEEDS, 2).shards)) == 12
"""


@pytest.mark.cluster
@pytest.mark.skipif(find_spec("ray") is None, reason="Ray is not installed")
def test_actors_of_which_one_is_killed_write_the_same_bytes_as_this_process(tmp_path: Path) -> None:
    script, there = tmp_path / "order.py", tmp_path / "there"
    script.write_text(SCRIPT)
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, str(script), str(there)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert Path(f"{there}-mark").exists()  # one was killed
    order = Order(SMALL, "seeds", str(tmp_path / "here"))
    list(HereAndNow().run(order, planned(order, SEEDS, 2).shards))
    here = {part.name: part.read_bytes() for part in Path(order.out).glob("part-*")}
    assert {part.name: part.read_bytes() for part in there.glob("part-*")} == here


def order_and_shards(tmp_path: Path):
    order = Order(SMALL, "seeds", str(tmp_path / "out"))
    return order, planned(order, SEEDS, 4).shards


def test_without_ray_the_command_that_brings_it_is_said(tmp_path, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(MissingExtra, match=r"pip install 'vaha\[cluster\]'"):
        list(OnRay(1).run(*order_and_shards(tmp_path)))


def test_a_cluster_that_is_not_there_is_told_at_once(tmp_path, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", ModuleType("ray"))
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # and nobody listens
        address = f"127.0.0.1:{nobody.getsockname()[1]}"
        with pytest.raises(InputError, match=f"no cluster answers at {address}"):
            list(OnRay(1, address=address).run(*order_and_shards(tmp_path)))
    with pytest.raises(InputError, match="give host:port of its head"):
        list(OnRay(1, address="nonsense").run(*order_and_shards(tmp_path)))


def test_what_ray_says_of_another_version_is_passed_on(tmp_path, monkeypatch) -> None:
    def init(**how: object) -> None:
        raise RuntimeError(
            "Version mismatch: The cluster has\n Ray: 2.59.0\nThis process Ray: 2.60.0"
        )

    ray = ModuleType("ray")
    monkeypatch.setattr(ray, "init", init, raising=False)
    monkeypatch.setitem(sys.modules, "ray", ray)
    with socket.create_server(("127.0.0.1", 0)) as head:
        address = f"127.0.0.1:{head.getsockname()[1]}"
        with pytest.raises(InputError, match=r"2\.59\.0 This process Ray: 2\.60\.0"):
            list(OnRay(1, address=address).run(*order_and_shards(tmp_path)))
