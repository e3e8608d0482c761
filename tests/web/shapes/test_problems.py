from __future__ import annotations

import pytest

from vaha.web.shapes.problems import problem_of_error


@pytest.mark.parametrize(
    "error",
    [
        ImportError("/usr/lib/libGL.so.1: cannot open", name="cv2"),
        ModuleNotFoundError("No module named 'onnxruntime'", name="onnxruntime"),
    ],
)
def test_a_broken_part_is_the_studios_trouble_and_told_without_paths(error: Exception) -> None:
    problem = problem_of_error(error)

    assert (problem.status, problem.code) == (503, "unavailable")
    assert "libGL" not in problem.detail and "onnxruntime" not in problem.detail


def test_what_we_do_not_know_is_internal() -> None:
    assert problem_of_error(KeyError("x")).code == "internal"
