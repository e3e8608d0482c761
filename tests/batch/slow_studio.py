"""Studios of fakes for processes that are killed: one takes its time, one is killed itself."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from vaha.batch.fake import open_fake_studio
from vaha.batch.orders import Order
from vaha.stages.fake import fake_studio_parts
from vaha.studio import Studio


def open_slow_studio(order: Order) -> Studio:
    return Studio(*fake_studio_parts(seconds=0.1))


def open_once_deadly(order: Order, mark: Path) -> Studio:
    """A studio whose first process is killed as it begins, as the system does without memory."""
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return open_fake_studio(order)
