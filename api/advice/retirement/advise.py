"""When is a pair of shoes finished? Danger signs first, then the pair: keep, plan a replacement, or retire.

Rules of the area ``retirement``, SHOE-15, and those of triage. Retirement is advised as a precaution; no answer claims
that the distance of a shoe made a foot hurt (WEAR-08). Nothing here reads a clock: ``as_of`` is passed in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from api.advice.core.answer import NEUTRAL, Action, Missing, Reason, conflicts_behind
from api.advice.core.rules import Rulebook
from api.advice.retirement.answer import (
    AT_LEAST,
    EXACT,
    FOR_NOTHING,
    KEEP,
    PLAN,
    RETIRE,
    VERDICTS,
    Cushioning,
    Forecast,
    JudgedAs,
    RetirementAnswer,
)
from api.advice.retirement.forecast import (
    Pace,
    due_by_age,
    due_by_hours,
    due_now,
    forecast,
    nearest,
    pace_of_days,
    pace_of_week,
    recent_from,
)
from api.advice.retirement.limits import cushioning_left, has_aged, is_new, limit_figures, limits_of, rounded
from api.advice.retirement.limits import own_limits as own_limits_of
from api.advice.retirement.request import UNKNOWN_FOAM, RetirementRequest, WornPair
from api.advice.retirement.say import actions_of, as_text, edge_of, reasons_of, summary_of
from api.advice.retirement.verdict import WORN_OUT, Judgement, judge
from api.advice.triage.judge import Triage, care_only
from api.advice.triage.judge import judge as judge_care
from api.advice.triage.request import Symptoms

__all__ = [
    "Judgement",
    "Pace",
    "PairAdvice",
    "advise",
    "advise_pair",
    "cushioning_left",
    "edge_of",
    "judge_pair",
    "missing_of",
    "pace_of_days",
    "pace_of_week",
    "recent_from",
    "urgency",
]

INDICATORS = {KEEP: "info", PLAN: "warning", RETIRE: "warning"}

NOT_REPEATED = frozenset({"WEAR-02", "WEAR-03", "WEAR-06", "WEAR-08"})
"""Rules whose conflicts are left to the other side, which names the same: WEAR-01, RETIRE-02, RETIRE-05."""

FOLLOWS_PRACTICE = ("RETIRE-02",)
"""The limits in every answer follow practice and not the documents; their conflict is named with them."""

ABOUT_RUNS = frozenset({"no_speed_no_race", "no_race", "easy_runs_only"})
"""Actions on runs in the pair, which are not named while no run is cleared in any pair."""

FAR_FUTURE = date.max
"""Takes the place of a date in sorting pairs that have none."""


@dataclass(frozen=True, slots=True)
class PairAdvice:
    """The advice on one pair: the judgement it rests on, and the answer to serve."""

    judgement: Judgement
    answer: RetirementAnswer


@dataclass(frozen=True, slots=True)
class _Case:
    """A pair with all that was made of it on the way to the answer."""

    judgement: Judgement
    left: Cushioning | None
    pace: Pace | None
    as_of: date
    pairs_in_use: int | None
    care: Triage | None

    @property
    def cushioning_left(self) -> Cushioning | None:
        """The cushioning left as it is served, in hundredths."""
        return None if self.left is None else rounded(self.left)

    @property
    def judged_as(self) -> JudgedAs:
        """The facts that the request may have left open."""
        pair = self.judgement.pair
        distance_is = None if pair.reached is None else EXACT if pair.distance is not None else AT_LEAST
        return JudgedAs(pair.foam, pair.kind, self.as_of, pair.reached, distance_is)


def advise(request: RetirementRequest, book: Rulebook, *, as_of: date) -> RetirementAnswer:
    """Return the retirement advice for a pair, on the day of the request, else on ``as_of``."""
    pace = None if request.weekly_distance is None else pace_of_week(request.weekly_distance, book)
    return advise_pair(
        request,
        book,
        as_of=request.as_of or as_of,
        pace=pace,
        pairs_in_use=request.pairs_in_use,
        symptoms=request.symptoms,
    ).answer


def advise_pair(
    pair: WornPair,
    book: Rulebook,
    *,
    as_of: date,
    pace: Pace | None = None,
    pairs_in_use: int | None = None,
    symptoms: Symptoms | None = None,
) -> PairAdvice:
    """Return the advice on a pair with the judgement behind it.

    ``pace`` is what ``pace_of_week`` or ``pace_of_days`` returns; without it there is no date.
    """
    care = judge_care(symptoms, book) if symptoms is not None else None
    judgement = judge_pair(pair, book, as_of=as_of, care=care)
    pair = judgement.pair
    at_least = pair.distance is None
    left = None if pair.reached is None else cushioning_left(pair.reached, pair.foam, book, at_least=at_least)
    case = _Case(judgement, left, pace, as_of, pairs_in_use, care)
    if care is not None and care.withheld:
        return PairAdvice(judgement, _care_only(case, care, book))
    return PairAdvice(judgement, _answer(case, book))


def judge_pair(pair: WornPair, book: Rulebook, *, as_of: date, care: Triage | None = None) -> Judgement:
    """Return the judgement of a pair without its words; ``care`` is what triage makes of the pain, if it is known."""
    if pair.foam == UNKNOWN_FOAM:
        pair = pair.completed()
    if care is not None:
        pair = replace(pair, forefoot_pain=_forefoot_pain(pair.forefoot_pain, care))
    own_limits = own_limits_of(pair, as_of, book)
    aged, new = has_aged(pair, as_of, book), is_new(pair, book)
    judgement = judge(pair, limits_of(pair, book), own_limits, aged=aged, new=new)
    if care is None or not care.findings:
        return judgement
    ok_for = FOR_NOTHING if care.running_waits else replace(judgement.ok_for, speed=False, race=False)
    return replace(judgement, ok_for=ok_for)


def urgency(advice: PairAdvice) -> tuple[Any, ...]:
    """Return a sort key that puts the most urgent pair first: strictest verdict, earliest date, most life used."""
    due, used = advice.answer.forecast, advice.judgement.life_used
    return (
        -VERDICTS.index(advice.judgement.verdict),
        due.retire_on if due else FAR_FUTURE,
        -(used if used is not None else 0),
    )


def _forefoot_pain(of_pair: bool | None, care: Triage) -> bool | None:
    """Return whether the forefoot hurts, from what is known of the pair and of the pain; a yes of either counts."""
    if of_pair:
        return of_pair
    hurts = care.facts["pain"]
    if hurts and care.outside_forefoot:
        return of_pair
    return of_pair if hurts is None else hurts


def _forecast(case: _Case, book: Rulebook) -> Forecast | None:
    judgement, pace = case.judgement, case.pace
    if judgement.verdict == RETIRE:
        return due_now(case.as_of, book)
    pair, as_of = judgement.pair, case.as_of
    others = (due_by_age(pair, as_of, book), due_by_hours(pair, pace, as_of, book))
    return nearest(_by_distance(case, book), others, book)


def _by_distance(case: _Case, book: Rulebook) -> Forecast | None:
    pair, limits, pace = case.judgement.pair, case.judgement.limits, case.pace
    if pace is None or pair.reached is None:
        return None
    left, to_plan = (pair.reached.left_until(goal) for goal in (limits.retire_by, limits.plan_from))
    at_most = pair.distance is None
    return forecast(left, to_plan, pace, case.as_of, book, miles_first=pair.miles_first, at_most=at_most)


def _answer(case: _Case, book: Rulebook) -> RetirementAnswer:
    judgement, care, due = case.judgement, case.care, _forecast(case, book)
    reasons = (*reasons_of(judgement, case.left, book), *_no_date(case, due, book))
    actions = actions_of(judgement, case.pairs_in_use, book)
    summary, indicator = summary_of(judgement, due, book), INDICATORS[judgement.verdict]
    if care is not None and care.findings:
        reasons = (*care.reasons, *reasons)
        if care.running_waits:
            actions = (_care_first(book), *(action for action in actions if action.code not in ABOUT_RUNS))
        actions = (*care.actions(book), *actions)
        summary, indicator = str(care.summary(book)), "warning"
    return RetirementAnswer(
        verdict=judgement.verdict,
        indicator=indicator,
        summary=summary,
        actions=actions,
        reasons=reasons,
        missing=missing_of(judgement, case.pace, book, has_symptoms=care is not None),
        conflicts=conflicts_behind(actions, reasons, book, also=FOLLOWS_PRACTICE, not_named=NOT_REPEATED),
        care=care.care if care is not None else None,
        forecast=due,
        also_cites=("WEAR-16", "WEAR-06", *(("WEAR-14",) if due else ())),
        life_used=judgement.life_used,
        cushioning_left=case.cushioning_left,
        limits=judgement.limits,
        remaining=judgement.remaining,
        ok_for=judgement.ok_for,
        judged_as=case.judged_as,
    )


def _care_only(case: _Case, care: Triage, book: Rulebook) -> RetirementAnswer:
    """Return the danger sign and the bare figures of the pair: everything else is withheld, and the answer says so."""
    judgement, first = case.judgement, Reason("WEAR-16", book.sentence("WEAR-16", "care_first"), NEUTRAL)
    return care_only(
        RetirementAnswer,
        care,
        judgement.verdict,
        book,
        reasons=(first,),
        also_cites=("WEAR-06",),
        life_used=judgement.life_used,
        cushioning_left=case.cushioning_left,
        limits=judgement.limits,
        remaining=judgement.remaining,
        ok_for=judgement.ok_for,
        judged_as=case.judged_as,
    )


def _care_first(book: Rulebook) -> Action:
    return Action("no_run_before_care", book.sentence("WEAR-16", "care_first"), ("WEAR-16",))


def _no_date(case: _Case, due: Forecast | None, book: Rulebook) -> tuple[Reason, ...]:
    pace = case.pace
    if due is not None or pace is None or case.judgement.pair.reached is None:
        return ()
    why = "too_far" if pace.known else pace.because[0]
    return (Reason("WEAR-14", book.sentence("WEAR-14", why), NEUTRAL),)


def missing_of(judgement: Judgement, pace: Pace | None, book: Rulebook, *, has_symptoms: bool) -> tuple[Missing, ...]:
    """Return what was not known and would change this answer, the weightiest first."""
    return tuple(_missing(judgement, pace, book, has_symptoms=has_symptoms))


def _missing(judgement: Judgement, pace: Pace | None, book: Rulebook, *, has_symptoms: bool) -> Iterator[Missing]:
    pair = judgement.pair
    if pair.forefoot_pain and not has_symptoms:
        yield Missing("symptoms.pain_level", book.sentence("RETIRE-05", "missing_symptoms"))
    if judgement.retired_by_sign or judgement.stage == WORN_OUT:
        return
    if pair.distance is None:
        yield Missing("distance", book.sentence("WEAR-17", "missing"))
    yield from _about_own_limits(judgement, book)
    if pair.feel is None and not judgement.unworn:
        yield Missing("feel", book.sentence("RETIRE-03", "missing"))
    if pair.forefoot_pain is None:
        yield Missing("forefoot_pain", book.sentence("RETIRE-05", "missing"))
    for name in () if judgement.unworn else ("outsole_through", "tilts", "creased_midsole"):
        if getattr(pair.inspection, name) is None:
            yield Missing(f"inspection.{name}", book.sentence("WEAR-12", f"missing_{name}"))
    yield from _about_shoe_and_runner(judgement, book)
    yield from _about_pace(judgement, pace, book)


def _about_own_limits(judgement: Judgement, book: Rulebook) -> Iterator[Missing]:
    pair = judgement.pair
    if pair.limit_age_months is not None and pair.started_on is None:
        yield Missing("started_on", book.sentence("WEAR-10", "missing_started_on"))
    if pair.limit_hours is not None and pair.hours is None:
        yield Missing("hours", book.sentence("WEAR-10", "missing_hours"))


def _about_shoe_and_runner(judgement: Judgement, book: Rulebook) -> Iterator[Missing]:
    pair, figures = judgement.pair, limit_figures(book)
    facts = {
        "race_plan_from": as_text(judgement, figures.race_plan_from),
        "race_until": as_text(judgement, figures.race_retire_by),
    }
    if pair.kind is None:
        yield Missing("kind", book.sentence("WEAR-10", "missing_kind", **facts))
    if pair.foam is None:
        yield Missing("foam", book.sentence("WEAR-10", "missing_foam", **facts))
    if pair.body_mass_kg is None and judgement.verdict != RETIRE:
        yield Missing("body_mass_kg", book.sentence("WEAR-05", "missing"))
    if pair.started_on is None and pair.limit_age_months is None and judgement.ok_for.race and pair.feel != "springy":
        yield Missing("started_on", book.sentence("WEAR-19", "missing"))


def _about_pace(judgement: Judgement, pace: Pace | None, book: Rulebook) -> Iterator[Missing]:
    if judgement.verdict == RETIRE:
        return
    if pace is None:
        yield Missing("weekly_distance", book.sentence("WEAR-14", "missing_weekly_distance"))
