"""The pages are read by people: short sentences, and links that lead somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [
    *ROOT.glob("*.md"),
    *sorted((ROOT / "docs").rglob("*.md")),
]
MOST_WORDS = 22
"""A sentence, in the mean over a page."""


def paragraphs(text: str) -> Iterator[str]:
    """Running text: no code, tables, headings or pictures; each item of a list is one."""
    text = re.sub(r"```.*?```", "\n\n", text, flags=re.DOTALL)
    text = re.sub(r"^(\||#|!\[|<|    ).*$", "", text, flags=re.MULTILINE)
    text = re.sub(r"^\s*([-*]|\d+\.) ", "\n\n", text, flags=re.MULTILINE)
    yield from filter(str.strip, re.split(r"\n\s*\n", text))


def sentences(text: str) -> list[list[str]]:
    found = []
    for paragraph in paragraphs(text):
        plain = re.sub(r"`[^`]*`", "Code", paragraph)
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", plain).replace("*", "")
        plain = plain.replace("et al.", "et al")
        found += [
            one.split() for one in re.split(r"(?<=[.!?])[)\"']*\s+(?=[\"'(]*[A-Z0-9])", plain)
        ]
    return [words for words in found if words]


def test_words_and_sentences_are_counted() -> None:
    text = "# A title\n\nOne `vaha x.y` two. Three\nfour!\n\n| a | b |\n\n- Five [six](seven.md)\n"
    assert [len(one) for one in sentences(text)] == [3, 2, 2]


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_sentence_is_short_in_the_mean(page: Path) -> None:
    counted = [len(one) for one in sentences(page.read_text(encoding="utf-8"))]
    mean = sum(counted) / max(1, len(counted))
    assert mean <= MOST_WORDS, f"{mean:.1f} words a sentence; the longest has {max(counted)}"


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_to_files_that_exist(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)#\s]+)", text):
        if "://" not in target and not target.startswith("mailto:"):
            assert (page.parent / target).exists(), target


def test_each_page_is_reached_from_the_readme_or_the_site() -> None:
    said = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^[\w-]+$", said, re.MULTILINE))
    there = {path.stem for path in (ROOT / "docs").glob("*.md")} - {"index"}
    assert there == named & there, there - named


def test_each_public_name_has_its_place_in_the_reference() -> None:
    import vaha
    from vaha import errors

    said = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
    named = set(re.findall(r"\.\. auto\w+:: (\w+)$", said, re.MULTILINE))
    public = {name for name in vaha.__all__ if not hasattr(errors, name)} - {"__version__"}
    assert named == public - {"AnyPicture"}, "AnyPicture is a type alias, which as_image shows"
