"""Enlargers side by side: on held-out paintings and on the painter's own works.

    python -m benchmarks.enlargers --paintings FOLDER --weights FOLDER [--out FOLDER]

`--paintings` holds paintings.csv and the pictures that it names, 128 px, as `vaha train enlarger`
reads them; 200 held-out ones (split `val`) are made small by Pillow's bicubic, 32 px, and enlarged
four times. `--weights` holds third parties' files, none of which VAHA carries:
realesr-general-x4v3*.pth, vgg19_conv1_1-conv3_4.pth and niqe_pris_params.npz. The other models of
Real-ESRGAN are compared where `vaha models fetch` has brought them. Writes enlargers.json and, for
own eyes, a page of crops: of works of VAHA's only.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image as Pillow

from benchmarks.quality import Niqe, VggDistance, psnr
from vaha.emotions import FACE_EMOTIONS, Mood
from vaha.images import Image, contact_sheet, write_png
from vaha.runtime.catalogue import FETCHABLE
from vaha.runtime.store import ModelStore
from vaha.stages.upscale import open_enlarger
from vaha.studio import Studio

Enlarge = Callable[[Image], Image]

OFFICIAL = ("realesr-animevideov3-x4", "realesrgan-x4plus")


def main() -> None:
    options = _options()
    count = options.count
    enlargers = _enlargers(options.weights)
    small, large = _held_out(options.paintings, count)
    works = _works(count)
    distance = VggDistance(options.weights / "vgg19_conv1_1-conv3_4.pth")
    niqe = Niqe(options.weights / "niqe_pris_params.npz")
    results: dict[str, Any] = {"paintings": len(large), "works": len(works), "enlargers": {}}
    pages: dict[str, list[Image]] = {}
    results["niqe_of_paintings"] = niqe.of_set(large)
    for name, enlarge in enlargers.items():
        drawn = [enlarge(picture) for picture in small]
        pages[name] = [enlarge(work) for work in works]
        results["enlargers"][name] = {
            "psnr": float(np.mean([psnr(*pair) for pair in zip(drawn, large, strict=True)])),
            "vgg19": float(np.mean([distance(*pair) for pair in zip(drawn, large, strict=True)])),
            "niqe_paintings": niqe.of_set(drawn),
            "niqe_works": niqe.of_set(pages[name]),
            "milliseconds": _milliseconds(enlarge, works[0]),
        }
        sys.stderr.write(f"{name}: {results['enlargers'][name]}\n")
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "enlargers.json").write_text(json.dumps(results, indent=1) + "\n")
    write_png(options.out / "enlargers.png", _page(pages))
    sys.stdout.write(_table(results) + "\n")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--paintings", type=Path, required=True)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("benchmarks"))
    parser.add_argument("--count", type=int, default=200)
    return parser.parse_args()


def _enlargers(weights: Path) -> dict[str, Enlarge]:
    store = ModelStore.open()
    found = {"bicubic": open_enlarger(store, "bicubic").enlarge}
    found["ours"] = open_enlarger(store, "enlarger").enlarge
    for path in sorted(weights.glob("realesr-general-x4v3*.pth")):
        found["realesr-general-x4v3"] = compact(path)
    for name in OFFICIAL:
        if name in FETCHABLE and store.is_here(name):
            found[name] = open_enlarger(store, name).enlarge
    return found


def compact(path: Path) -> Enlarge:
    """A Real-ESRGAN network of plain convolutions (SRVGGNetCompact) from its .pth file."""
    import torch
    from torch import nn
    from torch.nn import functional

    state = torch.load(path, map_location="cpu", weights_only=True)
    state = {name: value.float() for name, value in state.get("params", state).items()}
    layers: list[nn.Module] = []
    for number in range(1 + max(int(name.split(".")[1]) for name in state)):
        weight = state[f"body.{number}.weight"]
        is_convolution = weight.ndim == 4
        layers.append(
            nn.Conv2d(weight.shape[1], weight.shape[0], 3, padding=1)
            if is_convolution
            else nn.PReLU(weight.shape[0])
        )
    network = nn.Sequential(*layers).eval()
    network.load_state_dict({name.removeprefix("body."): one for name, one in state.items()})

    def enlarge(image: Image) -> Image:
        with torch.inference_mode():
            given = torch.from_numpy(image.transpose(2, 0, 1)[None].copy()).float() / 255
            fine = functional.pixel_shuffle(network(given), 4)
            drawn = fine + functional.interpolate(given, scale_factor=4, mode="nearest")
        levels = (drawn[0] * 255).round().clamp(0, 255).byte()
        return np.ascontiguousarray(levels.numpy().transpose(1, 2, 0))

    return enlarge


def _held_out(folder: Path, count: int) -> tuple[list[Image], list[Image]]:
    """Held-out paintings in colour and in proportion, spread over the table: 32 px and 128 px."""
    with (folder / "paintings.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            row
            for row in csv.DictReader(file)
            if row["split"] == "val" and row["squashed"] != "1" and float(row["chroma"] or 0) > 5
        ]
    chosen = rows[:: max(1, len(rows) // count)][:count]
    small, large = [], []
    for row in chosen:
        with Pillow.open(folder / row["art_style"] / f"{row['painting']}.webp") as picture:
            painting = picture.convert("RGB")
        side = painting.width // 4, painting.height // 4
        small.append(np.array(painting.resize(side, Pillow.Resampling.BICUBIC)))
        large.append(np.array(painting))
    return small, large


def _works(count: int) -> list[Image]:
    """Works of the painter's, each mood in turn."""
    studio = Studio.open()
    each = -(-count // len(FACE_EMOTIONS))
    painted = [
        [work.image for work in studio.paint(Mood.parse(emotion.value), range(each))]
        for emotion in FACE_EMOTIONS
    ]
    return [works[number] for number in range(each) for works in painted][:count]


def _milliseconds(enlarge: Enlarge, work: Image) -> float:
    """Of one work, the median of nine runs after one that warms up."""
    enlarge(work)
    seconds = []
    for _ in range(9):
        began = time.perf_counter()
        enlarge(work)
        seconds.append(time.perf_counter() - began)
    return 1000 * float(np.median(seconds))


def _page(pages: dict[str, list[Image]], works: int = 5) -> Image:
    """The middle of some works, twice as large as its pixels, a column for each enlarger."""
    tiles, labels = [], []
    for number in range(works):
        for name, pictures in pages.items():
            middle = pictures[number][64:192, 64:192]
            tiles.append(middle.repeat(2, axis=0).repeat(2, axis=1))
            labels.append(name)
    return contact_sheet(tiles, len(pages), labels)


def _table(results: dict[str, Any]) -> str:
    head = (
        "| enlarger | PSNR | VGG19 distance | NIQE, paintings | NIQE, our works | ms |\n"
        "|---|---:|---:|---:|---:|---:|"
    )
    rows = [
        f"| {name} | {one['psnr']:.2f} | {one['vgg19']:.3f} | {one['niqe_paintings']:.2f} "
        f"| {one['niqe_works']:.2f} | {one['milliseconds']:.0f} |"
        for name, one in results["enlargers"].items()
    ]
    return "\n".join([head, *rows])


if __name__ == "__main__":
    main()
