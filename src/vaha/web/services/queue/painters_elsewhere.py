"""Painters of an engine (`vaha engine`), asked over HTTP; what they tell is told once.

A painter that comes to harm in the middle is followed by another, which paints the same seed: what
was told already is not told again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from urllib.parse import urlsplit

import vaha.errors
from vaha.errors import EngineAway, EngineRefused, InputError, VahaError
from vaha.images import DecodingStopped
from vaha.installation.version import installed_version
from vaha.portraits.options import PortraitOptions
from vaha.portraits.progress import Observer
from vaha.web.services.queue.painters import Observe
from vaha.wire.frames import Cut, Frame, unpacked
from vaha.wire.portraits import options_to_json, retell

SILENCE = 60.0
"""Seconds without a word after which a painter has come to harm."""

PAUSES = (0.25, 0.5, 1.0, 2.0)
"""Seconds before each further try."""

FULL_PAUSE = 1.0
"""Seconds after which an engine that was full is asked again, as long as the portrait may take."""


class _Full(Exception):
    """All painters are at work, and as many portraits wait as may."""


@dataclass(frozen=True)
class PaintersElsewhere:
    """The painters of the engine at `address` (http://host:port), who know this `token`."""

    address: str
    token: str

    def check(self) -> None:
        """See that an engine of this version answers; raises EngineAway or EngineRefused."""
        try:
            with self._asked("GET", "/about") as answer:
                answer.read()
        except (OSError, HTTPException) as error:
            raise _away(self.address, error) from error

    def portrait(
        self,
        photo: bytes | None,
        options: PortraitOptions,
        observe: Observe,
        stop: Callable[[], bool],
    ) -> dict[str, float]:
        """As `Painters` says; raises EngineAway where no try succeeds."""
        telling, pauses = _Telling(observe(1.0)), iter(PAUSES)
        while True:
            try:
                return self._painted(photo, options_to_json(options), telling)
            except _Full:
                telling.pause(FULL_PAUSE, stop)
            except (Cut, OSError, HTTPException) as error:
                if telling.was_refused:  # the observer's own: a portrait took too long
                    raise
                if (pause := next(pauses, None)) is None:
                    raise _away(self.address, error) from error
                telling.pause(pause, stop)

    def _painted(self, photo: bytes | None, asked: str, telling: _Telling) -> dict[str, float]:
        """One try; closing the connection, however it ends, frees the painter."""
        telling.begin()
        with self._asked("POST", "/portraits", photo or b"", {"X-VAHA-Options": asked}) as answer:
            for frame in unpacked(answer):
                if frame.call == "problem":
                    raise _error(frame)
                if frame.call == "done":
                    return dict(frame.data)
                telling.tell(frame)
        raise Cut("no last frame")

    @contextmanager
    def _asked(
        self, method: str, path: str, body: bytes = b"", more: dict[str, str] | None = None
    ) -> Iterator[HTTPResponse]:
        at = urlsplit(self.address)
        kind = HTTPSConnection if at.scheme == "https" else HTTPConnection
        connection = kind(at.hostname or "", at.port, timeout=SILENCE)
        headers = {
            "Authorization": f"Bearer {self.token}",
            "X-VAHA-Version": installed_version(),
        }
        try:
            connection.request(method, at.path.rstrip("/") + path, body, headers | (more or {}))
            answer = connection.getresponse()
            if answer.status != 200:
                self._refuse(answer)
            yield answer
        finally:
            connection.close()

    def _refuse(self, answer: HTTPResponse) -> None:
        if answer.status == 503:
            raise _Full
        said = " ".join(answer.read(300).decode(errors="replace").split())
        if answer.status in (401, 409):
            raise EngineRefused(f"the engine at {self.address} refuses this studio: {said}")
        raise HTTPException(f"status {answer.status}")


class _Telling:
    """Tells an observer each call once, however many tries it takes."""

    def __init__(self, observer: Observer) -> None:
        self._observer = observer
        self._told = self._heard = 0
        self.was_refused = False  # what the observer raised ended the portrait

    def begin(self) -> None:
        """Another try, which tells everything from the first call on."""
        self._heard = 0

    def tell(self, frame: Frame) -> None:
        """Tell it, unless that was done in an earlier try; raises Cut for a frame of no call."""
        self._heard += 1
        if self._heard <= self._told:
            return
        self._told = self._heard
        try:
            retell(frame, self._observer)
        except (ValueError, KeyError, TypeError, IndexError) as error:
            raise Cut(f"no call of ours: {error}") from error
        except OSError:
            self.was_refused = True
            raise

    def pause(self, seconds: float, stop: Callable[[], bool]) -> None:
        """Wait before another try; the observer ends it where the portrait is not wanted."""
        until = time.monotonic() + seconds
        while time.monotonic() < until and not stop():
            time.sleep(0.05)
        if stop():
            raise DecodingStopped


def engine_address(said: str) -> str:
    """The address as it is used; raises InputError for one that there cannot be."""
    try:
        at = urlsplit(said)
        good = at.scheme in ("http", "https") and at.hostname and (at.port or True)
    except ValueError:
        good = False
    if not good:
        raise InputError(f"--engine {said} is no address; give one like http://painters:8000")
    return said.rstrip("/")


def _away(address: str, error: Exception) -> EngineAway:
    why = str(error) or type(error).__name__
    return EngineAway(f"the engine at {address} cannot be reached ({why}); is it running?")


def _error(frame: Frame) -> VahaError:
    """The error that the engine tells of, as it would have been raised here."""
    name, said = frame.data
    kind = getattr(vaha.errors, name, None) if name.isidentifier() else None
    if isinstance(kind, type) and issubclass(kind, VahaError):
        return kind(said)
    return VahaError(said)
