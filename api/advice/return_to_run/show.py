"""A plan as it is served: weeks and runs with dates, ground, minutes, distances, words, and the rules behind them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from api.advice.core.distance import Distance
from api.advice.core.rules import Rulebook
from api.advice.core.units import DAYS_A_WEEK
from api.advice.core.wording import DistanceText
from api.advice.return_to_run.answer import DrawnFrom, PlanWeek, ReturnPlan, Session
from api.advice.return_to_run.ladder import INJURED, OPEN, RULED_OUT, SHORT_FIRST, Drill, figures_of
from api.advice.return_to_run.plan import Plan, PlanFacts, PlannedWeek, reached
from api.advice.return_to_run.request import CONTINUOUS_FIRST, GROUNDS

GROUND_RULES = ("RETURN-05", "TRAIN-04")


@dataclass(frozen=True, slots=True)
class PlanToShow:
    """A plan with the day on which its first week begins, the ground there is to run on, and the runner's unit."""

    plan: Plan
    facts: PlanFacts
    start_on: date | None = None
    surfaces_available: tuple[str, ...] | None = None
    miles_first: bool = False

    def day(self, week: int, day: int) -> date | None:
        """Return the date of a day (1 is the first) of a shown week (0 is the first); ``None`` without a start."""
        if self.start_on is None:
            return None
        ahead = week * DAYS_A_WEEK + day - 1
        return self.start_on + timedelta(ahead) if ahead <= (date.max - self.start_on).days else None

    def text(self, distance: Distance) -> DistanceText:
        """Return a distance as sentences have it."""
        return DistanceText(distance, miles_first=self.miles_first, tenths=True)


def served_plan(shown: PlanToShow, due_week: int | None, book: Rulebook) -> ReturnPlan:
    """Return the plan as an answer has it; ``due_week`` is when the usual distance is due, or was reached."""
    return ReturnPlan(
        weeks=tuple(_week(week, index, shown, book) for index, week in enumerate(shown.plan.weeks)),
        usual_weekly_distance=shown.facts.usual,
        usual_distance_due_in_week=due_week,
        cross_training_activities=book.words("RUN-08", "activities"),
        rules=("RETURN-07", "RETURN-12", "RETURN-16", "RETURN-22", "RUN-08"),
    )


def rules_of(plan: ReturnPlan) -> tuple[str, ...]:
    """Return every rule that a served plan names, once, in order."""
    named = [rule for week in plan.weeks for rule in week.rules]
    named += [rule for week in plan.weeks for session in week.sessions for rule in session.rules]
    return tuple(dict.fromkeys((*named, *plan.rules)))


def drawn_from(shown: PlanToShow) -> DrawnFrom:
    """Return the facts that draw this plan again, as the query of its calendar and its chart carries them.

    Nothing of the symptoms is among them. The checks are one word, ``gate_passed``.
    """
    facts, miles = shown.facts, shown.miles_first
    injured = {OPEN: None, INJURED: True, RULED_OUT: False}[facts.bone]
    last = facts.last
    return DrawnFrom(
        usual_weekly_km=None if miles else facts.usual.km,
        usual_weekly_mi=facts.usual.mi if miles else None,
        gate_passed=True,
        weeks_off=facts.weeks_off,
        weeks_done=facts.weeks_done,
        last_week_km=None if miles or last is None else last.km,
        last_week_mi=last.mi if miles and last is not None else None,
        step=facts.step,
        longest_continuous_minutes=facts.longest_minutes,
        first_sessions=CONTINUOUS_FIRST if facts.continuous else None,
        bone_stress_injury=injured,
        clinician_clearance=True if injured else None,
        surfaces_available=shown.surfaces_available or None,
        start_on=shown.start_on,
    )


def soft_grounds(available: tuple[str, ...] | None, book: Rulebook) -> tuple[str, ...]:
    """Return the ground to run on, best first, of what there is; every soft ground while that is not known."""
    soft = book.words("RETURN-05", "surfaces")
    return tuple(ground for ground in GROUNDS if ground in soft and (available is None or ground in available))


def session_text(drill: Drill, week: PlannedWeek, shown: PlanToShow, book: Rulebook) -> str:
    """Return what to do in a run, in a sentence or two."""
    covered = shown.text(drill.distance)
    if week.own:
        return book.sentence("RETURN-26", "run", covered=covered)
    walks = ("warm_cool_" if drill.walk_after else "warm_") if drill.walk_before else ""
    return book.sentence("RETURN-02", f"{walks}{drill.kind}", covered=covered, **_minutes(drill))


def short_text(drill: Drill, week: PlannedWeek, shown: PlanToShow, book: Rulebook) -> str:
    """Return what to do in a run, as the title of a calendar entry."""
    if week.own:
        return book.sentence("RETURN-26", "calendar", week=week.number, covered=shown.text(drill.distance))
    return book.sentence("RETURN-02", f"calendar_{drill.kind}", week=week.number, **_minutes(drill))


def _minutes(drill: Drill) -> dict[str, object]:
    return {
        "jog_now": drill.jog_minutes,
        "walk_now": drill.walk_minutes,
        "times": drill.rounds,
        "before": drill.walk_before,
        "after": drill.walk_after,
    }


def note_of(week: PlannedWeek, before: PlannedWeek | None, shown: PlanToShow, book: Rulebook) -> str | None:
    """Return what is new in a week, the most important alone; ``None`` where there is nothing to add."""
    facts = shown.facts
    if reached(week.distance, facts.usual, book) and (
        before is None or not reached(before.distance, facts.usual, book)
    ):
        return book.sentence("RETURN-22", "there")
    if before is not None and week.own and not before.own:
        return book.sentence("RETURN-26", "note")
    if before is not None and before.walks and not week.walks:
        return book.sentence("RETURN-17", "unbroken")
    if (
        before is not None
        and not week.own
        and len(week.runs.days) > max(len(before.runs.days), figures_of(book).few_runs)
    ):
        return book.sentence("RETURN-12", "fourth_run")
    comes_back = before is not None and week.hills and not before.hills
    return book.sentence("RETURN-06", "later") if comes_back else None


def _week(week: PlannedWeek, index: int, shown: PlanToShow, book: Rulebook) -> PlanWeek:
    before = shown.plan.weeks[index - 1] if index else None
    return PlanWeek(
        week=week.number,
        starts_on=shown.day(index, 1),
        distance=week.distance,
        ceiling=week.ceiling,
        sessions=tuple(
            _session(drill, shown.day(index, day), day, week, shown, book)
            for day, drill in zip(week.runs.days, week.runs.drills, strict=True)
        ),
        cross_training=len(week.runs.other_days),
        cross_training_days=week.runs.other_days,
        hills=week.hills,
        own_week=week.own,
        note=note_of(week, before, shown, book),
        rules=_week_rules(week, index, shown, book),
    )


def _session(drill: Drill, on: date | None, day: int, week: PlannedWeek, shown: PlanToShow, book: Rulebook) -> Session:
    ladder = "RETURN-26" if week.own else "RETURN-02" if week.number == 1 else "RETURN-17"
    gentle = ("TRAIN-06",) if shown.facts.bone != RULED_OUT else ()
    return Session(
        day=day,
        date=on,
        kind=drill.kind,
        jog_minutes=drill.jog_minutes,
        walk_minutes=drill.walk_minutes,
        rounds=drill.rounds,
        walk_before_minutes=drill.walk_before,
        walk_after_minutes=drill.walk_after,
        minutes=drill.minutes,
        distance=drill.distance,
        surfaces=soft_grounds(shown.surfaces_available, book),
        text=session_text(drill, week, shown, book),
        rules=(ladder, "RETURN-16", *GROUND_RULES, *gentle),
    )


def _week_rules(week: PlannedWeek, index: int, shown: PlanToShow, book: Rulebook) -> tuple[str, ...]:
    rules = ["RETURN-03", "RETURN-19", "RETURN-24"] if week.number == 1 else ["RETURN-07", "RETURN-15"]
    if index == 0 and shown.facts.step in SHORT_FIRST:
        rules.append("RETURN-25")
    if week.number <= figures_of(book).flat_weeks + 1:
        rules.append("RETURN-06")
    rules += ["RETURN-12", "RETURN-26" if week.own else "RETURN-18"]
    if shown.facts.bone != RULED_OUT:
        rules.append("TRAIN-06" if shown.facts.bone == INJURED else "RETURN-21")
    return tuple(rules)
