"""The pad advice by golden cases: each pattern of pain, each basis of the ball line, everyone who fits no pad."""

from __future__ import annotations

from tests.advice.cases import Case, check, each_case
from tests.advice.met_pad.inputs import pad_answered


@each_case("met_pad")
def test_case(case: Case) -> None:
    check(case, pad_answered(case.given))
