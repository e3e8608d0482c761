"""`python -m presentation talk.html`, or `talk.pdf`, for which Chromium must be installed."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from presentation.deck import document
from presentation.slides import Sources, all_slides
from vaha.files import write_file

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


def main() -> None:
    """Build the talk and write it where it was asked for."""
    parser = argparse.ArgumentParser(prog="python -m presentation", description=__doc__)
    parser.add_argument("out", type=Path, nargs="?", default=Path("talk.html"))
    out: Path = parser.parse_args().out
    page = document("VAHA", all_slides(Sources.open())).encode()
    if out.suffix == ".pdf":
        page = printed(page)
    write_file(out, page)
    print(out)  # noqa: T201


def printed(page: bytes) -> bytes:
    """The page as a PDF, by Chromium."""
    known = [os.environ.get("VAHA_CHROMIUM"), *map(shutil.which, BROWSERS)]
    browser = next((one for one in known if one), None)
    if browser is None:
        raise SystemExit("a PDF needs Chromium (VAHA_CHROMIUM says where); or name talk.html")
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "talk.html"), Path(folder, "talk.pdf")
        source.write_bytes(page)
        subprocess.run(
            [browser, "--headless", "--no-sandbox", "--disable-gpu",
             f"--user-data-dir={folder}/user", "--no-pdf-header-footer",
             f"--print-to-pdf={target}", source.as_uri()],
            check=True, stderr=subprocess.DEVNULL, timeout=300,
        )  # fmt: skip
        return target.read_bytes()


if __name__ == "__main__":
    main()
