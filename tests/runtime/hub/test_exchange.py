"""What is sent to a hub comes back whole; what others put there does no harm."""

from __future__ import annotations

import json
import time
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

import vaha.runtime.store
from vaha.errors import InputError, ModelFetchFailed
from vaha.runtime.card import ModelCard
from vaha.runtime.hub.exchange import pull, push
from vaha.runtime.hub.fake import FakeHub
from vaha.runtime.store import ModelStore

WEIGHTS = Path(vaha.runtime.store.__file__).parents[1] / "weights"
DATA = b"weights"


def repository(files: dict[str, bytes] | None = None, **said: Any) -> dict[str, bytes]:
    """A repository of somebody, whose card says this."""
    card = ModelCard("muse", "t", "muse.onnx", sha256(DATA).hexdigest(), "d", "MIT", "2026-01-01")
    document = json.loads(card.to_json()) | said
    return {
        "README.md": b"a page",
        "muse.json": json.dumps(document).encode(),
        "muse.onnx": DATA,
        **(files or {}),
    }


def everything_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def refused(files: dict[str, bytes], tmp_path: Path) -> str:
    """Why this repository is refused; nothing of it is left."""
    home = tmp_path / "a" / "home"
    with pytest.raises(ModelFetchFailed) as caught:
        pull(FakeHub({"me/muse": files}), "me/muse", home)
    assert everything_in(tmp_path) == set()
    return str(caught.value)


@pytest.mark.weights
def test_what_was_pushed_is_pulled_whole(tmp_path: Path) -> None:
    hub, store = FakeHub(), ModelStore(WEIGHTS, tmp_path / "home")

    address = push(hub, store, "enlarger", "me/vaha-enlarger")
    got = pull(hub, "me/vaha-enlarger", tmp_path / "home")

    assert address.endswith("me/vaha-enlarger")
    assert got.card == store.card("enlarger")
    assert got.path.read_bytes() == store.path("enlarger").read_bytes()
    assert ModelStore(got.path.parent, tmp_path).path("enlarger") == got.path
    assert b"vaha models pull me/vaha-enlarger" in hub.repositories["me/vaha-enlarger"]["README.md"]


@pytest.mark.weights
def test_a_new_repository_is_private_unless_asked(tmp_path: Path) -> None:
    hub, store = FakeHub(), ModelStore(WEIGHTS, tmp_path)
    push(hub, store, "enlarger", "me/hidden")
    push(hub, store, "enlarger", "me/shown", public=True)
    assert hub.public == {"me/shown"}


def test_only_the_card_and_its_files_are_taken(tmp_path: Path) -> None:
    files = repository(
        {"setup.py": b"evil", "code/run.py": b"evil", "config.json": b"{}", "model.pkl": b"evil"}
    )
    got = pull(FakeHub({"me/muse": files}), "me/muse", tmp_path)
    assert got.path == tmp_path / "models" / "hub" / "me--muse" / "muse.onnx"
    assert everything_in(tmp_path) == {
        "models/hub/me--muse/muse.json",
        "models/hub/me--muse/muse.onnx",
    }


def test_a_newer_one_takes_the_place_whole(tmp_path: Path) -> None:
    old = repository({"more.bin": DATA}, more_files={"more.bin": sha256(DATA).hexdigest()})
    pull(FakeHub({"me/muse": old}), "me/muse", tmp_path)
    got = pull(FakeHub({"me/muse": repository()}), "me/muse", tmp_path)
    assert {path.name for path in got.path.parent.iterdir()} == {"muse.json", "muse.onnx"}


def test_another_file_than_the_cards_is_refused_and_the_old_one_stays(tmp_path: Path) -> None:
    assert "is not the file that its card describes" in refused(
        repository({"muse.onnx": b"others"}), tmp_path
    )
    got = pull(FakeHub({"me/muse": repository()}), "me/muse", tmp_path)
    with pytest.raises(ModelFetchFailed):
        pull(FakeHub({"me/muse": repository({"muse.onnx": b"others"})}), "me/muse", tmp_path)
    assert got.path.read_bytes() == DATA


@pytest.mark.parametrize(
    "file",
    [
        *("../muse.onnx", "/etc/muse.onnx", "..\\muse.onnx", "C:muse.onnx", "a/muse.onnx", ".onnx"),
        *("muse.pkl", "muse.py", "muse.json", "muse.onnx.", "con.onnx", "muse.onnx\n", "", "..", 7),
        *("m" * 200 + ".onnx", "muse\x1b[2J.onnx", None, ["muse.onnx"]),
    ],
)
def test_a_card_cannot_name_a_path_or_code(file: object, tmp_path: Path) -> None:
    files = repository({str(file): DATA}) if isinstance(file, str) and ".." not in file else {}
    message = refused({**files, **repository(file=file)}, tmp_path)
    assert "not a plain name" in message
    assert message.isprintable()


@pytest.mark.parametrize(
    "more",
    [{"../x.bin": "0" * 64}, {"x.so": "0" * 64}, ["x.bin"], "x", {"x.bin": 3}, {"x.bin": ""}],
)
def test_nor_can_its_other_files(more: object, tmp_path: Path) -> None:
    assert "nothing was installed" in refused(repository(more_files=more), tmp_path)


@pytest.mark.parametrize("sha", ["", "0" * 63, "Z" * 64, None, 0])
def test_a_card_without_a_sha256_is_refused(sha: object, tmp_path: Path) -> None:
    assert "has no sha256 of muse.onnx" in refused(repository(sha256=sha), tmp_path)


@pytest.mark.parametrize("name", ["../painter", "painter", "", 3, None])
def test_a_card_of_another_name_is_refused(name: object, tmp_path: Path) -> None:
    assert "the card of another name" in refused(repository(name=name), tmp_path)


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"\xff", b"{}", b"3", b'{"name": "muse"}', b"[" * 100_000], ids=range(7)
)
def test_what_is_no_card_is_refused(data: bytes, tmp_path: Path) -> None:
    assert refused(repository({"muse.json": data}), tmp_path).startswith("muse.json is no card")


def test_a_repository_has_one_card(tmp_path: Path) -> None:
    assert "me/muse has no cards" in refused({"README.md": b"", "x/muse.json": b""}, tmp_path)
    assert "me/muse has 2 cards" in refused(repository({"other.json": b"{}"}), tmp_path)


@pytest.mark.parametrize(
    "name", ["muse", "", "../muse", "me/..", "a/b/c", "me/mu--se", "-a/b", "me/muse ", "_" * 90]
)
def test_what_is_no_repository_is_said_before_anything_is_asked(name: str, tmp_path: Path) -> None:
    began = time.monotonic()
    with pytest.raises(InputError, match="is no repository; write OWNER/NAME"):
        pull(FakeHub(), name, tmp_path / "home")
    with pytest.raises(InputError, match="is no repository"):
        push(FakeHub(), ModelStore(WEIGHTS, tmp_path), "mood", name)
    assert time.monotonic() - began < 1
    assert not (tmp_path / "home").exists()


def test_a_repository_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(ModelFetchFailed, match="there is no repository me/muse"):
        pull(FakeHub(), "me/muse", tmp_path)
