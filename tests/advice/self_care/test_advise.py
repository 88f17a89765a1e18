"""What can be done at home, case by case."""

from __future__ import annotations

import pytest

from api.advice.self_care.request import MEDICINE_CAUTIONS
from tests.advice.cases import Case, at, check, each_case
from tests.advice.self_care.inputs import answered


@each_case("self_care")
def test_case(case: Case) -> None:
    check(case, answered(case.given))


@pytest.mark.parametrize("caution", MEDICINE_CAUTIONS)
def test_every_single_reason_leaves_medicines_out(caution: str) -> None:
    symptoms = {"pain_level": 3, "diabetes": False, "open_wound": False}
    without = answered({"symptoms": symptoms, "medicine_cautions": []})
    answer = answered({"symptoms": symptoms, "medicine_cautions": [caution]})
    assert "pain_relief" in at(without, "plan[].measure") and "pain_relief" not in at(answer, "plan[].measure")
    assert "pain_relief" in at(answer, "left_out[].measure")
