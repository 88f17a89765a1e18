"""The figures that decide something are held on both sides by a golden case."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from api.advice.core.rules import Rulebook
from api.rulebook.load import shipped_rulebook
from tests.scorecard.figures import Move, cases, is_read, moves, unnoticed
from tests.scorecard.test_faults import Faults
from tests.support.scorecard import IS_FULL, Note

APART: dict[str, dict[str, dict[str, list[str]]]] = yaml.safe_load(Path(__file__).with_name("apart.yaml").read_text())
DECIDING = {"triage", "self_care", "run_today"}
EVERY = 1 if IS_FULL else 12
"""Of the topics that decide nothing about care or running every so many figures are moved."""


def apart() -> dict[tuple[str, str], str]:
    """Return the figures that no case notices, with the reason."""
    return {(rule, name): reason for reason, rules in APART.items() for rule, names in rules.items() for name in names}


def lost(chosen: list[Move]) -> Faults:
    """Return the moves of figures that no case notices though one should."""
    return [str(move) for move in unnoticed(chosen, cases()) if (move.rule, move.name) not in apart()]


def deciding(book: Rulebook) -> list[Move]:
    """Return the moves of figures that some code reads, those of care and of running first."""
    read = [move for move in moves(book) if is_read(move)]
    first = [move for move in read if book.rules[move.rule].area in DECIDING]
    return first + [move for move in read if book.rules[move.rule].area not in DECIDING][::EVERY]


@pytest.mark.long(minutes=3)
@pytest.mark.row("C6")
def test_a_deciding_figure_that_is_one_off_is_noticed(note: Note) -> None:
    chosen = deciding(shipped_rulebook())
    found = lost(chosen)
    known = [move for move in chosen if (move.rule, move.name) in apart()]
    note(**{"figures moved": len(chosen), "not noticed": len(found), "known to be without a case": len(known)})
    assert len(chosen) > 100
    assert found == []


def test_what_is_apart_is_a_figure_that_is_read() -> None:
    book = shipped_rulebook()
    known = {(move.rule, move.name) for move in moves(book) if is_read(move)}
    assert apart().keys() <= known
    assert not {rule for rule, _ in apart() if book.rules[rule].area == "triage"}


@pytest.mark.long
@pytest.mark.teeth("C6")
def test_a_threshold_whose_cases_are_taken_away_is_noticed() -> None:
    """Without the cases of its topic a danger sign's threshold may be moved, and nobody says a word."""
    chosen = [move for move in deciding(shipped_rulebook()) if shipped_rulebook().rules[move.rule].area == "triage"]
    assert lost(chosen) == []
    others = {topic: asked for topic, asked in cases().items() if topic != "triage"}
    assert any(shipped_rulebook().rules[move.rule].area == "triage" for move in unnoticed(chosen, others))
