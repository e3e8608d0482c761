"""`vaha enlarge`: a picture several times as large, its recipe kept."""

from __future__ import annotations

from pathlib import Path

import click

from vaha.cli.options import completing


@click.command(short_help="Enlarge a picture.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--scale", default=4, show_default=True, help="How many times larger, 1 to 16.")
@click.option(
    "--upscaler",
    shell_complete=completing.upscalers,
    default="enlarger",
    show_default=True,
    help="What enlarges it.",
)
@click.option("--out", type=click.Path(path_type=Path), help="PNG file [default: FILE-x4.png].")
def enlarge(file: Path, scale: int, upscaler: str, out: Path | None) -> None:
    """Enlarge the picture FILE; a work of VAHA keeps its recipe, which then says its scale."""
    from vaha.artwork import Artwork, Recipe, save_artwork
    from vaha.cli.pictures.works import recipe_or_none
    from vaha.cli.talk import console
    from vaha.emotions import Mood
    from vaha.images import read_image, write_png
    from vaha.stages.upscale import check_scale
    from vaha.studio import Studio

    image, recipe = read_image(file), recipe_or_none(file)
    check_scale(image, scale)
    target = _target(file, scale, out)
    talk = console()
    studio = Studio.open(upscaler=upscaler)
    with talk.status("enlarging"):
        work = studio.enlarge(Artwork(image, recipe or Recipe(Mood.parse("neutral"), 0)), scale)
    if recipe is None:
        write_png(target, work.image, made="enhanced")
    else:
        save_artwork(work, target)
    talk.print(f"{target}  {work.image.shape[1]} x {work.image.shape[0]}")


def _target(file: Path, scale: int, out: Path | None) -> Path:
    """The PNG to write, in a folder that can be written; raises OutputError."""
    from vaha.cli.pictures.works import free_path, refuse_to_overwrite
    from vaha.errors import OutputError
    from vaha.images import prepare_folder

    target = out or file.with_name(f"{file.stem}-x{scale}.png")
    if target.suffix.lower() != ".png":
        raise OutputError(f"{target} is no PNG; name a file that ends with .png")
    prepare_folder(target.parent)
    if out is None:
        return free_path(target, None)
    refuse_to_overwrite(target, None)
    return target
