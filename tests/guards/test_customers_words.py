"""Customers' sentences are plain spoken English: nobody tells or says anything in them, customer or service."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.rulebook.yaml_strict import read_yaml

ENGLISH = Path("api/rulebook/wording/en")

SAYING = re.compile(r"\b(told|tells?|telling|said|says?|saying)\b", re.IGNORECASE)

OF_FILES = frozenset({"imports", "problems"})
"""Pages that report to staff and to programs what a file or a field says; no customer reads them."""

JARRING = re.compile(r"\b1 (?:days|weeks|minutes|questions|shoes|models)\b|\bout of shape\b", re.IGNORECASE)
"""Counts that do not agree with their noun, and words that mean something else in English."""


def sentences_of(path: Path) -> Iterator[tuple[str, str]]:
    """Yield every sentence of a page with where it stands; titles and conflicts are no customer's sentences."""
    page = read_yaml(path)
    for rule, entry in page.get("rules", {}).items():
        for occasion, text in entry.get("sentences", {}).items():
            yield from _forms(f"{rule} {occasion}", text)
    for key, text in page.get("texts", {}).items():
        yield from _forms(key, text)


def _forms(where: str, text: object) -> Iterator[tuple[str, str]]:
    if isinstance(text, dict):
        for name, form in text.items():
            if name != "count":
                yield where, str(form)
    else:
        yield where, str(text)


PAGES = sorted(ENGLISH.glob("*.yaml"))


@pytest.mark.parametrize("path", [path for path in PAGES if path.stem not in OF_FILES], ids=lambda path: path.stem)
def test_no_sentence_speaks_of_telling_or_saying(path: Path) -> None:
    found = {where for where, text in sentences_of(path) if SAYING.search(text)}
    assert sorted(found) == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_counts_agree_with_their_nouns(path: Path) -> None:
    assert [where for where, text in sentences_of(path) if JARRING.search(text)] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("You told of asthma.", True),
        ("Nothing you told speaks against it.", True),
        ("The guide says so.", True),
        ("This tells one cause from another.", True),
        ("Essays and sayable things.", False),
        ("You mentioned asthma.", False),
    ],
)
def test_the_check_sees_the_words(text: str, found: bool) -> None:
    assert bool(SAYING.search(text)) == found
