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

_NAMES_OF = {
    "vaha.artwork": "Artwork Recipe read_recipe save_artwork",
    "vaha.camera.camera": "Camera",
    "vaha.emotions": "ArtEmotion FaceEmotion Mood",
    "vaha.errors": """
        CameraError DecoderError DecodersBusy DiskFull EngineAway EngineError EngineRefused
        GalleryBusy GalleryDamaged GalleryError InputError MissingExtra ModelDamaged
        ModelError ModelFetchFailed ModelNotFound MoodError NoFaceFound OutputError
        PictureError PictureTooLarge RecipeError TrainingDataError VahaError WorkDamaged
        WorkNotFound
    """,
    "vaha.hand.base": "Brushwork",
    "vaha.images": "read_image",
    "vaha.portraits.progress": "Observer",
    "vaha.runtime.store": "ModelStore",
    "vaha.shortcuts.any_picture": "AnyPicture as_image",
    "vaha.shortcuts.calls": "look paint portrait portrait_many",
    "vaha.studio": "Portrait PortraitOptions Studio",
    "vaha.styles": "Style",
}
_HOME_OF = {name: room for room, names in _NAMES_OF.items() for name in names.split()}

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
