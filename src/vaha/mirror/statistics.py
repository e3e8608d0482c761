"""How well a mirror ran: pictures a second, from frame to picture, and from picture to picture."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field

import numpy as np

from vaha.images import Image
from vaha.mirror.fading import change


@dataclass(frozen=True)
class MirrorStatistics:
    """What a mirror did in `seconds`.

    `frames` came, `dropped` of them were replaced by newer ones unseen; `painted` works were made;
    `shown` pictures differed from the one before. `latency_p50` and `latency_p95` are the seconds
    from a frame whose mood was read to the first picture painted after it; it stands there whole
    after `fade_p95` more. `change_mean` and `change_most` are levels of 255 between two pictures
    shown, each the mean over its pixels. None where there is nothing to count.
    """

    seconds: float
    frames: int
    dropped: int
    painted: int
    shown: int
    latency_p50: float | None
    latency_p95: float | None
    fade_p95: float | None
    change_mean: float | None
    change_most: float | None

    @property
    def shown_rate(self) -> float:
        """Pictures shown a second."""
        return self.shown / self.seconds if self.seconds > 0 else 0.0

    @property
    def painted_rate(self) -> float:
        """Works painted a second."""
        return self.painted / self.seconds if self.seconds > 0 else 0.0

    def document(self) -> dict[str, float | int | None]:
        """All of it as JSON takes it."""
        rates = {"shown_rate": self.shown_rate, "painted_rate": self.painted_rate}
        return {
            name: round(value, 4) if isinstance(value, float) else value
            for name, value in (asdict(self) | rates).items()
        }


@dataclass
class Tally:
    """Counts while a mirror runs; each field is written by one thread only."""

    frames: int = 0
    painted: int = 0
    shown: int = 0
    latencies: list[float] = field(default_factory=list)
    fades: list[float] = field(default_factory=list)
    changes: list[float] = field(default_factory=list)
    _last: Image | None = None

    def show(self, image: Image) -> None:
        """Note a picture that was shown; the very same one once more counts for nothing."""
        if self._last is None or self._last.shape != image.shape:
            self.shown += 1
        elif image is not self._last and (by := change(self._last, image)) > 0:
            self.shown += 1
            self.changes.append(by)
        self._last = image

    def statistics(self, seconds: float, dropped: int = 0) -> MirrorStatistics:
        """What was counted in so many seconds."""
        return MirrorStatistics(
            seconds=seconds,
            frames=self.frames,
            dropped=dropped,
            painted=self.painted,
            shown=self.shown,
            latency_p50=_percentile(self.latencies, 50),
            latency_p95=_percentile(self.latencies, 95),
            fade_p95=_percentile(self.fades, 95),
            change_mean=float(np.mean(self.changes)) if self.changes else None,
            change_most=max(self.changes, default=None),
        )


def _percentile(values: list[float], percent: float) -> float | None:
    return float(np.percentile(values, percent)) if values else None
