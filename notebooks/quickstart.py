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
# # VAHA: from a face to paintings of its mood
#
# One minute on a processor. Nothing is uploaded, and nothing of a face is kept.
#
# Install VAHA first: `pip install .` in a copy of its repository.

# %%
import base64

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
# A photo of yours, by the camera, or where there is none, by upload. It stays in this notebook.

# %%
PHOTOGRAPH = """(async () => {
  const video = document.body.appendChild(document.createElement('video'));
  const button = document.body.appendChild(document.createElement('button'));
  const stream = await navigator.mediaDevices.getUserMedia({video: true});
  video.srcObject = stream; button.textContent = 'Take the photo';
  await video.play();
  await new Promise((taken) => { button.onclick = taken; });
  const canvas = document.createElement('canvas');
  canvas.width = video.videoWidth; canvas.height = video.videoHeight;
  canvas.getContext('2d').drawImage(video, 0, 0);
  stream.getTracks().forEach((track) => track.stop()); video.remove(); button.remove();
  return canvas.toDataURL('image/jpeg').split(',')[1];
})()"""
try:
    from google.colab import files, output
except ImportError:
    print("not in Colab: give vaha.portrait a path instead")
else:
    try:
        photos = [base64.b64decode(output.eval_js(PHOTOGRAPH))]
    except Exception as error:  # no camera, or it may not be used
        print("no camera:", error)
        photos = files.upload().values()
    for mine in photos:
        display(vaha.portrait(mine))
