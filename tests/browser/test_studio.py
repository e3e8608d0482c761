"""The studio's page in a real browser: Playwright drives Chromium with a webcam that plays a face.

The tests themselves stand in webapp/e2e; here they are run, or skipped where something is missing.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WEBAPP = ROOT / "webapp"
LONGEST = 1200  # seconds
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def _chromium() -> str | None:
    named = os.environ.get("VAHA_CHROMIUM")
    return named or next(filter(None, map(shutil.which, BROWSERS)), None)


def _missing() -> str | None:
    if os.environ.get("VAHA_BROWSER") != "1":
        return "it takes minutes; VAHA_BROWSER=1 runs it"
    if shutil.which("npm") is None:
        return "npm is not installed"
    if not (WEBAPP / "node_modules" / "@playwright" / "test").is_dir():
        return "the page's packages are missing; run `npm ci` in webapp/"
    if _chromium() is None:
        return "Chromium is not installed; on Debian: apt-get install chromium"
    return None


def _is_built() -> bool:
    """Whether the page that stands here is made of these sources, as installing makes it."""
    hatch_build = pytest.importorskip("hatch_build", reason="hatchling is not installed")
    note = ROOT / "src" / "vaha" / "web" / "static" / hatch_build.FINGERPRINT
    if not note.is_file():
        return False
    return bool(note.read_text(encoding="utf-8") == hatch_build.fingerprint(WEBAPP))


def _npm(*words: str) -> None:
    environment = os.environ | {
        "VAHA_PYTHON": sys.executable,
        "VAHA_CHROMIUM": _chromium() or "",
        "CI": "true",
    }
    run = subprocess.run(
        ["npm", *words],
        cwd=WEBAPP,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=LONGEST,
        check=False,
    )
    assert run.returncode == 0, f"npm {' '.join(words)}:\n{run.stdout}"


@pytest.mark.browser
@pytest.mark.slow
def test_the_page_does_what_a_visitor_does() -> None:
    pytest.importorskip("skimage", reason="the webcam plays scikit-image's portrait")
    if missing := _missing():
        pytest.skip(missing)
    if not _is_built():
        _npm("run", "build")
    _npm("run", "e2e")
