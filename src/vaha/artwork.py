"""What is painted: the recipe that says how, the picture, and what the critic said of it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from vaha.emotions import ArtEmotion, Mood
from vaha.errors import RecipeError, VahaError
from vaha.images import Image

RECIPE_FORMAT = 1


@dataclass(frozen=True)
class Recipe:
    """Everything needed to paint a work again, and nothing of any face.

    `models` names each model that took part with its sha256; `truncation` in 0..1 trades variety
    (1) for strength (0); `scale` is how often the picture was enlarged on each side (1: not).
    """

    mood: Mood
    seed: int
    truncation: float = 1.0
    scale: int = 1
    models: dict[str, str] = field(default_factory=dict)
    version: str = ""

    def to_json(self) -> str:
        """One line of JSON, as the PNG's text chunk carries it."""
        document = asdict(self) | {"format": RECIPE_FORMAT}
        document["mood"] = {emotion.value: weight for emotion, weight in self.mood.items()}
        return json.dumps(document, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Recipe:
        """Read what `to_json` wrote; raises RecipeError for anything else."""
        try:
            document: dict[str, Any] = json.loads(text)
            if document.get("format") != RECIPE_FORMAT:
                raise RecipeError(
                    f"this recipe has format {document.get('format')!r}; this version reads {RECIPE_FORMAT}"
                )
            return cls(
                mood=Mood.parse(",".join(f"{k}={v!r}" for k, v in document["mood"].items())),
                seed=int(document["seed"]),
                truncation=float(document["truncation"]),
                scale=int(document["scale"]),
                models={str(k): str(v) for k, v in document["models"].items()},
                version=str(document["version"]),
            )
        except RecipeError:
            raise
        except (ValueError, KeyError, TypeError, AttributeError, VahaError) as error:
            raise RecipeError(f"this recipe cannot be read ({error}); was the file changed?") from error


@dataclass(frozen=True)
class Artwork:
    """A picture with its recipe; `scores` are the critic's nine probabilities, where it was asked."""

    image: Image
    recipe: Recipe
    scores: dict[ArtEmotion, float] = field(default_factory=dict)
    lift: float | None = None

    def with_scores(self, scores: dict[ArtEmotion, float], lift: float) -> Artwork:
        return replace(self, scores=scores, lift=lift)
