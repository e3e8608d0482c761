"""What an engine answers: portraits for a studio elsewhere, as frames. Knows no server."""

from __future__ import annotations

import hmac
import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from vaha.emotions import Mood
from vaha.errors import VahaError
from vaha.images import Cost, decode_photo
from vaha.installation.version import installed_version
from vaha.portraits.options import PortraitOptions
from vaha.studio import Studio
from vaha.wire.frames import Frame
from vaha.wire.portraits import Teller, options_from_json

log = logging.getLogger("vaha.engine")

MOST_BYTES = 100_000_000
"""Bytes of a request: a photo."""

Send = Callable[[bytes], None]
"""Takes a frame; raises Left once nobody listens any more."""


class Left(Exception):
    """Who asked has gone; the portrait is ended and its place free."""


@dataclass(frozen=True)
class Refusal:
    """Why a request is not answered: a status of HTTP, and one line."""

    status: int
    said: str


class Desk:
    """A studio that answers who shows its token; `photo_pixels` is the most that it decodes."""

    def __init__(self, studio: Studio, token: str, photo_pixels: int = 50_000_000) -> None:
        self._studio = studio
        self._token = token
        self._cost = Cost(pixels=photo_pixels)

    def warm_up(self) -> None:
        """Paint once on nothing, which loads the networks."""
        small = PortraitOptions(1, 1, seed=0, mood=Mood.parse("neutral"), size=16)
        self._studio.portrait(None, small)

    def refusal(self, headers: Mapping[str, str]) -> Refusal | None:
        """None for one who shows the token and has the same version; `headers` in small letters."""
        shown = headers.get("authorization", "").removeprefix("Bearer ")
        if not hmac.compare_digest(shown.encode(), self._token.encode()):
            return Refusal(401, "the token is not this engine's; give both the same")
        theirs, ours = headers.get("x-vaha-version", "none"), installed_version()
        if theirs != ours:
            return Refusal(409, f"the studio is VAHA {theirs} and its engine {ours}; install one")
        return None

    def refusal_of_body(self, headers: Mapping[str, str]) -> Refusal | None:
        """None for a photo of a length that is told and read; before any of it is."""
        length = headers.get("content-length", "")
        if not length.isdecimal():
            return Refusal(411, "say how long the photo is, in Content-Length")
        if len(length) > len(str(MOST_BYTES)) or int(length) > MOST_BYTES:
            return Refusal(413, f"the photo is too large; send at most {MOST_BYTES} bytes")
        return None

    def portrait(self, asked: str, photo: bytes, send: Send) -> None:
        """Paint what was asked for (JSON of options), and send frames, `done` or `problem` last."""

        def tell(frame: Frame) -> None:
            send(frame.packed())

        try:
            tell(self._painted(asked, photo, tell))
        except Left:
            return

    def _painted(self, asked: str, photo: bytes, tell: Callable[[Frame], None]) -> Frame:
        """Tell of the portrait as it comes about; gives the last frame."""
        try:
            options = options_from_json(asked)
            image, times_smaller = None, 1.0
            if photo:
                decoded = decode_photo(photo, self._cost)
                image, times_smaller = decoded.image, decoded.times_smaller
            made = self._studio.portrait(image, options, observer=Teller(tell, times_smaller))
        except Left:
            raise
        except VahaError as error:
            return Frame("problem", [type(error).__name__, " ".join(str(error).split())])
        except Exception:
            log.exception("a portrait failed", extra={"event": "portrait_failed"})
            return Frame("problem", ["", "something went wrong in the engine"])
        return Frame("done", made.timings)


def about() -> str:
    """What the engine is, in JSON."""
    return json.dumps({"version": installed_version()})
