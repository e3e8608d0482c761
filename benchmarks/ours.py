"""VAHA's own steps under each runtime, as functions without arguments."""

from __future__ import annotations

import os
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
from skimage import data

from benchmarks import cost
from benchmarks.timing import Step
from vaha.emotions import Mood
from vaha.images import Image, resize, write_png
from vaha.runtime.sessions.ncnn import is_installed
from vaha.runtime.store import ModelStore
from vaha.runtime.views import VIEWS
from vaha.settings import Runtime, Settings
from vaha.studio import PortraitOptions, Studio

MOOD = Mood.parse("happy=0.7,surprised=0.3")

CANDIDATES, KEEP = 32, 3


def runtimes() -> list[Runtime]:
    """Those that are installed here."""
    return ["onnxruntime", "ncnn"] if is_installed() else ["onnxruntime"]


def photo() -> Image:
    """A portrait of 512 x 512 that scikit-image carries."""
    return np.asarray(data.astronaut(), np.uint8)


def frame() -> Image:
    """The same face in a frame of 1280 x 720."""
    wide = np.full((720, 1280, 3), 96, np.uint8)
    wide[:, 280:1000] = resize(photo(), 720, 720)
    return wide


def write_photo(folder: Path) -> Path:
    """The portrait as a PNG."""
    path = folder / "photo.png"
    write_png(path, photo())
    return path


class Ours:
    """A studio whose networks one runtime runs, with what each step needs."""

    def __init__(self, runtime: Runtime) -> None:
        self.studio = Studio.open(replace(Settings.from_environment(), runtime=runtime))
        self._photo, self._frame = photo(), frame()
        self._faces = self.studio.find_faces(self._photo)
        self._works = self.studio.paint(MOOD, range(CANDIDATES))

    def steps(self) -> dict[str, Step]:
        """The five stages of a portrait, and the whole at two sizes."""
        studio = self.studio
        return {
            "faces": lambda: studio.find_faces(self._photo),
            "mood": lambda: studio.read_moods(self._faces),
            "paint": lambda: studio.paint(MOOD, range(CANDIDATES)),
            "choose": self._choose,
            "enlarge": lambda: [studio.enlarge(work) for work in self._works[:KEEP]],
            "portrait": lambda: studio.portrait(
                self._photo, PortraitOptions(seed=1, manner="none")
            ),
            "portrait 512": lambda: studio.portrait(
                self._photo, PortraitOptions(seed=1, scale=8, manner="none")
            ),
            "portrait painted": lambda: studio.portrait(self._photo, PortraitOptions(seed=1)),
            "enlarge one": lambda: studio.enlarge(self._works[0]),
            "look": self._look,
        }

    def slow_steps(self) -> dict[str, Step]:
        """What is asked for seldom: a print of 1024 px."""
        return {
            "enlarge to 1024": lambda: self.studio.enlarge(self._works[0], 16),
        }

    def batches(self) -> dict[str, Step]:
        """Painting so many works at once, by their number."""
        return {
            str(size): lambda size=size: self.studio.paint(MOOD, range(size))
            for size in (1, 8, 32, 128)
        }

    def _choose(self) -> None:
        self.studio.choose(self.studio.score(self._works, MOOD), MOOD, KEEP)

    def _look(self) -> None:
        self.studio.read_moods(self.studio.find_faces(self._frame))


def multiply_adds() -> dict[str, int]:
    """Of one run of each network, for one face, work or picture of 64 x 64 with its border."""
    with tempfile.TemporaryDirectory() as home:
        store = ModelStore.open(Settings(home=Path(home), threads=1))
        side = {"picture_height": 80, "picture_width": 80}
        read = store.card("mood").settings
        views = {"faces_height": read["side"], "faces_width": read["side"]}
        return {
            "mood": cost.multiply_adds(store.path("mood"), batch=VIEWS[read["views"]], **views),
            "paint": cost.multiply_adds(store.path("painter"), batch=1),
            "choose": cost.multiply_adds(store.path("critic"), batch=1),
            "enlarge": cost.multiply_adds(store.path("enlarger"), batch=1, **side),
        }


def settings_in_words() -> str:
    """How many threads serve one network."""
    return f"{Settings.from_environment(os.environ).threads} threads"
