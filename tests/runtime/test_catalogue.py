from __future__ import annotations

import re

import pytest

from vaha.runtime.catalogue import BROUGHT, BUNDLED, FETCHABLE
from vaha.runtime.wheels import Wheel


@pytest.mark.parametrize("name", FETCHABLE)
def test_each_entry_agrees_with_itself(name: str) -> None:
    entry = FETCHABLE[name]

    assert entry.card.name == name
    assert entry.files[entry.card.file] == entry.card.sha256
    assert all(re.fullmatch("[0-9a-f]{64}", sha256) for sha256 in entry.files.values())
    assert entry.card.licence and entry.card.source and entry.card.training_data
    if isinstance(entry.source, Wheel):
        assert set(entry.source.members) == set(entry.files)
        assert re.fullmatch("[0-9a-f]{64}", entry.source.sha256)
        assert entry.source.file.endswith(".whl")


def test_no_fetchable_model_hides_a_bundled_one() -> None:
    assert not set(FETCHABLE) & set(BUNDLED)


def test_what_the_build_brings_comes_out_of_a_wheel_with_its_licence() -> None:
    for name in BROUGHT:
        assert isinstance(FETCHABLE[name].source, Wheel)
        assert "LICENSE" in FETCHABLE[name].files
