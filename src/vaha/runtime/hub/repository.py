"""The folder of a model hub's repository that holds one of VAHA's own networks."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from vaha.errors import ModelError, ModelNotFound, OutputError
from vaha.files import prepare_folder
from vaha.runtime.catalogue import BUNDLED
from vaha.runtime.hub.readme import readme
from vaha.runtime.store import ModelStore
from vaha.runtime.terms import terms_of_weights


def write_repository(
    store: ModelStore, name: str, folder: Path, repository: str = "OWNER/NAME"
) -> None:
    """Write README.md, the weights, their card and LICENSE into a folder that is new or empty.

    Whole or not at all. Raises ModelNotFound where the network is not one of ours, ModelDamaged,
    ModelError or OutputError.
    """
    if name not in BUNDLED:
        raise ModelNotFound(
            f"{name!r} is no network of VAHA's own; choose among {', '.join(BUNDLED)}"
        )
    if (terms := terms_of_weights()) is None:
        raise ModelError("the terms of the weights are missing from VAHA; install VAHA again")
    main, card = store.path(name), store.card(name)
    target = folder.absolute()
    _check(target)
    prepare_folder(target.parent)
    try:
        with TemporaryDirectory(dir=target.parent, prefix=".vaha-") as scratch:
            aside = Path(scratch, "repository")
            aside.mkdir()
            for file in (card.file, *card.more_files):
                shutil.copyfile(main.with_name(file), aside / file)
            (aside / f"{name}.json").write_text(card.to_json(), encoding="utf-8")
            (aside / "LICENSE").write_text(terms, encoding="utf-8")
            (aside / "README.md").write_text(readme(card, repository), encoding="utf-8")
            if target.exists():
                target.rmdir()
            aside.replace(target)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise OutputError(f"{target} cannot be written ({reason}); name another folder") from error


def _check(target: Path) -> None:
    if target.exists() and not target.is_dir():
        raise OutputError(f"{target} is no folder; name another one")
    if target.is_dir() and any(target.iterdir()):
        raise OutputError(f"{target} holds other things; name a folder that is new or empty")
