"""Consultation: the golden cases."""

from __future__ import annotations

from tests.advice.cases import Case, check, each_case
from tests.advice.consultation.inputs import answered


@each_case("consultation")
def test_consultation(case: Case) -> None:
    check(case, answered(case.given))
