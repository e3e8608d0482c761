"""What the exhibition's part of the API says and is told."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from vaha.web.shapes.payloads import Shape, WorkShape

Theme = Literal["auto", "light", "dark"]
Wake = Literal["touch", "face"]


class SignOfLife(Shape):
    """Which screen asks, and how its camera is; `age` is its newest frame's, in seconds."""

    screen: Literal["visitor", "wall", "live"] = "visitor"
    camera: Literal["off", "on", "trouble"] = "off"
    age: float | None = Field(default=None, ge=0, le=1e6)


class Room(Shape):
    """What the screens have to know; `born` is another after each start of the server."""

    born: str
    languages: list[str]
    theme: Theme
    reading: bool
    wake: Wake
    hold_still: bool
    idle_seconds: float
    question_seconds: float
    hanging: bool
    take_home: bool
    printing: bool
    clean: bool
    question: bool
    painted: bool
    sound: bool
    cues: bool
    open: bool
    doors: Literal["open", "paused", "closed"]
    test: bool


class Near(Shape):
    """Whether a face is near the camera; nothing else of it is looked at."""

    near: bool


class Hung(Shape):
    """What hangs, the newest first."""

    works: list[WorkShape]


class Code(Shape):
    """A code that leads a telephone to one work, and one that leads it into a network."""

    address: str
    until: str
    picture: str
    wifi: str | None


class Sheets(Shape):
    """The printer: whether it prints, sheets that wait, and those that this visitor may print."""

    ready: bool
    waiting: int
    left: int


class CardQuery(Shape):
    """In which language a card is."""

    language: Literal["en", "de", "fr"] = "en"


class PrintOptions(CardQuery):
    """How often a card is printed."""

    copies: int = Field(default=1, ge=1, le=20)


class Answer(Shape):
    """Whether the works carry the visitor's mood (5: wholly), or which they would keep."""

    question: Literal["carries", "keeps"]
    value: int = Field(ge=1, le=5)
