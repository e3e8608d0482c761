"""From the picture that is shown to the next painted one, in steps of bounded size.

Pictures are painted less often than shown. Between two painted ones the picture shown fades from
one to the other; over so short a way that is close to what would have been painted
(docs/log/mirror.md has the difference), and it never jumps.
"""

from __future__ import annotations

import numpy as np

from vaha.images import Image

MOST_CHANGE = 6.0
"""No picture shown differs from the one before by more levels of 255 than this in the mean."""


def change(one: Image, other: Image) -> float:
    """The mean difference of two pictures of one size, in levels of 255."""
    return float(np.abs(np.subtract(one, other, dtype=np.int16)).mean())


def approach(shown: Image, wanted: Image, share: float = 1.0, most: float = MOST_CHANGE) -> Image:
    """The picture `share` (0..1) of the way to the wanted one, at most `most` levels away."""
    step = np.subtract(wanted, shown, dtype=np.int16)
    mean = float(np.abs(step).mean())
    share = min(share, most / mean) if mean > 0 else 1.0
    if share >= 1.0:
        return wanted
    part = step * np.float32(share)
    whole = np.rint(part)
    if np.abs(whole).mean() > most:  # rounding up has gone too far, cutting off never does
        whole = np.trunc(part)
    return np.asarray(shown + whole, np.uint8)


class Fade:
    """What is shown at each moment, on its way to the picture painted last."""

    def __init__(self, most: float = MOST_CHANGE) -> None:
        self._most = most
        self._shown: Image | None = None
        self._start: Image | None = None
        self._wanted: Image | None = None
        self._at = self._began = self._end = 0.0

    def aim(self, picture: Image, until: float) -> None:
        """Go to this picture from what was shown last, to be there at the time `until`.

        The first picture is there at once.
        """
        self._start, self._wanted = self._shown, picture
        self._began, self._end = self._at, until

    def at(self, seconds: float) -> Image | None:
        """The picture to show at this time, never falling; None before there is any."""
        if self._shown is None or self._start is None or self._wanted is None:
            self._shown = self._wanted
        elif self._shown is not self._wanted:
            due = self._between(self._start, self._wanted, seconds)
            self._shown = approach(self._shown, due, 1.0, self._most)
        self._at = seconds
        return self._shown

    def _between(self, start: Image, wanted: Image, seconds: float) -> Image:
        """Where the fade should be by now; counted from its start, rounding does not add up."""
        if seconds >= self._end:
            return wanted
        share = (seconds - self._began) / (self._end - self._began)
        way = np.subtract(wanted, start, dtype=np.float32)
        return np.asarray(np.rint(start + np.float32(share) * way), np.uint8)
