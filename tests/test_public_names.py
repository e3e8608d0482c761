from __future__ import annotations

import pytest

import vaha
from vaha import errors

NAMES = [
    "AnyPicture",
    "ArtEmotion",
    "Artwork",
    "Brushwork",
    "Camera",
    "CameraError",
    "DecoderError",
    "DecodersBusy",
    "DiskFull",
    "EngineAway",
    "EngineError",
    "EngineRefused",
    "FaceEmotion",
    "GalleryBusy",
    "GalleryDamaged",
    "GalleryError",
    "InputError",
    "MissingExtra",
    "ModelDamaged",
    "ModelError",
    "ModelFetchFailed",
    "ModelNotFound",
    "ModelStore",
    "Mood",
    "MoodError",
    "NoFaceFound",
    "Observer",
    "OutputError",
    "PictureError",
    "PictureTooLarge",
    "Portrait",
    "PortraitOptions",
    "Recipe",
    "RecipeError",
    "Studio",
    "Style",
    "TrainingDataError",
    "VahaError",
    "WorkDamaged",
    "WorkNotFound",
    "__version__",
    "as_image",
    "look",
    "paint",
    "portrait",
    "portrait_many",
    "read_image",
    "read_recipe",
    "save_artwork",
]


def test_the_public_names_are_these() -> None:
    assert vaha.__all__ == NAMES
    assert dir(vaha) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_each_public_name_is_there(name: str) -> None:
    assert getattr(vaha, name) is not None


def test_another_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'paint_everything'"):
        _ = vaha.paint_everything


def test_all_errors_are_public() -> None:
    defined = {name for name, value in vars(errors).items() if isinstance(value, type)}

    assert defined <= set(NAMES)


def test_all_errors_stand_in_the_drawn_tree() -> None:
    for name, value in vars(errors).items():
        if isinstance(value, type):
            assert issubclass(value, vaha.VahaError)
            assert name in (errors.__doc__ or "")
