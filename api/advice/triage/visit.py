"""A professional has to look: what to do until then, worst first, and what the visit will be like."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from api.advice.core.answer import Action
from api.advice.core.rules import Rulebook
from api.advice.triage.red_flags import NOW, TODAY, Finding

MAIN_ACTION = {
    "now": "get_emergency_help",
    "today": "be_seen_today",
    "within_days": "book_visit",
    "soon": "book_visit",
}
"""What comes first, by timeframe; TRIAGE-01 holds the sentences."""

MEASURES = ("off_foot", "watch_breath", "no_running", "imaging", "no_pad")
"""What findings may ask for besides, in the order in which it is said."""

UNLOADED_FIRST = frozenset({"no_running", "off_foot", "imaging"})
"""Measures under which a bone may be hurt: the foot is not loaded before somebody has looked."""

MEASURE_CODES = {
    "off_foot": "keep_weight_off",
    "watch_breath": "watch_breath",
    "no_running": "do_not_run",
    "imaging": "ask_for_imaging",
    "no_pad": "no_self_fitted_pad",
}


def care_actions(findings: Sequence[Finding], book: Rulebook, *, asks: bool) -> tuple[Action, ...]:
    """Answer what to do, worst first. ``findings``: at least one, worst first; ``asks``: an answer could raise it.

    Rules TRIAGE-01 (how soon), TRIAGE-08 (what waits), FLAG-11 (not to put it off), and those of the findings.
    """
    worst = findings[0]
    urgent = worst.rank >= TODAY
    same_time = dict.fromkeys(rule for found in findings if found.rank == worst.rank for rule in found.rules)
    timeframe = worst.timeframe
    actions = [Action(MAIN_ACTION[timeframe], book.sentence("TRIAGE-01", timeframe), (*same_time, "TRIAGE-01"))]
    if asks:
        actions.append(Action("answer_questions", book.sentence("TRIAGE-09", "answer_questions"), ("TRIAGE-11",)))
    for measure in MEASURES:
        # Where running is withheld anyway, a sentence of its own would only lengthen the list.
        if not (urgent and measure == "no_running"):
            actions.extend(_measure(measure, findings, book))
    if urgent:
        actions.append(Action("advice_withheld", book.sentence("TRIAGE-08", "withheld"), ("TRIAGE-08",)))
    else:
        actions.append(Action("ease_off", book.sentence("TRIAGE-08", "ease_off"), ("TRIAGE-08", "SIGN-05")))
    if worst.rank < NOW:
        words = book.sentence("FLAG-11", "today" if urgent else "default")
        actions.append(Action("do_not_put_off", words, ("FLAG-11",)))
    return tuple(actions)


def _measure(measure: str, findings: Sequence[Finding], book: Rulebook) -> list[Action]:
    rules = dict.fromkeys(found.sign.rule for found in findings if measure in found.sign.measures)
    if not rules:
        return []
    return [Action(MEASURE_CODES[measure], _words(measure, rules, book), (*rules, "TRIAGE-08"))]


def _words(measure: str, rules: dict[str, None], book: Rulebook) -> str:
    if measure == "watch_breath":
        return book.sentence("TRIAGE-03", "watch")
    if measure == "imaging" and "SAFE-07" in rules:
        return book.sentence("SAFE-07", "imaging")
    return book.sentence("TRIAGE-08", measure)


def expected_at_visit(rank: int, book: Rulebook) -> list[dict[str, Any]]:
    """Answer what the visit will be like: examination and what may follow; less the more urgent it is (TRIAGE-08).

    Rules VISIT-01, VISIT-02. In an emergency nothing: what an unhurried visit brings would be said at a wrong moment.
    """
    if rank >= NOW:
        return []
    parts = [{"code": "examination", "text": book.sentence("VISIT-01"), "rules": ["VISIT-01"]}]
    if rank < TODAY:
        parts.append({"code": "treatment", "text": book.sentence("VISIT-02"), "rules": ["VISIT-02"]})
    return parts
