"""Ray, which joins several machines: it is loaded here, and only where it was asked for."""

from __future__ import annotations

import os
from typing import Any

from vaha.errors import MissingExtra

SAID = {
    "RAY_AUTH_MODE": "token",
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_worker_niceness": "0",
    # Photos go from process to process as messages, never into shared memory or onto the disk.
    "RAY_max_direct_call_object_size": "200000000",
    "RAY_task_rpc_inlined_bytes_limit": "200000000",
    "RAY_automatic_object_spilling_enabled": "0",
}
"""What Ray is told by the environment; nodes that `ray start` starts must be told themselves."""


def load_ray() -> Any:  # noqa: ANN401 - a module that may not be here
    """The module ray, its workers as urgent as others, and with a token; raises MissingExtra."""
    for name, value in SAID.items():
        os.environ.setdefault(name, value)
    try:
        import ray
    except ImportError as error:
        raise MissingExtra("this engine needs Ray: pip install 'vaha[cluster]'") from error
    return ray
