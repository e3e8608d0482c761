"""The pictures of a study: works of several painters, and real paintings between them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from vaha.emotions import FACE_EMOTIONS, FaceEmotion, Mood
from vaha.errors import InputError
from vaha.hand.base import Brushwork, brushwork, check_size
from vaha.images import Image, read_image, resize
from vaha.marking import SOURCES
from vaha.stages.paint import SEEDS
from vaha.studio import Studio
from vaha.study.key import PAINTINGS, Entry

MOST_WORKS, MOST_CANDIDATES, MOST_SEED = 50, 100, 2**32
"""Of a mood; for each of them; and the greatest seed of a study."""

SCALE = 4
"""The enlarger goes before the hand, as in a portrait."""

SUFFIXES = (".png", ".jpg", ".jpeg", ".webp", ".heic", ".bmp", ".tif", ".tiff")

Tell = Callable[[str], None]


@dataclass(frozen=True)
class StudyOptions:
    """What a study shows; raises InputError for what is out of range.

    Each painter gives `works_a_mood` (1 to 50) works in each of the `manners`, the best of
    `candidates` (1 to 100) for each by the critic: a portrait keeps three of 32. `size` is the
    side of all pictures in pixels, 16 to 8192; `seed` 0 to 2^32.
    """

    works_a_mood: int = 4
    candidates: int = 11
    manners: tuple[str, ...] = ("oil",)
    size: int = 512
    seed: int = 0

    def __post_init__(self) -> None:
        check_size(self.size)
        for name in self.manners:
            brushwork(name)
        if not self.manners or len(set(self.manners)) < len(self.manners):
            raise InputError("name each manner of a study once")
        limits = ((self.works_a_mood, 1, MOST_WORKS), (self.candidates, 1, MOST_CANDIDATES))
        for value, least, most in (*limits, (self.seed, 0, MOST_SEED)):
            if not least <= value <= most:
                raise InputError(f"a study cannot be made with {value}; give {least} to {most}")


@dataclass(frozen=True)
class Picture:
    """A square picture, and its entry, whose `picture` has no name yet."""

    image: Image
    entry: Entry


def study_pictures(
    studios: Mapping[str, Studio],
    paintings: Path | None,
    options: StudyOptions,
    tell: Tell = lambda _: None,
) -> list[Picture]:
    """Works of each studio, by its source's name, and real paintings, in an order by chance.

    Paintings in a subfolder with a mood's name are asked for that mood. Raises InputError.
    """
    files = [] if paintings is None else chosen_paintings(paintings, options)
    pictures = [_painting(file, mood, options.size) for file, mood in files]
    for source, studio in studios.items():
        tell(f"{source}: {len(FACE_EMOTIONS)} moods")
        pictures += _works(source, studio, options)
    chance = np.random.default_rng(options.seed)
    return [pictures[place] for place in chance.permutation(len(pictures))]


def chosen_paintings(folder: Path, options: StudyOptions) -> list[tuple[Path, FaceEmotion | None]]:
    """Paintings by chance: so many of a mood as there are works, and of the rest for all moods.

    Raises InputError where there is none.
    """
    chance = np.random.default_rng(options.seed)
    whole = options.works_a_mood * len(FACE_EMOTIONS)
    places: list[tuple[Path, FaceEmotion | None, int]] = [(folder, None, whole)]
    places += [(folder / mood.value, mood, options.works_a_mood) for mood in FACE_EMOTIONS]
    chosen = [
        (file, mood) for place, mood, most in places for file in _some(_files(place), most, chance)
    ]
    if not chosen:
        raise InputError(f"there are no pictures in {folder}; name a folder of paintings")
    return chosen


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(
        path
        for path in folder.iterdir()
        if path.suffix.lower() in SUFFIXES and path.name[0] != "." and path.is_file()
    )


def _some(files: Sequence[Path], most: int, chance: np.random.Generator) -> list[Path]:
    return [files[place] for place in chance.permutation(len(files))[:most]]


def _painting(file: Path, mood: FaceEmotion | None, size: int) -> Picture:
    """The middle square of a painting, for works are squares."""
    image = read_image(file)
    side = min(image.shape[:2])
    top, left = ((length - side) // 2 for length in image.shape[:2])
    square = np.ascontiguousarray(image[top : top + side, left : left + side])
    name = f"{mood.value}/{file.name}" if mood else file.name
    return Picture(resize(square, size, size), Entry("", PAINTINGS, "", mood, name, ""))


def _works(source: str, studio: Studio, options: StudyOptions) -> Iterator[Picture]:
    """Works of every manner and mood, no two from one seed: nobody shall see a picture twice."""
    batch = options.works_a_mood * options.candidates
    first = options.seed * (SEEDS // (2 * MOST_SEED))
    for manner in options.manners:
        strokes = brushwork(manner, size=options.size)
        for emotion in FACE_EMOTIONS:
            for image, seed in _best(
                studio, emotion, range(first, first + batch), options, strokes
            ):
                entry = Entry("", source, manner, emotion, f"seed {seed}", SOURCES["trained"])
                yield Picture(image, entry)
            first += batch


def _best(
    studio: Studio,
    emotion: FaceEmotion,
    seeds: range,
    options: StudyOptions,
    strokes: Brushwork | None,
) -> Iterator[tuple[Image, int]]:
    mood = Mood.of({emotion: 1.0})
    chosen = studio.choose(studio.paint(mood, seeds), mood, options.works_a_mood)
    for work in studio.enlarge_all(chosen, SCALE):
        shown = work if strokes is None else studio.brush(work, strokes)
        yield resize(shown.image, options.size, options.size), work.recipe.seed
