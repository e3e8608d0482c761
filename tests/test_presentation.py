"""The talk says what cards and measurements say, its works are painted, and it loads nothing."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

pytest.importorskip("matplotlib")
data = pytest.importorskip("skimage.data")

from presentation import __main__ as command  # noqa: E402
from presentation.deck import document  # noqa: E402
from presentation.slides import Sources, all_slides  # noqa: E402
from vaha.stages.fake import fake_studio_parts  # noqa: E402
from vaha.studio import Studio  # noqa: E402


@pytest.fixture
def sources(monkeypatch: pytest.MonkeyPatch) -> Sources:
    monkeypatch.setattr(Studio, "open", lambda: Studio(*fake_studio_parts()))
    return Sources.open()


def test_it_is_one_page_that_loads_nothing(sources: Sources) -> None:
    page = document("VAHA", all_slides(sources))

    assert page.count("<section>") == 10
    assert set(re.findall(r'src="([a-z]+:)', page)) == {"data:"} and "<link" not in page
    assert page.count("<img") == 7 + 4 + 1 + 5, "works, a photo, a sheet, one work in five states"


def test_its_figures_are_the_cards_and_the_log_s(sources: Sources) -> None:
    page = document("VAHA", all_slides(sources))
    mood = sources.cards["mood"]
    private = mood.scores["PrivateTest"]
    assert f"{private['accuracy']:.1%} of PrivateTest" in page
    assert "71.6 % (70.1 to 73.0)" in page, "the log's row of VGG16"
    assert str(sources.cards["painter"].scores["frechet_distance"]) in page
    assert f"{1000 * sources.speed['original']['enlarge']['median']:.1f}" in page

    other = replace(mood, scores=mood.scores | {"PrivateTest": private | {"accuracy": 0.123}})
    changed = replace(sources, cards=dict(sources.cards) | {"mood": other})
    assert "12.3% of PrivateTest" in document("VAHA", all_slides(changed))


def test_a_pdf_without_chromium_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VAHA_CHROMIUM", raising=False)
    monkeypatch.setattr(command.shutil, "which", lambda name: None)
    with pytest.raises(SystemExit, match="a PDF needs Chromium"):
        command.printed(b"")


def test_the_photo_is_the_one_that_anyone_may_use(sources: Sources) -> None:
    assert np.array_equal(sources.photo, data.astronaut())
