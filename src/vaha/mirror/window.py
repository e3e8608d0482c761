"""A window for the mirror, with tkinter, which comes with Python: no package more for one picture.

The pictures go in as PPM, which Tk reads by itself (7 ms for 512 x 512, measured), so that Pillow's
Tk part, which some systems leave out, is not needed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from vaha.errors import MissingExtra, OutputError
from vaha.images import Image

if TYPE_CHECKING:
    import tkinter

INSTEAD = "or write a video instead: vaha mirror --record mirror.mp4"


class Window:
    """A window that shows one picture after another, until it is closed, or Escape or q pressed.

    Opening it raises MissingExtra where Python has no tkinter, OutputError where there is no
    display. It belongs to the main thread.
    """

    def __init__(self, title: str = "VAHA") -> None:
        self._error, self._root = _open_root()
        self._picture: tkinter.PhotoImage | None = None
        self._open = True
        self._root.title(title)
        self._root.resizable(False, False)
        self._root.configure(background="black")
        self._root.protocol("WM_DELETE_WINDOW", self._shut)
        for key in ("<Escape>", "q"):
            self._root.bind(key, lambda _: self._shut())

    def show(self, image: Image, _: float = 0.0, title: str = "VAHA") -> bool:
        """Show the picture (RGB, height x width x 3); whether the window is still open."""
        import tkinter

        height, width = image.shape[:2]
        try:
            if self._picture is None:
                self._picture = tkinter.PhotoImage(master=self._root, width=width, height=height)
                tkinter.Label(self._root, image=self._picture, borderwidth=0).pack()
            head = f"P6 {width} {height} 255 ".encode()
            self._picture.configure(data=head + image.tobytes(), format="PPM")
            if self._root.title() != title:
                self._root.title(title)
        except self._error:  # the display has gone
            self._open = False
        return self.stay()

    def stay(self) -> bool:
        """Let the window react to what was done to it; whether it is still open."""
        try:
            self._root.update()
        except self._error:
            self._open = False
        return self._open

    def close(self) -> None:
        """Take the window away."""
        from contextlib import suppress

        with suppress(self._error):
            self._root.destroy()

    def _shut(self) -> None:
        self._open = False


def _open_root() -> tuple[type[Exception], tkinter.Tk]:
    """What Tk raises, and a new empty window."""
    try:
        import tkinter
    except ImportError as error:
        raise MissingExtra(
            f"this Python has no tkinter, so no window; install it (Debian: python3-tk), {INSTEAD}"
        ) from error
    make: Callable[[], tkinter.Tk] = tkinter.Tk
    try:
        return tkinter.TclError, make()
    except tkinter.TclError as error:
        raise OutputError(
            f"no window can be opened here ({error}); use a computer with a screen, {INSTEAD}"
        ) from error
