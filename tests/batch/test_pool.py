"""The local pool: other processes, the same bytes, and no item lost when one is killed."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from tests.batch.slow_studio import open_once_deadly
from vaha.batch.fake import HereAndNow, open_fake_studio
from vaha.batch.orders import Order
from vaha.batch.plan import planned
from vaha.batch.pool import LocalPool
from vaha.batch.work import Looking, Paintings
from vaha.emotions import Mood
from vaha.errors import ModelNotFound, VahaError
from vaha.studio import Studio

SMALL = Paintings(Mood.parse("happy"), scale=1)


def parts_in(folder: str | Path) -> dict[str, bytes]:
    return {part.name: part.read_bytes() for part in Path(folder).glob("part-*.parquet")}


def open_deadly(order: Order) -> Studio:
    os._exit(9)


def open_without_weights(order: Order) -> Studio:
    raise ModelNotFound("there is no model 'painter'; install VAHA again")


def test_processes_write_the_same_bytes_as_this_one(tmp_path: Path) -> None:
    seeds = tuple(map(str, range(10)))
    here = Order(SMALL, "seeds", str(tmp_path / "here"))
    there = Order(SMALL, "seeds", str(tmp_path / "there"))
    list(HereAndNow().run(here, planned(here, seeds, 3).shards))
    done = list(LocalPool(2, 1, open_fake_studio).run(there, planned(there, seeds, 3).shards))
    assert sum(part.items for part in done) == 10
    assert parts_in(there.out) == parts_in(here.out)


def test_a_killed_process_loses_nothing_and_repeats_nothing(tmp_path: Path) -> None:
    seeds = tuple(map(str, range(12)))
    order = Order(SMALL, "seeds", str(tmp_path / "out"))
    opened = partial(open_once_deadly, mark=tmp_path / "mark")
    done = list(LocalPool(2, 1, opened).run(order, planned(order, seeds, 3).shards))
    assert (tmp_path / "mark").exists()
    assert sorted(part.name for part in done) == sorted(parts_in(order.out))
    assert sum(part.items for part in done) == 12


def test_a_shard_that_ends_every_process_is_told_of(tmp_path: Path) -> None:
    order = Order(SMALL, "seeds", str(tmp_path / "out"))
    with pytest.raises(VahaError, match="ended over 2 items, 1 among them"):
        list(LocalPool(1, 1, open_deadly).run(order, planned(order, ("1", "2"), 2).shards))


def test_what_a_process_cannot_open_is_said_as_it_says_it(tmp_path: Path) -> None:
    order = Order(Looking(), "seeds", str(tmp_path / "out"))
    pool = LocalPool(1, 1, open_without_weights)
    with pytest.raises(ModelNotFound, match="install VAHA again"):
        list(pool.run(order, planned(order, ("a.png",), 1).shards))


SCRIPT = """
import sys
from functools import partial
from vaha.batch.orders import Order
from vaha.batch.plan import planned
from vaha.batch.pool import LocalPool
from vaha.batch.work import Paintings
from vaha.emotions import Mood
from tests.batch.slow_studio import open_slow_studio

if __name__ == "__main__":
    order = Order(Paintings(Mood.parse("happy"), scale=1), "seeds", sys.argv[1])
    shards = planned(order, tuple(map(str, range(40))), 2).shards
    for done in LocalPool(2, 1, open_slow_studio).run(order, shards):
        print(done.name, flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="asks /proc who is alive")
def test_killed_outright_it_leaves_no_process_and_goes_on_where_it_was(tmp_path: Path) -> None:
    script, out = tmp_path / "order.py", tmp_path / "out"
    script.write_text(SCRIPT)
    command = [sys.executable, str(script), str(out)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as run:
        assert run.stdout is not None
        run.stdout.readline()
        children = _children(run.pid)
        run.kill()
    assert len(children) >= 2
    until = time.monotonic() + 10
    while any(_is_alive(child) for child in children) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(_is_alive(child) for child in children)

    before = parts_in(out)
    assert 0 < len(before) < 20
    subprocess.run(command, check=True, capture_output=True, env=environment)
    after = parts_in(out)
    assert len(after) == 20
    assert {name: after[name] for name in before} == before


def _children(process: int) -> list[int]:
    return [
        int(entry.name)
        for entry in Path("/proc").iterdir()
        if entry.name.isdecimal() and _parent(int(entry.name)) == process
    ]


def _parent(process: int) -> int | None:
    try:
        return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return None


def _is_alive(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
