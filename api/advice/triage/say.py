"""What to do: until a professional has looked, or by oneself where nothing calls for one; and what a visit is like."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from api.advice.core.answer import Action
from api.advice.core.rules import Rulebook
from api.advice.triage.answer import VisitPart
from api.advice.triage.red_flags import NOW, TODAY, Finding
from api.advice.triage.request import Symptoms

MAIN_ACTION = {
    "now": "get_emergency_help",
    "today": "be_seen_today",
    "within_days": "book_visit",
    "soon": "book_visit",
}
"""What comes first, by timeframe; TRIAGE-01 holds the sentences."""

MEASURES = ("off_foot", "watch_breath", "no_running", "imaging", "no_pad")
"""What findings may ask for besides, in the order in which it is named."""

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
    """Return what to do, worst first. ``findings``: at least one, worst first; ``asks``: an answer could raise it.

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


def expected_at_visit(rank: int, book: Rulebook) -> tuple[VisitPart, ...]:
    """Return what the visit will be like: examination and what may follow; less the more urgent it is (TRIAGE-08).

    Rules VISIT-01, VISIT-02. In an emergency nothing: what an unhurried visit brings would be named at a wrong moment.
    """
    if rank >= NOW:
        return ()
    examination = VisitPart("examination", book.sentence("VISIT-01"), ("VISIT-01",))
    if rank >= TODAY:
        return (examination,)
    return (examination, VisitPart("treatment", book.sentence("VISIT-02"), ("VISIT-02",)))


def days_to_review(symptoms: Symptoms, warned: bool, book: Rulebook) -> int:
    """Return in how many days to look again: the next of FLAG-01's days, or its first span while it gets better.

    ``warned``: self-care has reached the first of those days without a known improvement, and not the second.
    """
    consider = int(book.number("FLAG-01", "consider_after_days"))
    done = symptoms.days_of_self_care or 0
    if warned:
        return int(book.number("FLAG-01", "see_doctor_after_days")) - done
    return consider - done if done < consider else consider


@lru_cache(maxsize=64)
def first_steps(review: int | None, book: Rulebook, *, warned: bool, asks: bool) -> tuple[Action, ...]:
    """Return what to do without a professional. ``review``: days until the next look, ``None`` when nothing is known.

    Rules SIGN-05, FLAG-01, TRIAGE-09, TRIAGE-11.
    """
    actions = []
    if asks:
        rules = ("TRIAGE-11", "TRIAGE-09") if review is None else ("TRIAGE-11",)
        actions.append(Action("answer_questions", book.sentence("TRIAGE-09", "answer_questions"), rules))
    if review is None:
        return (*actions, Action("get_help_if_unwell", book.sentence("TRIAGE-09", "nothing_told"), ("TRIAGE-09",)))
    if warned:
        actions.append(Action("plan_visit", book.sentence("FLAG-01", "book_if_not_better"), ("FLAG-01",)))
    actions += [
        Action("ease_off", book.sentence("SIGN-05", "ease_off"), ("SIGN-05",)),
        Action("first_steps", book.sentence("FLAG-01", "first_steps"), ("FLAG-01",)),
        Action("next_advice", book.sentence("TRIAGE-09", "next_advice"), ("TRIAGE-09",)),
    ]
    if not warned:
        actions.append(Action("look_again", book.sentence("FLAG-01", "review", review_days=review), ("FLAG-01",)))
    return tuple(actions)


def one_line(review: int | None, book: Rulebook, *, warned: bool, asks: bool) -> str:
    """Return the summary of a self-care verdict, which never reads as an all-clear while questions are open."""
    if review is None:
        return book.sentence("TRIAGE-01", "nothing_told_summary")
    if warned:
        visit_day = int(book.number("FLAG-01", "see_doctor_after_days"))
        return book.sentence("TRIAGE-01", "warning_summary", visit_day=visit_day)
    if asks:
        return book.sentence("TRIAGE-01", "open_summary")
    return book.sentence("TRIAGE-01", "self_care_summary", review_days=review)
