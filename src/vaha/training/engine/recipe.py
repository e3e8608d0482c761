"""What the trainers' recipes share: hyperparameters that say what they mean, and what may change.

A run goes on only by the recipe that it was begun with; how long it lasts is not part of that.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from vaha.errors import TrainingDataError

Own = TypeVar("Own", bound="Recipe")


def hyperparameter(default: Any, says: str) -> Any:  # noqa: ANN401 - as dataclasses.field is typed
    """A field whose meaning the command line repeats."""
    return field(default=default, metadata={"says": says})


@dataclass(frozen=True)
class Recipe:
    """The base of each trainer's options."""

    BUDGETS: ClassVar[tuple[str, ...]] = ("minutes",)
    """Options that may differ when a run goes on: how long it lasts is not what it is."""
    RENAMED: ClassVar[Mapping[str, str]] = {}
    """Options that had another name before."""

    def but(self: Own, **changes: Any) -> Own:  # noqa: ANN401 - as dataclasses.replace
        """The same recipe with these values in place of others."""
        return replace(self, **changes)

    def to_json(self) -> str:
        """What a checkpoint says of its recipe."""
        return json.dumps(asdict(self))

    @classmethod
    def as_named_now(cls, begun: Mapping[str, Any]) -> dict[str, Any]:
        """What an older run was begun with; what it did not know yet stood at its default."""
        return asdict(cls()) | {cls.RENAMED.get(name, name): begun[name] for name in begun}

    def refuse_another(self, begun: str, folder: Path) -> None:
        """Raise TrainingDataError where the run in `folder` was begun by another recipe."""
        then = self.as_named_now(json.loads(begun))
        for name, value in asdict(self).items():
            if name not in self.BUDGETS and then[name] != value:
                raise TrainingDataError(
                    f"{folder} was begun with {name} {then[name]}, not {value}; "
                    "choose another --out, or go on with what it was begun with"
                )
