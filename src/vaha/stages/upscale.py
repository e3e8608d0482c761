"""The enlarger: pictures 2 to 16 times as high and as wide, tile by tile, without seams."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from vaha.artwork import MOST_SCALE
from vaha.errors import InputError
from vaha.images import Image
from vaha.runtime.catalogue import FETCHABLE
from vaha.runtime.choice import open_model
from vaha.runtime.model import Model
from vaha.runtime.ncnn_session import NcnnModel, import_ncnn
from vaha.runtime.store import ModelStore
from vaha.runtime.tensors import Floats, to_levels
from vaha.settings import Settings
from vaha.stages.base import Enlarger

MAX_PIXELS = 400_000_000
"""A larger result is refused before work begins: as RGB this one fills 1.2 GB."""

TILE = 256
"""Side of a tile without its margin, in pixels of the picture that goes in; a multiple of 16."""

BORDER = 8
"""So many mirrored pixels are put around a picture, so that its edges look like the rest of it."""

NCNN_TILE = 128
"""With such tiles Real-ESRGAN's large network needs 1.5 GB in all (measured)."""

NCNN_MARGIN = 32
"""Real-ESRGAN's large network looks further than any margin that is worth its time; what is missed
at 32 pixels changes the result by a quarter of a level in the mean (measured on a photo)."""

Network = Callable[[Floats], Floats]
"""A picture 3 x H x W in 0..1 goes in, 3 x fH x fW comes out, f being the network's factor."""


class OnnxEnlarger:
    """Enlarges with a network: `picture` N x 3 x H x W in 0..1 in, `enlarged` out.

    The card's settings hold its factor (`scale`) and the `margin` of a tile: as many pixels as the
    network looks around one, so that tiles meet exactly.
    """

    def __init__(self, model: Model, tile: int = TILE) -> None:
        self._model = model
        self._tile = tile

    @property
    def models(self) -> dict[str, str]:
        """Name and sha256 of the network."""
        return {self._model.card.name: self._model.card.sha256}

    def enlarge(self, image: Image, scale: int = 4) -> Image:
        """The picture `scale` (1..16) times as high and as wide; raises InputError beyond that."""
        settings = self._model.card.settings
        factor, margin = int(settings.get("scale", 4)), int(settings.get("margin", 16))
        return enlarge_in_tiles(image, scale, self._network, factor, self._tile, margin)

    def _network(self, picture: Floats) -> Floats:
        return np.asarray(self._model.run({"picture": picture[None]})["enlarged"][0])


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
        factor = int(self._model.card.settings.get("scale", 4))
        return enlarge_in_tiles(image, scale, self._model.run, factor, self._tile, NCNN_MARGIN)


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
        return OnnxEnlarger(open_model(store, name, settings))
    if name not in upscalers():
        raise InputError(f"there is no upscaler {name!r}; choose among {', '.join(upscalers())}")
    import_ncnn()
    return NcnnEnlarger(NcnnModel.open(store, name, settings.threads))


def enlarge_in_tiles(
    image: Image, scale: int, network: Network, factor: int, tile: int, margin: int
) -> Image:
    """The picture `scale` times as high and as wide, by a network that makes it `factor` times so.

    The network is used as often as it takes, and what is too much is averaged away by area, within
    each tile, so that memory is that of the result and of one tile.
    """
    check_scale(image, scale)
    done = 1
    while done * factor <= scale:
        image = _once(image, network, factor, Fraction(factor), tile, margin)
        done *= factor
    if done == scale:
        return image.copy() if scale == 1 else image
    # Tiles begin at multiples of `done`, so each tile's part of the result has whole pixels.
    whole_tile = max(done, tile // done * done)
    return _once(image, network, factor, Fraction(scale, done), whole_tile, margin)


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


def _once(
    image: Image, network: Network, factor: int, wanted: Fraction, tile: int, margin: int
) -> Image:
    """The picture `wanted` (1..factor) times as high and as wide, one run of the network a tile."""
    height, width = image.shape[:2]
    border = min(BORDER, margin)
    padded = np.pad(image, ((border, border), (border, border), (0, 0)), mode="symmetric")
    result = np.empty((int(height * wanted), int(width * wanted), 3), np.uint8)
    for rows in _parts(height, tile, border, margin):
        for columns in _parts(width, tile, border, margin):
            seen = padded[rows.seen, columns.seen].transpose(2, 0, 1)
            large = network(np.ascontiguousarray(seen, np.float32) / np.float32(255))
            inner = large[:, rows.inner(factor), columns.inner(factor)]
            levels = to_levels(_shrink(inner, wanted / factor) * 255)
            result[rows.in_result(wanted), columns.in_result(wanted)] = levels.transpose(1, 2, 0)
    return result


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
