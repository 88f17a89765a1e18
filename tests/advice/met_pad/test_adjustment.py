"""The adjustment by golden cases: each feel, each bound of the walk, each way it ends."""

from __future__ import annotations

from api.advice.core.answer import SUMMARY_MAX_CHARACTERS
from tests.advice.cases import Case, check, each_case
from tests.advice.met_pad.inputs import adjustment_answered


@each_case("met_pad_adjustment")
def test_case(case: Case) -> None:
    answer = adjustment_answered(case.given)
    check(case, answer)
    assert len(answer["summary"]) <= SUMMARY_MAX_CHARACTERS
