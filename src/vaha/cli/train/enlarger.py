"""`vaha train enlarger`."""

from __future__ import annotations

from pathlib import Path

import click

from vaha.cli.train.begin import begin
from vaha.cli.train.machine import PATH, Machine, out_option, with_machine


@click.command()
@click.option(
    "--paintings",
    type=PATH,
    required=True,
    help="Folder with paintings.csv and Style/painting.webp.",
)
@click.option("--votes", type=PATH, required=True, help="ArtEmis' release file (csv).")
@click.option("--vgg", type=PATH, required=True, help="ImageNet's VGG19 (caffe's scale).")
@out_option
@click.option("--minutes", type=click.FloatRange(min=0.01), help="Time budget.")
@click.option(
    "--detail-minutes",
    type=click.FloatRange(min=0.01),
    help="Time budget of the second part, in which discriminators teach it detail.",
)
@with_machine
def enlarger(
    paintings: Path,
    votes: Path,
    vgg: Path,
    out: Path,
    minutes: float | None,
    detail_minutes: float | None,
    machine: Machine,
) -> None:
    """The enlarger: a compact network in Real-ESRGAN's way."""
    begin(out)
    from vaha.cli.talk import say
    from vaha.training.data.paintings.reading import read_paintings
    from vaha.training.enlarger.adversarial import (
        SHARE,
        AdversarialOptions,
        mixed,
        teach_detail,
    )
    from vaha.training.enlarger.publish import publish_enlarger
    from vaha.training.enlarger.run import EnlargerOptions, train_enlarger
    from vaha.training.features.network import open_feature_network
    from vaha.training.features.perceptual import VggFeatures

    here = machine.choose()
    seen, seer = open_feature_network("lite0"), open_feature_network("lite2")
    everything = read_paintings(paintings, votes, size=128, tell=say)
    learn, held = (everything.pixels[part] for part in everything.split())
    options = EnlargerOptions(minutes=minutes or EnlargerOptions.minutes)
    plain = train_enlarger(learn, held, out / "enlarger", options, VggFeatures(vgg, 2), here)
    more = AdversarialOptions(minutes=detail_minutes or AdversarialOptions.minutes)
    detailed = teach_detail(plain, learn, held, seen, out / "enlarger-detail", more, here)
    publish_enlarger(mixed(plain, detailed, SHARE), held, out / "weights", seer)
