from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest

from vaha.errors import PictureError
from vaha.installation.parts import sentence_of_broken_part

FAKES = {
    "raises": "raise ImportError('libGL.so.1: cannot open shared object file')",
    "other": "raise AttributeError('_ARRAY_API not found')",
    "long": "raise ImportError('\\n\\nIMPORTANT: READ THIS\\n\\nOriginal error was: no module\\n')",
    "nameless": "",
}


def error_of(module: str, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Exception:
    """What using this part raises where its module has this text."""
    (tmp_path / f"{module}.py").write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, module, raising=False)
    try:
        _ = importlib.import_module(module).VideoCapture
    except Exception as error:
        return error
    finally:
        sys.modules.pop(module, None)
    raise AssertionError("nothing was raised")


@pytest.mark.parametrize(
    ("fake", "said"),
    [
        ("raises", "(libGL.so.1: cannot open shared object file)"),
        ("other", "(_ARRAY_API not found)"),
        ("long", "(Original error was: no module)"),
        ("nameless", "has no attribute 'VideoCapture')"),
    ],
)
def test_a_broken_part_is_named_with_what_mends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fake: str, said: str
) -> None:
    sentence = sentence_of_broken_part(error_of("ncnn", FAKES[fake], tmp_path, monkeypatch))

    assert sentence is not None and "\n" not in sentence
    assert sentence.startswith("ncnn is missing or broken here") and said in sentence
    assert 'run: pip install --force-reinstall --no-deps "ncnn' in sentence


def test_a_part_that_is_not_there_is_named() -> None:
    error = ModuleNotFoundError("No module named 'cv2'", name="cv2")
    assert "opencv-python-headless" in str(sentence_of_broken_part(error))


def test_what_a_part_broke_further_up_is_found() -> None:
    error = RuntimeError("no faces")
    error.__cause__ = ImportError("no OpenCV", name="cv2.dnn")
    assert "no OpenCV" in str(sentence_of_broken_part(error))


@pytest.mark.parametrize(
    "error",
    [
        PictureError("x"),
        ValueError("cv2"),
        ImportError("no name"),
        ImportError("ours", name="vaha.hand"),
        AttributeError("'int' object has no attribute 'x'", name="x", obj=3),
    ],
)
def test_other_errors_are_no_parts(error: Exception) -> None:
    assert sentence_of_broken_part(error) is None
