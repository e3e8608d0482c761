"""Train the projected painter: a conditional GAN against frozen features (Sauer et al. 2021)."""

from __future__ import annotations

import copy
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from vaha.errors import TrainingDataError
from vaha.training.data.colour_augmentation import recoloured
from vaha.training.data.paintings.augmentation import augment
from vaha.training.engine.average import update_average
from vaha.training.engine.checkpoint import load_checkpoint, save_checkpoint
from vaha.training.engine.device import PROCESSOR, Device
from vaha.training.engine.learning_rate import set_rate
from vaha.training.engine.loop import CHECKPOINT, Stateful, TrainingRun, seed_of, train
from vaha.training.engine.pieces import join_pieces, split_into_pieces
from vaha.training.features.network import FeatureNetwork
from vaha.training.painter.data import PictureSet
from vaha.training.painter.discriminator import ProjectedDiscriminators, Projection, hinge
from vaha.training.painter.generator import NOISE_SIZE, ProjectedGenerator
from vaha.training.painter.options import ProjectedOptions

LIGHT, LIGHT_PIECES = "light.pt", "pieces"
GROWN = ("steps.4.", "excitations.2.", "detail.")
"""What a generator of 128 px has and one of 64 px has not."""

Show = Callable[["ProjectedRun", Path], None]


def train_projected_painter(
    data: PictureSet,
    features: FeatureNetwork,
    folder: Path,
    options: ProjectedOptions,
    show: Show,
    *,
    start: Path | None = None,
    device: Device = PROCESSOR,
) -> ProjectedRun:
    """Train on `data` until the budget is spent; `show` draws a sheet whenever it saves.

    Goes on from `folder`/checkpoint.pt, else from the light one in `folder`/pieces, else from that
    in `start`/pieces, which may be of works of 64 px where this run's have 128; else starts anew.
    Raises TrainingDataError where `folder` holds another recipe's run.
    """
    run = ProjectedRun(data, features, options, device, show, start)
    train(run, folder)
    return run


class ProjectedRun(TrainingRun[ProjectedOptions]):
    """Generator and its average, discriminators and both optimisers."""

    def __init__(
        self,
        data: PictureSet,
        features: FeatureNetwork,
        options: ProjectedOptions,
        device: Device = PROCESSOR,
        show: Show | None = None,
        start: Path | None = None,
    ) -> None:
        torch.manual_seed(options.seed)
        self.data, self.show, self.start = data, show, start
        generator = ProjectedGenerator(options.side)
        self.average = device.place(copy.deepcopy(generator)).eval().requires_grad_(False)
        self.generator = device.place(generator)
        self.projection = device.place(Projection(features))
        self.discriminators = device.place(ProjectedDiscriminators())
        self.generator_optimiser = _adam(self.generator, options.rate)
        self.discriminator_optimiser = _adam(self.discriminators, options.rate)
        parts: dict[str, Stateful] = {
            "generator": self.generator,
            "average": self.average,
            "discriminators": self.discriminators,
            "generator_optimiser": self.generator_optimiser,
            "discriminator_optimiser": self.discriminator_optimiser,
        }
        steps = None if options.images is None else options.images / options.batch
        super().__init__(options, parts, minutes=options.minutes, steps=steps, device=device)
        self.save_seconds = options.save_seconds
        self.warm_from, self.seen_before = 0, 0
        self._said = (time.monotonic(), 0)
        self._chance = device.generator(0)

    @property
    def seen(self) -> int:
        """Real paintings that this run has shown, those of the run it started from included."""
        return self.seen_before + self.step * self.options.batch

    def learn(self, progress: float) -> None:
        """One step of the discriminators, one of the generator on the same works."""
        options, chance = self.options, self._chance
        chance.manual_seed(seed_of(options.seed, options.side, self.step) >> 1)
        warm = min(1.0, (self.step - self.warm_from + 1) / options.warm_steps)
        for optimiser in (self.generator_optimiser, self.discriminator_optimiser):
            set_rate(optimiser, options.rate * warm)
        places = self.data.draw(options.batch, chance)
        real, wanted = self.data.pictures(places, chance), self._conditions(places)
        asked = self._conditions(self.data.draw(options.batch, chance))
        noise = torch.randn((options.batch, NOISE_SIZE), generator=chance, device=real.device)
        with self.device.autocast():
            painted = self.generator(noise, asked).float()
            mixed = self.projection(self._augmented(painted))
            with torch.no_grad():
                real_mixed = self.projection(self._augmented(real))
        told = [torch.cat([a, b.detach()]) for a, b in zip(real_mixed, mixed, strict=True)]
        both = torch.cat([real, painted.detach()])
        self.record(
            discriminators=self._teach_discriminators(told, both, torch.cat([wanted, asked])),
            generator=self._teach_generator(mixed, painted, asked),
        )

    def follow(self) -> None:
        half_life = min(self.options.average_images, 0.05 * self.seen + 1)
        share = 1 - 0.5 ** (self.options.batch / half_life)
        update_average(self.average, self.generator, share)

    def _conditions(self, places: Tensor) -> Tensor:
        options = self.options
        return self.data.conditions(
            places, options.mood_jitter, options.style_dropped, self._chance
        )

    def _augmented(self, value: Tensor) -> Tensor:
        """Recoloured, shifted, cut: what features are taken of, real and painted alike."""
        often, side = self.options.augment, value.shape[-1]
        value = recoloured(value, often, self._chance)
        return augment(value, often, self._chance, shift=side // 8, cut=3 * side // 8)

    def _teach_discriminators(self, mixed: list[Tensor], both: Tensor, wanted: Tensor) -> Tensor:
        with self.device.autocast():
            logits = self.discriminators(mixed, both, wanted)
        halves = [one.float().chunk(2) for one in logits]
        loss = hinge([half[0] for half in halves], [half[1] for half in halves])
        self.discriminator_optimiser.zero_grad(set_to_none=True)
        loss.backward()
        self.discriminator_optimiser.step()
        return loss

    def _teach_generator(self, mixed: list[Tensor], painted: Tensor, asked: Tensor) -> Tensor:
        self.discriminators.requires_grad_(False)
        with self.device.autocast():
            *of_features, of_texture = self.discriminators(mixed, painted, asked)
        loss = -torch.stack([one.float().mean() for one in of_features]).sum()
        loss = loss - self.options.texture * of_texture.float().mean()
        self.generator_optimiser.zero_grad(set_to_none=True)
        loss.backward()
        self.generator_optimiser.step()
        self.discriminators.requires_grad_(True)
        return loss

    def figures(self, progress: float) -> dict[str, float]:
        now, (then, seen) = time.monotonic(), self._said
        self._said = (now, self.seen)
        pace = (self.seen - seen) / max(now - then, 1e-9)
        return {
            "seen": self.seen,
            **super().figures(progress),
            "paintings_a_second": round(pace, 1),
        }

    def settled(self, batches: int = 8, size: int = 64) -> ProjectedGenerator:
        """A copy of the average in full precision whose normalisations fit its own weights.

        Statistics are of `batches` times `size` works, with conditions as paintings have them.
        """
        plain: nn.Module = ProjectedGenerator(self.options.side)
        plain.load_state_dict(self.average.state_dict())
        network = self.device.place(plain).train()
        norms = [part for part in network.modules() if isinstance(part, nn.BatchNorm2d)]
        for norm in norms:
            norm.reset_running_stats()
            norm.momentum = None  # the plain mean over all batches
        chance = self.device.generator(0)
        with torch.no_grad():
            for _ in range(batches):
                places = self.data.draw(size, chance)
                asked = self.data.conditions(places, 0.0, self.options.style_dropped, chance)
                noise = torch.randn((size, NOISE_SIZE), generator=chance, device=asked.device)
                network(noise, asked)
        return network.eval()  # type: ignore[return-value]

    def state(self) -> dict[str, Any]:
        return {**super().state(), "mixing": self.projection.mixing_state(), "seen": self.seen}

    def light_state(self) -> dict[str, Any]:
        """In half precision and without optimisers: enough to go on after a short warm-up."""
        state = self.state()
        halved = {
            name: {key: _half(value) for key, value in state[name].items()}
            for name in ("average", "discriminators", "mixing")
        }
        return {**halved, **{name: state[name] for name in ("step", "seen", "spent", "options")}}

    def save(self, folder: Path) -> None:
        """Write the checkpoint whole, the light one in pieces that can be carried, and a sheet."""
        super().save(folder)
        save_checkpoint(folder / LIGHT, self.light_state())
        split_into_pieces(folder / LIGHT, folder / LIGHT_PIECES)
        if self.show is not None:
            self.show(self, folder)

    def resume(self, folder: Path) -> None:
        """Go on from what is there, as `train_projected_painter` says; raises TrainingDataError."""
        state = load_checkpoint(folder / CHECKPOINT) or _light(folder, folder)
        if state is not None:
            self.options.refuse_another(state["options"], folder)
        elif self.start is not None:
            state = _light(self.start, folder)
            if state is None:
                raise TrainingDataError(f"{self.start} has no {LIGHT_PIECES} to start from")
            state.update(step=0, spent=0.0)
        if state is not None:
            self.load(state)

    def load(self, state: dict[str, Any]) -> None:
        """A light state has no optimisers, nor a generator but the average."""
        is_light = "generator_optimiser" not in state
        own = {name: part.state_dict() for name, part in self.parts.items()} if is_light else {}
        grown = {
            name: _grown(getattr(self, name), state.get(name, state["average"]))
            for name in ("generator", "average")
        }
        super().load({**own, **state, **grown})
        self.projection.load_state_dict(state["mixing"], strict=False)
        self.seen_before = int(state["seen"]) - self.step * self.options.batch
        self.warm_from = self.step if is_light else 0
        self._said = (time.monotonic(), self.seen)


def _adam(network: nn.Module, rate: float) -> torch.optim.Optimizer:
    return torch.optim.Adam(network.parameters(), rate, betas=(0.0, 0.99))


def _light(folder: Path, into: Path) -> dict[str, Any] | None:
    """The light checkpoint in pieces, None where there is none."""
    if not (folder / LIGHT_PIECES).is_dir():
        return None
    join_pieces(folder / LIGHT_PIECES, into / LIGHT)
    return load_checkpoint(into / LIGHT)


def _grown(network: nn.Module, state: dict[str, Tensor]) -> dict[str, Tensor]:
    """Weights for all of a network; those that only a larger one has stay as they are."""
    own = network.state_dict()
    missing = [name for name in own if name not in state and not name.startswith(GROWN)]
    if missing or any(name not in own for name in state):
        raise TrainingDataError("the checkpoint is of another generator; start from another folder")
    return {**own, **state}


def _half(value: Tensor) -> Tensor:
    return value.half() if value.is_floating_point() and value.ndim else value
