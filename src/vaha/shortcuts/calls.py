"""One call each: a portrait, a look, works of a mood, without opening a studio first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from typing import Any

from vaha.artwork import Artwork
from vaha.emotions import Mood
from vaha.errors import NoFaceFound
from vaha.portraits.options import USUAL, PortraitOptions
from vaha.portraits.portrait import Portrait
from vaha.shortcuts.any_picture import AnyPicture, as_image
from vaha.stages.base import Face, MoodReading
from vaha.studio import Studio
from vaha.styles import style_named


def portrait(
    picture: AnyPicture,
    options: PortraitOptions = USUAL,
    **wanted: Any,  # noqa: ANN401
) -> Portrait:
    """Find the face in a picture, read its mood, and paint for it.

    `picture` is a path, an http(s) address, bytes, a Pillow image, an array or a tensor; `wanted`
    are fields of PortraitOptions, as in `portrait("me.jpg", keep=1, seed=7)`, where a mood may be
    written as text. Raises PictureError, NoFaceFound, and InputError for what cannot be wanted.
    """
    return _studio().portrait(as_image(picture), _options(options, wanted))


def portrait_many(
    pictures: Iterable[AnyPicture],
    options: PortraitOptions = USUAL,
    faceless: bool = False,
    **wanted: Any,  # noqa: ANN401
) -> Iterator[Portrait]:
    """A portrait for each picture, as soon as it is there; those without a face are left out.

    `pictures` may be a camera's or a video's: `portrait_many(image for _, image in
    camera.sample(5))`. With `faceless` the first picture without a face raises NoFaceFound; what
    cannot be read always raises PictureError.
    """
    studio, chosen = _studio(), _options(options, wanted)
    for picture in pictures:
        try:
            yield studio.portrait(as_image(picture), chosen)
        except NoFaceFound:
            if faceless:
                raise


def look(picture: AnyPicture) -> list[tuple[Face, MoodReading]]:
    """The faces in a picture, the largest first, each with its mood; raises PictureError."""
    studio = _studio()
    faces = studio.find_faces(as_image(picture))
    return list(zip(faces, studio.read_moods(faces), strict=True))


def paint(mood: Mood | str, options: PortraitOptions = USUAL, **wanted: Any) -> tuple[Artwork, ...]:  # noqa: ANN401
    """Works for a mood, best first: `paint("happy", style="impressionism")`.

    Raises MoodError, InputError.
    """
    return _studio().portrait(None, _options(options, wanted | {"mood": mood})).works


def _options(options: PortraitOptions, wanted: dict[str, Any]) -> PortraitOptions:
    """The options with what is wanted instead, moods and styles read from text."""
    if isinstance(mood := wanted.get("mood"), str):
        wanted = wanted | {"mood": Mood.parse(mood)}
    if isinstance(style := wanted.get("style"), str):
        wanted = wanted | {"style": style_named(style)}
    return replace(options, **wanted) if wanted else options


@cache
def _studio() -> Studio:
    """One studio, which forked children may go on with: what they need anew the runtimes open."""
    return Studio.open()
