"""What an answer on the way back says: what to do, why, how to read the foot, what to expect, and what to ask."""

from __future__ import annotations

from collections.abc import Iterator

from api.advice.core.answer import AGAINST, DETAIL, FOR, NEUTRAL, Action, Missing, Reason
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
    Expectation,
    Reading,
)
from api.advice.return_to_run.gate import Gate
from api.advice.return_to_run.ladder import EASE, GROW, INJURED, OPEN, RULED_OUT, SHORT_FIRST
from api.advice.return_to_run.plan import Goal, PlannedWeek, goal_of, reached
from api.advice.return_to_run.request import CLEARANCE, FADING, LONG_WALK, NO_PAIN, ReturnToRunRequest
from api.advice.return_to_run.response import Judgement
from api.advice.return_to_run.show import GROUND_RULES, PlanToShow, session_text, soft_grounds

WEEK_QUESTIONS = ("longest_continuous_minutes", "pain_free", "runs", "worst_response")


def summary_of(gate: Gate, judgement: Judgement, shown: PlanToShow | None, book: Rulebook) -> str:
    """Return the one line of the answer."""
    if shown is None:
        if judgement.verdict == STOP:
            return book.sentence("RETURN-08", "stop_summary")
        if all(check.passed for check in gate.daily):
            return book.sentence(gate.besides[0].rules[0], "clearance_summary")
        return book.sentence("RETURN-01", "not_ready_summary")
    first = shown.plan.weeks[0]
    facts = {"covered": shown.text(first.distance), "week": first.number, "runs": len(first.runs.days)}
    if judgement.verdict == FULL_TRAINING:
        return book.sentence(_goal_rule(shown.facts.usual, book), "full_training_summary")
    if judgement.resumed:
        return book.sentence("RETURN-24", "resume_summary", **facts)
    if judgement.verdict == STEP_BACK:
        return book.sentence("RETURN-13", "step_back_summary", **facts)
    if judgement.verdict == HOLD:
        return book.sentence("RETURN-07", "hold_back_summary" if judgement.grew_too_fast else "hold_summary", **facts)
    if judgement.verdict == START:
        return book.sentence("RETURN-02", "start_summary", **facts)
    return book.sentence("RETURN-07", "continue_summary", **facts)


# What to do


def actions_of(
    gate: Gate, judgement: Judgement, shown: PlanToShow | None, book: Rulebook, *, rests: bool
) -> tuple[Action, ...]:
    """Return what to do, most pressing first; ``rests``: the foot is not loaded or trained before a visit."""
    steps = _running(judgement, shown, book) if shown else _waiting(gate, judgement, book)
    return (*steps, *_always(shown is not None, rests, book))


def _waiting(gate: Gate, judgement: Judgement, book: Rulebook) -> Iterator[Action]:
    if judgement.verdict == STOP:
        occasion = "stop_again" if judgement.stopped_again else "stop"
        yield Action("stop_running", book.sentence("RETURN-08", occasion), ("RETURN-08", "RETURN-20", "RETURN-25"))
        yield from _stopped_again(judgement, book)
        yield Action("look_again", book.sentence("RETURN-08", "look_again"), ("RETURN-08", "RETURN-13"))
    lacking = {check.name: check.rules[0] for check in gate.besides if not check.passed}
    if CLEARANCE in lacking:
        rule = lacking[CLEARANCE]
        yield Action("get_clearance", book.sentence(rule, "clear_first"), (rule,))
    if LONG_WALK in lacking:
        yield Action("walk_first", book.sentence("TRAIN-06", "walk_first"), ("TRAIN-06",))
    if judgement.verdict == NOT_READY and not all(check.passed for check in gate.daily):
        yield Action("wait_for_checks", book.sentence("RETURN-01", "wait"), ("RETURN-01",))


def _stopped_again(judgement: Judgement, book: Rulebook) -> Iterator[Action]:
    if judgement.stopped_again:
        yield Action("have_it_looked_at", book.sentence("RETURN-28", "look"), ("RETURN-28",))


def _running(judgement: Judgement, shown: PlanToShow, book: Rulebook) -> Iterator[Action]:
    first, bone = shown.plan.weeks[0], shown.facts.bone
    yield from _stopped_again(judgement, book)
    yield from _what_now(judgement, first, shown, book)
    session = session_text(first.runs.drills[0], first, shown, book)
    if judgement.verdict == START:
        yield Action("first_outing", session, ("RETURN-02", "RETURN-03"))
    else:
        ladder = "RETURN-26" if first.own else "RETURN-02" if first.number == 1 else "RETURN-17"
        yield Action("next_run", session, (ladder, "RETURN-16"))
    yield _shape_of_week(judgement, first, book)
    alone = len(first.runs.days) == 1 and judgement.verdict != START
    if bone != RULED_OUT and not first.own and not alone:
        rules = ("TRAIN-06",) if bone == INJURED else ("TRAIN-06", "RETURN-21")
        gentle = "gentle" if judgement.verdict == START else "rest_between"
        yield Action("rest_between_runs", book.sentence("TRAIN-06", gentle), rules)
    yield Action("watch_the_morning", book.sentence("RETURN-04", "watch"), ("RETURN-04", "RETURN-08", "TRAIN-05"))
    occasion = "choose" if soft_grounds(shown.surfaces_available, book) else "none_available"
    yield Action("soft_ground", book.sentence("RETURN-05", occasion), GROUND_RULES)
    if not first.hills:
        yield Action("no_hills", book.sentence("RETURN-06", "flat"), ("RETURN-06",))
    elif shown.facts.step not in SHORT_FIRST:
        yield Action("hills_later", book.sentence("RETURN-06", "later"), ("RETURN-06",))


def _what_now(judgement: Judgement, first: PlannedWeek, shown: PlanToShow, book: Rulebook) -> Iterator[Action]:
    if judgement.verdict == FULL_TRAINING:
        yield Action("one_thing_at_a_time", book.sentence("RETURN-11", "one_at_a_time"), ("RETURN-10", "RETURN-11"))
    elif judgement.resumed:
        occasion = "anew" if first.number == 1 else "resume"
        yield Action("begin_gently", book.sentence("RETURN-24", occasion), ("RETURN-24", "RETURN-25"))
    elif judgement.verdict == STEP_BACK:
        yield Action("step_back", book.sentence("RETURN-13", "step_back"), ("RETURN-13", "RETURN-20", "RETURN-25"))
        yield Action("look_again", book.sentence("RETURN-08", "look_again"), ("RETURN-08",))
    elif judgement.verdict == HOLD:
        occasion = "hold_back" if judgement.grew_too_fast else "hold"
        text = book.sentence("RETURN-07", occasion, covered=shown.text(first.distance))
        yield Action("repeat_week", text, ("RETURN-07", "RETURN-20"))


def _shape_of_week(judgement: Judgement, week: PlannedWeek, book: Rulebook) -> Action:
    if week.own or judgement.verdict == FULL_TRAINING:
        return Action("shape_of_week", book.sentence("RETURN-26", "note"), ("RETURN-26", "RETURN-12"))
    facts = {"days": week.runs.days, "other_days": week.runs.other_days, "runs": len(week.runs.days)}
    occasion = "week" if len(week.runs.other_days) > 1 else "week_of_four"
    return Action("shape_of_week", book.sentence("RETURN-18", occasion, **facts), ("RETURN-12", "RETURN-18"))


def _always(runs: bool, rests: bool, book: Rulebook) -> Iterator[Action]:
    """Yield what holds with runs and without; ``runs``: there are days between them."""
    occasion = "other_sport" if runs else "other_sport_meanwhile"
    if not rests:
        yield Action("other_sport", book.sentence("RETURN-12", occasion), ("RUN-08", "RETURN-12"))
        yield Action("keep_rehab_going", book.sentence("RETURN-09", "keep"), ("RETURN-09", "EX-15"))
    yield Action("keep_shoes_and_inserts", book.sentence("RETURN-09", "shoes"), ("RETURN-09", "SHOE-05", "PAD-14"))


# Why


def reasons_of(
    request: ReturnToRunRequest, gate: Gate, judgement: Judgement, shown: PlanToShow | None, book: Rulebook
) -> tuple[Reason, ...]:
    """Return the reasons, weightiest first: the gate, the answers of the foot, then what shapes the plan."""
    return (
        *_of_the_gate(request, gate, judgement, book),
        *_of_the_answers(request, judgement, book),
        *(_of_the_plan(judgement, shown, book) if shown else ()),
    )


def _of_the_gate(request: ReturnToRunRequest, gate: Gate, judgement: Judgement, book: Rulebook) -> Iterator[Reason]:
    if any(check.contradicted for check in gate.checks):
        yield Reason("RETURN-23", book.sentence("RETURN-23", "contradicted"), AGAINST)
    if any(check.passed is False for check in gate.daily):
        yield Reason("RETURN-01", book.sentence("RETURN-01", "not_passed"), AGAINST)
        if request.under_way and not judgement.resumed:
            yield Reason("RETURN-20", book.sentence("RETURN-20", "daily_pain"), AGAINST)
    elif any(check.passed is None for check in gate.daily):
        yield Reason("RETURN-01", book.sentence("RETURN-01", "not_known"), AGAINST)
    else:
        yield Reason("RETURN-01", book.sentence("RETURN-01", "passed"), FOR)
    if not all(check.passed for check in gate.besides):
        rule = gate.besides[0].rules[0]
        yield Reason(rule, book.sentence(rule, "gate_reason"), AGAINST)


def _of_the_answers(request: ReturnToRunRequest, judgement: Judgement, book: Rulebook) -> Iterator[Reason]:
    if judgement.response is not None:
        effect = FOR if judgement.response in (NO_PAIN, FADING) else AGAINST
        yield Reason("RETURN-08", book.sentence("RETURN-08", judgement.response), effect)
        if judgement.verdict in (STEP_BACK, STOP):
            yield Reason("RETURN-13", book.sentence("RETURN-13", "reason"), AGAINST)
    elif request.under_way and not judgement.resumed:
        yield Reason("RETURN-20", book.sentence("RETURN-20", "unknown_response"), AGAINST)
    if judgement.week_was_worse:
        yield Reason("RETURN-20", book.sentence("RETURN-08", "week_was_worse"), AGAINST)
    if request.under_way and judgement.too_much_pain:
        yield Reason("TRAIN-05", book.sentence("TRAIN-05", "too_much"), AGAINST)
    elif request.last_pain_level and judgement.verdict == CONTINUE:
        yield Reason("TRAIN-05", book.sentence("TRAIN-05", "may_go_on"), FOR)
    if judgement.grew_too_fast:
        yield Reason("RETURN-07", book.sentence("RETURN-07", "grew_too_fast"), AGAINST)
    if judgement.verdict == FULL_TRAINING:
        rule = _goal_rule(request.usual_weekly_distance, book)
        yield Reason(rule, book.sentence(rule, "ready"), FOR)


def _of_the_plan(judgement: Judgement, shown: PlanToShow, book: Rulebook) -> Iterator[Reason]:
    first, bone = shown.plan.weeks[0], shown.facts.bone
    if first.number == 1:
        yield from _of_week_one(shown, book)
    elif judgement.verdict == STEP_BACK or judgement.resumed:
        yield Reason("RETURN-25", book.sentence("RETURN-25", "reason"), NEUTRAL)
    if not judgement.grew_too_fast:
        yield Reason("RETURN-07", book.sentence("RETURN-07", "reason"), NEUTRAL)
    if shown.facts.step in (GROW, EASE):
        occasion = "careful" if bone == INJURED else "sore" if shown.facts.step == EASE else "whole"
        yield Reason("RETURN-15", book.sentence("RETURN-15", occasion), NEUTRAL)
    yield Reason("RETURN-16", book.sentence("RETURN-16", "reason"), NEUTRAL)
    if any(week.walks for week in shown.plan.weeks):
        yield Reason("RETURN-17", book.sentence("RETURN-17", "reason"), NEUTRAL)
    if len(first.runs.days) == 1:
        yield Reason("RETURN-18", book.sentence("RETURN-18", "fewer_runs"), NEUTRAL)
    if bone == OPEN:
        yield Reason("RETURN-21", book.sentence("RETURN-21", "reason"), NEUTRAL)


def _of_week_one(shown: PlanToShow, book: Rulebook) -> Iterator[Reason]:
    yield Reason("RETURN-03", book.sentence("RETURN-03", "reason"), NEUTRAL)
    if shown.facts.bone == INJURED:
        yield Reason("RETURN-19", book.sentence("RETURN-19", "careful"), NEUTRAL)
        return
    yield Reason("RETURN-24", book.sentence("RETURN-24", _break(shown.facts.weeks_off, book)), NEUTRAL)
    yield Reason("RETURN-19", book.sentence("RETURN-19", "reason"), NEUTRAL)


def _break(weeks_off: float | None, book: Rulebook) -> str:
    for name in ("short", "longer"):
        if weeks_off is not None and weeks_off <= book.number("RETURN-24", f"{name}_break_max_weeks"):
            return f"after_{name}_break"
    return "after_long_break" if weeks_off is not None else "after_unknown_break"


# How to read the foot, and what to expect


def after_each_run(book: Rulebook) -> tuple[Reading, ...]:
    """Return how to read the run itself, the night and the morning."""
    return (
        Reading(book.sentence("RETURN-13", "during"), ("RETURN-13", "TRAIN-05"), "during"),
        Reading(book.sentence("RETURN-04", "that_night"), ("RETURN-04",), "that_night"),
        Reading(book.sentence("RETURN-04", "next_morning"), ("RETURN-04",), "next_morning"),
        Reading(book.sentence("RETURN-08", "fades"), ("RETURN-08",), "next_day"),
        Reading(book.sentence("TRAIN-05", "after_24_hours"), ("TRAIN-05", "RETURN-20"), "after_a_day"),
        Reading(book.sentence("RETURN-08", "elsewhere"), ("RETURN-08",), "any_time"),
    )


def expected(
    usual: Distance, judgement: Judgement, shown: PlanToShow | None, book: Rulebook
) -> tuple[Expectation, ...]:
    """Return what to expect, with an example and without a promise."""
    return tuple(_expected(usual, judgement, shown, book))


def _expected(usual: Distance, judgement: Judgement, shown: PlanToShow | None, book: Rulebook) -> Iterator[Expectation]:
    if shown is not None:
        yield from _when_due(shown, book)
    yield Expectation(book.sentence("RETURN-14", "example"), ("RETURN-14",))
    if judgement.verdict != FULL_TRAINING:
        yield _goal(usual, book)
    if shown is not None and any(week.own for week in shown.plan.weeks):
        yield Expectation(book.sentence("RETURN-26", "expect"), ("RETURN-26",))


def _goal_rule(usual: Distance, book: Rulebook) -> str:
    return "RETURN-27" if goal_of(usual, book).of_usual_week else "RETURN-10"


def _goal(usual: Distance, book: Rulebook) -> Expectation:
    goal = goal_of(usual, book)
    if goal.of_usual_week:
        text = book.sentence("RETURN-27", "goal", goal_minutes=goal.minutes)
        return Expectation(text, ("RETURN-10", "RETURN-27"))
    return Expectation(book.sentence("RETURN-10", "goal"), ("RETURN-10",))


def _when_due(shown: PlanToShow, book: Rulebook) -> Iterator[Expectation]:
    facts, due = shown.facts, shown.plan.due_week
    usual = shown.text(facts.usual)
    if facts.last is not None and reached(facts.last, facts.usual, book):
        yield Expectation(book.sentence("RETURN-22", "steady"), ("RETURN-22",))
    elif due is not None:
        day = shown.day(due - facts.weeks_done - 1, 1)
        occasion = "due" if day is None else "due_on"
        yield Expectation(book.sentence("RETURN-22", occasion, due_week=due, usual=usual, day=day), ("RETURN-22",))


# What to ask


def missing_of(request: ReturnToRunRequest, gate: Gate, judgement: Judgement, book: Rulebook) -> Iterator[Missing]:
    """Yield what was not known and would change this answer, the weightiest first."""
    if request.symptoms is None or request.symptoms.pain_level is None:
        yield Missing("symptoms.pain_level", book.sentence("RETURN-23", "missing_pain_level"))
    for check in gate.checks:
        if check.passed is None:
            field = check.name if check.name == CLEARANCE else f"checks.{check.name}"
            yield Missing(field, book.sentence(check.rules[0], f"missing_{check.name}"))
    if request.bone_stress_injury is None:
        yield Missing("bone_stress_injury", book.sentence("TRAIN-06", "missing_bone_stress_injury"))
    if request.under_way and not judgement.resumed and request.last_response is None:
        yield Missing("last_response", book.sentence("RETURN-04", "missing_last_response"))
    if judgement.response == FADING and request.last_pain_level is None:
        yield Missing("last_pain_level", book.sentence("TRAIN-05", "missing_last_pain_level"))
    if judgement.verdict == START and request.weeks_off is None and request.bone_stress_injury is not True:
        yield Missing("weeks_off", book.sentence("RETURN-24", "missing_weeks_off"))
    yield from _of_last_week(request, judgement, book)
    if request.start_on is None and judgement.verdict not in (STOP, NOT_READY):
        yield Missing("start_on", book.sentence("RETURN-23", "missing_start_on"), DETAIL)


def _of_last_week(request: ReturnToRunRequest, judgement: Judgement, book: Rulebook) -> Iterator[Missing]:
    """Yield what would settle whether full training may begin, where it still could."""
    week, goal = request.last_week, goal_of(request.usual_weekly_distance, book)
    if week is None or judgement.verdict != CONTINUE or judgement.response != NO_PAIN:
        return
    far = week.longest_continuous_minutes
    if (far is not None and far < goal.minutes) or week.pain_free is False:
        return
    if goal.of_usual_week and not reached(week.distance, request.usual_weekly_distance, book):
        return
    for name in WEEK_QUESTIONS:
        if getattr(week, name) is None:
            place = f"weeks_done.{len(request.weeks_done) - 1}.{name}"
            yield Missing(place, _missing_of_week(name, goal, book))


def _missing_of_week(name: str, goal: Goal, book: Rulebook) -> str:
    if name == "longest_continuous_minutes" and goal.of_usual_week:
        return book.sentence("RETURN-27", f"missing_{name}", goal_minutes=goal.minutes)
    return book.sentence("RETURN-10", f"missing_{name}")
