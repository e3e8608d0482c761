"""Everything that can go wrong, as one tree.

VahaError
├── InputError              what was given cannot be used
│   ├── PictureError        a picture: missing, not a picture, truncated
│   │   └── PictureTooLarge a picture of more pixels than we decode
│   ├── NoFaceFound         a picture without a face that we can find
│   ├── MoodError           an unknown emotion, weights that are negative or sum to zero
│   ├── RecipeError         a PNG without a recipe, or with one that cannot be followed
│   ├── CameraError         no camera, a busy camera, a video that cannot be read
│   └── WorkNotFound        a work that is not, or no longer, in the gallery
│       └── WorkDamaged     a work whose entry or picture cannot be read
├── OutputError             a folder or file that cannot be written
│   └── DiskFull            because there is no room
├── GalleryError            a gallery that cannot be reached or is newer than this VAHA
│   ├── GalleryBusy         another program holds it
│   └── GalleryDamaged      it is no longer what VAHA wrote
├── DecoderError            no process that reads pictures can be had
│   └── DecodersBusy        all of them are at work
├── ModelError              the weights
│   ├── ModelNotFound       no such model, or not fetched yet
│   ├── ModelDamaged        a file that is not the one its card describes
│   └── ModelFetchFailed    a download that did not succeed
├── EngineError             the painters of a studio that has them elsewhere
│   ├── EngineAway          they cannot be reached
│   └── EngineRefused       they want another token, or are of another version
├── MissingExtra            a part of VAHA that was not installed
└── TrainingDataError       training data: a missing column, a bad row, an unreadable file

Every message is one line that says what happened and what to do.
"""

from __future__ import annotations


class VahaError(Exception):
    """The root: the command line prints its message and exits with 1."""


class InputError(VahaError):
    """What was given cannot be used."""


class PictureError(InputError):
    """A picture that is missing, not a picture, truncated or too large."""


class PictureTooLarge(PictureError):
    """A picture of more pixels than we decode."""


class NoFaceFound(InputError):
    """No face that we can find stands in the picture."""


class MoodError(InputError):
    """An unknown emotion, or weights that are negative or sum to zero."""


class RecipeError(InputError):
    """A file without a recipe, or with one that cannot be followed."""


class CameraError(InputError):
    """No camera, a busy camera, or a video that cannot be read."""


class WorkNotFound(InputError):
    """A work that is not, or no longer, in the gallery."""


class WorkDamaged(WorkNotFound):
    """A work in the gallery whose entry or picture cannot be read."""


class OutputError(VahaError):
    """A folder or file that cannot be written."""


class DiskFull(OutputError):
    """A folder or file that cannot be written because the disk is full."""


class GalleryError(VahaError):
    """A gallery that cannot be reached, or is newer than this VAHA."""


class GalleryBusy(GalleryError):
    """A gallery that another program holds."""


class GalleryDamaged(GalleryError):
    """A gallery that is no longer what VAHA wrote."""


class DecoderError(VahaError):
    """No process that reads pictures can be had."""


class DecodersBusy(DecoderError):
    """All processes that read pictures are at work, for longer than one wanted to wait."""


class ModelError(VahaError):
    """Something is wrong with the weights."""


class ModelNotFound(ModelError):
    """There is no such model, or it has not been fetched."""


class ModelDamaged(ModelError):
    """A model file is not the one that its card describes."""


class ModelFetchFailed(ModelError):
    """A model could not be downloaded."""


class EngineError(VahaError):
    """Something is wrong with the painters of a studio that has them elsewhere."""


class EngineAway(EngineError):
    """The engine cannot be reached."""


class EngineRefused(EngineError):
    """The engine wants another token, or is of another version."""


class MissingExtra(VahaError):
    """A part of VAHA that was not installed."""


class TrainingDataError(VahaError):
    """Training data that cannot be read: the message names the file and the row."""
