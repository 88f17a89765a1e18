"""May I run today, case by case."""

from __future__ import annotations

from api.web.runners import runs
from tests.advice.cases import Case, check, each_case
from tests.advice.retirement.inputs import BOOK
from tests.advice.run_today.inputs import answered


@each_case("run_today")
def test_case(case: Case) -> None:
    check(case, answered(case.given))


def test_soft_ground_is_told_in_the_words_of_a_logged_run() -> None:
    assert set(BOOK.value("RUN-03", "surfaces")) <= set(runs.SURFACES)  # type: ignore[arg-type]


def test_what_is_left_out_for_a_sore_foot_is_among_what_is_named() -> None:
    activities = set(BOOK.value("RUN-08", "activities"))  # type: ignore[arg-type]
    for name in ("on_the_feet", "in_water"):
        left_out = set(BOOK.value("RUN-14", name))  # type: ignore[arg-type]
        assert left_out and left_out < activities
