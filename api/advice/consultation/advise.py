"""Everything a kiosk tells a customer, in one answer whose parts agree with each other.

Triage is judged once. Each topic is asked once, in an order in which what one decides is known to the next, and is told
beforehand what it has to know: nothing is changed in what a topic has answered. Rules CONSULT-01 .. CONSULT-07. Nothing
here reads a clock: ``as_of`` is passed in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from api.advice.consultation.answer import Agreed, ConsultationAnswer
from api.advice.consultation.request import ConsultationRequest
from api.advice.consultation.say import OwnActions, Parts, agreements, own_actions, summary_of
from api.advice.core.answer import COULD_CHANGE, INDICATORS, Action, Answer, Missing, asked
from api.advice.core.rules import Rulebook
from api.advice.exercises import advise as exercises
from api.advice.exercises.answer import REST_FIRST
from api.advice.met_pad import advise as met_pad
from api.advice.met_pad.answer import MetPadAnswer
from api.advice.run_today import advise as run_today
from api.advice.run_today.answer import EASY, NO, RunTodayAnswer
from api.advice.self_care import advise as self_care
from api.advice.self_care.request import Elsewhere
from api.advice.shoes import advise as shoes
from api.advice.shoes.request import ShoesAdviceRequest
from api.advice.triage import advise as triage_advice
from api.advice.triage.answer import NOT_ENOUGH_KNOWN, SELF_CARE, TriageAnswer
from api.advice.triage.judge import Triage, judge
from api.advice.triage.request import TriageRequest

STUCK_ON = frozenset({"adhesive_foam", "adhesive_felt"})
"""Kinds of pad that are stuck to an insole."""

BRIEF_ORDER = ("run_today", "met_pad", "shoes", "self_care", "exercises")
"""The order in which the parts have their turn where not every action has room."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What the consultation decides before it asks the topics."""

    triage: Triage
    race_later: bool
    rest_days_left: int


def advise(
    request: ConsultationRequest, candidates: shoes.Candidates, book: Rulebook, *, as_of: date
) -> ConsultationAnswer:
    """Return the answers of all topics for one person on the day ``as_of``; ``candidates`` are the shoes to show.

    Raise ImpossibleMeasurementError and ContradictionError, as the topics do.
    """
    request = request.fitted()
    decided = decide(request, book)
    # The whole reports the findings at its top; the parts leave them there.
    quiet = replace(decided.triage, is_reported=True)
    first = triage_advice.advise(TriageRequest(request.symptoms, request.shoes.feet), book, triage=decided.triage)
    exercise = exercises.advise(request.exercises, book, triage=quiet)
    pad = met_pad.advise(request.pad, book, triage=quiet)
    is_placed = pad.placement is not None
    run = run_today.advise(
        replace(request.run_today, rest_days_left=decided.rest_days_left, pad_is_placed=is_placed),
        book,
        as_of=as_of,
        triage=quiet,
    )
    elsewhere = Elsewhere(
        pad=is_placed, stretches=exercise.verdict != REST_FIRST, rest=_why_no_rest(decided, run.verdict)
    )
    care = self_care.advise(replace(request.self_care, elsewhere=elsewhere), book, triage=quiet)
    shoe = shoes.advise(shoe_request(request, pad, book), candidates, book, triage=quiet)
    return _compose(request, decided, first, Parts(shoe, pad, care, run, exercise), book)


def decide(request: ConsultationRequest, book: Rulebook) -> Decided:
    """Return what is decided before any topic is asked (CONSULT-02, CONSULT-05)."""
    triage = judge(request.symptoms, book, request.shoes.feet)
    well = triage.facts["pain"] is False and request.shoes.in_recovery is False
    rested = request.symptoms.days_of_self_care or 0
    left = max(0, round(book.number("CONSULT-05", "rest_first_days")) - rested)
    return Decided(triage, request.shoes.use == "race" and not well, left if triage.facts["pain"] else 0)


def shoe_request(request: ConsultationRequest, pad: MetPadAnswer | None, book: Rulebook) -> ShoesAdviceRequest:
    """Return what shoes are asked for: a race waits until the foot is known to be well (CONSULT-02)."""
    wanted = replace(request.shoes, use="road") if decide(request, book).race_later else request.shoes
    stuck = pad is not None and pad.placement is not None and pad.pad is not None and pad.pad.kind in STUCK_ON
    limit = wanted.limit or round(book.number("CONSULT-07", "max_shoes"))
    return replace(wanted, pad_on_insole=stuck, limit=limit)


def _why_no_rest(decided: Decided, run_verdict: str) -> str | None:
    """Return why care at home asks for no rest beside an easy run; ``None`` where it may (CONSULT-05)."""
    if run_verdict != EASY:
        return None
    return "rested" if decided.triage.facts["pain"] else "not_sore"


def _compose(
    request: ConsultationRequest,
    decided: Decided,
    first: TriageAnswer,
    parts: Parts,
    book: Rulebook,
) -> ConsultationAnswer:
    """Return the whole: triage on top, each topic's answer under its name, what was agreed, and what is not known."""
    triage = decided.triage
    agreed = () if triage.withheld else tuple(agreements(decided.race_later, parts, book))
    own = OwnActions() if triage.withheld else own_actions(decided.race_later, triage, parts, book)
    top = _first_actions(first, own, parts.run_today, round(book.number("CONSULT-07", "actions_before_pair")))
    shown = parts if triage.withheld else _in_brief(parts, top, book)
    return ConsultationAnswer(
        verdict=SELF_CARE if first.verdict == NOT_ENOUGH_KNOWN else first.verdict,
        indicator=max((part.indicator for part in (first, *parts.in_order())), key=INDICATORS.index),
        summary=first.summary if triage.care is not None else summary_of(first, parts, book),
        actions=top,
        reasons=first.reasons,
        missing=_questions(first, parts, decided.race_later, book),
        conflicts=first.conflicts,
        care=first.care,
        triage=replace(first, actions=(), reasons=(), conflicts=(), missing=()),
        shoes=shown.shoes,
        met_pad=shown.met_pad,
        self_care=shown.self_care,
        run_today=shown.run_today,
        exercises=shown.exercises,
        agreed=agreed,
        also_cites=("CONSULT-01", *(() if triage.withheld else ("CONSULT-07",)), *_cited(parts.in_order(), agreed)),
    )


def _first_actions(first: TriageAnswer, own: OwnActions, run: RunTodayAnswer, before_pair: int) -> tuple[Action, ...]:
    """Return what to do first: what triage asks for, the pair, then what concerns the parts together.

    Left to the parts is what they say better: other topics, and rest where a run is allowed.
    """
    better = {"next_advice"} | (set() if run.verdict == NO else {"ease_off", "first_steps"})
    wanted = tuple(action for action in first.actions if action.code not in better)
    return (*wanted[:before_pair], *own.pair, *wanted[before_pair:], *own.together)


def _in_brief(parts: Parts, top: tuple[Action, ...], book: Rulebook) -> Parts:
    """Return the parts with so many of their actions that a person can keep them in mind (CONSULT-07).

    The most important ones come first in each part; every part has its turn, and nothing is said twice.
    """
    said = {action.text for action in top} | {measure.how for measure in parts.self_care.plan}
    room = max(0, round(book.number("CONSULT-07", "max_actions")) - len(top))
    kept: dict[str, list[Action]] = {name: [] for name in BRIEF_ORDER}
    waiting = {name: [act for act in getattr(parts, name).actions if act.text not in said] for name in BRIEF_ORDER}
    while room and any(waiting.values()):
        for name in BRIEF_ORDER:
            if room and waiting[name]:
                action = waiting[name].pop(0)
                if action.text not in said:
                    said.add(action.text)
                    kept[name].append(action)
                    room -= 1
    return replace(
        parts,
        shoes=replace(parts.shoes, actions=tuple(kept["shoes"])),
        met_pad=replace(parts.met_pad, actions=tuple(kept["met_pad"])),
        self_care=replace(parts.self_care, actions=tuple(kept["self_care"])),
        run_today=replace(parts.run_today, actions=tuple(kept["run_today"])),
        exercises=replace(parts.exercises, actions=tuple(kept["exercises"])),
    )


def _questions(first: TriageAnswer, parts: Parts, race_later: bool, book: Rulebook) -> tuple[Missing, ...]:
    """Return all that could change the level of care, then as many other questions as a person bears (CONSULT-07).

    Whether the foot is in recovery is always asked where a race waits for it (CONSULT-02).
    """
    questions = asked(_missing(first, parts), book)
    deciding = sum(question.could_change == COULD_CHANGE[0] for question in questions)
    first_ones = questions[: max(deciding, round(book.number("CONSULT-07", "max_questions")))]
    awaited = [question for question in questions if race_later and question.field == "in_recovery"]
    return (*first_ones, *(question for question in awaited if question not in first_ones))


def _missing(first: TriageAnswer, parts: Parts) -> Iterator[Missing]:
    """Yield what any part would like to know, the most dangerous first."""
    for part in (first, *parts.in_order()):
        yield from part.missing


def _cited(parts: Iterable[Answer], agreed: Iterable[Agreed]) -> Iterator[str]:
    for part in parts:
        yield from part.cited()
    for change in agreed:
        yield from change.rules
