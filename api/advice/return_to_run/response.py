"""What the answer of the foot makes of the plan: go on, go on with less, repeat, step back or stop.

Rules RETURN-07, RETURN-08, RETURN-10, RETURN-13, RETURN-20, RETURN-24, RETURN-25, TRAIN-05.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from api.advice.core.distance import Distance
from api.advice.core.rules import Rulebook
from api.advice.return_to_run.answer import (
    CONTINUE,
    FULL_TRAINING,
    HOLD,
    NOT_READY,
    START,
    STEP_BACK,
    STOP,
    STRICTNESS,
)
from api.advice.return_to_run.gate import Gate, resumed
from api.advice.return_to_run.ladder import (
    BACK,
    EASE,
    GROW,
    INJURED,
    OPEN,
    REPEAT,
    RESUME,
    RULED_OUT,
    SHORT_FIRST,
    exact,
)
from api.advice.return_to_run.plan import (
    PlanFacts,
    documents_ceiling,
    first_week,
    goal_of,
    reached,
    share_of,
    start_share,
)
from api.advice.return_to_run.request import (
    CONTINUOUS_FIRST,
    ELSEWHERE,
    FADING,
    GREW,
    LINGERING,
    NO_PAIN,
    SHARP,
    ReturnToRunRequest,
    WeekDone,
    is_bad,
)
from api.advice.triage.judge import Triage

VERDICT_OF_RESPONSE = {
    NO_PAIN: CONTINUE,
    FADING: CONTINUE,
    ELSEWHERE: STEP_BACK,
    LINGERING: STOP,
    GREW: STOP,
    SHARP: STOP,
}


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict and what it rests on. ``response`` is the latest answer of the foot, ``None`` if not known.

    ``resumed``: there were weeks off in the middle of the plan, so that the checks decide and not the last run.
    ``stopped_again``: pain stopped the runner more than once of late (RETURN-28).
    """

    verdict: str
    response: str | None
    too_much_pain: bool
    week_was_worse: bool
    grew_too_fast: bool
    resumed: bool
    stopped_again: bool = False


def judge_return(request: ReturnToRunRequest, gate: Gate, care: Triage, book: Rulebook) -> Judgement:
    """Return the verdict: the strictest of what danger signs, the gate and the answers of the foot call for."""
    week, again = request.last_week, resumed(request, book)
    response = None if again else request.last_response or (week.worst_response if week else None)
    pain = _too_much_pain(request, again, book)
    worse = week is not None and not week.fine and (again or request.last_response is not None)
    fast = not again and _grew_too_fast(request.weeks_done, book)
    calls = [CONTINUE if request.under_way else START]
    if request.under_way and not again:
        calls.append(HOLD if response is None else VERDICT_OF_RESPONSE[response])
    if again:
        calls.append(STEP_BACK if is_bad(request.last_response) else HOLD)
    if fast:
        calls.append(HOLD)
    if worse:
        calls.append(STEP_BACK)
    if request.under_way and pain:
        calls.append(STOP)
    if care.findings or (gate.failed and not again):
        calls.append(STOP if request.under_way else NOT_READY)
    if not gate.passed:
        calls.append(NOT_READY)
    verdict = max(calls, key=STRICTNESS.index)
    if verdict == CONTINUE and ready_for_full_training(request, book):
        verdict = FULL_TRAINING
    return Judgement(verdict, response, pain, worse, fast, again, _stopped_again(request, book))


def _stopped_again(request: ReturnToRunRequest, book: Rulebook) -> bool:
    weeks = request.weeks_done[-int(book.number("RETURN-28", "within_weeks")) :]
    answers = [week.worst_response for week in weeks]
    if not answers or not _stops(answers[-1]):
        answers.append(request.last_response)
    return sum(map(_stops, answers)) >= book.number("RETURN-28", "stops")


def _stops(response: str | None) -> bool:
    return response is not None and VERDICT_OF_RESPONSE[response] == STOP


def ready_for_full_training(request: ReturnToRunRequest, book: Rulebook) -> bool:
    """Return whether the last week met the goal without pain, and the last run had none (RETURN-10, RETURN-27)."""
    week, goal = request.last_week, goal_of(request.usual_weekly_distance, book)
    if week is None or week.longest_continuous_minutes is None or week.runs is None:
        return False
    far = week.longest_continuous_minutes >= goal.minutes and week.runs >= goal.runs
    if goal.of_usual_week:
        far = far and reached(week.distance, request.usual_weekly_distance, book)
    painless = week.pain_free is True and week.worst_response == NO_PAIN and not request.last_pain_level
    return far and painless and request.last_response == NO_PAIN


def plan_facts(request: ReturnToRunRequest, judgement: Judgement, book: Rulebook) -> PlanFacts:
    """Return the facts of the plan that this judgement calls for: it goes on from what was really run."""
    week, step = request.last_week, _step(request, judgement)
    facts = PlanFacts(
        usual=request.usual_weekly_distance,
        weeks_done=len(request.weeks_done),
        step=step,
        bone={None: OPEN, True: INJURED, False: RULED_OUT}[request.bone_stress_injury],
        continuous=request.first_sessions == CONTINUOUS_FIRST,
        longest_minutes=week.longest_continuous_minutes if week else None,
        weeks_off=request.weeks_off,
    )
    if judgement.resumed and _begins_anew(request, facts, book):
        return replace(facts, weeks_done=0, step=GROW, longest_minutes=None, weeks_off=request.weeks_since_last_run)
    return replace(facts, last=_last(request, judgement, facts, book))


def _begins_anew(request: ReturnToRunRequest, facts: PlanFacts, book: Rulebook) -> bool:
    """Return whether the weeks off were so many that the plan begins again with week 1 (RETURN-24).

    A last good week shorter than week 1 goes on: nobody gains by a longer break.
    """
    off = request.weeks_since_last_run
    if off is None or off <= book.number("RETURN-24", "longer_break_max_weeks"):
        return False
    fine = [week for week in request.weeks_done if week.fine] or request.weeks_done
    return fine[-1].distance >= first_week(replace(facts, weeks_off=off), book).distance


def _step(request: ReturnToRunRequest, judgement: Judgement) -> str:
    if judgement.resumed:
        return RESUME
    if judgement.verdict == STEP_BACK:
        return BACK
    if judgement.verdict == HOLD:
        return REPEAT
    week = request.last_week
    sore = FADING in (judgement.response, week.worst_response if week else None)
    return EASE if sore else GROW


def _last(request: ReturnToRunRequest, judgement: Judgement, facts: PlanFacts, book: Rulebook) -> Distance | None:
    """Return the distance that the first planned week rests on; ``None`` while no week was run."""
    week = request.last_week
    if week is None:
        return None
    if facts.step in SHORT_FIRST:
        return _last_without_pain(request, judgement, facts, week, book)
    if facts.step == REPEAT and judgement.grew_too_fast:
        return min(week.distance, documents_ceiling(_level(request.weeks_done[:-1]), book))
    return week.distance


def _last_without_pain(
    request: ReturnToRunRequest, judgement: Judgement, facts: PlanFacts, week: WeekDone, book: Rulebook
) -> Distance:
    """Return the distance of the last week that went without pain (RETURN-25), after long weeks off no more than a
    start would have (RETURN-24)."""
    doubtful = is_bad(request.last_response) and week.worst_response is None
    weeks = request.weeks_done[:-1] if doubtful else request.weeks_done
    fine = [earlier.distance for earlier in weeks if earlier.fine]
    most = [fine[-1] if fine else min(week.distance, first_week(facts, book).distance)]
    if doubtful:
        most.append(week.distance)
    off = request.weeks_since_last_run
    if judgement.resumed and off is not None and off > book.number("RETURN-24", "short_break_max_weeks"):
        most.append(share_of(facts.usual, start_share(off, book)))
    return min(most)


def _level(weeks: Sequence[WeekDone]) -> Distance:
    """Return the distance that the runner had come to: a week cut short by pain does not take it away."""
    fine = [week.distance for week in weeks if week.fine]
    last = weeks[-1]
    return last.distance if last.fine or not fine else max(last.distance, fine[-1])


def _too_much_pain(request: ReturnToRunRequest, again: bool, book: Rulebook) -> bool:
    levels = (None if again else request.last_pain_level, request.symptoms.pain_level if request.symptoms else None)
    return any(level is not None and level > book.number("TRAIN-05", "may_go_on_max_pain") for level in levels)


def _grew_too_fast(weeks: Sequence[WeekDone], book: Rulebook) -> bool:
    *before, last = weeks or (None,)
    return bool(before) and last is not None and grew_too_fast(_level(weeks[:-1]), last.distance, book)


def grew_too_fast(before: Distance, after: Distance, book: Rulebook) -> bool:
    """Return whether a week grew by more than the documents allow, but for rounding (RETURN-07, RETURN-20)."""
    ceiling = documents_ceiling(before, book)
    rounding = max(
        share_of(ceiling, exact(book, "RETURN-20", "rounded_up_max_fraction")),
        Distance.of(book.number("RETURN-20", "rounded_up_min_m"), "m"),
    )
    return after > ceiling + rounding
