"""Golden cases of training load."""

from __future__ import annotations

from tests.advice.cases import Case, check, each_case
from tests.advice.training.inputs import answered


@each_case("training")
def test_training_answers_as_the_case_says(case: Case) -> None:
    check(case, answered(case.given))
