"""Another package's stages and outputs are found, named when broken, and used."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import pytest

from vaha.artwork import Artwork
from vaha.cli.doctor import look_at_stages
from vaha.emotions import Mood
from vaha.errors import InputError
from vaha.portraits.options import PortraitOptions
from vaha.portraits.outputs import FakeOutput
from vaha.runtime.extensions import extensions, open_extension
from vaha.settings import Settings
from vaha.stages.fake import FakePainter, fake_studio_parts
from vaha.studio import Studio

MODULE = """
from vaha.stages.fake import FakePainter

def open_painter(settings):
    return FakePainter()

def open_sulking(settings):
    raise RuntimeError("no brush")

class Frame:
    shown = []

    def show(self, mood, works):
        self.shown.append((mood, works))

def open_frame(settings):
    return Frame()
"""
POINTS = """[vaha.painters]
marbling = marbling:open_painter
broken = marbling:missing
sulking = marbling:open_sulking
[vaha.outputs]
frame = marbling:open_frame
"""


@pytest.fixture
def marbling(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package that brings three painters, one of which is right."""
    (tmp_path / "marbling.py").write_text(MODULE)
    about = tmp_path / "marbling-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: marbling\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(POINTS)
    monkeypatch.syspath_prepend(str(tmp_path))


@pytest.mark.usefixtures("marbling")
def test_installed_stages_are_listed_and_the_broken_one_is_named() -> None:
    found = {one.name: one for one in extensions()}
    assert found["marbling"].package == "marbling" and not found["marbling"].fault
    assert "missing" in found["broken"].fault


@pytest.mark.usefixtures("marbling")
def test_a_studio_paints_with_another_s_painter(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, threads=1)
    mine = FakePainter()
    for studio in (
        Studio.open(settings, painter="marbling"),
        Studio.open(Settings(home=tmp_path, threads=1, painter="marbling")),
        Studio.open(settings, painter=mine),
    ):
        work = studio.paint(Mood.parse("happy"), [3])[0]
        assert (work.image == mine.paint(Mood.parse("happy"), [3])[0].image).all()


def test_the_environment_names_stages() -> None:
    settings = Settings.from_environment({"VAHA_HOME": "/x", "VAHA_PAINTER": " marbling "})
    assert (settings.painter, settings.critic) == ("marbling", "")


@pytest.mark.usefixtures("marbling")
@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("marbeling", "did you mean marbling"),
        ("broken", "the painter 'broken' of marbling does not open"),
        ("sulking", "RuntimeError: no brush"),
    ],
)
def test_what_does_not_open_is_told(name: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=message):
        open_extension("painter", name, Settings(home=tmp_path, threads=1))


@pytest.mark.usefixtures("marbling")
def test_the_doctor_names_them() -> None:
    found = {one.what: one for one in look_at_stages()}
    assert found["painter marbling"].state == "good"
    assert found["painter broken"].state == "missing"
    assert "mend marbling" in found["painter broken"].detail


@pytest.mark.usefixtures("marbling")
@pytest.mark.weights
def test_an_output_is_shown_the_works_of_every_portrait(tmp_path: Path) -> None:
    environment = {"VAHA_HOME": str(tmp_path), "VAHA_OUTPUTS": "frame", "VAHA_PAINTER": "marbling"}
    studio = Studio.open(Settings.from_environment(environment))
    mood = Mood.parse("happy")
    made = studio.portrait(None, PortraitOptions(mood=mood, candidates=3, keep=2, size=64))

    assert import_module("marbling").Frame.shown == [(mood, made.works)]


def test_an_output_that_fails_is_named_and_costs_no_work(caplog: pytest.LogCaptureFixture) -> None:
    class Torn:
        def show(self, mood: Mood, works: Sequence[Artwork]) -> None:
            raise RuntimeError("no paper")

    fine = FakeOutput()
    studio = Studio(*fake_studio_parts(), outputs=[Torn(), fine])
    made = studio.portrait(None, PortraitOptions(mood=Mood.parse("sad"), candidates=2, keep=1))

    assert fine.shown == [(made.mood, made.works)]
    assert "the output Torn failed: no paper" in caplog.text
