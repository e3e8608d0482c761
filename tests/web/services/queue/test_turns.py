from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Event

from hypothesis import given
from hypothesis import strategies as st

from vaha.emotions import Mood
from vaha.studio import PortraitOptions
from vaha.web.services.queue.jobs import Job, JobQueue
from vaha.web.services.queue.turns import Turns


@dataclass(frozen=True)
class Asked:
    visitor: str
    address: str = ""


def asked(those: str) -> list[Asked]:
    """`a1@home b1`: the first of ann from home, the first of bob from nowhere known."""
    return [Asked(*one.split("@")) for one in those.split()]


def named(those: Sequence[Asked]) -> str:
    return " ".join(f"{one.visitor}@{one.address}" if one.address else one.visitor for one in those)


def order(waiting: str, had: str = "") -> str:
    """The order of what waits after all of `had` had their turns, one after another."""
    turns = Turns()
    for one in asked(had):
        turns.had(one, asked(f"{waiting} {had}"))
    return named(turns.order(asked(waiting)))


def test_one_visitor_waits_in_the_order_of_asking() -> None:
    those = [Asked("ann") for _ in range(4)]
    assert [id(one) for one in Turns().order(those)] == [id(one) for one in those]


def test_nobodys_second_comes_before_anothers_first() -> None:
    assert order("ann ann ann bob bob eve") == "ann bob eve ann bob ann"


def test_a_client_that_comes_as_ever_new_visitors_is_one_address() -> None:
    assert order("a@x b@x c@x d@x eve@y") == "a@x eve@y b@x c@x d@x"


def test_behind_one_address_visitors_still_take_turns() -> None:
    """A proxy that the studio was not told of, or a school."""
    assert order("ann@x ann@x ann@x bob@x eve@x") == "ann@x bob@x eve@x ann@x ann@x"


def test_who_had_a_turn_waits_for_the_others() -> None:
    assert order("ann@x bob@y", had="ann@x") == "bob@y ann@x"
    assert order("b@x bob@y", had="a@x") == "bob@y b@x"
    assert order("ann@x bob@x", had="ann@x") == "bob@x ann@x"
    assert order("ann bob eve", had="bob ann") == "eve bob ann"


def test_who_has_nothing_under_way_is_forgotten() -> None:
    turns = Turns()
    turns.had(Asked("ann", "x"), [Asked("ann", "x")])
    turns.had(Asked("bob", "y"), [Asked("bob", "y")])

    assert "ann" not in str(vars(turns)) and "'x'" not in str(vars(turns))
    assert named(turns.order(asked("bob@y ann@x"))) == "ann@x bob@y"


@given(st.lists(st.builds(Asked, st.sampled_from("abcd"), st.sampled_from(["", "x", "y"]))))
def test_nothing_is_lost_and_the_first_of_each_address_lead(those: list[Asked]) -> None:
    done = Turns().order(those)

    assert sorted(map(id, done)) == sorted(map(id, those))
    addresses = [one.address or one.visitor for one in done]
    firsts = [addresses.index(one) for one in set(addresses)]
    assert sorted(firsts) == list(range(len(firsts)))


def test_the_queue_takes_turns_and_tells_each_their_place() -> None:
    """One client fills the queue as ever new visitors; who asks last is painted second."""
    painted: list[str] = []
    gate, over = Event(), Event()

    def work(job: Job) -> None:
        gate.wait(5)
        painted.append(job.visitor)
        job.finish("done")
        if len(painted) == 6:
            over.set()

    options = PortraitOptions(mood=Mood.parse("sad"), candidates=3)
    queue = JobQueue(work, workers=1)
    crowd = [Job(f"crowd{number}", options, None, "crowded") for number in range(5)]
    eve = Job("eve", options, None, "elsewhere")
    for job in (*crowd, eve):
        queue.submit(job)
    while not queue.running:  # the first of the crowd is being painted
        Event().wait(0.005)
    places = [job.portrait.place for job in (*crowd[1:], eve)]
    gate.set()
    assert over.wait(5)
    queue.close()

    assert painted == ["crowd0", "eve", "crowd1", "crowd2", "crowd3", "crowd4"]
    assert places == [2, 3, 4, 5, 1]
