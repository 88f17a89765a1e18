"""What to do on the way back, how to read the night and the morning, what to expect, and what to ask."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from api.advice.core.answer import Action, Missing
from api.advice.core.rules import Rulebook
from api.advice.return_to_run.figures import figures_of
from api.advice.return_to_run.gate import Gate
from api.advice.return_to_run.plan import PlanAsked
from api.advice.return_to_run.request import CLEARANCE, FADING, LONG_WALK, NO_PAIN, ReturnRequest
from api.advice.return_to_run.response import (
    CONTINUE,
    FULL_TRAINING,
    HOLD,
    NOT_READY,
    START,
    STEP_BACK,
    STOP,
    Judgement,
)
from api.advice.return_to_run.shown import GROUND_RULES, session_text, soft_grounds
from api.advice.return_to_run.weeks import Plan

ASKED_OF_WEEK = ("longest_continuous_minutes", "pain_free", "runs", "worst_response")


def actions_of(gate: Gate, judged: Judgement, planned: tuple[PlanAsked, Plan] | None, book: Rulebook) -> list[Action]:
    """Answer what to do, most pressing first."""
    steps = _running(judged, *planned, book) if planned else _waiting(gate, judged, book)
    return [*steps, *_always(book)]


def _waiting(gate: Gate, judged: Judgement, book: Rulebook) -> Iterator[Action]:
    if judged.verdict == STOP:
        yield Action("stop_running", book.sentence("RETURN-08", "stop"), ("RETURN-08", "RETURN-20"))
        yield Action("look_again", book.sentence("RETURN-08", "look_again"), ("RETURN-08", "RETURN-13"))
    lacking = {check.name for check in gate.after_bone_stress if not check.passed}
    if CLEARANCE in lacking:
        yield Action("get_clearance", book.sentence("TRAIN-06", "clear_first"), ("TRAIN-06",))
    if LONG_WALK in lacking:
        yield Action("walk_first", book.sentence("TRAIN-06", "walk_first"), ("TRAIN-06",))
    if judged.verdict == NOT_READY and not all(check.passed for check in gate.daily):
        yield Action("wait_for_checks", book.sentence("RETURN-01", "wait"), ("RETURN-01",))


def _running(judged: Judgement, asked: PlanAsked, plan: Plan, book: Rulebook) -> Iterator[Action]:
    first = plan.weeks[0]
    if judged.verdict == FULL_TRAINING:
        yield Action("one_thing_at_a_time", book.sentence("RETURN-11", "one_at_a_time"), ("RETURN-10", "RETURN-11"))
    elif judged.verdict == STEP_BACK:
        yield Action("step_back", book.sentence("RETURN-13", "step_back"), ("RETURN-13", "RETURN-20"))
        yield Action("look_again", book.sentence("RETURN-08", "look_again"), ("RETURN-08",))
    elif judged.verdict == HOLD:
        yield Action("repeat_week", book.sentence("RETURN-07", "hold"), ("RETURN-07", "RETURN-20"))
    session = session_text(first.runs.drills[0], asked, book)
    if judged.verdict == START:
        yield Action("first_outing", book.sentence("RETURN-02", "first", session=session), ("RETURN-02", "RETURN-03"))
    else:
        yield Action("next_run", session, ("RETURN-02" if first.number == 1 else "RETURN-17", "RETURN-16"))
    if asked.facts.careful:
        rules = ("TRAIN-06",) if asked.told_of_bone_stress else ("TRAIN-06", "RETURN-21")
        gentle = "gentle" if judged.verdict == START else "rest_between"
        yield Action("rest_between_runs", book.sentence("TRAIN-06", gentle), rules)
    yield Action("watch_the_morning", book.sentence("RETURN-04", "watch"), ("RETURN-04", "RETURN-08", "TRAIN-05"))
    occasion = "choose" if soft_grounds(asked.surfaces_available, book) else "none_available"
    yield Action("soft_ground", book.sentence("RETURN-05", occasion), GROUND_RULES)
    hills = "later" if first.hills else "flat"
    yield Action("hills_later" if first.hills else "no_hills", book.sentence("RETURN-06", hills), ("RETURN-06",))
    yield Action("shape_of_week", book.sentence("RETURN-12", "week"), ("RETURN-12", "RETURN-18"))


def _always(book: Rulebook) -> Iterator[Action]:
    yield Action("other_sport", book.sentence("RETURN-12", "other_sport"), ("RUN-08", "RETURN-12"))
    yield Action("keep_rehab_going", book.sentence("RETURN-09", "keep"), ("RETURN-09", "EX-15"))
    yield Action("keep_shoes_and_inserts", book.sentence("RETURN-09", "shoes"), ("RETURN-09", "SHOE-05", "PAD-14"))


def after_each_run(book: Rulebook) -> list[dict[str, Any]]:
    """Answer how to read the run itself, the night and the morning: {when, text, rules}."""
    parts = (
        ("during", book.sentence("RETURN-13", "during"), ("RETURN-13", "TRAIN-05")),
        ("that_night", book.sentence("RETURN-04", "that_night"), ("RETURN-04",)),
        ("next_morning", book.sentence("RETURN-04", "next_morning"), ("RETURN-04",)),
        ("next_day", book.sentence("RETURN-08", "fades"), ("RETURN-08",)),
        ("after_a_day", book.sentence("TRAIN-05", "after_24_hours"), ("TRAIN-05", "RETURN-20")),
        ("any_time", book.sentence("RETURN-08", "elsewhere"), ("RETURN-08",)),
    )
    return [{"when": when, "text": text, "rules": list(rules)} for when, text, rules in parts]


def expected(asked: PlanAsked | None, plan: Plan | None, book: Rulebook) -> list[dict[str, Any]]:
    """Answer what to expect, with an example and without a promise: {text, rules}."""
    parts = [(book.sentence("RETURN-14", "example"), "RETURN-14"), (book.sentence("RETURN-10", "goal"), "RETURN-10")]
    if asked is not None and plan is not None:
        last = asked.facts.last
        if last is not None and last >= asked.facts.usual:
            parts.append((book.sentence("RETURN-22", "there"), "RETURN-22"))
        elif plan.due_week is not None:
            parts.append((book.sentence("RETURN-22", "due", due_week=plan.due_week), "RETURN-22"))
        if plan.weeks[-1].runs.drill.jogged >= figures_of(book).longest_run:
            parts.append((book.sentence("RETURN-18", "top"), "RETURN-18"))
    return [{"text": text, "rules": [rule]} for text, rule in parts]


def missing_of(asked: ReturnRequest, gate: Gate, judged: Judgement, book: Rulebook) -> Iterator[Missing]:
    """Answer what was not known and would change this answer, the weightiest first."""
    if asked.symptoms is None:
        yield Missing("symptoms", book.sentence("RETURN-23", "missing_symptoms"))
    for check in gate.checks:
        if check.passed is None:
            field = check.name if check.name == CLEARANCE else f"checks.{check.name}"
            yield Missing(field, book.sentence(check.rules[0], f"missing_{check.name}"))
    if asked.bone_stress_injury is None:
        yield Missing("bone_stress_injury", book.sentence("TRAIN-06", "missing_bone_stress_injury"))
    if asked.under_way and asked.last_response is None:
        yield Missing("last_response", book.sentence("RETURN-04", "missing_last_response"))
    if judged.response == FADING and asked.last_pain_level is None:
        yield Missing("last_pain_level", book.sentence("TRAIN-05", "missing_last_pain_level"))
    yield from _about_last_week(asked, judged, book)
    if asked.start_on is None and judged.verdict not in (STOP, NOT_READY):
        yield Missing("start_on", book.sentence("RETURN-23", "missing_start_on"))


def _about_last_week(asked: ReturnRequest, judged: Judgement, book: Rulebook) -> Iterator[Missing]:
    """Answer what would settle whether full training may begin, where it still could."""
    week = asked.last_week
    if week is None or judged.verdict != CONTINUE or judged.response != NO_PAIN:
        return
    far = week.longest_continuous_minutes
    if (far is not None and far < figures_of(book).goal_minutes) or week.pain_free is False:
        return
    for name in ASKED_OF_WEEK:
        if getattr(week, name) is None:
            place = f"weeks_done.{len(asked.weeks_done) - 1}.{name}"
            yield Missing(place, book.sentence("RETURN-10", f"missing_{name}"))
