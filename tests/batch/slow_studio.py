"""A studio of fakes that takes its time, for processes that are killed at work."""

from __future__ import annotations

from vaha.batch.orders import Order
from vaha.stages.fake import fake_studio_parts
from vaha.studio import Studio


def open_slow_studio(order: Order) -> Studio:
    return Studio(*fake_studio_parts(seconds=0.1))
