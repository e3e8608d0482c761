"""The terms of the weights are found in a checkout and in an installed package."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path
from types import SimpleNamespace

import pytest

from vaha.runtime import terms
from vaha.runtime.terms import TERMS, terms_of_weights


def test_those_of_the_checkout_come_first() -> None:
    text = terms_of_weights()
    assert text is not None and text.startswith("Terms of VAHA's weights")


def test_an_installed_package_has_them_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terms, "__file__", str(tmp_path / "a" / "b" / "c" / "terms.py"))
    listed = [
        SimpleNamespace(name="LICENSE", read_text=lambda encoding: "another"),
        SimpleNamespace(name=TERMS, read_text=lambda encoding: "the terms"),
    ]
    monkeypatch.setattr(metadata, "files", lambda name: listed if name == "vaha" else None)
    assert terms_of_weights() == "the terms"


def test_where_there_are_none_that_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terms, "__file__", str(tmp_path / "a" / "b" / "c" / "terms.py"))
    monkeypatch.setattr(metadata, "files", lambda _: None)
    assert terms_of_weights() is None

    def unknown(name: str) -> None:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "files", unknown)
    assert terms_of_weights() is None
