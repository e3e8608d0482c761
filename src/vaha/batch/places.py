"""Where batches read and write: folders and object stores, by fsspec."""

from __future__ import annotations

import posixpath
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from vaha.errors import InputError, MissingExtra, OutputError, PictureError
from vaha.files import prepare_folder, write_file
from vaha.images import MOST_BYTES, Image, decode_image, read_image

STORES = {"s3", "s3a", "gs", "gcs", "abfs", "az", "memory"}
"""Where a file is there whole or not at all, without being written aside first."""


def is_url(text: str) -> bool:
    """Whether this names a place by a scheme, such as s3://bucket/photos."""
    return "://" in text


def whole(url: str) -> str:
    """The place as it is called from everywhere: a path from the root on."""
    return url if is_url(url) else str(Path(url).expanduser().absolute())


class Place:
    """A folder, or a prefix of an object store; raises InputError for one that there cannot be."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._local = None if is_url(url) else Path(url)
        self._files, self._path = _opened(url)

    def prepare(self) -> None:
        """Make it, and see that it can be written to; raises OutputError."""
        if self._local is not None:
            prepare_folder(self._local)
            return
        with self._writing():
            self._files.makedirs(self._path, exist_ok=True)

    def names(self, below: bool = False) -> list[str]:
        """The names of the files in it, sorted; with `below`, also of those in its folders."""
        with self._reading():
            self._files.invalidate_cache()  # other processes write here, too
            if not self._files.isdir(self._path):
                return []
            found = self._files.find(self._path, maxdepth=None if below else 1)
        return sorted(posixpath.relpath(name, self._path) for name in found)

    def is_file(self) -> bool:
        """Whether a file stands here and no folder."""
        with self._reading():
            return bool(self._files.isfile(self._path))

    def read(self, name: str = "") -> bytes:
        """The whole file; raises InputError."""
        with self._reading():
            data: bytes = self._files.cat_file(self._at(name))
            return data

    @contextmanager
    def opened(self, name: str) -> Iterator[BinaryIO]:
        """The file, to read some of it; raises InputError, and OSError while it is read."""
        with self._reading():
            file = self._files.open(self._at(name), "rb")
        with file:
            yield file

    def write(self, name: str, data: bytes) -> None:
        """Write the whole file or nothing; raises OutputError."""
        if self._local is not None:
            write_file(self._local / name, data)
            return
        with self._writing():
            if self._protocols & STORES:
                self._files.pipe_file(self._at(name), data)
                return
            aside = self._at(f".{name}.{secrets.token_hex(4)}.part")
            self._files.pipe_file(aside, data)
            self._files.mv(aside, self._at(name))

    def picture(self, item: str) -> Image:
        """The picture of an item: a name in here, a path or an address; raises PictureError."""
        if is_url(item):
            place = Place(item)
            return decode_image(place._picture_bytes(""))
        if self._local is not None or Path(item).is_absolute():
            return read_image((self._local or Path()) / item)
        return decode_image(self._picture_bytes(item))

    def _picture_bytes(self, name: str) -> bytes:
        with self._reading(PictureError):
            if (self._files.size(self._at(name)) or 0) > MOST_BYTES:
                raise PictureError(f"{self.url} {name} is no picture of less than 1 GB")
            data: bytes = self._files.cat_file(self._at(name))
            return data

    @property
    def _protocols(self) -> set[str]:
        said = self._files.protocol
        return {said} if isinstance(said, str) else set(said)

    def _at(self, name: str) -> str:
        return posixpath.join(self._path, name) if name else self._path

    @contextmanager
    def _reading(self, kind: type[InputError] = InputError) -> Iterator[None]:
        try:
            yield
        except (InputError, MissingExtra):
            raise
        except Exception as error:  # each store has its own
            raise kind(f"{self.url} cannot be read ({_said(error)}); is it right?") from error

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:  # each store has its own
            raise OutputError(
                f"{self.url} cannot be written ({_said(error)}); choose another place"
            ) from error


def _opened(url: str) -> tuple[Any, str]:
    """The file system of fsspec and the path in it."""
    try:
        from fsspec.core import url_to_fs
    except ImportError as error:
        raise MissingExtra("batches need pyarrow and fsspec: pip install 'vaha[batch]'") from error
    try:
        files, path = url_to_fs(whole(url))
    except ImportError as error:  # such as s3fs, which fsspec names
        raise MissingExtra(f"{url} needs a package more: {_said(error)}") from error
    except Exception as error:  # each store has its own
        raise InputError(f"{url} cannot be reached ({_said(error)}); is it right?") from error
    return files, path


def _said(error: Exception) -> str:
    return (" ".join(str(error).split()) or type(error).__name__)[:200]
