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
# # The painter: conditions, mixtures, truncation, styles
#
# The student project's generator had a label embedding: one of seven emotions beside the noise, and transposed
# convolutions, whose works were blocky. Today's is taught against ImageNet's features (Projected GAN, Sauer et al.
# 2021) with *soft* moods as its condition, so that what lies between two emotions can be asked for.

# %%
import itertools

import numpy as np

import vaha
from vaha.images import contact_sheet

studio = vaha.Studio.open()


def composed(mood, seeds, truncation=1.0, style=vaha.Style.ANY):
    """What the painter itself composes, 64 px, before anything is chosen, enlarged or painted."""
    return [work.image for work in studio.paint(vaha.Mood.parse(mood), seeds, truncation, style)]


def apart(pictures):
    """The mean distance of pictures from their mean, in grey levels."""
    stack = np.stack(pictures).astype(float)
    return np.abs(stack - stack.mean(0)).mean()


def shown(pictures, columns):
    from PIL import Image

    return Image.fromarray(contact_sheet(pictures, columns)).resize(
        (columns * 128, -(-len(pictures) // columns) * 128)
    )


# %% [markdown]
# ## One seed, seven moods

# %%
moods = [emotion.value for emotion in vaha.FaceEmotion]
one_seed = [composed(mood, [11])[0] for mood in moods]
shown(one_seed, 7)

# %% [markdown]
# Fear is dark and awe is light: the condition is heard.

# %%
brightness = {mood: np.mean(composed(mood, range(24))) for mood in moods}
print({mood: round(float(value)) for mood, value in brightness.items()})
assert brightness["fearful"] + 30 < brightness["surprised"]

# %% [markdown]
# ## Between two moods
# From fear to awe in five steps, the noise unchanged.

# %%
way = [f"fearful={1 - share},surprised={share}" for share in (0.01, 0.25, 0.5, 0.75, 0.99)]
steps = [composed(mood, [11])[0] for mood in way]
shown(steps, 5)

# %%
ends = np.abs(steps[0].astype(float) - steps[-1]).mean()
hops = [np.abs(a.astype(float) - b).mean() for a, b in itertools.pairwise(steps)]
print("from end to end", round(ends, 1), "the longest step", round(max(hops), 1))
assert max(hops) < ends  # no leap: the way is a way

# %% [markdown]
# ## Truncation
# It draws the noise towards its middle: safer works, less various ones.

# %%
wide, narrow = composed("neutral", range(24), 1.0), composed("neutral", range(24), 0.4)
print("apart by", round(apart(wide), 1), "and", round(apart(narrow), 1), "grey levels")
assert apart(narrow) < apart(wide)
shown(wide[:8] + narrow[:8], 8)

# %% [markdown]
# ## Styles
# A condition of their own, with "any" as a learnt wildcard. So far the painter follows them in tint alone; the rest of what one
# sees in a finished work is the hand's manner for that style.

# %%
styles = [vaha.Style.BAROQUE, vaha.Style.IMPRESSIONISM, vaha.Style.UKIYO_E, vaha.Style.INK]
tinted = {style: composed("neutral", range(16), style=style) for style in styles}
light = {style.value: round(float(np.mean(works))) for style, works in tinted.items()}
print(light)
assert max(light.values()) > min(light.values())
shown([work for works in tinted.values() for work in works[:6]], 6)
