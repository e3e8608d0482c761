"""Sheets of what a projected painter paints, uncurated, to be looked at while it learns."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from vaha.emotions import FACE_EMOTIONS
from vaha.files import write_file
from vaha.images import contact_sheet, write_png
from vaha.styles import STYLES
from vaha.training.engine.log import FILE
from vaha.training.painter.data import PictureSet, condition
from vaha.training.painter.generator import NOISE_SIZE
from vaha.training.painter.reach import strongest_moods
from vaha.training.painter.run import LIGHT_PIECES, ProjectedRun

COLUMNS = 8


def reachable_moods(data: PictureSet) -> Tensor:
    """7 x 7: what each mood asked alone means, by the paintings in which it is strongest."""
    return torch.from_numpy(strongest_moods(data.moods.float().cpu().numpy()))


def show_progress(run: ProjectedRun, folder: Path) -> None:
    """Write sheet-NNNNNk.png, a row a mood of any style, and styles-NNNNNk.png, a row a style."""
    network = run.settled()
    there, seen = run.data.moods.device, f"{run.seen // 1000:05d}k"
    chance = torch.Generator().manual_seed(1)
    noise = torch.randn((COLUMNS * len(STYLES), NOISE_SIZE), generator=chance)
    moods = reachable_moods(run.data).repeat_interleave(COLUMNS, 0)
    of_moods = condition(moods, torch.zeros(len(moods), dtype=torch.int64))
    labels = [emotion.value for emotion in FACE_EMOTIONS]
    works = paint(network, noise[: len(moods)].to(there), of_moods.to(there))
    _write(folder / f"sheet-{seen}.png", works, labels)
    of_styles = _conditions_of_styles(run.data)
    works = paint(network, noise.to(there), of_styles.to(there))
    _write(folder / f"styles-{seen}.png", works, [style.value for style in STYLES])


def _conditions_of_styles(data: PictureSet) -> Tensor:
    """Each style's row has the moods of paintings of that style."""
    rows = []
    for place in range(len(STYLES)):
        own = torch.nonzero(data.styles == place).flatten()
        if len(own) == 0:
            own = torch.arange(len(data), device=data.styles.device)
        chosen = own[torch.linspace(0, len(own) - 1, COLUMNS).long().to(own.device)]
        rows.append(condition(data.moods[chosen].cpu(), torch.full((COLUMNS,), place)))
    return torch.cat(rows)


@torch.no_grad()
def paint(
    network: nn.Module, noise: Tensor, conditions: Tensor, batch: int = 64
) -> npt.NDArray[np.uint8]:
    """uint8 N x S x S x 3 of noise N x 128 and conditions N x 21."""
    painted = []
    for start in range(0, len(noise), batch):
        works = network(noise[start : start + batch], conditions[start : start + batch])
        levels = ((works.float() + 1) * 127.5).round().clamp(0, 255).byte()
        painted.append(levels.permute(0, 2, 3, 1).cpu().numpy())
    return np.concatenate(painted)


def _write(path: Path, works: npt.NDArray[np.uint8], rows: list[str]) -> None:
    labels = [row for row in rows for _ in range(COLUMNS)]
    write_png(path, contact_sheet(list(works), COLUMNS, labels))


def carry_results(folder: Path, into: Path) -> None:
    """Copy the light checkpoint's pieces, the log and the last sheets: few files, none of 16 MB."""
    sheets = [sorted(folder.glob(f"{kind}-*.png"))[-1:] for kind in ("sheet", "styles")]
    for path in [folder / FILE, *(folder / LIGHT_PIECES).iterdir(), *sheets[0], *sheets[1]]:
        write_file(into / path.relative_to(folder), path.read_bytes())
