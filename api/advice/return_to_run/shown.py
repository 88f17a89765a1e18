"""A plan as it is served: weeks and runs with dates, ground, minutes, distances, words, and the rules behind them."""

from __future__ import annotations

from typing import Any

from api.advice.core.distance import spoken
from api.advice.core.rules import Rulebook
from api.advice.return_to_run.figures import Figures, figures_of
from api.advice.return_to_run.ladder import WALK_RUN, Drill
from api.advice.return_to_run.plan import PlanAsked
from api.advice.return_to_run.request import GROUNDS
from api.advice.return_to_run.weeks import Plan, PlannedWeek

GROUND_RULES = ("RETURN-05", "TRAIN-04")


def plan_shown(plan: Plan, asked: PlanAsked, book: Rulebook) -> dict[str, Any]:
    """Answer the plan ready for JSON: ``weeks``, ``usual_distance_due_in_week``, ``cross_training_activities``."""
    return {
        "weeks": [_week(week, index, asked, book) for index, week in enumerate(plan.weeks)],
        "usual_weekly_distance": asked.facts.usual.as_dict(),
        "usual_distance_due_in_week": plan.due_week,
        "cross_training_activities": list(book.words("RUN-08", "activities")),
        "rules": ["RETURN-07", "RETURN-12", "RETURN-16", "RETURN-22", "RUN-08"],
    }


def rules_of(plan: dict[str, Any]) -> tuple[str, ...]:
    """Answer every rule that a served plan names, once, in order."""
    weeks = plan["weeks"]
    named = [rule for week in weeks for rule in week["rules"]]
    named += [rule for week in weeks for session in week["sessions"] for rule in session["rules"]]
    return tuple(dict.fromkeys((*named, *plan["rules"])))


def soft_grounds(available: tuple[str, ...] | None, book: Rulebook) -> tuple[str, ...]:
    """Answer the ground to run on, best first, of what there is; every soft ground while that is not known."""
    soft = book.value("RETURN-05", "surfaces")
    known = soft if isinstance(soft, tuple) else ()
    return tuple(each for each in GROUNDS if each in known and (available is None or each in available))


def session_text(drill: Drill, asked: PlanAsked, book: Rulebook) -> str:
    """Answer what to do in a run, in one sentence."""
    said = spoken(drill.distance(figures_of(book)), miles_first=asked.miles_first)
    if drill.kind != WALK_RUN:
        return book.sentence("RETURN-02", "continuous_session", jog_now=drill.jog_minutes, covered=said)
    return book.sentence(
        "RETURN-02",
        "walk_run_session",
        jog_now=drill.jog_minutes,
        walk_now=drill.walk_minutes,
        times=drill.rounds,
        covered=said,
    )


def short_text(drill: Drill, book: Rulebook) -> str:
    """Answer what to do in a run, in the few words of a calendar entry."""
    if drill.kind != WALK_RUN:
        return book.sentence("RETURN-02", "short_continuous", jog_now=drill.jog_minutes)
    facts = {"jog_now": drill.jog_minutes, "walk_now": drill.walk_minutes, "times": drill.rounds}
    return book.sentence("RETURN-02", "short", **facts)


def _week(week: PlannedWeek, index: int, asked: PlanAsked, book: Rulebook) -> dict[str, Any]:
    figures = figures_of(book)
    first_day = asked.day(index, 1, figures.week_days)
    return {
        "week": week.number,
        "starts_on": first_day.isoformat() if first_day else None,
        "distance": week.distance.as_dict(),
        "ceiling": week.ceiling.as_dict(),
        "sessions": _sessions(week, index, asked, book),
        "cross_training": len(week.runs.other_days),
        "cross_training_days": list(week.runs.other_days),
        "hills": week.hills,
        "note": _note(week, figures, book),
        "rules": _week_rules(week, asked, figures),
    }


def _sessions(week: PlannedWeek, index: int, asked: PlanAsked, book: Rulebook) -> list[dict[str, Any]]:
    figures = figures_of(book)
    shown = {drill: _run(drill, week, asked, book) for drill in set(week.runs.drills)}
    days = [(day, asked.day(index, day, figures.week_days)) for day in week.runs.days]
    return [
        {"day": day, "date": on.isoformat() if on else None, **shown[drill]}
        for (day, on), drill in zip(days, week.runs.drills, strict=True)
    ]


def _run(drill: Drill, week: PlannedWeek, asked: PlanAsked, book: Rulebook) -> dict[str, Any]:
    ladder = "RETURN-02" if week.number == 1 else "RETURN-17"
    return {
        "kind": drill.kind,
        "jog_minutes": drill.jog_minutes,
        "walk_minutes": drill.walk_minutes,
        "rounds": drill.rounds,
        "minutes": drill.whole,
        "distance": drill.distance(figures_of(book)).as_dict(),
        "surfaces": list(soft_grounds(asked.surfaces_available, book)),
        "text": session_text(drill, asked, book),
        "rules": [ladder, "RETURN-16", *GROUND_RULES, *(["TRAIN-06"] if asked.facts.careful else [])],
    }


def _note(week: PlannedWeek, figures: Figures, book: Rulebook) -> str | None:
    if not week.hills:
        return book.sentence("RETURN-06", "flat")
    if week.number == figures.no_hills_weeks + 1:
        return book.sentence("RETURN-06", "later")
    return book.sentence("RETURN-18", "top") if week.runs.drill.jogged >= figures.longest_run else None


def _week_rules(week: PlannedWeek, asked: PlanAsked, figures: Figures) -> list[str]:
    rules = ["RETURN-03", "RETURN-19"] if week.number == 1 else ["RETURN-07", "RETURN-15"]
    if week.number <= figures.no_hills_weeks + 1:
        rules.append("RETURN-06")
    rules += ["RETURN-12", "RETURN-18"]
    if asked.facts.careful:
        rules.append("TRAIN-06" if asked.told_of_bone_stress else "RETURN-21")
    return rules
