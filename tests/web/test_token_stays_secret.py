"""The token of a real `vaha serve`: on no command line, which others can read, and in no log."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import HTTPCookieProcessor, build_opener

import pytest

TOKEN = "open-sesame-by-daylight"


@pytest.mark.skipif(sys.platform == "win32", reason="the browser is a script of the shell")
def test_neither_the_browsers_command_line_nor_a_log_holds_it(tmp_path: Path) -> None:
    opened, browser = tmp_path / "opened", tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$0 $@" > {opened}.part; mv {opened}.part {opened}\n')
    browser.chmod(0o755)
    own = {"VAHA_HOME": str(tmp_path), "VAHA_TOKEN": TOKEN, "BROWSER": f"{browser} %s"}
    command = [sys.executable, "-m", "vaha", "serve", "--fake", "--log", "--port", "0"]
    with subprocess.Popen(
        command, env=os.environ | own, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            seen = _read(opened)
            address = seen.split()[-1]
            home = address.partition("?")[0]
            visitor, other = build_opener(HTTPCookieProcessor()), build_opener()
            with visitor.open(address) as answer, visitor.open(f"{home}api/v1/status") as again:
                assert answer.status == again.status == 200
            with pytest.raises(HTTPError) as refused:
                other.open(address)
            refused.value.close()
            with pytest.raises(HTTPError) as refused:
                other.open(f"{home}?token=x{TOKEN}")
            refused.value.close()
            if (told := Path(f"/proc/{process.pid}/cmdline")).exists():
                assert TOKEN not in told.read_text()
        finally:
            process.terminate()
            said = process.communicate(timeout=10)[1]

    assert refused.value.code == 401
    assert TOKEN not in seen
    logged = [line for line in said.splitlines() if line.startswith("{")]
    assert len(logged) >= 4 and not any(TOKEN in line or "ticket=" in line for line in logged)
    assert f"/?token={TOKEN}" in said  # told to whom started it, who may tell others


def _read(path: Path) -> str:
    for _ in range(400):
        if path.exists():
            return path.read_text()
        time.sleep(0.05)
    raise AssertionError("no browser was opened")
