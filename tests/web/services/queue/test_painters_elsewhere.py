"""A studio whose painters are elsewhere: the same portraits, and what happens when they go away.

The engine here is its desk behind Python's own HTTP server, which may be told to come to harm.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import numpy as np
import pytest

from tests.wire.test_portraits import SMALL, Seen
from vaha.engine.desk import Desk, Left
from vaha.errors import EngineAway, EngineRefused, InputError, PictureError
from vaha.images import DecodingStopped, encode_picture
from vaha.stages.fake import fake_studio_parts
from vaha.studio import Studio
from vaha.web.services.queue import painters_elsewhere
from vaha.web.services.queue.painters import PaintersHere
from vaha.web.services.queue.painters_elsewhere import PaintersElsewhere, engine_address

PHOTO = encode_picture(np.full((64, 64, 3), 90, np.uint8))


class Harm:
    """What shall happen to the next answers: after how many bytes each ends, or a status."""

    def __init__(self) -> None:
        self.ends: list[int] = []
        self.statuses: list[int] = []
        self.asked = 0
        self.left = 0


def handler_of(desk: Desk, harm: Harm) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

        def do_GET(self) -> None:
            self._answer(lambda send: send(b"{}"))

        def do_POST(self) -> None:
            harm.asked += 1
            photo = self.rfile.read(int(self.headers["Content-Length"]))
            options = self.headers["X-VAHA-Options"]
            self._answer(lambda send: desk.portrait(options, photo, send))

        def _answer(self, work) -> None:
            refusal = desk.refusal({name.lower(): value for name, value in self.headers.items()})
            status = harm.statuses.pop(0) if harm.statuses else 200
            self.send_response(refusal.status if refusal else status)
            self.end_headers()
            if refusal:
                self.wfile.write(refusal.said.encode())
            elif status == 200:
                self._work(work, harm.ends.pop(0) if harm.ends else 10**9)

        def _work(self, work, left: int) -> None:
            def send(data: bytes) -> None:
                nonlocal left
                try:
                    self.wfile.write(data[:left])
                except OSError as error:
                    harm.left += 1
                    raise Left from error
                left -= len(data)
                if left <= 0:
                    raise Left

            work(send)

    return Handler


@contextmanager
def engine(harm: Harm, token: str = "secret") -> Iterator[str]:
    desk = Desk(Studio(*fake_studio_parts()), token)
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler_of(desk, harm))
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def harm() -> Harm:
    return Harm()


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(painters_elsewhere, "PAUSES", (0.0, 0.0))
    monkeypatch.setattr(painters_elsewhere, "FULL_PAUSE", 0.0)


def told_by(painters, photo: bytes | None = PHOTO, stop=lambda: False) -> list[tuple]:
    seen = Seen()
    timings = painters.portrait(photo, SMALL, lambda times_smaller: seen, stop)
    assert set(timings) == {"faces", "mood", "paint", "choose", "enlarge", "brush"}
    return seen.calls


EXPECTED = told_by(PaintersHere(Studio(*fake_studio_parts()), 10**6))


def test_a_portrait_from_elsewhere_is_the_one_made_here_to_the_byte(harm: Harm) -> None:
    with engine(harm) as address:
        assert told_by(PaintersElsewhere(address, "secret")) == EXPECTED


@pytest.mark.parametrize("end", [0, 3, 40, 3000, 30_000, 60_000])
def test_a_painter_that_is_cut_off_anywhere_is_followed_and_nothing_told_twice(
    harm: Harm, end: int
) -> None:
    harm.ends = [end, end + 500]
    with engine(harm) as address:
        assert told_by(PaintersElsewhere(address, "secret")) == EXPECTED
    assert harm.asked == 3


def test_an_engine_that_is_full_is_asked_again_until_it_has_room(harm: Harm) -> None:
    harm.statuses = [503] * 5
    with engine(harm) as address:
        assert told_by(PaintersElsewhere(address, "secret")) == EXPECTED
    assert harm.asked == 6


def test_one_who_left_while_it_was_full_or_away_waits_no_longer(harm: Harm) -> None:
    harm.statuses = [503] * 5
    with engine(harm) as address, pytest.raises(DecodingStopped):
        told_by(PaintersElsewhere(address, "secret"), stop=lambda: True)
    assert harm.asked == 1


def test_an_engine_that_is_away_is_told_in_one_line_and_used_when_it_is_back(harm: Harm) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        painters = PaintersElsewhere(f"http://127.0.0.1:{nobody.getsockname()[1]}", "secret")
        for ask in (painters.check, lambda: told_by(painters)):
            with pytest.raises(EngineAway, match=r"cannot be reached \(.*\); is it running\?"):
                ask()
    harm.statuses = [500, 500, 500]
    with engine(harm) as address:
        painters = PaintersElsewhere(address, "secret")
        with pytest.raises(EngineAway, match="status 500"):
            told_by(painters)
        assert told_by(painters) == EXPECTED


def test_another_token_and_another_version_are_refused_and_not_tried_again(
    harm: Harm, monkeypatch: pytest.MonkeyPatch
) -> None:
    with engine(harm) as address:
        PaintersElsewhere(address, "secret").check()
        wrong = PaintersElsewhere(address, "other")
        for ask in (wrong.check, lambda: told_by(wrong)):
            with pytest.raises(EngineRefused, match="the token is not this engine's"):
                ask()
        assert harm.asked == 1
        monkeypatch.setattr(painters_elsewhere, "installed_version", lambda: "9.9")
        with pytest.raises(EngineRefused, match=r"the studio is VAHA 9\.9 and its engine "):
            PaintersElsewhere(address, "secret").check()


def test_what_is_wrong_with_a_photo_is_said_as_it_would_be_here(harm: Harm) -> None:
    with engine(harm) as address, pytest.raises(PictureError, match="this file"):
        told_by(PaintersElsewhere(address, "secret"), b"no picture")
    assert harm.asked == 1


class TooLong(Seen):
    def painted(self, works):
        raise TimeoutError


def test_what_the_observer_raises_ends_the_portrait_and_no_other_try_follows(harm: Harm) -> None:
    with engine(harm) as address, pytest.raises(TimeoutError):
        PaintersElsewhere(address, "secret").portrait(
            PHOTO, SMALL, lambda times_smaller: TooLong(), lambda: False
        )
    assert harm.asked == 1


def test_an_address_that_is_none_is_refused() -> None:
    assert engine_address("http://painters:8000/") == "http://painters:8000"
    for said in ("painters:8000", "ray://head:1", "http://", "http://a:none"):
        with pytest.raises(InputError, match="is no address"):
            engine_address(said)
