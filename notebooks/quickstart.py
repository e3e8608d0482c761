# ---
# jupyter:
#   jupytext:
#     formats: py:percent,ipynb
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # VAHA: from a face to paintings of its mood
#
# One minute on a processor. Nothing is uploaded, and nothing of a face is kept.
#
# Install VAHA first: `pip install .` in a copy of its repository.

# %%
from skimage import data  # carries a portrait that anyone may use

import vaha

photo = data.astronaut()

# %% [markdown]
# ## A portrait
# The face is found, its mood read, 32 works composed for it; a critic keeps the best three, and a hand paints
# them stroke by stroke. `seed` makes it the same again.

# %%
portrait = vaha.portrait(photo, seed=7)
portrait

# %%
assert portrait.mood.top is vaha.FaceEmotion.HAPPY, portrait.mood
assert len(portrait.works) == 3 and portrait.works[0].image.shape == (512, 512, 3)
print(portrait.mood)

# %% [markdown]
# ## One recipe, one painting
# Each work carries how it was made, and nothing of the face.

# %%
work = portrait.works[0]
print(work.recipe.to_json()[:160], "...")
again = vaha.Studio.open().repaint(work.recipe)
assert (again.image == work.image).all()

# %% [markdown]
# ## Another mood, style or manner
# A mood may be a mixture. A style of WikiArt's asks painter and hand together; a manner asks the hand alone.

# %%
(sea,) = vaha.paint("surprised=0.7,happy=0.3", style="romanticism", keep=1, seed=3)
sea

# %%
(ink,) = vaha.paint("sad", manner="ink", keep=1, seed=3)
ink

# %%
assert sea.recipe.style is vaha.Style.ROMANTICISM and ink.recipe.hand.manner == "ink"
colours = ink.image.max(2).astype(int) - ink.image.min(2)
assert colours.mean() < 15  # ink has next to no colour

# %% [markdown]
# ## In Colab
# A photo of yours, by upload (Colab's own snippet "Camera Capture" takes one with the webcam):

# %%
try:
    from google.colab import files
except ImportError:
    print("not in Colab: give vaha.portrait a path instead")
else:
    for name, content in files.upload().items():
        print(name)
        display(vaha.portrait(content))
