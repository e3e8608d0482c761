"""Model cards: what a weights file is, in words that code and people can read."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from vaha.errors import ModelDamaged


@dataclass(frozen=True)
class ModelCard:
    """What is known of one weights file.

    `input_size` is (height, width), 0 where any size will do; `mean` and `std` are of inputs scaled
    to 0..1, one number a channel; `labels` stand in the order of the network's output. `settings`
    holds what else its stage needs (base rates, thresholds, noise size), `recipe` how it learnt.
    `more_files` are the sha256 of files beside the main one, as the network in another form.
    """

    name: str
    task: str
    file: str
    sha256: str
    description: str
    licence: str
    date: str
    labels: tuple[str, ...] = ()
    input_size: tuple[int, int] = (0, 0)
    channels: int = 3
    mean: tuple[float, ...] = ()
    std: tuple[float, ...] = ()
    parameters: int = 0
    training_data: tuple[dict[str, str], ...] = ()
    scores: dict[str, Any] = field(default_factory=dict)
    limits: tuple[str, ...] = ()
    settings: dict[str, Any] = field(default_factory=dict)
    recipe: dict[str, Any] = field(default_factory=dict)
    source: str = ""
    more_files: dict[str, str] = field(default_factory=dict)

    def to_json(self) -> str:
        return json.dumps(asdict(self), indent=2, ensure_ascii=False) + "\n"

    @classmethod
    def read(cls, path: Path) -> ModelCard:
        """Read a card; raises ModelDamaged where the file is no card."""
        try:
            document = json.loads(path.read_text(encoding="utf-8"))
            for name in ("labels", "input_size", "mean", "std", "training_data", "limits"):
                if name in document:
                    document[name] = tuple(document[name])
            return cls(**document)
        except (OSError, ValueError, TypeError) as error:
            raise ModelDamaged(
                f"the model card {path} cannot be read ({error}); install VAHA again"
            ) from error
