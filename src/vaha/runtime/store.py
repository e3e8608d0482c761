"""The model store: which models there are, where their files lie, and whether they are intact."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from vaha.errors import ModelDamaged, ModelError, ModelFetchFailed, ModelNotFound, OutputError
from vaha.files import prepare_folder
from vaha.runtime.card import ModelCard
from vaha.runtime.catalogue import BROUGHT, BUNDLED, FETCHABLE, Fetchable
from vaha.runtime.fetching import bring
from vaha.settings import Settings

Origin = Literal["bundled", "fetched", "available"]


@dataclass(frozen=True)
class Entry:
    """A model of the store: `path` is its main file, None where it is available but not fetched."""

    card: ModelCard
    origin: Origin
    path: Path | None


@dataclass(frozen=True)
class Checked:
    """What a check of one model found: `problem` is None where every file is intact."""

    name: str
    problem: str | None


class ModelStore:
    """Models in two places: `bundled`, which comes with VAHA, and `home`/models, which is fetched.

    A model of others that VAHA's build brought stands in `bundled`, in a folder of its own.

    `catalogue` is what can be fetched, by name. Nothing is read or made before it is needed.
    """

    def __init__(
        self, bundled: Path, home: Path, catalogue: Mapping[str, Fetchable] = FETCHABLE
    ) -> None:
        self._bundled = bundled
        self._fetched = home / "models"
        self._catalogue = catalogue
        self._verified: set[str] = set()

    @classmethod
    def open(cls, settings: Settings | None = None) -> ModelStore:
        """The store of this installation."""
        settings = settings or Settings.from_environment()
        return cls(Path(__file__).parents[1] / "weights", settings.home)

    def list(self) -> tuple[Entry, ...]:
        """All models, the bundled first; raises ModelDamaged where a card cannot be read."""
        bundled = [
            Entry(self.card(name), "bundled", self._file_of(name)) for name in self._bundled_names()
        ]
        return (*bundled, *map(self._catalogued, self._catalogue))

    def card(self, name: str) -> ModelCard:
        """The model's card; raises ModelNotFound or ModelDamaged."""
        if name in self._catalogue:
            return self._catalogue[name].card
        path = self._bundled / f"{name}.json"
        if name in self._bundled_names() and path.is_file():
            return ModelCard.read(path)
        if name in BUNDLED:
            raise ModelNotFound(f"the model {name!r} is missing from VAHA; install VAHA again")
        known = ", ".join([*BUNDLED, *self._catalogue])
        raise ModelNotFound(f"there is no model {name!r}; choose among {known}")

    def path(self, name: str) -> Path:
        """The model's main file, every file of it verified (once for each store).

        Raises ModelNotFound, saying how to get it, or ModelDamaged.
        """
        path = self._file_of(name)
        if name not in self._verified:
            self._verify(name)
            self._verified.add(name)
        return path

    def is_here(self, name: str) -> bool:
        """Whether the model's main file is on this machine (intact or not)."""
        return name in {*self._bundled_names(), *self._catalogue} and self._file_of(name).is_file()

    def check(self) -> tuple[Checked, ...]:
        """Verify every file of every bundled or fetched model, now."""
        names = list(dict.fromkeys([*BUNDLED, *self._bundled_names()]))
        names += [name for name in self._catalogue if name in BROUGHT or self.is_here(name)]
        return tuple(Checked(name, self._problem(name)) for name in names)

    def fetch(self, name: str, local: Path | None = None) -> Path:
        """Bring a model of the catalogue, or take it from the file `local`; gives its main file.

        Its folder appears only when every file in it is verified. Raises ModelNotFound,
        ModelFetchFailed or OutputError.
        """
        if name not in self._catalogue:
            return self.path(name)
        if not self.is_here(name) or self._problem(name) is not None:
            self._install(self._catalogue[name], local, self._fetched)
        return self.path(name)

    def bring_along(self, name: str) -> None:
        """Put a model of the catalogue among the bundled ones; for VAHA's build.

        Nothing is done where it stands there. Raises ModelFetchFailed or OutputError.
        """
        model = self._catalogue[name]
        if any(
            _sha256(self._bundled / name / file) != known for file, known in model.files.items()
        ):
            self._install(model, None, self._bundled)

    def _install(self, model: Fetchable, local: Path | None, place: Path) -> None:
        target = place / model.card.name
        prepare_folder(place)
        try:
            with TemporaryDirectory(dir=place, prefix=".fetching-") as scratch:
                folder = Path(scratch, model.card.name)
                folder.mkdir()
                bring(model, folder, local)
                _compare_all(folder, model)
                (folder / f"{model.card.name}.json").write_text(
                    model.card.to_json(), encoding="utf-8"
                )
                shutil.rmtree(target, ignore_errors=True)
                folder.replace(target)
        except OSError as error:
            raise OutputError(f"{target} cannot be written ({error}); set VAHA_HOME") from error

    def _bundled_names(self) -> tuple[str, ...]:
        known = [name for name in BUNDLED if (self._bundled / f"{name}.json").is_file()]
        others = sorted(path.stem for path in self._bundled.glob("*.json"))
        return (*known, *(name for name in others if name not in known))

    def _catalogued(self, name: str) -> Entry:
        path = self._file_of(name)
        if path.is_file():
            bundled = path.is_relative_to(self._bundled)
            return Entry(self.card(name), "bundled" if bundled else "fetched", path)
        return Entry(self.card(name), "available", None)

    def _file_of(self, name: str) -> Path:
        card = self.card(name)
        if name not in self._catalogue:
            return self._bundled / card.file
        fetched, brought = self._fetched / name / card.file, self._bundled / name / card.file
        return brought if brought.is_file() and not fetched.is_file() else fetched

    def _files_of(self, name: str) -> Mapping[str, str]:
        if name in self._catalogue:
            return self._catalogue[name].files
        card = self.card(name)
        return {card.file: card.sha256, **card.more_files}

    def _verify(self, name: str) -> None:
        folder = self._file_of(name).parent
        state, remedy = "is missing from VAHA", "install VAHA again"
        if name in self._catalogue:
            state, remedy = "has not been fetched", f"run `vaha models fetch {name}`"
        for file, expected in self._files_of(name).items():
            found = _sha256(folder / file)
            if found is None:
                raise ModelNotFound(f"the model {name!r} {state} ({folder / file}); {remedy}")
            if found != expected:
                raise ModelDamaged(
                    f"{folder / file} is not the file that its card describes "
                    f"(sha256 {found[:12]}, expected {expected[:12]}); {remedy}"
                )

    def _problem(self, name: str) -> str | None:
        try:
            self._verify(name)
        except ModelError as error:
            return str(error)
        return None


def _compare_all(folder: Path, model: Fetchable) -> None:
    for file, expected in model.files.items():
        found = _sha256(folder / file)
        if found != expected:
            raise ModelFetchFailed(
                f"what came as {file} is not the file that was asked for "
                f"(sha256 {str(found)[:12]}, expected {expected[:12]}); nothing was installed"
            )


def _sha256(path: Path) -> str | None:
    """The file's sha256 in hexadecimal, None where there is no such file."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        reason = f"({error.strerror}); check its permissions"
        raise ModelDamaged(f"{path} cannot be read {reason}") from error
    return digest.hexdigest()
