"""Everything a kiosk shows a customer, in one answer whose parts agree with each other.

Triage runs once. Each topic runs once, in an order in which what one decides is known to the next; its request holds
what it has to know, and its answer is never edited. A consultation itself adds the summary of the whole, its own
actions, and what its parts agreed on. Rules CONSULT-01 .. CONSULT-07. No code in this topic reads a clock: ``as_of`` is
passed in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from itertools import chain

from api.advice.consultation.answer import Agreed, ConsultationAnswer, Decided, OwnActions, Parts
from api.advice.consultation.request import ConsultationRequest
from api.advice.core.answer import (
    COULD_CHANGE,
    INDICATORS,
    SUMMARY_MAX_CHARACTERS,
    Action,
    Answer,
    Missing,
    RuleIds,
    once_each,
)
from api.advice.core.rules import Rulebook
from api.advice.core.wording import Tenths
from api.advice.exercises import advise as exercises
from api.advice.exercises.answer import REST_FIRST
from api.advice.foot.feet import Feet
from api.advice.met_pad import advise as met_pad
from api.advice.met_pad.answer import MetPadAnswer
from api.advice.retirement.answer import KEEP, RETIRE
from api.advice.retirement.request import WornPair
from api.advice.return_to_run.advise import way_back
from api.advice.return_to_run.answer import NOT_READY, WayBack
from api.advice.run_today import advise as run_today
from api.advice.run_today.answer import EASY, NO, RUN, RunTodayAnswer
from api.advice.self_care import advise as self_care
from api.advice.self_care.request import Elsewhere
from api.advice.shoes import advise as shoes
from api.advice.shoes.answer import NOT_ENOUGH_KNOWN, ShoesAnswer
from api.advice.shoes.request import NOT_TO_RUN_IN, ShoesAdviceRequest
from api.advice.triage import advise as triage_advice
from api.advice.triage.answer import TriageAnswer
from api.advice.triage.judge import Triage, judge
from api.advice.triage.request import TriageRequest

STUCK_ON = frozenset({"adhesive_foam", "adhesive_felt"})
"""Kinds of pad that are stuck to an insole."""

BRIEF_ORDER = ("run_today", "met_pad", "shoes", "self_care", "exercises")
"""The order in which the parts have their turn where not every action has room."""

TOPICS = ("shoes", "pad", "self_care", "run_today", "exercises")
"""The parts of a request, each with the same symptoms."""


def advise(
    request: ConsultationRequest, candidates: shoes.Candidates, book: Rulebook, *, as_of: date
) -> ConsultationAnswer:
    """Return the answers of all topics for one person on the day ``as_of``; ``candidates`` are the shoes to show.

    Raise ImpossibleMeasurementError and ContradictionError, as the topics do.
    """
    request = fitted(request, book)
    # Every topic has the same symptoms.
    symptoms = request.run_today.symptoms
    decided = decide(request, book)
    # The whole reports the findings at its top; the parts leave them there.
    quiet = decided.triage.as_reported()
    first = triage_advice.advise(TriageRequest(symptoms, request.shoes.feet), book, triage=decided.triage)
    exercise = exercises.advise(request.exercises, book, triage=quiet)
    pad = met_pad.advise(request.pad, book, triage=quiet)
    advised = met_pad.is_advised(pad)
    run = run_today.advise(
        replace(request.run_today, rest_days_left=decided.rest_days_left, pad_is_placed=advised),
        book,
        as_of=as_of,
        triage=quiet,
    )
    elsewhere = Elsewhere(
        pad=advised, stretches=exercise.verdict != REST_FIRST, rest=_why_no_rest(decided, run.verdict)
    )
    care = self_care.advise(replace(request.self_care, elsewhere=elsewhere), book, triage=quiet)
    wanted = shoe_request(request, pad, decided, book)
    shoe = shoes.advise(wanted, candidates, book, triage=quiet)
    follows = _next_pair(request.run_today.pair, run, wanted, shoe, candidates, book)
    back = _way_back(request, decided.triage, book)
    return _compose(request, decided, first, Parts(shoe, pad, care, run, exercise, follows, back), book)


def _next_pair(
    worn: WornPair | None,
    run: RunTodayAnswer,
    wanted: ShoesAdviceRequest,
    shoe: ShoesAnswer,
    candidates: shoes.Candidates,
    book: Rulebook,
) -> shoes.NextPair | None:
    """Return the shoe that may follow the pair that is worn, where one has to and one suits (CONSULT-06)."""
    if run.pair is None or run.pair.verdict == KEEP:
        return None
    return shoes.next_pair(None if worn is None else worn.shoe_id, wanted, shoe, candidates, book)


def fitted(request: ConsultationRequest, book: Rulebook) -> ConsultationRequest:
    """Return the request with the same symptoms for every topic, and with shoes for the one foot that was given.

    Without a side that foot counts for both.
    """
    felt = run_today.symptoms_of(request.run_today)
    symptoms = self_care.as_measured(felt, request.self_care.pain_level_before, book)
    if symptoms is not request.run_today.symptoms:
        request = replace(request, **{name: replace(getattr(request, name), symptoms=symptoms) for name in TOPICS})
    foot, side = request.pad.foot, request.pad.side
    if foot is None or request.shoes.feet not in (None, Feet()):
        return request
    feet = Feet(left=None if side == "right" else foot, right=None if side == "left" else foot)
    return replace(request, shoes=replace(request.shoes, feet=feet))


def decide(request: ConsultationRequest, book: Rulebook) -> Decided:
    """Return what is decided before any topic is asked (CONSULT-02, CONSULT-05)."""
    symptoms = request.run_today.symptoms
    triage = judge(symptoms, book, request.shoes.feet)
    well = triage.facts["pain"] is False and request.shoes.in_recovery is False
    rested = symptoms.days_of_self_care or 0
    left = max(0, round(book.number("CONSULT-05", "rest_first_days")) - rested)
    # What has lasted for weeks is long past its first days of rest (TRIAGE-20).
    rests = triage.facts["pain"] and not triage.facts["lasted_long"]
    return Decided(triage, request.shoes.use == "race" and not well, left if rests else 0)


def shoe_request(
    request: ConsultationRequest, pad: MetPadAnswer | None, decided: Decided, book: Rulebook
) -> ShoesAdviceRequest:
    """Return what shoes are asked for: a race waits until the foot is known to be well (CONSULT-02)."""
    wanted = replace(request.shoes, use="road") if decided.race_later else request.shoes
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
    before_pair = round(book.number("CONSULT-07", "actions_before_pair")) if triage.has_complaint or triage.care else 0
    top = _first_actions(first, own, parts.run_today, before_pair)
    shown = parts if triage.withheld else _in_brief(parts, top, book)
    return ConsultationAnswer(
        verdict=first.verdict,
        indicator=max((part.indicator for part in (first, *_in_order(parts))), key=INDICATORS.index),
        summary=first.summary if triage.care is not None else _line(request, triage, first, parts, book),
        actions=top,
        reasons=first.reasons,
        missing=_questions(first, parts, decided.race_later or _runs_unasked(request, parts.run_today), book),
        conflicts=first.conflicts,
        care=first.care,
        triage=replace(first, actions=(), reasons=(), conflicts=(), missing=()),
        shoes=shown.shoes,
        met_pad=shown.met_pad,
        self_care=shown.self_care,
        run_today=shown.run_today,
        exercises=shown.exercises,
        return_to_run=parts.way_back,
        agreed=agreed,
        also_cites=("CONSULT-01", *(() if triage.withheld else ("CONSULT-07",)), *_cited(_in_order(parts), agreed)),
    )


def _way_back(request: ConsultationRequest, triage: Triage, book: Rulebook) -> WayBack | None:
    """Return the checks that come before any run on the way back (RETURN-01)."""
    if triage.withheld or not request.run_today.in_recovery:
        return None
    return way_back(triage, request.run_today.checks, book)


def _line(request: ConsultationRequest, triage: Triage, first: TriageAnswer, parts: Parts, book: Rulebook) -> str:
    """Return the whole in one line where nobody has to be seen: the visit, shoes, pad and run (CONSULT-07).

    The run is left out for who asks for shoes of every day alone. What does not fit into the line comes more briefly:
    first the shoe by its name, then the note on open questions, then the shoes.
    """
    known = triage.has_complaint or triage.facts["pain"] is False
    start, pad = book.sentence("CONSULT-07", "no_visit" if known else "pain_unknown"), _pad_line(parts.met_pad, book)
    run = [_run_line(request, parts, book, known=known)] if _may_run(request) else []
    opens = [book.sentence("CONSULT-07", "open")] if any(q.could_change == "level" for q in first.missing) else []
    named, counted = ([_shoes_line(parts.shoes, book, named=named)] for named in (True, False))
    none: list[str] = []
    choices = ((named, opens), (counted, opens), (named, none), (counted, none), (none, none))
    lines = (" ".join((start, *shown, *pad, *run, *note)) for shown, note in choices)
    return next((line for line in lines if len(line) <= SUMMARY_MAX_CHARACTERS), first.summary)


def _runs_unasked(request: ConsultationRequest, run: RunTodayAnswer) -> bool:
    """Return whether a run is left open to somebody who may be on the way back: nobody asked (RETURN-01)."""
    return _may_run(request) and request.run_today.in_recovery is None and run.verdict != NO


def _may_run(request: ConsultationRequest) -> bool:
    run = request.run_today
    return request.shoes.use not in NOT_TO_RUN_IN or run.pair is not None or run.planned is not None


def _first_actions(first: TriageAnswer, own: OwnActions, run: RunTodayAnswer, before_pair: int) -> tuple[Action, ...]:
    """Return what to do first: what triage asks for, the pair, then what concerns the parts together.

    With nothing before the pair, which is who has no complaint, what the customer came for comes first. Left to the
    parts is what they say better: other topics, and rest where a run is allowed.
    """
    better = {"next_advice"} | (set() if run.verdict == NO else {"ease_off", "first_steps"})
    wanted = tuple(action for action in first.actions if action.code not in better)
    if not before_pair:
        return (*own.pair, *own.together, *wanted)
    return (*wanted[:before_pair], *own.pair, *wanted[before_pair:], *own.together)


def _in_brief(parts: Parts, top: tuple[Action, ...], book: Rulebook) -> Parts:
    """Return the parts with so many of their actions that a person can keep them in mind (CONSULT-07).

    The most important ones come first in each part; every part has its turn, and no sentence comes twice.
    """
    texts = {action.text for action in top} | {measure.how for measure in parts.self_care.plan}
    room = max(0, round(book.number("CONSULT-07", "max_actions")) - len(top))
    kept: dict[str, list[Action]] = {name: [] for name in BRIEF_ORDER}
    waiting = {name: [act for act in getattr(parts, name).actions if act.text not in texts] for name in BRIEF_ORDER}
    while room and any(waiting.values()):
        for name in BRIEF_ORDER:
            if room and waiting[name]:
                action = waiting[name].pop(0)
                if action.text not in texts:
                    texts.add(action.text)
                    kept[name].append(action)
                    room -= 1
    brief = {name: replace(getattr(parts, name), actions=tuple(kept[name])) for name in BRIEF_ORDER}
    return replace(parts, **brief)


def _questions(first: TriageAnswer, parts: Parts, recovery: bool, book: Rulebook) -> tuple[Missing, ...]:
    """Return all that could change the level of care, then as many other questions as a person bears (CONSULT-07).

    ``recovery``: whether the foot is in recovery is asked in any case: a race (CONSULT-02) or a run waits for it.
    """
    questions = once_each(_missing(first, parts))
    deciding = sum(question.could_change == COULD_CHANGE[0] for question in questions)
    first_ones = questions[: max(deciding, round(book.number("CONSULT-07", "max_questions")))]
    awaited = [question for question in questions if recovery and question.field == "in_recovery"]
    return (*first_ones, *(question for question in awaited if question not in first_ones))


def _in_order(parts: Parts) -> tuple[Answer, ...]:
    return (parts.shoes, parts.met_pad, parts.self_care, parts.run_today, parts.exercises)


def _missing(first: TriageAnswer, parts: Parts) -> Iterator[Missing]:
    """Yield what any part would like to know, the most dangerous first."""
    for part in (first, *_in_order(parts)):
        yield from part.missing


def _cited(parts: Iterable[Answer], agreed: Iterable[Agreed]) -> RuleIds:
    """Return the rules behind parts and what was agreed between them, each once."""
    of_parts = chain.from_iterable(part.cited() for part in parts)
    return tuple(dict.fromkeys(chain(of_parts, *(change.rules for change in agreed))))


def own_actions(race_later: bool, triage: Triage, parts: Parts, book: Rulebook) -> OwnActions:
    """Return what the whole asks for besides its parts (CONSULT-01, CONSULT-02, CONSULT-03, CONSULT-06)."""
    occasion = _begin_with(triage, parts)
    together = [Action("read_the_parts", book.sentence("CONSULT-01", occasion), ("CONSULT-01",))]
    if tried_together(parts):
        together.append(Action("try_together", book.sentence("CONSULT-03", "together"), ("CONSULT-03",)))
    race = [Action("race_shoes_wait", book.sentence("CONSULT-02"), ("CONSULT-02",))] if race_later else []
    return OwnActions((*_pair_actions(parts, book), *race), tuple(together))


def _begin_with(triage: Triage, parts: Parts) -> str:
    """Return which sentence says what to begin with: who has no complaint came for shoes, and has nothing to treat."""
    if triage.care is not None:
        return "professional"
    if not triage.has_complaint:
        if parts.shoes.verdict == NOT_ENOUGH_KNOWN:
            return "well_without_size"
        if parts.shoes.recommendations:
            return "well"
        return "well_to_try" if parts.shoes.try_on else "well_without_shoes"
    return "self_care" if met_pad.is_advised(parts.met_pad) else "self_care_without_pad"


def tried_together(parts: Parts) -> bool:
    """Return whether shoes are tried on with the pad in place (CONSULT-03)."""
    return parts.met_pad.placement is not None and any(shoe.takes_insert for shoe in parts.shoes.recommendations)


def agreements(race_later: bool, parts: Parts, book: Rulebook) -> Iterator[Agreed]:
    """Yield what one part left to another (CONSULT-02 .. CONSULT-05), each once."""
    left_out = {left.measure: left.rules for left in parts.self_care.left_out}
    of_rest, of_pad = left_out.get("rest", ()), left_out.get("pad_at_hand", ())
    if race_later:
        yield _agreed("shoes", "race_shoes_wait", "CONSULT-02", book)
    if parts.run_today.verdict == NO and any(act.code == "rest_before_run" for act in parts.run_today.actions):
        yield _agreed("run_today", "rest_before_run", "CONSULT-05", book)
    if "CONSULT-05" in of_rest:
        rested = parts.self_care.review_after_days is not None
        yield _agreed("self_care", "rested" if rested else "nothing_to_rest", "CONSULT-05", book)
    if tried_together(parts):
        yield _agreed("shoes", "try_together", "CONSULT-03", book)
    if any(caution.code == "pad_on_foot" for shoe in parts.shoes.recommendations for caution in shoe.cautions):
        yield _agreed("shoes", "pad_on_foot", "CONSULT-03", book)
    if "CONSULT-04" in of_pad:
        named = "pad_named_once" if met_pad.is_advised(parts.met_pad) else "no_pad"
        yield _agreed("self_care", named, "CONSULT-04", book)
    if "CONSULT-04" in left_out.get("stretching", ()):
        yield _agreed("self_care", "no_stretching", "CONSULT-04", book)


def _agreed(part: str, code: str, rule: str, book: Rulebook) -> Agreed:
    return Agreed(part, code, book.sentence(rule, f"agreed_{code}"), (rule,))


def _shoes_line(shoes: ShoesAnswer, book: Rulebook, *, named: bool) -> str:
    count = len(shoes.recommendations)
    if shoes.verdict == NOT_ENOUGH_KNOWN:
        return book.sentence("CONSULT-07", "no_size")
    if not count and shoes.try_on:
        return book.sentence("CONSULT-07", "shoes_to_try", count=shoes.found.try_on)
    if not count:
        return book.sentence("CONSULT-07", "no_shoes")
    if not named:
        return book.sentence("CONSULT-07", "shoes_counted", count=count)
    model = shoes.recommendations[0].name.model
    return book.sentence("CONSULT-07", "shoe" if count == 1 else "shoes", model=model, more=count - 1)


def _pad_line(pad: MetPadAnswer, book: Rulebook) -> list[str]:
    if pad.placement is None:
        return [book.sentence("CONSULT-07", "pad_unmeasured")] if met_pad.is_advised(pad) else []
    edges = {
        place.side: Tenths(place.front_edge_from_heel_mm.target) for place in pad.placements if place.sore is not False
    }
    if len(edges) > 1:
        return [book.sentence("CONSULT-07", "pad_both", left=edges["left"], right=edges["right"])]
    edge = Tenths(pad.placement.front_edge_from_heel_mm.target)
    side = pad.placement.side or "either"
    return [book.sentence("CONSULT-07", f"pad_{side}", edge=edge)]


def _pair_actions(parts: Parts, book: Rulebook) -> Iterator[Action]:
    """Yield what becomes of the pair that is worn, with the shoe that may follow it."""
    pair, follows = parts.run_today.pair, parts.may_follow
    if pair is None or pair.verdict == KEEP:
        return
    when = "retire" if pair.verdict == RETIRE else "plan"
    rules = ("CONSULT-06", "RETIRE-07")
    if follows is None:
        yield Action("replace_pair", book.sentence("CONSULT-06", when), rules)
        return
    shoe, is_made = follows.shoe.name, shoes.is_made(follows.shoe)
    occasion = f"{when}_with_successor" if follows.is_successor else f"{when}_with" if is_made else f"{when}_with_last"
    text = book.sentence("CONSULT-06", occasion, brand=shoe.brand, model=shoe.model)
    yield Action("replace_pair", text, rules if is_made else (*rules, "FIT-16"))


def _run_line(request: ConsultationRequest, parts: Parts, book: Rulebook, *, known: bool) -> str:
    run, back = parts.run_today, parts.way_back
    unasked = "_unless" if _runs_unasked(request, run) else ""
    if run.verdict == NO:
        occasion = "no_run"
    elif not known:
        occasion = "run_once_known"
    elif back is not None and back.verdict == NOT_READY:
        occasion = "run_after_checks"
    elif run.verdict == EASY:
        occasion = f"easy_run{unasked}" if run.limits.max_minutes else "easy"
    else:
        leaves_pair = run.verdict == RUN and run.pair is not None and not run.pair.run_in_it
        occasion = "run_in_another" if leaves_pair else f"run{unasked}"
    return book.sentence("CONSULT-07", occasion, minutes=run.limits.max_minutes or 0)
