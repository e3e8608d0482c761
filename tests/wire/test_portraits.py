"""A portrait told over the wire is the one that an observer beside the studio sees."""

from __future__ import annotations

import io

import numpy as np
import pytest

from vaha.artwork import Recipe, Variation, encode_artwork
from vaha.emotions import Mood
from vaha.images import encode_picture
from vaha.portraits.options import PortraitOptions
from vaha.stages.fake import fake_studio_parts
from vaha.studio import Studio
from vaha.styles import Style
from vaha.wire.frames import Frame, unpacked
from vaha.wire.portraits import Teller, options_from_json, options_to_json, retell

SMALL = PortraitOptions(candidates=10, keep=2, seed=3, scale=2, size=32)


class Seen:
    """Notes every call, works by their files."""

    def __init__(self) -> None:
        self.calls: list[tuple] = []

    def stage(self, name):
        self.calls.append(("stage", name))

    def found(self, faces, readings):
        self.calls.append(("found", [(f.box, f.confidence) for f in faces], list(readings)))

    def felt(self, mood, sure):
        self.calls.append(("felt", mood, sure))

    def painted(self, works):
        pngs = [work.png or encode_picture(work.image) for work in works]
        self.calls.append(("painted", pngs, [_facts(work) for work in works]))

    def judged(self, works):
        self.calls.append(("judged", [_facts(work) for work in works]))

    def chosen(self, candidates, kept):
        self.calls.append(("chosen", [_facts(work) for work in (*candidates, *kept)]))

    def finished(self, index, work):
        self.calls.append(("finished", index, encode_artwork(work), _facts(work)))


def _facts(work):
    return work.recipe, work.scores, work.lift, work.image.shape


def test_an_observer_is_told_the_same_as_one_beside_the_studio() -> None:
    studio, image = Studio(*fake_studio_parts(2)), np.full((64, 64, 3), 90, np.uint8)
    beside, sent, told = Seen(), list[bytes](), Seen()
    studio.portrait(image, SMALL, observer=beside)
    studio.portrait(image, SMALL, observer=Teller(lambda frame: sent.append(frame.packed())))
    stream = io.BytesIO(b"".join(sent) + Frame("done").packed())
    for frame in list(unpacked(stream))[:-1]:
        retell(frame, told)
    assert told.calls == beside.calls
    assert {call[0] for call in told.calls} == {
        *("stage", "found", "felt", "painted", "judged", "chosen", "finished")
    }


def test_nothing_of_a_face_but_its_place_and_mood_goes_over_the_wire() -> None:
    sent: list[Frame] = []
    studio = Studio(*fake_studio_parts())
    studio.portrait(np.full((64, 64, 3), 90, np.uint8), SMALL, observer=Teller(sent.append))
    (found,) = (frame for frame in sent if frame.call == "found")
    assert found.pictures == ()
    assert [len(part) if isinstance(part, list) else part for part in found.data[0]] == [
        *(4, 1.0, 7, True)
    ]


def test_faces_are_told_as_they_stand_in_what_was_sent() -> None:
    sent: list[Frame] = []
    studio = Studio(*fake_studio_parts())
    studio.portrait(np.full((64, 64, 3), 90, np.uint8), SMALL, observer=Teller(sent.append, 2.0))
    (found,) = (frame.data for frame in sent if frame.call == "found")
    assert found[0][0] == [0, 0, 64, 64]


@pytest.mark.parametrize(
    "options",
    [
        SMALL,
        PortraitOptions(mood=Mood.parse("happy=0.7,sad=0.3"), face=2, style=Style.CUBISM),
        PortraitOptions(
            vary=Recipe(Mood.parse("sad"), 5, variation=Variation(7, 0.25)),
            manner="ink",
            effect=0.5,
            truncation=0.25,
        ),
    ],
)
def test_options_come_out_as_they_went_in(options: PortraitOptions) -> None:
    assert options_from_json(options_to_json(options)) == options
