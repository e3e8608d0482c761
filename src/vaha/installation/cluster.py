"""Ray, which joins several machines: it is loaded here, and only where it was asked for."""

from __future__ import annotations

import os
from typing import Any

from vaha.errors import MissingExtra


def load_ray() -> Any:  # noqa: ANN401 - a module that may not be here
    """The module ray, its workers as urgent as others, and with a token; raises MissingExtra."""
    os.environ.setdefault("RAY_worker_niceness", "0")
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    os.environ.setdefault("RAY_AUTH_MODE", "token")
    try:
        import ray
    except ImportError as error:
        raise MissingExtra("this engine needs Ray: pip install 'vaha[cluster]'") from error
    return ray
