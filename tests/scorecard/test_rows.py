"""The scorecard is honest: it knows its rows, and a row without its teeth, or with something lacking, is not held."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from tests.support.scorecard import ROWS, Scorecard, points_of


def report(passed: bool, *marks: tuple[str, str], counts: dict[str, int] | None = None) -> Any:
    told = [*marks, *([("scorecard_counts", counts)] if counts else [])]
    return SimpleNamespace(when="call", passed=passed, user_properties=told, nodeid="tests/x.py::test")


def test_the_rows_give_sixty_five_points() -> None:
    assert points_of(ROWS) == 65


def test_a_row_is_held_by_its_test_and_its_teeth_together() -> None:
    card = Scorecard()
    card.pytest_runtest_logreport(report(True, ("row", "B8"), counts={"requests": 3}))
    assert card.state_of("B8") == "partly"
    card.pytest_runtest_logreport(report(True, ("teeth", "B8")))
    card.pytest_runtest_logreport(report(True, ("row", "B8"), counts={"requests": 4}))
    page, held = card.page()
    assert (card.state_of("B8"), held) == ("held", ROWS["B8"]["points"])
    assert "| requests 7 | `tests/x.py` |" in page


@pytest.mark.parametrize("mark", ["row", "teeth"])
def test_a_failure_of_either_is_a_failure_of_the_row(mark: str) -> None:
    card = Scorecard()
    for each in ("row", "teeth"):
        card.pytest_runtest_logreport(report(each != mark, (each, "B8")))
    assert card.state_of("B8") == "failed"
    assert card.page()[1] == 0


def test_what_is_lacking_is_not_held_whatever_passes() -> None:
    card = Scorecard()
    for each in ("row", "teeth"):
        card.pytest_runtest_logreport(report(True, (each, "C1")))
    assert card.state_of("C1") == "partly"
    assert card.state_of("B16") == "open"
