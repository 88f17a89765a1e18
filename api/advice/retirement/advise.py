"""When is a pair of shoes finished? Danger signs first, then the pair: keep, plan a replacement, or retire.

Rules of the area ``retirement``, SHOE-15, and those of triage. Retirement is advised as a precaution; no answer says
that the distance of a shoe made a foot hurt (WEAR-08). Nothing here reads a clock: ``as_of`` is passed in.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from api.advice.core.answer import Action, Reason
from api.advice.core.answer import LooseAnswer as Answer
from api.advice.core.conflicts import conflicts_behind
from api.advice.core.distance import spoken
from api.advice.core.rules import Rulebook
from api.advice.retirement.cushioning import Cushioning, cushioning_left
from api.advice.retirement.forecast import Forecast, due_now, forecast, written
from api.advice.retirement.limits import Limits, limits_of
from api.advice.retirement.pace import Pace
from api.advice.retirement.request import WornPair
from api.advice.retirement.say_actions import actions_of, missing_of
from api.advice.retirement.say_reasons import reasons_of
from api.advice.retirement.verdict import (
    FLAT,
    FOR_NOTHING,
    KEEP,
    OUTSOLE_THROUGH,
    PLAN,
    RETIRE,
    TILTS,
    VERDICTS,
    WORN_OUT,
    Judgement,
    judge_pair,
)
from api.advice.triage import advise as triage
from api.advice.triage.care_first import care_alone
from api.advice.triage.likeness import outside_forefoot
from api.advice.triage.request import Symptoms

INDICATORS = {KEEP: "info", PLAN: "warning", RETIRE: "warning"}

NOT_TOLD = frozenset({"WEAR-02", "WEAR-03", "WEAR-06", "WEAR-08"})
"""Rules whose conflicts are left to the other side, which tells the same: WEAR-01, RETIRE-02, RETIRE-05."""

FOLLOWS_PRACTICE = ("RETIRE-02",)
"""The limits that every answer shows follow practice and not the documents, which is told with them."""

FAR_FUTURE = date.max
"""Stands for the date of a pair that has none, in sorting."""


@dataclass(frozen=True, slots=True)
class PairAdvice:
    """The advice on one pair with what it rests on: the judgement, the forecast, and the answer to serve."""

    judged: Judgement
    forecast: Forecast | None
    answer: Answer


def advise(
    pair: WornPair, book: Rulebook, *, as_of: date, pace: Pace | None = None, symptoms: Symptoms | None = None
) -> Answer:
    """Answer the retirement advice for one pair on the day ``as_of``.

    Besides: ``life_used``, ``cushioning_left``, ``limits``, ``remaining``, ``ok_for``, ``forecast`` and ``judged_as``,
    the facts that a caller may have left to us. ``pace`` is what ``pace_of_week`` or ``pace_of_days`` answers; without
    it there is no date.
    """
    return advise_pair(pair, book, as_of=as_of, pace=pace, symptoms=symptoms).answer


def advise_pair(
    pair: WornPair, book: Rulebook, *, as_of: date, pace: Pace | None = None, symptoms: Symptoms | None = None
) -> PairAdvice:
    """Answer the same advice together with the judgement and the forecast it rests on."""
    judged_care = triage.judge(symptoms, book) if symptoms is not None else None
    if judged_care is not None:
        pair = replace(pair, forefoot_pain=_forefoot_pain(pair.forefoot_pain, judged_care))
    judged = judge_pair(pair, limits_of(pair, book))
    left = None if pair.distance is None else cushioning_left(pair.distance, pair.foam, book)
    if judged_care is not None and judged_care.findings:
        judged = replace(judged, cleared=FOR_NOTHING)
    if judged_care is not None and judged_care.withheld:
        return PairAdvice(judged, None, _care_alone(judged, left, as_of, judged_care, book))
    due = _forecast(judged, pace, as_of, book)
    return PairAdvice(judged, due, _whole(judged, left, due, pace, as_of, judged_care, book))


def urgency(advice: PairAdvice) -> tuple[Any, ...]:
    """Answer a sort key that puts the most urgent pair first: strictest verdict, earliest date, most life used."""
    due, used = advice.forecast, advice.judged.life_used
    return (
        -VERDICTS.index(advice.judged.verdict),
        due.retire_on if due else FAR_FUTURE,
        -(used if used is not None else 0),
    )


def _forefoot_pain(said: bool | None, care: triage.Triage) -> bool | None:
    """Answer whether the forefoot hurts, from what was said of the pair and of the pain; a yes of either counts."""
    if said:
        return said
    hurts = care.facts["pain"]
    if hurts and outside_forefoot(care.said):
        return said
    return said if hurts is None else hurts


def _forecast(judged: Judgement, pace: Pace | None, as_of: date, book: Rulebook) -> Forecast | None:
    if judged.verdict == RETIRE:
        return due_now(as_of, book)
    distance = judged.pair.distance
    if pace is None or distance is None:
        return None
    left, to_plan = (distance.left_until(goal) for goal in (judged.limits.retire_by, judged.limits.plan_from))
    return forecast(left, to_plan, pace, as_of, book, miles_first=judged.pair.miles_first)


def _whole(
    judged: Judgement,
    left: Cushioning | None,
    due: Forecast | None,
    pace: Pace | None,
    as_of: date,
    care: triage.Triage | None,
    book: Rulebook,
) -> Answer:
    reasons = (*reasons_of(judged, left, book), *_no_date(judged, due, pace, book))
    actions = actions_of(judged, book)
    summary = _summary(judged, due, book)
    if care is not None and care.findings:
        reasons = (*care.reasons, *reasons)
        actions = (*care.actions(book), _care_first(book), *actions)
        summary = str(care.summary(book))
    return Answer(
        verdict=judged.verdict,
        indicator="warning" if care is not None and care.findings else INDICATORS[judged.verdict],
        summary=summary,
        actions=actions,
        reasons=reasons,
        missing=missing_of(judged, pace, book, symptoms_told=care is not None),
        conflicts=conflicts_behind(actions, reasons, book, also=FOLLOWS_PRACTICE, not_told=NOT_TOLD),
        care=care.care if care is not None else None,
        details=_details(judged, left, due, as_of),
        also_cites=("WEAR-16", "WEAR-06", *(("WEAR-14",) if due else ())),
    )


def _care_alone(judged: Judgement, left: Cushioning | None, as_of: date, care: triage.Triage, book: Rulebook) -> Answer:
    """Answer the danger sign and the bare figures of the pair: everything else is withheld, and the answer says so."""
    first = Reason("WEAR-16", book.sentence("WEAR-16", "care_first"), "neutral")
    details = _details(judged, left, None, as_of)
    return care_alone(care, judged.verdict, book, details, reasons=(first,), also_cites=("WEAR-06",))


def _care_first(book: Rulebook) -> Action:
    return Action("no_run_before_care", book.sentence("WEAR-16", "care_first"), ("WEAR-16",))


def _no_date(judged: Judgement, due: Forecast | None, pace: Pace | None, book: Rulebook) -> tuple[Reason, ...]:
    if due is not None or pace is None or judged.pair.distance is None:
        return ()
    why = "too_far" if pace.known else pace.because[0]
    return (Reason("WEAR-14", book.sentence("WEAR-14", why), "neutral"),)


def _details(judged: Judgement, left: Cushioning | None, due: Forecast | None, as_of: date) -> dict[str, Any]:
    remaining = judged.remaining
    return {
        "life_used": judged.life_used,
        "cushioning_left": left.as_dict() if left else None,
        "limits": _limits(judged.limits),
        "remaining": remaining.as_dict() if remaining is not None else None,
        "ok_for": judged.cleared.as_dict(),
        "forecast": due.as_dict() if due else None,
        "judged_as": {"foam": judged.pair.foam, "kind": judged.pair.kind, "as_of": as_of.isoformat()},
    }


def _limits(limits: Limits) -> dict[str, Any]:
    return {
        "plan_from": limits.plan_from.as_dict(),
        "retire_by": limits.retire_by.as_dict(),
        "worn_out": limits.worn_out.as_dict(),
        "race_until": limits.race_until.as_dict(),
        "easy_until": limits.easy_until.as_dict(),
    }


def _summary(judged: Judgement, due: Forecast | None, book: Rulebook) -> str:
    pair, limits = judged.pair, judged.limits
    run = "" if pair.distance is None else spoken(pair.distance, miles_first=pair.miles_first)
    retire_by = spoken(limits.retire_by, miles_first=pair.miles_first)
    if judged.verdict == RETIRE:
        return _retire_summary(judged, run, retire_by, book)
    if pair.distance is None:
        return book.sentence("WEAR-17", "plan_summary")
    if judged.verdict == KEEP:
        plan_from = spoken(limits.plan_from, miles_first=pair.miles_first)
        return book.sentence("WEAR-06", "keep_summary", distance=run, retire_by=retire_by, plan_from=plan_from)
    if due is None:
        return book.sentence("WEAR-06", "plan_summary", distance=run, retire_by=retire_by)
    day = written(due.retire_on)
    return book.sentence("WEAR-06", "plan_dated_summary", distance=run, retire_by=retire_by, retire_on=day)


def _retire_summary(judged: Judgement, run: str, retire_by: str, book: Rulebook) -> str:
    limits = judged.limits
    if FLAT in judged.signs:
        return book.sentence("RETIRE-03", "summary")
    if judged.stage == WORN_OUT:
        ended = spoken(limits.worn_out, miles_first=judged.pair.miles_first)
        return book.sentence("RETIRE-02", "summary", distance=run, worn_out=ended)
    if OUTSOLE_THROUGH in judged.signs or TILTS in judged.signs:
        return book.sentence("WEAR-12", "summary")
    if judged.retired_by_sign:
        return book.sentence("RETIRE-04" if judged.pair.feel == "unsure" else "WEAR-12", "summary")
    if limits.pain_brought_forward:
        return book.sentence("RETIRE-05", "summary", distance=run)
    racing = judged.cleared.easy and judged.pair.distance is not None and judged.pair.distance < limits.easy_until
    occasion = "racing_summary" if racing else "retire_summary"
    return book.sentence("WEAR-06", occasion, distance=run, retire_by=retire_by)
