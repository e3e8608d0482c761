"""`vaha models card`, `push` and `pull`, with a hub in memory."""

from __future__ import annotations

import json
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from vaha.runtime.card import ModelCard
from vaha.runtime.hub.fake import FakeHub
from vaha.runtime.hub.hugging_face import HuggingFaceHub


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FakeHub:
    fake = FakeHub()
    monkeypatch.setattr(HuggingFaceHub, "open", lambda: fake)
    monkeypatch.setenv("VAHA_HOME", str(tmp_path / "home"))
    return fake


@pytest.mark.weights
def test_a_network_is_pushed_and_pulled(run: Run, hub: FakeHub, tmp_path: Path) -> None:
    sent = run("models", "push", "enlarger", "me/vaha-enlarger")
    assert sent.stdout.strip() == "https://hub.example/me/vaha-enlarger"
    assert hub.public == set()

    got = run("models", "pull", "me/vaha-enlarger")
    assert got.exit_code == 0, got.output
    path = Path(got.stdout.strip())
    assert path.is_relative_to(tmp_path / "home")
    assert path.read_bytes() == hub.repositories["me/vaha-enlarger"]["enlarger.onnx"]
    assert "non-commercial research" in got.stderr


@pytest.mark.weights
def test_public_is_said_on(run: Run, hub: FakeHub) -> None:
    run("models", "push", "enlarger", "me/shown", "--public")
    assert hub.public == {"me/shown"}


@pytest.mark.weights
def test_a_card_needs_no_extra(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "huggingface_hub", None)
    assert run("models", "card", "enlarger").stdout.strip() == "vaha-enlarger"
    assert run("models", "card", "enlarger", "--to", "there").stdout.strip() == "there"
    assert (tmp_path / "vaha-enlarger" / "README.md").read_bytes() == (
        tmp_path / "there" / "README.md"
    ).read_bytes()


@pytest.mark.parametrize("words", [("push", "mood", "me/mood"), ("pull", "me/mood")])
def test_without_the_extra_it_is_one_line(
    run: Run, assert_one_line, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.setitem(sys.modules, "huggingface_hub", None)
    assert_one_line(run("models", *words), "pip install 'vaha[hub]'")


def test_a_licence_of_others_does_not_move_about_in_the_terminal(run: Run, hub: FakeHub) -> None:
    digest = sha256(b"x").hexdigest()
    card = ModelCard("muse", "t", "muse.onnx", digest, "d", "\x1b[2J\rMIT", "2026-01-01")
    hub.repositories["me/muse"] = {
        "muse.json": json.dumps(json.loads(card.to_json())).encode(),
        "muse.onnx": b"x",
    }
    assert run("models", "pull", "me/muse").stderr == "muse, by me/muse; licence: [2JMIT\n"
