"""An order: what is done, with what, from where; its fingerprint names the parts of its answer."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from vaha.batch.work import Work
from vaha.installation.version import installed_version
from vaha.runtime.store import ModelStore
from vaha.settings import Settings

STAGES = ("centerface", "mood", "painter", "critic")
"""The networks that every order names, beside the one that enlarges."""

Document = dict[str, Any]


@dataclass(frozen=True)
class Order:
    """What is done with the items of `root`, and where the rows go (`out`).

    `version` of VAHA and the sha256 of the `models` are those of who gave the order; a worker that
    has others refuses it.
    """

    work: Work
    root: str
    out: str
    upscaler: str = "enlarger"
    version: str = field(default_factory=installed_version)
    models: Mapping[str, str] = field(default_factory=dict)

    def document(self) -> Document:
        """As it stands beside the parts, in plain JSON."""
        said = {
            "kind": self.work.kind,
            "options": asdict(self.work) | {"upscaler": self.upscaler},  # type: ignore[call-overload]
            "source": self.root,
            "version": self.version,
            "models": dict(self.models),
        }
        document: Document = json.loads(json.dumps(said))
        return document

    @property
    def fingerprint(self) -> str:
        """Of what makes the rows; where the items lie makes none of them."""
        said = {name: value for name, value in self.document().items() if name != "source"}
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Shard:
    """Items whose rows make one part; with `again`, those of a part that are done once more."""

    name: str
    items: tuple[str, ...]
    again: bool = False


@dataclass(frozen=True)
class Done:
    """A part that was written: so many items were done, so many of them with an error."""

    name: str
    items: int
    errors: int


def shards_of(order: Order, items: Sequence[str], size: int) -> Iterator[Shard]:
    """The items cut into parts of `size`, each named by the order and its own items."""
    fingerprint = order.fingerprint
    for start in range(0, len(items), size):
        few = tuple(items[start : start + size])
        named = hashlib.sha256("\n".join((fingerprint, *few)).encode()).hexdigest()
        yield Shard(f"part-{named[:24]}.parquet", few)


def models_here(settings: Settings, upscaler: str) -> dict[str, str]:
    """The sha256 of each network that this installation would work with, by its name."""
    store = ModelStore.open(settings)
    names = [*STAGES, *([] if upscaler == "bicubic" else [upscaler])]
    others = {
        kind: f"extension {name}"
        for kind in ("painter", "critic", "enlarger")
        if (name := getattr(settings, kind))
    }
    return {name: store.card(name).sha256 for name in names} | others
