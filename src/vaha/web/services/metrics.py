"""What the server counts, for Prometheus. No visitor, face or mood can be told from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

SECONDS = (0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300)
"""Upper bounds of the histograms' buckets."""


METHODS = frozenset(("GET", "HEAD", "POST", "PATCH", "PUT", "DELETE", "OPTIONS"))
"""Methods that are counted by name."""


class Metrics:
    """Counters of one application, in a registry of its own."""

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        self._requests = Counter(
            "vaha_http_requests", "Answers.", ("method", "route", "status"), registry=registry
        )
        self._request_seconds = Histogram(
            "vaha_http_request_seconds",
            "Seconds until the head of an answer.",
            ("route",),
            buckets=SECONDS,
            registry=registry,
        )
        self._portraits = Counter(
            "vaha_portraits", "Portraits that are over.", ("state",), registry=registry
        )
        self._portrait_seconds = Histogram(
            "vaha_portrait_seconds",
            "Seconds of a portrait from its first stage on.",
            buckets=SECONDS,
            registry=registry,
        )
        self._stage_seconds = Histogram(
            "vaha_stage_seconds",
            "Seconds of a portrait's stage.",
            ("stage",),
            buckets=SECONDS,
            registry=registry,
        )
        self._live = Counter(
            "vaha_live_readings", "Camera frames read or dropped.", ("result",), registry=registry
        )

    def watch(self, name: str, help: str, value: Callable[[], float]) -> None:
        """Show what `value` says whenever the metrics are asked for."""
        Gauge(name, help, registry=self._registry).set_function(value)

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        known = method if method in METHODS else "other"  # what a client invents must not stay
        self._requests.labels(known, route, str(status)).inc()
        self._request_seconds.labels(route).observe(seconds)

    def portrait_over(self, state: str, seconds: float) -> None:
        self._portraits.labels(state).inc()
        self._portrait_seconds.observe(seconds)

    def stages_took(self, timings: Mapping[str, float]) -> None:
        for stage, seconds in timings.items():
            self._stage_seconds.labels(stage).observe(seconds)

    def live_reading(self, result: str) -> None:
        self._live.labels(result).inc()

    def text(self) -> bytes:
        """All of it in Prometheus' text format."""
        return generate_latest(self._registry)
