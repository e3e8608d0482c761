from __future__ import annotations

import re

import pytest

from tests.study.voters import answered, entries, paintings
from vaha.emotions import FaceEmotion
from vaha.errors import MissingExtra
from vaha.study import report
from vaha.study.measures import Findings, measure
from vaha.study.report import study_report


@pytest.fixture
def found() -> Findings:
    answers = answered(entries("VAHA", 2), 4, 0.75, 3.5)
    return measure(answers + answered(paintings(5), 4, 0.0, 4.0))


def rows_of(page: str) -> list[list[str]]:
    rows = re.findall(r"<tr>(.*?)</tr>", page)
    return [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row) for row in rows]


def test_it_says_what_was_measured_of_each_source(found: Findings) -> None:
    page = study_report("abc", found)
    ours = found.groups[0]
    assert ours.as_asked is not None
    said = f"{100 * ours.as_asked.share:.1f} % ({100 * ours.as_asked.low:.1f} to "
    rows = rows_of(page)
    assert any(row[:3] == ["VAHA, oil", "14", "56"] and row[3].startswith(said) for row in rows)
    assert any(row[:2] == ["real paintings", "20"] for row in rows)
    assert "76 answers of 4 voters" in page and "14.3 %" in page
    moods = {len(row): row for row in rows if row[0] == "sad"}
    sad = ours.by_mood[FaceEmotion.SAD]
    assert moods[2][1].startswith(f"{100 * sad.share:.1f} % (")
    assert sum(map(int, moods[9][1:])) == 8
    (real,) = (row for row in rows if row[0] == "no mood")
    assert sum(map(int, real[1:])) == 20


def test_it_needs_nothing_else_and_no_mark_up_comes_in(found: Findings) -> None:
    answers = answered(entries("<script>alert(1)</script>", 1), 2, 0.5)
    page = study_report("<b>", measure(answers))
    assert "<script" not in page and "<b>" not in page
    assert not re.search(r'(?:src|href)="http', page)


def test_without_what_draws_the_tables_say_it(
    found: Findings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*_: object) -> str:
        raise MissingExtra("charts need matplotlib: pip install 'vaha[train]'")

    monkeypatch.setattr(report, "draw_intervals", missing)
    page = study_report("abc", found)
    assert "<svg" not in page and "charts need matplotlib" in page
    assert any(row[0] == "VAHA, oil" for row in rows_of(page))


def test_with_it_the_intervals_are_drawn(found: Findings) -> None:
    pytest.importorskip("matplotlib")
    assert study_report("abc", found).count("<svg") == 1


def test_paintings_alone_have_a_report() -> None:
    page = study_report("abc", measure(answered(paintings(3), 1, 0.0)))
    assert "No picture has answers of two voters" in page and "<svg" not in page
