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
# # The critic, and how works are ranked
#
# A critic taught by ArtEmis says what people would feel before a work, nine probabilities. Two faults of the
# student project made its ranking wrong; here both are shown and mended.

# %%
import numpy as np

import vaha
from vaha.emotions import ART_EMOTIONS, FACE_OF_ART

studio = vaha.Studio.open()
sad = vaha.Mood.parse("sad")
works = studio.score(studio.paint(sad, range(1, 65)), sad)
table = np.array([[work.scores[emotion] for emotion in ART_EMOTIONS] for work in works])
print("works x emotions:", table.shape)
assert np.allclose(table.sum(1), 1, atol=1e-3)

# %% [markdown]
# ## The wrong order
# A network answers in the order in which its classes were numbered: ArtEmis' own. Who reads the numbers in the
# order of the alphabet looks at another emotion's column.

# %%
alphabet = sorted(emotion.value for emotion in ART_EMOTIONS)
artemis = [emotion.value for emotion in ART_EMOTIONS]
print(
    "column of sadness:", artemis.index("sadness"), "- in the alphabet:", alphabet.index("sadness")
)
taken_for = {artemis[column]: alphabet[column] for column in range(9)}
print({right: wrong for right, wrong in taken_for.items() if right != wrong})
assert taken_for["contentment"] == "awe" and taken_for["awe"] == "anger"
meant = "contentment"
asked = alphabet.index(meant)
print(f"who asks for {meant} in the alphabet's order gets {artemis[asked]}")

# %% [markdown]
# ## Probability or lift
# People feel contentment before most paintings. Who ranks by the bare probability of a rare emotion finds little
# but the critic's habits; *lift* asks how much more of the mood this work has than works have in general.

# %%
column = ART_EMOTIONS.index(vaha.ArtEmotion.SADNESS)
by_probability = np.argsort(-table[:, column])[:3]
by_lift = np.argsort([-(work.lift or 0.0) for work in works])[:3]
print("by probability:", [round(float(table[place, column]), 2) for place in by_probability])
print("by lift:       ", [round(float(works[place].lift), 2) for place in by_lift])
lifts = np.array([work.lift for work in works])
assert lifts[by_lift].mean() >= lifts[by_probability].mean()
assert lifts[by_lift].mean() > lifts.mean() + 0.2

# %%
commonest = ART_EMOTIONS[int(table.mean(0).argmax())]
print(
    "the commonest answer for these sad works:",
    commonest.value,
    "which belongs to",
    FACE_OF_ART[commonest].value,
)

# %% [markdown]
# ## The best three, no near-copies

# %%
chosen = studio.choose(works, sad, keep=3)
assert next(work.recipe.seed for work in chosen) == works[by_lift[0]].recipe.seed
assert len({work.recipe.seed for work in chosen}) == 3
chosen[0]
