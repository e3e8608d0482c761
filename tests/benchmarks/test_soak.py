"""The soak in short: a minute in which the server is killed once."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from benchmarks.soak import Soak, soak


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="it reads /proc")
def test_a_minute_with_a_kill_loses_no_work_and_shares_none(tmp_path: Path) -> None:
    outcome = soak(Soak(minutes=1.0, visitors=20, kills=1), tmp_path)
    assert outcome.seen.done > 5 and len(outcome.back) == 1
    assert outcome.back[0] < 60  # 15 on a machine that does nothing else
    assert outcome.seen.shared == 0 and outcome.seen.faults == []
    assert outcome.seen.hung and outcome.missing == 0
    before, after = outcome.growth("files")
    assert after <= before + 20
    before, after = outcome.growth("megabytes")
    assert after <= before * 1.3
