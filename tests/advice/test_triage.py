"""Triage by golden cases: each rule, each boundary, each safety row whole and half known."""

from __future__ import annotations

from api.advice import triage
from api.rulebook.load import shipped_rulebook
from tests.advice.cases import Case, check, each_case, read_cases
from tests.advice.triage_inputs import symptoms_of

BOOK = shipped_rulebook()


@each_case("triage")
def test_case(case: Case) -> None:
    check(case, triage.advise(symptoms_of(case.given["symptoms"]), BOOK).as_dict(BOOK))


def test_every_rule_of_the_area_is_cited_by_a_case_that_asks_for_it() -> None:
    wanted: set[str] = set()
    for case in read_cases("triage"):
        cited = set(triage.advise(symptoms_of(case.given["symptoms"]), BOOK).as_dict(BOOK)["rules"])
        wanted |= cited & set(str(case.expect).replace("'", " ").replace(",", " ").replace("]", " ").split())
    assert {rule.id for rule in BOOK.rules.values() if rule.area == "triage"} - wanted == set()
