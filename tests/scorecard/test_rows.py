"""The scorecard is honest: it knows its rows, and a row without its teeth, or with something lacking, is not held."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.support.scorecard import ROWS, Scorecard, points_of


def report(passed: bool, *marks: tuple[str, str], counts: dict[str, int] | None = None, file: str = "x") -> Any:
    result = [*marks, *([("scorecard_counts", counts)] if counts else [])]
    return SimpleNamespace(when="call", passed=passed, user_properties=result, nodeid=f"tests/{file}.py::test")


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


def test_a_count_may_be_of_one_of_the_rows_that_a_test_holds() -> None:
    card = Scorecard()
    result = [("row", "B8"), ("row", "B2"), ("scorecard_counts", {"runs": 1}), ("scorecard_countsB2", {"kills": 2})]
    card.pytest_runtest_logreport(
        SimpleNamespace(when="call", passed=True, user_properties=result, nodeid="tests/x.py::test")  # type: ignore[arg-type]
    )
    page, _ = card.page()
    assert "| runs 1 | `tests/x.py` |" in page and "| kills 2, runs 1 | `tests/x.py` |" in page


@pytest.mark.parametrize("mark", ["row", "teeth"])
def test_a_failure_of_either_is_a_failure_of_the_row(mark: str) -> None:
    card = Scorecard()
    for each in ("row", "teeth"):
        card.pytest_runtest_logreport(report(each != mark, (each, "B8")))
    assert card.state_of("B8") == "failed"
    assert card.page()[1] == 0


def test_what_is_lacking_is_not_held_whatever_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ROWS, "C1", {**ROWS["C1"], "open": "something"})
    monkeypatch.setitem(ROWS, "B16", {**ROWS["B16"], "open": "something"})
    monkeypatch.setitem(ROWS, "A1", {**ROWS["A1"], "open": "something"})
    card = Scorecard()
    for each in ("row", "teeth"):
        card.pytest_runtest_logreport(report(True, (each, "C1")))
    assert card.state_of("C1") == "partly"
    assert card.state_of("A1") == "open"


def test_a_later_run_of_some_rows_leaves_the_others_as_they_were(tmp_path: Path) -> None:
    def run_of(row: str, passed: bool, count: int) -> Scorecard:
        card = Scorecard()
        for each in ("row", "teeth"):
            card.pytest_runtest_logreport(report(passed, (each, row), counts={"requests": count}))
        card.keep_in(tmp_path / "seen.json")
        return card

    run_of("B8", True, 3)
    assert run_of("B2", True, 1).state_of("B8") == "held"
    card = run_of("B8", False, 4)
    assert (card.state_of("B8"), card.state_of("B2")) == ("failed", "held")
    assert "| requests 1 |" in card.page()[0] and "requests 7" not in card.page()[0]


def test_a_row_may_have_its_test_in_one_file_and_its_teeth_in_another(tmp_path: Path) -> None:
    for file, kind in (("one", "row"), ("other", "teeth")):
        card = Scorecard()
        card.pytest_runtest_logreport(report(True, (kind, "B8"), file=file))
        card.keep_in(tmp_path / "seen.json")
    assert card.state_of("B8") == "held"
    assert "`tests/one.py` `tests/other.py`" in card.page()[0]
