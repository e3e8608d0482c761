"""`vaha engine` and `vaha serve --engine`: what is refused in one line before it begins."""

from __future__ import annotations

import socket
import sys

import pytest
from click.testing import CliRunner

from tests.web.services.queue.test_painters_elsewhere import Harm, engine
from vaha.cli import main


def said(*words: str, token: str = "") -> str:
    """The one line that the command leaves with."""
    done = CliRunner(env={"VAHA_ENGINE_TOKEN": token or None}).invoke(main, list(words))
    assert done.exit_code == 1, done.output
    (line,) = done.stderr.splitlines()
    return line


def test_an_engine_without_ray_says_what_brings_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    assert "pip install 'vaha[cluster]'" in said("engine", "--fake")


def test_a_studio_whose_engine_is_away_does_not_open() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{nobody.getsockname()[1]}"
        line = said("serve", "--fake", "--engine", address, token="secret")
    assert f"the engine at {address} cannot be reached" in line


@pytest.mark.parametrize(
    ("words", "token", "expected"),
    [
        (["http://127.0.0.1:1"], "", "set VAHA_ENGINE_TOKEN"),
        (["painters:8000"], "secret", "is no address; give one like http://painters:8000"),
    ],
)
def test_an_engine_is_asked_for_by_address_and_token(words, token: str, expected: str) -> None:
    assert expected in said("serve", "--fake", "--engine", *words, token=token)


def test_a_studio_with_another_token_does_not_open() -> None:
    with engine(Harm()) as address:
        line = said("serve", "--fake", "--engine", address, token="other")
    assert "the token is not this engine's; give both the same" in line
