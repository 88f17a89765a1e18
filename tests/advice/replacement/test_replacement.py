"""Which shoe follows a pair, case by case."""

from __future__ import annotations

from tests.advice.cases import Case, check, each_case
from tests.advice.replacement.inputs import answered


@each_case("replacement")
def test_case(case: Case) -> None:
    check(case, answered(case.given))
