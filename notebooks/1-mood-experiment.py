# ---
# jupyter:
#   jupytext:
#     formats: py:percent,ipynb
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: '1.3'
#       jupytext_version: 1.19.6
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # The mood experiment: four networks side by side
#
# The student project compared four networks on FER-2013: a small baseline, VGG16, a ResNet and an Inception network. It
# kept VGG16 and reported **61.5 %**. Here the four learn again by one recipe, and the notebook shows why that figure
# and ours cannot be compared as they stand.
#
# FER-2013 may not be passed on. Without it this notebook draws faces of its own, a minute's work on a
# processor. With it, name Kaggle's file: `FER2013=fer2013.csv`. It needs `pip install ".[train]"`.

# %%
import os
import tempfile
from pathlib import Path

import numpy as np
import torch
from matplotlib import pyplot
from PIL import Image, ImageDraw

from vaha.emotions import FACE_EMOTIONS
from vaha.images import contact_sheet
from vaha.training.data.faces.augmentation import augment_faces
from vaha.training.data.faces.face_set import FaceSet, join, read_fer2013
from vaha.training.mood.architectures import new_network
from vaha.training.mood.options import COMPARE
from vaha.training.mood.report import compare_runs
from vaha.training.mood.run import predict, train_mood

FER2013 = os.environ.get("FER2013")
if not FER2013:
    torch.set_num_threads(1)  # so little work gains nothing from more

# %% [markdown]
# ## The faces
# Drawn ones: brows, eyes and a mouth for each emotion, no two alike.

# %%
LOOKS = {  # brows: rise outwards; eyes: height; mouth: curve down or up, and how far it is open
    "angry": (4, 2, -3, 0), "disgusted": (2, 1, -5, 2), "fearful": (-4, 4, -3, 3), "happy": (0, 2, 5, 0),
    "neutral": (0, 2, 0, 0), "sad": (-4, 1, -5, 0), "surprised": (0, 5, 0, 6),
}  # fmt: skip


def drawn_face(emotion, chance):
    """A face of 48 x 48 grey pixels, a little off the middle, under noise."""
    brow, eye, curve, gap = LOOKS[emotion]
    side = 4 * 48  # drawn four times as large: smooth edges
    picture = Image.new("L", (side, side), int(chance.integers(20, 90)))
    pen = ImageDraw.Draw(picture)
    x, y = (96 + chance.uniform(-8, 8) for _ in "xy")
    pen.ellipse([x - 72, y - 88, x + 72, y + 88], fill=int(chance.integers(140, 220)))
    for way in (-1, 1):
        out, into = x + way * 48, x + way * 16
        pen.line([into, y - 42, out, y - 42 - 4 * brow], fill=30, width=8)
        pen.ellipse(
            [x + way * 32 - 12, y - 20 - 3 * eye, x + way * 32 + 12, y - 20 + 3 * eye], fill=30
        )
    middle = y + 44
    if gap:
        pen.ellipse([x - 24, middle - 4 * gap, x + 24, middle + 4 * gap], fill=30)
    bend = [(x + step, middle + 4 * curve * (1 - (step / 36) ** 2)) for step in range(-36, 37, 4)]
    pen.line(bend, fill=30, width=8)
    small = np.asarray(picture.resize((48, 48), Image.Resampling.LANCZOS), float)
    return np.clip(small + chance.normal(0, 12, small.shape), 0, 255).astype(np.uint8)


def drawn_faces(count, seed):
    chance = np.random.default_rng(seed)
    labels = np.arange(count) % len(FACE_EMOTIONS)
    pixels = np.stack([drawn_face(FACE_EMOTIONS[label].value, chance) for label in labels])
    return FaceSet(pixels, labels, np.zeros((count, 7), np.float32), np.arange(count))


if FER2013:
    parts = read_fer2013(Path(FER2013))
else:
    parts = {
        name: drawn_faces(count, seed)
        for seed, (name, count) in enumerate(
            [("Training", 280), ("PublicTest", 140), ("PrivateTest", 140)]
        )
    }
Image.fromarray(
    contact_sheet([np.stack([face] * 3, 2) for face in parts["Training"].pixels[:28]], 14)
)

# %% [markdown]
# ## Four networks
# The sizes are those of the original's kind: its VGG16 of 13 convolutions, a ResNet-18, GoogLeNet's nine blocks. For drawn
# faces VGG16 is taken at a quarter of its width.

# %%
NETWORKS = ("baseline", "vgg16", "resnet", "inception")
sizes = {
    name: sum(one.numel() for one in new_network(COMPARE.but(arch=name)).parameters())
    for name in NETWORKS
}
print({name: f"{size:,}" for name, size in sizes.items()})
assert sizes == {
    "baseline": 93_575,
    "vgg16": 14_721_351,
    "resnet": 11_171_271,
    "inception": 6_261_383,
}

# %% [markdown]
# ## One recipe
# Each learns from nine tenths of Training. The curves are of the other tenth; the test parts are not looked at. Of drawn
# faces each sees forty, twice and small: enough to see that all four can be trained, too little to compare them.

# %%
recipe = COMPARE if FER2013 else COMPARE.but(
    epochs=2.0, batch=8, average_decay=0.8, affine=0.5, photometric=0.5, erase=0.0, learning_rate=0.02
)  # fmt: skip
runs = Path(tempfile.mkdtemp())
faces = parts["Training"] if FER2013 else parts["Training"].first(42)
networks = {}
for name in NETWORKS:
    own = {} if FER2013 else {"small_until": 1.0, "width": 0.25 if name == "vgg16" else 1.0}
    networks[name] = train_mood(faces, runs / name, recipe.but(arch=name, **own))

# %%
compared = compare_runs([runs / name for name in NETWORKS])["runs"]
for name, run in compared.items():
    curve = [(point["epoch"], point["accuracy"]) for point in run["curve"]]
    pyplot.plot(*zip(*curve, strict=True), label=name)
pyplot.xlabel("epochs")
pyplot.ylabel("accuracy on held-out faces")
pyplot.legend()
pyplot.show()
print({name: run["accuracy"] for name, run in compared.items()})
assert all(len(run["curve"]) >= 2 for run in compared.values())

# %% [markdown]
# ## What they reach on FER-2013
# Measured by this project, each in the same time on one GPU but for the baseline (`docs/log/mood.md` says how):
#
# | | passes | held-out tenth, plain, 44 px | after 24 passes | PrivateTest | PublicTest |
# |---|---|---|---|---|---|
# | `baseline` | 24 | 45.5 % | 45.5 % | 46.1 % (44.5 to 47.7) | 47.0 % |
# | `vgg16` | 122 | 68.1 % | 64.0 % | 71.6 % (70.1 to 73.0) | 70.4 % |
# | `resnet` | 60 | 68.3 % | 64.5 % | 70.0 % (68.4 to 71.4) | 69.6 % |
# | `inception` | 24 | 65.0 % | 65.0 % | 67.1 % (65.5 to 68.6) | 66.3 % |
#
# In the same time VGG16 (at half its width) and the ResNet come equally far on the held-out tenth. The baseline has no
# normalisation and was still learning. As with the original, VGG16 it is.

# %% [markdown]
# ## Why 61.5 % and 71.6 % cannot be compared
# By this project's record of it, the original's figure was measured *through the loader that augments*, so each face was
# turned, shifted and darkened before it was read, and on both test halves mixed. What that costs, on one network:

# %%
reader = networks["vgg16"] if FER2013 else train_mood(
    parts["Training"], runs / "longer", recipe.but(epochs=3.0, arch="vgg16", width=0.25)
)  # fmt: skip


def accuracy(faces, augmented=False):
    """The share read rightly, in one plain pass: as the faces are, or through the augmenting loader."""
    if not augmented:
        return float((predict(reader, faces.pixels).argmax(1).numpy() == faces.labels).mean())
    chance = torch.Generator().manual_seed(0)
    with torch.no_grad():
        views = augment_faces(torch.from_numpy(faces.pixels)[:, None], 44, chance, native=True)
        read = torch.cat([reader(part) for part in views.split(256)]).argmax(1).numpy()
    return float((read == faces.labels).mean())


private, public = parts["PrivateTest"], parts["PublicTest"]
both = join(private, public)
figures = {
    "PrivateTest": accuracy(private),
    "PublicTest": accuracy(public),
    "both, augmented": accuracy(both, augmented=True),
}
print({name: f"{figure:.1%}" for name, figure in figures.items()})
assert figures["PrivateTest"] > 0.5
assert figures["both, augmented"] < min(figures["PrivateTest"], figures["PublicTest"])

# %% [markdown]
# The rest of the difference is the recipe: averaged weights, a rate that falls to nothing, FER+'s votes, teachers. And FER-2013
# repeats itself: 288 faces of PrivateTest also stand in Training, so our cards give the figure without them too.

# %%
if FER2013:
    print(np.isin(private.group, parts["Training"].group).sum(), "of PrivateTest stand in Training")
