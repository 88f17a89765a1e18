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
