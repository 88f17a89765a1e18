"""The figures that decide over care and over running are held on both sides by a golden case."""

from __future__ import annotations

import pytest

from api.rulebook.load import shipped_rulebook
from tests.scorecard.figures import Move, cases, moves, unnoticed
from tests.scorecard.test_faults import Faults
from tests.support.scorecard import Note

DECIDING = {"triage", "self_care", "run_today"}
WITHOUT_A_CASE = {
    ("CARE-08", "worst_pain"): "the end of the scale, said and compared with nothing",
    ("CARE-12", "under_years"): "an age that is said and not asked",
    ("TRAIN-11", "scale_length_mm"): "pain is told in whole points, and nine tenths of one are as good as ten",
    ("TRAIN-11", "smallest_change_max_mm"): "the same",
    ("TRAIN-11", "smallest_change_min_mm"): "the same, where a pad is moved",
}
"""Figures that no case of advice notices, with the reason."""


def lost(chosen: list[Move]) -> Faults:
    """Return the moves of figures that no case notices though one should."""
    return [str(move) for move in unnoticed(chosen, cases()) if (move.rule, move.name) not in WITHOUT_A_CASE]


@pytest.mark.long
@pytest.mark.row("C6")
def test_a_deciding_figure_that_is_one_off_is_noticed(note: Note) -> None:
    book = shipped_rulebook()
    chosen = [move for move in moves(book) if book.rules[move.rule].area in DECIDING]
    found = lost(chosen)
    note(**{"figures moved": len(chosen), "not noticed": len(found), "without a case": 2 * len(WITHOUT_A_CASE)})
    assert len(chosen) > 50
    assert found == []


@pytest.mark.teeth("C6")
def test_a_figure_that_nobody_looks_at_is_noticed() -> None:
    (some_rule, *_) = (rule for rule in shipped_rulebook().rules.values() if rule.area == "triage")
    assert lost([Move(some_rule.id, "looked_at_by_nobody", 7)]) != []
