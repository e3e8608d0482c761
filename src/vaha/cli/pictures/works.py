"""Works as files: their names, their folder, and one document of each for `--json`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from vaha.artwork import STROKES_CHUNK, Artwork, Recipe, read_recipe, save_artwork
from vaha.emotions import Mood
from vaha.errors import InputError, OutputError, VahaError
from vaha.hand.prints import DPI
from vaha.hand.strokes import Strokes, to_bytes
from vaha.images import Image, contact_sheet, prepare_folder, read_png_text, write_png

DEFAULT_FOLDER = Path("vaha-works")
"""Where works go unless another folder is named."""

SHEET_KEY = "vaha:sheet"
"""The text chunk that tells a contact sheet, or a sheet of paper, from a work."""

MOST_ON_A_SHEET = 1024
"""So many works at most stand on one contact sheet."""


def mood_slug(mood: Mood) -> str:
    """The mood as part of a file name: `happy`, or `happy70-surprised30`."""
    shares = sorted(((round(100 * mood[e]), e.value) for e in mood), key=lambda pair: -pair[0])
    present = [(share, name) for share, name in shares if share > 0]
    if len(present) == 1:
        return present[0][1]
    return "-".join(f"{name}{share}" for share, name in present)


def free_path(path: Path, recipe: Recipe | None) -> Path:
    """This path, or `-2`, `-3`, ... after its name where another picture has it.

    A file with the very same recipe is the same picture, and gives way.
    """
    number, candidate = 1, path
    while candidate.exists() and not _carries(candidate, recipe):
        number += 1
        candidate = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return candidate


def refuse_to_overwrite(path: Path, recipe: Recipe | None) -> None:
    """Raise OutputError where the file exists and is another picture than this recipe's."""
    if path.exists() and not _carries(path, recipe):
        raise OutputError(f"{path} exists already; remove it or name another file")


@contextmanager
def folder_for_works(folder: Path) -> Iterator[None]:
    """The folder, made and writable; where the block fails and left it empty, it goes again."""
    existed = folder.exists()
    prepare_folder(folder)
    try:
        yield
    except BaseException:
        if not existed:
            with suppress(OSError):  # something is in it
                folder.rmdir()
        raise


@contextmanager
def all_or_none() -> Iterator[Callable[[Path], None]]:
    """Give what notes each file before it is written; where the block fails, new ones go again."""
    new: list[Path] = []

    def note(path: Path) -> None:
        if not path.exists():
            new.append(path)

    try:
        yield note
    except BaseException:
        for path in new:
            with suppress(OSError):
                path.unlink(missing_ok=True)
        raise


def write_work(path: Path, work: Artwork, note: Callable[[Path], None] | None = None) -> Path:
    """Write the work under this name or the next free one; gives the name it got."""
    path = free_path(path, work.recipe)
    if note is not None:
        note(path)
    save_artwork(work, path)
    return path


def write_sheet(path: Path, images: Sequence[Image], labels: Sequence[str]) -> None:
    """Write a contact sheet of the pictures, each with its label; raises OutputError."""
    columns = max(4, round(len(images) ** 0.5))
    write_png(path, contact_sheet(images, columns, labels), {SHEET_KEY: "1"})


def write_painting(path: Path, image: Image, strokes: Strokes, recipe: Recipe | None) -> None:
    """Write a painted picture with its strokes, and its recipe if any; raises OutputError."""
    if recipe is not None:
        save_artwork(Artwork(image, recipe, strokes=strokes), path)
    else:
        write_png(path, image, None, {STROKES_CHUNK: to_bytes(strokes)}, made="enhanced")


def write_print(path: Path, image: Image) -> None:
    """Write a sheet of paper, which says how large it is; raises OutputError."""
    write_png(path, image, {SHEET_KEY: "1"}, dpi=DPI)


def check_sheet(path: Path | None, works: int) -> None:
    """Raise where a sheet cannot be: too many works, a bad folder, another file in its place."""
    if path is None:
        return
    if works > MOST_ON_A_SHEET:
        raise InputError(
            f"a sheet shows at most {MOST_ON_A_SHEET} works, not {works}; leave --sheet away"
        )
    prepare_folder(path.parent)
    if path.exists() and not is_sheet(path):
        raise OutputError(f"{path} exists already and is no contact sheet; name another file")


def is_sheet(path: Path) -> bool:
    """Whether the file is a contact sheet that VAHA wrote."""
    try:
        return SHEET_KEY in read_png_text(path)
    except VahaError:
        return False


def work_document(work: Artwork, path: Path) -> dict[str, Any]:
    """The work as `--json` gives it."""
    return {
        "path": str(path),
        "seed": work.recipe.seed,
        "mood": mood_document(work.recipe.mood),
        "scores": {emotion.value: score for emotion, score in work.scores.items()},
        "lift": work.lift,
        "size": [work.image.shape[1], work.image.shape[0]],
        "style": work.recipe.style.value,
        "hand": asdict(work.recipe.hand) if work.recipe.hand else None,
        "models": work.recipe.models,
    }


def mood_document(mood: Mood) -> dict[str, float]:
    """The mood's seven weights by name."""
    return {emotion.value: weight for emotion, weight in mood.items()}


def recipe_or_none(path: Path) -> Recipe | None:
    """The recipe that a picture carries, None where it carries none."""
    try:
        return read_recipe(path)
    except VahaError:
        return None


def _carries(path: Path, recipe: Recipe | None) -> bool:
    found = recipe_or_none(path)
    if found is None or recipe is None:
        return False
    return replace(found, version="") == replace(recipe, version="")
