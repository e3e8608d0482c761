from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaha.emotions import Mood
from vaha.studio import PortraitOptions
from vaha.web.access.rates import MOST_CLIENTS, Rate
from vaha.web.services.events import Event, EventLog
from vaha.web.services.queue.jobs import Cancelled, Job, JobQueue
from vaha.web.shapes.queue_full import QueueFull


def job(visitor: str = "ann") -> Job:
    return Job(visitor, PortraitOptions(mood=Mood.parse("sad"), candidates=3), b"photo")


def test_a_worker_outlives_work_that_raises() -> None:
    """The runner never raises; should it, the queue must not lose a worker."""
    done = threading.Event()

    def work(one: Job) -> None:
        one.finish("done")
        done.set()

    queue = JobQueue(work, workers=1)
    queue.submit(job())
    assert done.wait(5)
    queue.close()


def test_a_visitors_jobs_run_in_the_order_in_which_they_came() -> None:
    order: list[str] = []
    gate = threading.Event()

    def work(one: Job) -> None:
        gate.wait(5)
        order.append(one.id)
        one.finish("done")

    queue = JobQueue(work, workers=1, per_visitor=10)
    jobs = [job() for _ in range(5)]
    for one in jobs:
        queue.submit(one)
    gate.set()
    for _ in range(500):
        if len(order) == 5:
            break
        threading.Event().wait(0.01)
    queue.close()
    assert order == [one.id for one in jobs]


def test_no_more_run_at_once_than_there_are_workers() -> None:
    running, most, lock, over = 0, 0, threading.Lock(), threading.Semaphore(0)

    def work(one: Job) -> None:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        threading.Event().wait(0.02)
        with lock:
            running -= 1
        one.finish("done")
        over.release()

    queue = JobQueue(work, workers=2, per_visitor=10)
    for _ in range(8):
        queue.submit(job())
    assert all(over.acquire(timeout=5) for _ in range(8))
    queue.close()
    assert most == 2


def test_only_the_latest_that_are_over_are_remembered() -> None:
    queue = JobQueue(lambda one: None, workers=0, per_visitor=99, limit=99, keep_each=2, keep_all=3)
    jobs = {visitor: [job(visitor) for _ in range(3)] for visitor in ("ann", "ben")}
    for one in [*jobs["ann"], *jobs["ben"]]:
        queue.submit(one)
    assert len(queue.of("ann")) == len(queue.of("ben")) == 3  # none is over
    for one in [*jobs["ann"], *jobs["ben"]]:
        one.finish("done")
    assert queue.of("ben") == jobs["ben"][:0:-1]
    assert queue.of("ann") == jobs["ann"][:1:-1]


def test_closing_cancels_what_waits_and_what_runs() -> None:
    entered = threading.Event()

    def work(one: Job) -> None:
        entered.set()
        while not one.over:
            threading.Event().wait(0.005)

    queue = JobQueue(work, workers=1)
    running, waiting = job(), job()
    queue.submit(running)
    queue.submit(waiting)
    assert entered.wait(5)
    queue.close()
    assert running.portrait.state == waiting.portrait.state == "cancelled"


def test_a_full_queue_guesses_when_there_is_room() -> None:
    queue = JobQueue(lambda one: None, workers=1, limit=0)
    with pytest.raises(QueueFull) as full:
        queue.submit(job())
    assert full.value.retry_after >= 1


def test_a_job_that_is_over_changes_no_more() -> None:
    one = job()
    assert one.finish("done") and not one.finish("cancelled")
    assert one.portrait.state == "done" and one.photo is None
    with pytest.raises(Cancelled):
        one.change("stage", {"stage": "paint"}, stage="paint")


def test_a_snapshot_and_the_events_after_it_fit_together() -> None:
    one = job()
    one.change("stage", {"stage": "paint"}, stage="paint")
    portrait, last = one.snapshot()
    one.change("stage", {"stage": "choose"}, stage="choose")
    assert portrait.stage == "paint" and last == 1
    events, ended = one.log.after(last, timeout=0)
    assert [event.data for event in events] == [{"stage": "choose"}] and not ended


def test_waiting_for_events_ends_when_one_comes() -> None:
    log = EventLog()
    threading.Timer(0.02, lambda: log.add("stage", {})).start()
    events, ended = log.after(0, timeout=5)
    assert [event.name for event in events] == ["stage"] and not ended


def test_after_the_last_event_none_follows() -> None:
    log = EventLog()
    log.add("done", {}, last=True)
    log.add("stage", {})
    assert [event.name for event in log.after(0, 0)[0]] == ["done"]
    assert log.after(1, timeout=5) == ([], True)  # at once: nothing will come


@given(st.text())
def test_an_event_is_one_block_whatever_its_data(text: str) -> None:
    encoded = Event(3, "stage", {"text": text}).encode()
    assert encoded.startswith("id: 3\nevent: stage\ndata: ") and encoded.endswith("\n\n")
    assert encoded.count("\n") == 4 and "\r" not in encoded


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_is_allowed_and_then_only_so_many_a_second() -> None:
    clock = Clock()
    rate = Rate(per_second=2, burst=3, clock=clock)
    assert [rate.take("ann") for _ in range(3)] == [0, 0, 0]
    assert rate.take("ann") == pytest.approx(0.5)
    assert rate.take("ben") == 0
    clock.now = 0.5
    assert rate.take("ann") == 0 and rate.take("ann") > 0


def test_clients_who_went_away_take_no_memory() -> None:
    clock = Clock()
    rate = Rate(per_second=1, burst=1, clock=clock)
    for number in range(MOST_CLIENTS):
        rate.take(str(number))
    clock.now = 10
    rate.take("ann")
    assert len(rate._buckets) == 1
