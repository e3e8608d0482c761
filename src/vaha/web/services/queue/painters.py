"""The seam: who paints a visitor's portrait, in this process or elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from vaha.images import Cost, decode_photo
from vaha.portraits.options import PortraitOptions
from vaha.portraits.progress import Observer
from vaha.studio import Studio

Observe = Callable[[float], Observer]
"""Gives the observer, told how many times smaller the photo is in which faces are found."""


class Painters(Protocol):
    """What paints the portraits that visitors ask for."""

    def portrait(
        self,
        photo: bytes | None,
        options: PortraitOptions,
        observe: Observe,
        stop: Callable[[], bool],
    ) -> dict[str, float]:
        """Paint it, shown to the observer as it comes about; the seconds of each stage.

        Ends once `stop` says so. Raises VahaError, DecodingStopped, and what the observer raises.
        """
        ...


class PaintersHere:
    """A studio in this process."""

    def __init__(self, studio: Studio, photo_pixels: int) -> None:
        self._studio = studio
        self._cost = Cost(pixels=photo_pixels)

    def portrait(
        self,
        photo: bytes | None,
        options: PortraitOptions,
        observe: Observe,
        stop: Callable[[], bool],
    ) -> dict[str, float]:
        """As `Painters` says."""
        image, times_smaller = None, 1.0
        if photo is not None:
            decoded = decode_photo(photo, self._cost, stop=stop)
            image, times_smaller = decoded.image, decoded.times_smaller
        return self._studio.portrait(image, options, observer=observe(times_smaller)).timings
