"""The window: errors without a display or without tkinter; with a display, a real one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator

import numpy as np
import pytest

from vaha.errors import MissingExtra, OutputError
from vaha.mirror.window import Window


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A display that nobody sees; skips where Xvfb is not installed.

    One for all tests: Xlib ends the process when it finds that a display it knew has gone.
    """
    xvfb = shutil.which("Xvfb")
    if xvfb is None:
        pytest.skip("needs Xvfb")
    reading, writing = os.pipe()
    command = [xvfb, "-displayfd", str(writing), "-screen", "0", "640x640x24", "-nolisten", "tcp"]
    process = subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL)
    os.close(writing)
    try:
        with os.fdopen(reading) as said:
            number = said.readline().strip()  # comes when the display is ready
        if not number:
            pytest.skip("Xvfb cannot start here")
        yield f":{number}"
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture
def display(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("tkinter")
    monkeypatch.setenv("DISPLAY", request.getfixturevalue("server"))


def test_without_tkinter_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tkinter", None)
    with pytest.raises(MissingExtra, match=r"python3-tk.*--record"):
        Window()


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="there is always a display")
def test_without_a_display_it_says_what_to_do_instead(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("tkinter")
    monkeypatch.delenv("DISPLAY", raising=False)
    with pytest.raises(OutputError, match=r"no window can be opened here.*--record") as caught:
        Window()
    assert "\n" not in str(caught.value)


def test_a_window_shows_the_very_pixels_and_closes_by_escape(display: None) -> None:
    image = np.random.default_rng(0).integers(0, 256, (64, 96, 3), dtype=np.uint8)
    window = Window()
    assert window.show(np.zeros_like(image))
    assert window.show(image, 0.0, "VAHA: sad 62 %")
    root, picture = window._root, window._picture
    assert root.title() == "VAHA: sad 62 %" and picture is not None
    assert (picture.width(), picture.height()) == (96, 64)
    assert picture.get(95, 3) == tuple(image[3, 95].tolist())
    root.focus_force()
    root.update()
    root.event_generate("<Escape>")
    assert not window.show(image)
    window.close()


def test_a_window_that_was_torn_down_is_closed_not_broken(display: None) -> None:
    window = Window()
    window._root.destroy()
    assert not window.show(np.zeros((8, 8, 3), np.uint8))
    window.close()
