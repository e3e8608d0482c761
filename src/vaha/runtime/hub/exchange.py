"""Sending one of our networks to a hub, and bringing a network from there."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from vaha.errors import ModelFetchFailed, OutputError
from vaha.files import prepare_folder
from vaha.runtime.card import ModelCard
from vaha.runtime.hub.base import Hub, check_repository
from vaha.runtime.hub.foreign import files_of, is_plain, read_foreign_card
from vaha.runtime.hub.repository import write_repository
from vaha.runtime.store import ModelStore

PLACE = "hub"
"""The folder of the model store in which what was brought from a hub lies."""


@dataclass(frozen=True)
class Pulled:
    """A network from a hub: its card, and its main file, verified, in a folder of its own."""

    card: ModelCard
    path: Path


def push(hub: Hub, store: ModelStore, name: str, repository: str, public: bool = False) -> str:
    """Send the network with its card, page and terms; gives the address of the repository.

    Raises InputError, ModelNotFound, ModelDamaged or ModelError.
    """
    check_repository(repository)
    with TemporaryDirectory(prefix="vaha-") as scratch:
        folder = Path(scratch, "repository")
        write_repository(store, name, folder, repository)
        return hub.upload(folder, repository, public)


def pull(hub: Hub, repository: str, home: Path) -> Pulled:
    """Bring a repository's network into `home`/models/hub, once every file is its card's.

    Only the card and the files that it names are taken. Raises InputError, ModelFetchFailed or
    OutputError.
    """
    check_repository(repository)
    place = home / "models" / PLACE
    target = place / repository.replace("/", "--")
    prepare_folder(place)
    try:
        with TemporaryDirectory(dir=place, prefix=".pulling-") as scratch:
            card = _bring(hub, repository, Path(scratch, "brought"), Path(scratch, "whole"))
            shutil.rmtree(target, ignore_errors=True)
            Path(scratch, "whole").replace(target)
    except OSError as error:
        raise OutputError(f"{target} cannot be written ({error}); set VAHA_HOME") from error
    return Pulled(card, target / card.file)


def _bring(hub: Hub, repository: str, brought: Path, whole: Path) -> ModelCard:
    brought.mkdir()
    whole.mkdir()
    told = hub.download(repository, _card_among(hub, repository), brought)
    card = read_foreign_card(told)
    for file, expected in files_of(card).items():
        data = hub.download(repository, file, brought).read_bytes()
        found = hashlib.sha256(data).hexdigest()
        if found != expected:
            raise ModelFetchFailed(
                f"{file} of {repository} is not the file that its card describes "
                f"(sha256 {found[:12]}, expected {expected[:12]}); nothing was installed"
            )
        (whole / file).write_bytes(data)
    shutil.copyfile(told, whole / told.name)
    return card


def _card_among(hub: Hub, repository: str) -> str:
    cards = [file for file in hub.list_files(repository) if file.endswith(".json")]
    cards = [file for file in cards if is_plain(file) and file != "config.json"]
    if len(cards) != 1:
        raise ModelFetchFailed(
            f"{repository} has {len(cards) or 'no'} cards of VAHA, where one is needed; "
            "is it a repository that `vaha models push` wrote?"
        )
    return cards[0]
