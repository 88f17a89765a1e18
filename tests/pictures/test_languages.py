"""A picture speaks the language of its reader, in every word of it."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from api.rulebook.load import shipped_languages, shipped_rulebook
from tests.browser.test_labels import pictures

SVG = "{http://www.w3.org/2000/svg}"
ENGLISH, *OTHERS = shipped_languages()


def sentences(drawn: str) -> set[str]:
    """Return the lines of a picture with more than two words; names and figures are the same anywhere."""
    tree = ElementTree.fromstring(drawn)  # noqa: S314 - our own
    lines = ("".join(each.itertext()) for tag in ("text", "title", "desc") for each in tree.iter(f"{SVG}{tag}"))
    return {line for line in lines if sum(word.strip(".:,").isalpha() for word in line.split()) > 2}


@pytest.mark.parametrize("language", OTHERS)
def test_no_picture_speaks_english_to_others(language: str) -> None:
    english = dict(pictures(shipped_rulebook(ENGLISH)))
    assert any(sentences(drawn) for drawn in english.values())
    for name, drawn in pictures(shipped_rulebook(language)):
        same = sentences(drawn) & sentences(english[name])
        assert same <= {"Plan the next pair."}, name
