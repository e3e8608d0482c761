from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.study.voters import entries, paintings
from vaha.errors import InputError
from vaha.study.key import KEY, key_to_csv, name_of_study, read_key


def test_a_key_is_read_as_it_was_written(tmp_path: Path) -> None:
    shown = [*entries("Otto, the rival", 1), *paintings(2)]
    (tmp_path / KEY).write_bytes(key_to_csv("abc", shown))
    key = read_key(tmp_path)
    assert key.study == "abc" and list(key.entries.values()) == shown


def test_the_name_tells_pictures_and_their_order_apart() -> None:
    assert name_of_study([b"a", b"bc"]) == name_of_study([b"a", b"bc"])
    assert len({name_of_study(one) for one in ([b"a", b"bc"], [b"bc", b"a"], [b"ab", b"c"])}) == 3


def test_a_key_that_was_tampered_with_is_refused(tmp_path: Path) -> None:
    one = paintings(1)[0]
    whole = key_to_csv("abc", [one, replace(one, picture="b.png")])
    for wrong in (
        key_to_csv("abc", [one, one]),
        whole.replace(b"abc,b.png", b"xyz,b.png"),
        whole.replace(b"real paintings,,,", b"real paintings,,bored,"),
    ):
        (tmp_path / KEY).write_bytes(wrong)
        with pytest.raises(InputError, match=r"key\.csv line"):
            read_key(tmp_path)


def test_a_folder_without_a_study_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no file"):
        read_key(tmp_path)
