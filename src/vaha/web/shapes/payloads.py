"""The shapes of the HTTP API: what validates a request is what the OpenAPI document is made from.

Every shape is frozen; those that come from outside refuse keys that they do not know.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from vaha.emotions import ArtEmotion, FaceEmotion
from vaha.stages.photo_notes import Note
from vaha.styles import Style

Weight = Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False)]
PartialMood = Annotated[dict[FaceEmotion, Weight], Field(min_length=1, max_length=7)]
"""Weights for some of the seven; they are scaled to sum to 1."""

Id = Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")
Digits = Field(pattern=r"^[0-9]{1,20}$")

MoodWeights = dict[FaceEmotion, float]
"""All seven, summing to 1."""

State = Literal["queued", "running", "done", "failed", "cancelled"]
StageName = Literal["faces", "mood", "paint", "choose", "enlarge", "brush"]
MannerName = Literal[
    "oil",
    "impasto",
    "impressionist",
    "pointillist",
    "fresco",
    "watercolour",
    "pastel",
    "charcoal",
    "ink",
    "none",
]
"""The hand's manners; none leaves a work smooth."""
Code = Literal[
    "no_face",
    "picture",
    "too_large",
    "busy",
    "own_limit",
    "not_found",
    "mood",
    "input",
    "rate",
    "unavailable",
    "disk_full",
    "gallery_busy",
    "gallery_damaged",
    "work_damaged",
    "unauthorised",
    "token",
    "unknown_name",
    "cancelled",
    "internal",
]

MOST_SEED = 2**53 - 1
"""The greatest whole number that JavaScript holds exactly."""


class Shape(BaseModel):
    """What the server says: it stays as it was made."""

    model_config = ConfigDict(frozen=True)


class Asked(BaseModel):
    """What comes from outside."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Problem(Shape):
    """An error as RFC 9457 has it; `detail` says what to do, `code` is stable."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    code: Code
    field: str | None = None


class BoxShape(Shape):
    """Pixels of the picture that was sent."""

    left: int
    top: int
    width: int
    height: int


class SeenFace(Shape):
    """A face; number 1 is the largest."""

    number: int
    box: BoxShape
    confidence: float
    mood: MoodWeights
    top: FaceEmotion
    sure: bool


class Limits(Shape):
    """What a visitor may ask for."""

    photo_bytes: int
    photo_pixels: int
    candidates: int
    scale: int
    size: int


class QueueShape(Shape):
    """How full the studio is."""

    running: int
    waiting: int
    limit: int


class Status(Shape):
    """What this studio can do, and how busy it is."""

    version: str
    moods: list[FaceEmotion]
    art_emotions: list[ArtEmotion]
    manners: list[MannerName]
    styles: list[Style]
    limits: Limits
    queue: QueueShape


class LiveMood(Shape):
    """What is seen in one frame of a camera."""

    width: int
    height: int
    faces: list[SeenFace]
    notes: list[Note]


class Candidate(Shape):
    """A work as painted, 64 x 64; `lift` is what the critic says of it once it was asked."""

    seed: int
    url: str
    lift: float | None = None
    chosen: bool = False


class VariationShape(Shape):
    """How far (0..1) a work has gone towards another seed, from where it stood before."""

    seed: str
    amount: float


class HandShape(Shape):
    """How a work was painted stroke by stroke, its longer side `size` pixels."""

    manner: MannerName
    effect: float
    size: int
    version: int


class WorkShape(Shape):
    """A work in the gallery; `felt` is `scores` summed to the seven, `rank` 1 the critic's best.

    With `seed` and then each of `variations` in turn it can be painted again. `strokes` is where
    its strokes are, as docs/hand.md has them; it and `hand` are null for a smooth work. `film` is
    where a moment's film is, null for what is no moment.
    """

    id: str
    portrait: str | None
    created: str
    url: str
    thumbnail: str
    strokes: str | None
    film: str | None
    hand: HandShape | None
    style: Style
    width: int
    height: int
    mood: MoodWeights
    top: FaceEmotion
    seed: str
    variations: list[VariationShape]
    truncation: float
    scores: dict[ArtEmotion, float]
    felt: MoodWeights
    lift: float | None
    favourite: bool
    rank: int | None


class PortraitShape(Shape):
    """A portrait as far as it has come; `place` counts in the queue, 0 once it runs or is over."""

    id: str
    state: State
    place: int
    stage: StageName | None
    created: str
    faces: list[SeenFace]
    mood: MoodWeights | None
    asked: bool
    sure: bool | None
    seed: int | None
    painted: int
    candidates_wanted: int
    candidates: list[Candidate]
    works: list[WorkShape]
    problem: Problem | None


class Portraits(Shape):
    """A visitor's portraits."""

    portraits: list[PortraitShape]


class Works(Shape):
    """`unreadable` works stood among these, and were left out."""

    works: list[WorkShape]
    next: str | None
    unreadable: int


class MorphFrame(Shape):
    """One picture on the way between two moods."""

    url: str
    mood: MoodWeights


class Morph(Shape):
    """The way between two moods, picture by picture."""

    frames: list[MorphFrame]


class Forgotten(Shape):
    """What was deleted; `photos` is 0 always, since none is ever kept."""

    works: int
    portraits: int
    photos: Literal[0] = 0


class GalleryHealth(Shape):
    """What the gallery holds, and may hold; None is no limit."""

    works: int
    bytes: int
    unreadable: int
    most_bytes: int | None
    most_works_each: int | None
    most_days: float | None


class Health(Shape):
    """`gallery` is None where it cannot be read; `problem` then says why."""

    status: Literal["ok"] = "ok"
    gallery: GalleryHealth | None
    problem: Code | None = None
