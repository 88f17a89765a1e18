"""An answer is in the best of our languages that its reader asks for."""

from __future__ import annotations

import pytest
from flask import Flask

from api.web.edge import context as chosen

pytestmark = pytest.mark.http_alone


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("", "en"),
        ("en", "en"),
        ("de", "de"),
        ("de-AT", "de"),
        ("fr-CH, fr;q=0.9, en;q=0.8", "fr"),
        ("it, es;q=0.5", "es"),
        ("de-CH, fr;q=0.5", "de"),
        ("en-GB, de;q=0.9", "en"),
        ("fr;q=0.4, de-AT;q=0.6, en;q=0.5", "de"),
        ("es-419", "es"),
        ("de_AT, fr;q=0.9", "de"),
        ("DE-Latn-CH", "de"),
        ("fr, de", "fr"),
        ("de, fr", "de"),
        ("de-CH;q=0, fr;q=0.1", "fr"),
        ("it", "en"),
        ("*", "en"),
        ("de;q=0, en", "en"),
        ("not a language!!", "en"),
    ],
)
def test_the_language_of_an_answer(monkeypatch: pytest.MonkeyPatch, wanted: str, expected: str) -> None:
    monkeypatch.setattr(chosen, "LANGUAGES", ("en", "de", "es", "fr"))
    with Flask("x").test_request_context(headers={"Accept-Language": wanted} if wanted else {}):
        assert chosen.language() == expected


def test_outside_a_request_it_is_english() -> None:
    assert chosen.language() == "en"
