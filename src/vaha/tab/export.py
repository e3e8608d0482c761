"""Putting the page in a tab together: the built page, the networks, their cards and licences."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from vaha.errors import MissingExtra, OutputError
from vaha.installation.version import installed_version
from vaha.runtime.card import ModelCard
from vaha.runtime.store import ModelStore
from vaha.runtime.terms import TERMS, terms_of_weights

PAGE = Path(__file__).parent / "page"
"""Where the build puts the page (webapp/vite.tab.config.ts)."""

NAMES = ("centerface", "mood", "painter", "critic", "enlarger")
"""The networks of a portrait, as webapp/src/tab/runtime.ts names them."""

MARK = "exported-by-vaha.txt"
"""What stands in a folder that was written here, and nowhere else."""


OF_CARDS = (
    *("name", "task", "file", "sha256", "description", "licence", "labels", "input_size"),
    *("mean", "std", "training_data", "limits", "settings", "source"),
)
"""What the page, and who looks into the folder, is told of each network."""

_POLICY = re.compile(r'http-equiv="Content-Security-Policy"\s+content="([^"]+)"')


def export_page(folder: Path, store: ModelStore, force: bool = False, page: Path = PAGE) -> int:
    """Write the page, whole or not at all; the number of its bytes.

    A folder that is not empty is refused, but with `force` one that was written here is replaced.
    Raises OutputError; MissingExtra where the page was not built; ModelNotFound or ModelDamaged.
    """
    if not (page / "tab.html").is_file():
        raise MissingExtra("the page in a tab was not built with this VAHA; install VAHA again")
    target = folder.resolve()
    _check(target, force)
    with _replaced(target) as aside:
        shutil.copytree(page, aside)
        (aside / "tab.html").rename(aside / "index.html")
        _copy_networks(aside, store)
        _copy_licences(aside, store)
        _write_list(aside)
        (aside / MARK).write_text(
            f"VAHA {installed_version()} wrote this folder by `vaha export-page`, which replaces "
            "it whole.\n",
            encoding="utf-8",
        )
        return sum(path.stat().st_size for path in _files(aside))


def _check(target: Path, force: bool) -> None:
    if target.exists() and not target.is_dir():
        raise OutputError(f"{target} is no folder; name another one")
    if not target.is_dir() or not any(target.iterdir()):
        return
    if not (target / MARK).is_file():
        raise OutputError(f"{target} holds other things; name a folder that is new or empty")
    if not force:
        raise OutputError(f"{target} holds an exported page already; --force replaces it")


@contextmanager
def _replaced(target: Path) -> Iterator[Path]:
    """A folder to fill, which takes the place of `target` when the block ends well."""
    new = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    old = new.with_suffix(".old")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        yield new
        if target.exists():
            target.rename(old)
        try:
            new.rename(target)
        except OSError:
            if old.exists():
                old.rename(target)
            raise
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise OutputError(f"{target} cannot be written ({reason}); name another folder") from error
    finally:
        for left in (new, old):
            shutil.rmtree(left, ignore_errors=True)


def _copy_networks(aside: Path, store: ModelStore) -> None:
    (aside / "models").mkdir()
    told = []
    for name in NAMES:
        source, card = store.path(name), store.card(name)
        shutil.copyfile(source, aside / "models" / card.file)
        told.append(_told(card) | {"bytes": source.stat().st_size})
    document = {"version": installed_version(), "models": told}
    text = json.dumps(document, indent=1, ensure_ascii=False)
    (aside / "models.json").write_text(text + "\n", encoding="utf-8")


def _told(card: ModelCard) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(card.to_json())
    return {name: document[name] for name in OF_CARDS}


def _copy_licences(aside: Path, store: ModelStore) -> None:
    """CenterFace's beside its network; that of VAHA's weights, where this installation has it."""
    theirs = store.path("centerface").with_name("LICENSE")
    if theirs.is_file():
        shutil.copyfile(theirs, aside / "models" / "centerface-LICENSE.txt")
    if (terms := terms_of_weights()) is not None:
        (aside / "models" / TERMS).write_text(terms, encoding="utf-8")


def _write_list(aside: Path) -> None:
    """What the service worker is told: the page's version, its files and its policy."""
    digest = hashlib.sha256()
    for path in _files(aside):
        digest.update(path.relative_to(aside).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    policy = _POLICY.search((aside / "index.html").read_text(encoding="utf-8"))
    document = {
        "version": digest.hexdigest()[:16],
        "shell": ["./", *_shell(aside)],
        "policy": policy[1] if policy else "default-src 'none'",
    }
    text = f"self.VAHA_FILES = {json.dumps(document)};\n"
    (aside / "files.js").write_text(text, encoding="utf-8")


def _shell(aside: Path) -> list[str]:
    """What is kept before the networks come: all but them and the machine that runs them."""
    names = (path.relative_to(aside).as_posix() for path in _files(aside))
    return [
        name
        for name in names
        if not name.startswith(("models/", "sw.js")) and not name.endswith(".wasm")
    ]


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())
