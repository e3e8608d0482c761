"""How well the live mirror runs in a browser: `python -m benchmarks.web_mirror [--seconds 15]`.

Chromium, with a fake webcam that plays a face at 30 frames a second, looks into the mirror of a
`vaha serve` of its own. Prints how many pictures a second the page drew and how many of them were
painted, and the time from the moment in which a frame was taken to the first drawing of the picture
painted for it. Browser and server share the machine. It needs what the browser tests need
(CONTRIBUTING.md) and takes half a minute.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

WEBAPP = Path(__file__).parents[1] / "webapp"


def measure(seconds: float) -> dict[str, float]:
    """The figures of one run."""
    with tempfile.TemporaryDirectory() as folder:
        figures = Path(folder, "figures.json")
        subprocess.run(
            ["npx", "playwright", "test", "mirror-speed"],
            cwd=WEBAPP,
            env=os.environ
            | {
                "VAHA_PYTHON": sys.executable,
                "VAHA_MEASURE": str(figures),
                "VAHA_MEASURE_SECONDS": str(seconds),
            },
            stdout=sys.stderr,
            check=True,
            timeout=seconds + 240,
        )
        found: dict[str, float] = json.loads(figures.read_text())
        return found


def main() -> None:
    """Measure once and print the figures with how busy the machine was before."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=15.0)
    options = parser.parse_args()
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    print(json.dumps({"load_before": round(load, 1)} | measure(options.seconds), indent=2))


if __name__ == "__main__":
    main()
