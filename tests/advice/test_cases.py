"""The reader of golden cases itself: an expectation that does not hold must fail."""

from __future__ import annotations

from typing import Any

import pytest

from tests.advice.cases import Case, at, check, texts

ANSWER: dict[str, Any] = {
    "verdict": "good",
    "care": {"level": "same_day"},
    "actions": [{"code": "first", "text": "Do this."}, {"code": "second", "text": "Then that."}],
    "missing": [{"field": "symptoms.fever", "why": "It matters."}],
    "reasons": [{"rule": "FLAG-01", "text": "Because."}],
    "rules": {"FLAG-01": {"title": "A title"}, "FLAG-12": {"title": "Another"}},
}


@pytest.mark.parametrize(
    "expect",
    [
        {"verdict": "good"},
        {"care.level": "same_day"},
        {"actions.1.code": "second"},
        {"actions[].code": ["first", "second"]},
        {"cites": ["FLAG-12"]},
        {"does_not_cite": ["FLAG-02"]},
        {"does": ["first", "second"]},
        {"does_first": "first"},
        {"does_not": ["third"]},
        {"asks": ["symptoms.fever"]},
        {"asks_first": "symptoms.fever"},
        {"does_not_ask": ["symptoms.heat"]},
        {"because_of": ["FLAG-01"]},
        {"not_because_of": ["FLAG-12"]},
        {"says": ["then THAT"]},
        {"does_not_say": ["a title"]},
        {"includes": {"actions[].code": ["second"]}},
        {"excludes": {"actions[].code": ["third"]}},
    ],
    ids=str,
)
def test_what_holds_passes(expect: dict[str, Any]) -> None:
    check(Case("a case that holds", {}, expect), ANSWER)


@pytest.mark.parametrize(
    "expect",
    [
        {"verdict": "bad"},
        {"verdicts": "good"},
        {"care.time": "today"},
        {"actions.2.code": "third"},
        {"actions[].code": ["second", "first"]},
        {"cites": ["FLAG-02"]},
        {"cites": []},
        {"does_not_cite": ["FLAG-12"]},
        {"does_not_cite": []},
        {"does": ["second", "first"]},
        {"does": ["first", "third"]},
        {"does_first": "second"},
        {"does_not": ["second"]},
        {"asks": ["symptoms.heat"]},
        {"asks_first": "symptoms.heat"},
        {"does_not_ask": ["symptoms.fever"]},
        {"because_of": ["FLAG-12"]},
        {"not_because_of": ["FLAG-01"]},
        {"says": ["something else"]},
        {"does_not_say": ["do this"]},
        {"includes": {"actions[].code": ["third"]}},
        {"excludes": {"actions[].code": ["first"]}},
    ],
    ids=str,
)
def test_what_does_not_hold_fails(expect: dict[str, Any]) -> None:
    with pytest.raises(AssertionError):
        check(Case("a case that fails", {}, expect), ANSWER)


def test_a_path_into_every_item_and_all_texts() -> None:
    assert at(ANSWER, "missing[]") == ANSWER["missing"]
    assert "Because." in list(texts(ANSWER)) and "A title" not in list(texts(ANSWER))
