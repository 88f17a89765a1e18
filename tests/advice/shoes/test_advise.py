"""Shoes advice by golden cases over a small cast of shoes."""

from __future__ import annotations

from api.rulebook.load import shipped_rulebook
from tests.advice.cases import Case, check, each_case, read_cases
from tests.advice.shoes.inputs import answer_of

BOOK = shipped_rulebook()


@each_case("shoes")
def test_case(case: Case) -> None:
    check(case, answer_of(case.given, BOOK))


def test_no_summary_is_longer_than_a_kiosk_screen() -> None:
    summaries = [str(answer_of(case.given, BOOK).get("summary", "")) for case in read_cases("shoes")]
    assert max(map(len, summaries)) <= 140
