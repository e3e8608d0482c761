"""The shapes of what is asked of the HTTP API: queries and bodies."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from vaha.hand.base import LEAST_SIZE, MOST_EFFECT
from vaha.styles import Style
from vaha.web.shapes.payloads import MOST_SEED, Asked, Digits, Id, MannerName, PartialMood


class PortraitOptionsShape(Asked):
    """What a portrait shall be; without a photo a mood, or a work to vary, is needed.

    `style` asks the painter for one; `manner`, `effect` and `size` say how the works are painted
    stroke by stroke; left out, as suits the style, as the work to vary was, or in oil at 512 px.
    """

    face: Literal["largest", "all"] | Annotated[int, Field(ge=1, le=100)] = "largest"
    mood: PartialMood | None = None
    candidates: Annotated[int, Field(ge=1)] = 32
    keep: Annotated[int, Field(ge=1)] = 3
    seed: Annotated[int, Field(ge=0, le=MOST_SEED)] | None = None
    scale: Annotated[int, Field(ge=1)] = 4
    truncation: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] | None = None
    vary: Annotated[str, Id] | None = None
    style: Style | None = None
    manner: MannerName | None = None
    effect: Annotated[float, Field(ge=0, le=MOST_EFFECT, allow_inf_nan=False)] | None = None
    size: Annotated[int, Field(ge=LEAST_SIZE)] | None = None


class WorksQuery(Asked):
    """Which works are asked for."""

    favourites: Literal["0", "1"] = "0"
    before: Annotated[str, Field(max_length=120)] | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 24


class MoodsQuery(Asked):
    """A camera's frame, or with `thorough` a photo: it may be large, and waits for its turn.

    In a photo, and in a visitor's first frame, the faces are those that a portrait finds; in
    further frames they are followed.
    """

    thorough: Literal["0", "1"] = "0"


class WhyQuery(Asked):
    """The face in the photo that is meant; 1 is the largest."""

    face: Annotated[str, Field(pattern=r"^[1-9][0-9]?$")] = "1"


class MirrorQuery(Asked):
    """`strength` is 0 (the most varied works) to 1 (the most typical of the mood)."""

    size: Literal["256", "512"] = "256"
    strength: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] = 0.4


class DownloadQuery(Asked):
    """Whether the browser shall keep it as a file."""

    download: Literal["0", "1"] = "0"


class PictureQuery(Asked):
    """`size` lays the work's strokes again with this longer side; a smooth work has none."""

    size: Literal["512", "2048", "4096"] | None = None
    download: Literal["0", "1"] = "0"


class ImprintsQuery(Asked):
    """A brush: `radius` in pixels, `length` of the longest stroke in radii, `dryness` 0 to 1."""

    kind: Literal["bristle", "knife", "dab", "dot", "wash", "stick", "pen"]
    radius: Annotated[float, Field(gt=0, le=4096, allow_inf_nan=False)]
    length: Annotated[float, Field(ge=0.5, le=48, allow_inf_nan=False)]
    dryness: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
    layer: Annotated[int, Field(ge=0, le=15)]


class WorkChange(Asked):
    """What is to be changed of a work."""

    favourite: bool


class MorphOptions(Asked):
    """From one mood to another in equal steps that include both ends.

    With one seed, or from the noise of a work of mine.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    from_: Annotated[PartialMood, Field(alias="from")]
    to: PartialMood
    seed: Annotated[int, Field(ge=0, lt=2**64)] | Annotated[str, Digits] | None = None
    work: Annotated[str, Id] | None = None
    steps: Annotated[int, Field(ge=2, le=24)] = 8
    scale: Annotated[int, Field(ge=1, le=4)] = 1
