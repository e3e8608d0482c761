"""VAHA, Visual Artwork for Human Affections: a face goes in, paintings of its mood come out.

    import vaha
    portrait = vaha.portrait("me.jpg")
    portrait.works[0].save("mine.png")

Every public name is loaded when it is first asked for, so that `import vaha` stays light.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from vaha.artwork import Artwork as Artwork
    from vaha.artwork import Recipe as Recipe
    from vaha.artwork import read_recipe as read_recipe
    from vaha.artwork import save_artwork as save_artwork
    from vaha.camera.camera import Camera as Camera
    from vaha.emotions import ArtEmotion as ArtEmotion
    from vaha.emotions import FaceEmotion as FaceEmotion
    from vaha.emotions import Mood as Mood
    from vaha.errors import CameraError as CameraError
    from vaha.errors import DecoderError as DecoderError
    from vaha.errors import DecodersBusy as DecodersBusy
    from vaha.errors import DiskFull as DiskFull
    from vaha.errors import EngineAway as EngineAway
    from vaha.errors import EngineError as EngineError
    from vaha.errors import EngineRefused as EngineRefused
    from vaha.errors import GalleryBusy as GalleryBusy
    from vaha.errors import GalleryDamaged as GalleryDamaged
    from vaha.errors import GalleryError as GalleryError
    from vaha.errors import InputError as InputError
    from vaha.errors import MissingExtra as MissingExtra
    from vaha.errors import ModelDamaged as ModelDamaged
    from vaha.errors import ModelError as ModelError
    from vaha.errors import ModelFetchFailed as ModelFetchFailed
    from vaha.errors import ModelNotFound as ModelNotFound
    from vaha.errors import MoodError as MoodError
    from vaha.errors import NoFaceFound as NoFaceFound
    from vaha.errors import OutputError as OutputError
    from vaha.errors import PictureError as PictureError
    from vaha.errors import PictureTooLarge as PictureTooLarge
    from vaha.errors import RecipeError as RecipeError
    from vaha.errors import TrainingDataError as TrainingDataError
    from vaha.errors import VahaError as VahaError
    from vaha.errors import WorkDamaged as WorkDamaged
    from vaha.errors import WorkNotFound as WorkNotFound
    from vaha.hand.base import Brushwork as Brushwork
    from vaha.images import read_image as read_image
    from vaha.portraits.progress import Observer as Observer
    from vaha.runtime.store import ModelStore as ModelStore
    from vaha.shortcuts.any_picture import AnyPicture as AnyPicture
    from vaha.shortcuts.any_picture import as_image as as_image
    from vaha.shortcuts.calls import look as look
    from vaha.shortcuts.calls import paint as paint
    from vaha.shortcuts.calls import portrait as portrait
    from vaha.shortcuts.calls import portrait_many as portrait_many
    from vaha.studio import Portrait as Portrait
    from vaha.studio import PortraitOptions as PortraitOptions
    from vaha.studio import Studio as Studio
    from vaha.styles import Style as Style

    __version__: str

_HOME_OF = {
    "Style": "vaha.styles",
    "save_artwork": "vaha.artwork",
    "read_recipe": "vaha.artwork",
    "portrait_many": "vaha.shortcuts.calls",
    "portrait": "vaha.shortcuts.calls",
    "paint": "vaha.shortcuts.calls",
    "look": "vaha.shortcuts.calls",
    "Observer": "vaha.portraits.progress",
    "Camera": "vaha.camera.camera",
    "as_image": "vaha.shortcuts.any_picture",
    "AnyPicture": "vaha.shortcuts.any_picture",
    "ArtEmotion": "vaha.emotions",
    "Artwork": "vaha.artwork",
    "Brushwork": "vaha.hand.base",
    "CameraError": "vaha.errors",
    "DecoderError": "vaha.errors",
    "DecodersBusy": "vaha.errors",
    "DiskFull": "vaha.errors",
    "EngineAway": "vaha.errors",
    "EngineError": "vaha.errors",
    "EngineRefused": "vaha.errors",
    "FaceEmotion": "vaha.emotions",
    "GalleryBusy": "vaha.errors",
    "GalleryDamaged": "vaha.errors",
    "GalleryError": "vaha.errors",
    "InputError": "vaha.errors",
    "MissingExtra": "vaha.errors",
    "ModelDamaged": "vaha.errors",
    "ModelError": "vaha.errors",
    "ModelFetchFailed": "vaha.errors",
    "ModelNotFound": "vaha.errors",
    "ModelStore": "vaha.runtime.store",
    "Mood": "vaha.emotions",
    "MoodError": "vaha.errors",
    "NoFaceFound": "vaha.errors",
    "OutputError": "vaha.errors",
    "PictureError": "vaha.errors",
    "PictureTooLarge": "vaha.errors",
    "Portrait": "vaha.studio",
    "PortraitOptions": "vaha.studio",
    "Recipe": "vaha.artwork",
    "RecipeError": "vaha.errors",
    "Studio": "vaha.studio",
    "TrainingDataError": "vaha.errors",
    "VahaError": "vaha.errors",
    "WorkDamaged": "vaha.errors",
    "WorkNotFound": "vaha.errors",
    "read_image": "vaha.images",
}

__all__ = sorted([*_HOME_OF, "__version__"])


def __getattr__(name: str) -> Any:  # noqa: ANN401
    """Load a public name from the room it lives in."""
    from importlib import import_module

    if name == "__version__":
        from vaha.installation.version import installed_version

        return installed_version()
    if name not in _HOME_OF:
        raise AttributeError(f"module 'vaha' has no attribute {name!r}")
    value = getattr(import_module(_HOME_OF[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return list(__all__)
