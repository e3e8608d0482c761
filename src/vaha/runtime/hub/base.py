"""What is asked of a model hub."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Protocol

from vaha.errors import InputError

_PART = r"[A-Za-z0-9](?:[.-]?[A-Za-z0-9_])*"
_REPOSITORY = re.compile(f"{_PART}/{_PART}")
LONGEST = 96
"""Letters of a repository's name, its owner's included."""


class Hub(Protocol):
    """A place that keeps repositories, each of them files under a name OWNER/NAME."""

    def list_files(self, repository: str) -> tuple[str, ...]:
        """The paths of all its files; raises ModelFetchFailed."""
        ...

    def download(self, repository: str, file: str, folder: Path) -> Path:
        """Bring one file into the folder and say where it lies; raises ModelFetchFailed."""
        ...

    def upload(self, folder: Path, repository: str, public: bool) -> str:
        """Send the folder's files and say where people find them; raises ModelError.

        A repository that is new is private but for `public`; another one stays what it is.
        """
        ...


def check_repository(name: str) -> None:
    """Raise InputError where this is no repository's name."""
    if len(name) > LONGEST or not _REPOSITORY.fullmatch(name):
        raise InputError(f"{name!r} is no repository; write OWNER/NAME, as in me/vaha-mood")
