"""The whole path from a face to its paintings, watched."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace

from vaha.artwork import Artwork
from vaha.emotions import Mood
from vaha.images import Image
from vaha.portraits.finishing import brush_works, enlarge_works
from vaha.portraits.opening import Stages
from vaha.portraits.options import PortraitOptions
from vaha.portraits.portrait import Clock, Portrait, Tell, finished, mood_to_paint
from vaha.portraits.progress import Observer, Unobserved
from vaha.portraits.variations import candidate_seeds, variations
from vaha.runtime.sessions.tensors import batches
from vaha.stages.base import Critic, Painter
from vaha.styles import Style

AT_ONCE = 8
"""So many candidates are painted, and then judged, at a time: between them an observer is told."""


def make_portrait(
    stages: Stages,
    image: Image | None,
    options: PortraitOptions,
    tell: Tell | None,
    observer: Observer | None,
) -> Portrait:
    """Find the face, read its mood, paint candidates, enlarge the best and lay their strokes.

    Raises NoFaceFound where there is none to read, unless the options give a mood or a work.
    """
    watching = observer or Unobserved()
    stage = Clock(tell, watching)
    seed = secrets.randbits(32) if options.seed is None else options.seed
    seeds = candidate_seeds(seed, options.candidates)

    with stage("faces"):
        faces = [] if image is None else stages.faces.find(image)
    with stage("mood"):
        readings = stages.mood.read(faces)
        watching.found(faces, readings)
        mood, sure = mood_to_paint(faces, readings, options)
        watching.felt(mood, sure)
    with stage("paint"):
        candidates = _painted(stages.painter, mood, seeds, options, watching)
    with stage("choose"):
        candidates = _scored(stages.critic, candidates, mood, watching)
        chosen = stages.critic.choose(candidates, mood, options.keep)
        watching.chosen(candidates, chosen)
    with stage("enlarge"):
        works = enlarge_works(stages.enlarger, chosen, options.scale)
        if options.hand is None:
            finished(works, watching)
    if options.hand is not None:
        with stage("brush"):
            works = finished(brush_works(stages.hand, works, options.hand), watching)

    return Portrait(
        faces=tuple(faces),
        readings=tuple(readings),
        mood=mood,
        seed=seed,
        works=tuple(works),
        candidates=tuple(candidates),
        timings=stage.seconds,
    )


def _painted(
    painter: Painter, mood: Mood, seeds: Sequence[int], options: PortraitOptions, observer: Observer
) -> list[Artwork]:
    works: list[Artwork] = []
    for few in batches(seeds, AT_ONCE):
        works += (painted := _painted_few(painter, mood, few, options))
        observer.painted(painted)
    return works


def _painted_few(
    painter: Painter, mood: Mood, seeds: Sequence[int], options: PortraitOptions
) -> list[Artwork]:
    if options.vary is None:
        return painter.paint(mood, seeds, options.truncation, options.style or Style.ANY)
    start = replace(options.vary, mood=mood, style=options.style or options.vary.style)
    if options.truncation is not None:
        start = replace(start, truncation=options.truncation)
    return painter.paint_recipes(variations(start, seeds))


def _scored(
    critic: Critic, works: Sequence[Artwork], mood: Mood, observer: Observer
) -> list[Artwork]:
    scored: list[Artwork] = []
    for few in batches(works, AT_ONCE):
        scored += (judged := critic.score(few, mood))
        observer.judged(judged)
    return scored
