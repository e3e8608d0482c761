"""The enlarger: pictures 2 to 16 times as high and as wide, tile by tile, without seams."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from vaha.artwork import MOST_SCALE
from vaha.errors import InputError
from vaha.images import Image
from vaha.runtime.catalogue import FETCHABLE
from vaha.runtime.choice import open_model
from vaha.runtime.model import Model
from vaha.runtime.sessions.ncnn import NcnnModel, require_ncnn
from vaha.runtime.sessions.tensors import Floats, batches, to_levels
from vaha.runtime.store import ModelStore
from vaha.settings import Settings
from vaha.stages.base import Enlarger

MAX_PIXELS = 400_000_000
"""A larger result is refused before work begins: as RGB this one fills 1.2 GB."""

TILE = 256
"""Width of a tile without its margin, twice its height, in pixels of the picture that goes in; a
multiple of 32. Half as high, so that a picture of 256 px is two tiles, for two cores at once."""

AT_ONCE = 4
"""So many tiles of one size, of one picture or several, are given to the network together."""

BORDER = 8
"""So many mirrored pixels are put around a picture, so that its edges look like the rest of it."""

NCNN_TILE = 128
"""With such tiles Real-ESRGAN's large network needs 1.5 GB in all (measured)."""

NCNN_MARGIN = 32
"""Real-ESRGAN's large network looks further than any margin that is worth its time; what is missed
at 32 pixels changes the result by a quarter of a level in the mean (measured on a photo)."""

Network = Callable[[Floats], Floats]
"""Pictures N x 3 x H x W in 0..1 go in, N x 3 x fH x fW come out, f being the network's factor."""


class NetworkEnlarger:
    """Enlarges with a network: `picture` N x 3 x H x W in 0..1 in, `enlarged` out.

    The card's settings hold its factor (`scale`) and the `margin` of a tile: as many pixels as the
    network looks around one, so that tiles meet exactly. With a narrower `border` it is quicker and
    less true at the picture's edges.
    """

    def __init__(self, model: Model, tile: int = TILE, border: int = BORDER) -> None:
        self._model = model
        self._tile = tile
        self._border = border

    @property
    def models(self) -> dict[str, str]:
        """Name and sha256 of the network."""
        return {self._model.card.name: self._model.card.sha256}

    def enlarge(self, image: Image, scale: int = 4) -> Image:
        """The picture `scale` (1..16) times as high and as wide; raises InputError beyond that."""
        return self.enlarge_all([image], scale)[0]

    def enlarge_all(self, images: Sequence[Image], scale: int = 4) -> list[Image]:
        """Several pictures so, those of one size together; raises InputError as `enlarge` does."""
        settings = self._model.card.settings
        factor, margin = int(settings.get("scale", 4)), int(settings.get("margin", 16))
        tile, border = self._tile, self._border
        return enlarge_in_tiles(images, scale, self._network, factor, tile, margin, border)

    def _network(self, pictures: Floats) -> Floats:
        return self._model.run({"picture": pictures})["enlarged"]


class NcnnEnlarger:
    """Enlarges with one of the official Real-ESRGAN models, run by ncnn.

    The card's settings hold its factor (`scale`).
    """

    def __init__(self, model: NcnnModel, tile: int = NCNN_TILE) -> None:
        self._model = model
        self._tile = tile

    @property
    def models(self) -> dict[str, str]:
        """Name and sha256 of the model."""
        return {self._model.card.name: self._model.card.sha256}

    def enlarge(self, image: Image, scale: int = 4) -> Image:
        """The picture `scale` (1..16) times as high and as wide; raises InputError beyond that."""
        return self.enlarge_all([image], scale)[0]

    def enlarge_all(self, images: Sequence[Image], scale: int = 4) -> list[Image]:
        """Several pictures so; raises InputError as `enlarge` does."""
        factor = int(self._model.card.settings.get("scale", 4))
        return enlarge_in_tiles(images, scale, self._network, factor, self._tile, NCNN_MARGIN)

    def _network(self, pictures: Floats) -> Floats:
        return np.stack([self._model.run(picture) for picture in pictures])


class BicubicEnlarger:
    """Enlarges by bicubic interpolation, without any model."""

    @property
    def models(self) -> dict[str, str]:
        """No models."""
        return {}

    def enlarge(self, image: Image, scale: int = 4) -> Image:
        """The picture `scale` (1..16) times as high and as wide; raises InputError beyond that."""
        import PIL.Image

        check_scale(image, scale)
        size = (image.shape[1] * scale, image.shape[0] * scale)
        return np.array(PIL.Image.fromarray(image).resize(size, PIL.Image.Resampling.BICUBIC))

    def enlarge_all(self, images: Sequence[Image], scale: int = 4) -> list[Image]:
        """Several pictures so; raises InputError as `enlarge` does."""
        return [self.enlarge(image, scale) for image in images]


def upscalers() -> tuple[str, ...]:
    """The names that `open_enlarger` knows."""
    official = [name for name, model in FETCHABLE.items() if model.card.task == "enlarging"]
    return ("enlarger", "bicubic", *official)


def open_enlarger(store: ModelStore, name: str, settings: Settings | None = None) -> Enlarger:
    """The enlarger of this name, its model verified.

    Raises InputError for an unknown name, ModelNotFound for one that was not fetched, ModelDamaged,
    and MissingExtra where ncnn is needed and missing.
    """
    if name == "bicubic":
        return BicubicEnlarger()
    settings = settings or Settings.from_environment()
    if name == "enlarger":
        return NetworkEnlarger(open_model(store, name, settings))
    if name not in upscalers():
        raise InputError(f"there is no upscaler {name!r}; choose among {', '.join(upscalers())}")
    require_ncnn()
    return NcnnEnlarger(NcnnModel.open(store, name, settings.threads))


def enlarge_in_tiles(
    images: Sequence[Image],
    scale: int,
    network: Network,
    factor: int,
    tile: int,
    margin: int,
    border: int = BORDER,
) -> list[Image]:
    """The pictures `scale` times as high and as wide, by a network that makes them `factor` so.

    The network is used as often as it takes, and what is too much is averaged away by area, within
    each tile, so that memory is that of the results and of a few tiles.
    """
    for image in images:
        check_scale(image, scale)
    done, border = 1, min(border, margin)
    while done * factor <= scale:
        images = _once(images, _Pass(network, factor, Fraction(factor), 1, tile, margin, border))
        done *= factor
    if done == scale:
        return [image.copy() for image in images] if scale == 1 else list(images)
    return _once(images, _Pass(network, factor, Fraction(scale, done), done, tile, margin, border))


def check_scale(image: Image, scale: int) -> None:
    """Raise InputError for a scale outside 1..16, or a result of more than MAX_PIXELS."""
    if not 1 <= scale <= MOST_SCALE:
        raise InputError(f"cannot enlarge {scale} times; choose 1 to {MOST_SCALE}")
    height, width = image.shape[0] * scale, image.shape[1] * scale
    if height * width > MAX_PIXELS:
        raise InputError(
            f"the enlarged picture would have {width} x {height} pixels; "
            f"give a smaller picture or scale (at most {MAX_PIXELS // 1_000_000} megapixels)"
        )


@dataclass(frozen=True)
class _Pass:
    """One use of the network: `wanted` (1..factor) is how much larger pictures shall be after it.

    Tiles begin at multiples of `step`, so that each one's part of the result has whole pixels.
    """

    network: Network
    factor: int
    wanted: Fraction
    step: int
    tile: int
    margin: int
    border: int

    def tiles(self, height: int, width: int) -> Iterator[tuple[_Part, _Part]]:
        """Rows and columns of each tile of a picture of this size."""
        for rows in _parts(height, self._whole(self.tile // 2), self.border, self.margin):
            for columns in _parts(width, self._whole(self.tile), self.border, self.margin):
                yield rows, columns

    def _whole(self, length: int) -> int:
        return max(self.step, length // self.step * self.step)


def _once(images: Sequence[Image], run: _Pass) -> list[Image]:
    """The pictures after one pass, tiles of one size together."""
    around = ((run.border, run.border), (run.border, run.border), (0, 0))
    padded = [np.pad(image, around, mode="symmetric") for image in images]
    results = [
        np.empty((int(image.shape[0] * run.wanted), int(image.shape[1] * run.wanted), 3), np.uint8)
        for image in images
    ]
    alike: dict[tuple[int, ...], list[tuple[int, _Part, _Part]]] = {}
    for number, image in enumerate(images):
        for rows, columns in run.tiles(*image.shape[:2]):
            size = padded[number][rows.seen, columns.seen].shape
            alike.setdefault(size, []).append((number, rows, columns))
    for tiles in alike.values():
        for some in batches(tiles, AT_ONCE):
            seen = np.stack([padded[n][rows.seen, columns.seen] for n, rows, columns in some])
            given = np.ascontiguousarray(seen.transpose(0, 3, 1, 2), np.float32) / np.float32(255)
            for (number, rows, columns), large in zip(some, run.network(given), strict=True):
                inner = large[:, rows.inner(run.factor), columns.inner(run.factor)]
                levels = to_levels(_shrink(inner, run.wanted / run.factor) * 255)
                place = rows.in_result(run.wanted), columns.in_result(run.wanted)
                results[number][place] = levels.transpose(1, 2, 0)
    return results


@dataclass(frozen=True)
class _Part:
    """Rows (or columns) of a tile: its own, and those seen of the picture with its border."""

    start: int
    stop: int
    seen: slice
    before: int

    def inner(self, factor: int) -> slice:
        """Its own among what the network answers to what it has seen."""
        return slice(self.before * factor, (self.before + self.stop - self.start) * factor)

    def in_result(self, wanted: Fraction) -> slice:
        return slice(int(self.start * wanted), int(self.stop * wanted))


def _parts(length: int, tile: int, border: int, margin: int) -> Iterator[_Part]:
    """The picture's `length` rows (or columns) in tiles, each seen with its margin.

    At the picture's ends no more is seen than the border, whole or in tiles, so both are the same.
    """
    for start in range(0, length, tile):
        stop = min(start + tile, length)
        first = max(0, start + border - margin)
        last = min(length + 2 * border, stop + border + margin)
        yield _Part(start, stop, slice(first, last), start + border - first)


def _shrink(pixels: Floats, ratio: Fraction) -> Floats:
    """C x H x W made smaller by the ratio, each new pixel the mean of the area that it covers.

    The ratio is at most 1; H and W are multiples of its denominator.
    """
    if ratio == 1:
        return pixels
    new, old = ratio.numerator, ratio.denominator
    weights = _overlap(new, old)
    channels, height, width = pixels.shape
    blocks = pixels.reshape(channels, height // old, old, width // old, old)
    smaller = np.einsum("np,mq,chpwq->chnwm", weights, weights, blocks, optimize=True)
    shape = (channels, height // old * new, width // old * new)
    return np.asarray(smaller.reshape(shape), np.float32)


def _overlap(new: int, old: int) -> Floats:
    """new x old: the share of each of `old` pixels in each of `new` that cover the same length."""
    starts = np.arange(new)[:, None] * old
    pixels = np.arange(old)[None, :] * new
    common = np.minimum(starts + old, pixels + new) - np.maximum(starts, pixels)
    return np.asarray(np.maximum(common, 0) / old, np.float32)
