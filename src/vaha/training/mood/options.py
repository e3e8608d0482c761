"""How the mood reader learns: each hyperparameter with its meaning, and recipes by name."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from vaha.errors import InputError
from vaha.training.engine.recipe import Recipe, hyperparameter

PRETRAINED = ("lite0", "lite2")
"""Those that begin with ImageNet's weights from an installed package."""
ARCHITECTURES = ("baseline", "vgg16", "resnet", "inception", *PRETRAINED)
SCHEDULES = ("cosine", "steps")


@dataclass(frozen=True)
class MoodOptions(Recipe):
    """One recipe; the defaults are for processors.

    What the shipped weights learnt by is in their card.

    With `epochs` the run is so many passes over the faces and repeats to the bit; without, it
    takes `minutes`. Shares and probabilities are 0..1, strengths 1 for the usual and 0 for none.
    Raises InputError for what cannot be.
    """

    BUDGETS: ClassVar[tuple[str, ...]] = ("epochs", "minutes")
    RENAMED: ClassVar[Mapping[str, str]] = {"hardship": "degradation"}

    arch: str = hyperparameter("vgg16", "The network.")
    width: float = hyperparameter(1.0, "Channels of VGG16's convolutions, as a share of its own.")
    epochs: float | None = hyperparameter(None, "Passes over the faces; replaces the time budget.")
    minutes: float = hyperparameter(90.0, "Time budget.")
    batch: int = hyperparameter(128, "Faces a step, over all processes.")
    learning_rate: float = hyperparameter(0.05, "The peak, after a warm-up over 4 % of the run.")
    schedule: str = hyperparameter("cosine", "How the rate falls: half a cosine, or in two steps.")
    weight_decay: float = hyperparameter(5e-4, "Of weights; biases and normalisation have none.")
    dropout: float = hyperparameter(0.3, "Share of the last features that a step does without.")
    votes_share: float = hyperparameter(0.4, "Share of the target that is FER+'s votes.")
    label_smoothing: float = hyperparameter(
        0.05, "Share of FER-2013's label given to all seven alike."
    )
    teacher_share: float = hyperparameter(
        0.6, "Share of the target that is the teachers' (--teachers)."
    )
    drop_contradictions: bool = hyperparameter(
        False, "Leave out equal pictures with different labels."
    )
    affine: float = hyperparameter(1.0, "Strength of turning, scaling, shearing and shifting.")
    framing: float = hyperparameter(
        0.0, "Probability that a face is cut tighter, looser and off the middle."
    )
    photometric: float = hyperparameter(
        1.0, "Strength of changes of light, contrast, sharpness, noise."
    )
    erase: float = hyperparameter(0.3, "Probability that a rectangle of a face is covered.")
    degradation: float = hyperparameter(
        0.0, "Probability of blur, low light, few pixels and JPEG, each."
    )
    mix: float = hyperparameter(0.0, "Probability that a batch is mixed: half mixup, half cutmix.")
    mix_alpha: float = hyperparameter(
        0.3, "Beta(alpha, alpha) draws how much of each face is mixed."
    )
    average_decay: float = hyperparameter(
        0.999, "Decay of the averaged weights, those that are kept."
    )
    balance: float = hyperparameter(
        0.0, "How far the bias goes towards naming each mood as readily, 1 for all the way."
    )
    sharpness: float = hyperparameter(0.0, "Radius of SAM, 0 for none; doubles the time of a step.")
    small_until: float = hyperparameter(
        0.55, "Share of the run on views of 32 px, which cost half."
    )
    seed: int = hyperparameter(0, "Of weights, order, augmentation and dropout.")

    def __post_init__(self) -> None:
        for what, name, known in (
            ("architecture", self.arch, ARCHITECTURES),
            ("schedule", self.schedule, SCHEDULES),
        ):
            if name not in known:
                raise InputError(f"unknown {what} {name!r}; choose among {', '.join(known)}")
        for name, value in vars(self).items():
            if isinstance(value, (int, float)) and not 0 <= value < math.inf:
                raise InputError(f"{name} is a number from 0 on, not {value}")
        for name in _SHARES:
            if not 0 <= getattr(self, name) <= 1:
                raise InputError(f"{name} is a share from 0 to 1, not {getattr(self, name)}")
        if not 1 / 64 <= self.width <= 4 or (self.width != 1 and self.arch != "vgg16"):
            raise InputError(f"width is of --arch vgg16 alone, from 1/64 to 4, not {self.width}")
        if self.batch < 2 or self.minutes <= 0 or (self.epochs is not None and self.epochs <= 0):
            raise InputError("a run needs batches of at least 2 faces and a budget above 0")


_SHARES = (
    "dropout", "votes_share", "label_smoothing", "teacher_share", "erase", "degradation", "framing",
    "mix", "average_decay", "balance", "small_until",
)  # fmt: skip

PROCESSOR = MoodOptions()

GPU = PROCESSOR.but(
    epochs=150.0,
    batch=256,
    learning_rate=0.1,
    dropout=0.4,
    votes_share=0.3,
    label_smoothing=0.14,  # of the label's 0.7 of the target: 0.1 of it all
    drop_contradictions=True,
    erase=0.4,
    degradation=0.08,
    mix=0.6,
    sharpness=0.05,
    small_until=0.0,
)
"""The recipe for one GPU in a quarter of an hour; its hyperparameters are in docs/log/mood.md."""

TEACHER = GPU.but(epochs=70.0, sharpness=0.0)
"""What each out-of-fold teacher learns by."""

COMPARE = PROCESSOR.but(epochs=30.0, votes_share=0.0, small_until=0.0)
"""The original's comparison: FER-2013's own labels, the same for all four architectures."""

QUICK = PROCESSOR.but(epochs=2.0, batch=32, small_until=0.75, average_decay=0.9)
"""The whole way on a few faces: for trying out, not for use."""

PRESETS = {
    "processor": PROCESSOR,
    "gpu": GPU,
    "teacher": TEACHER,
    "compare": COMPARE,
    "quick": QUICK,
}
