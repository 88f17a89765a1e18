"""From what a runner told to the plan's own few facts, which are all that its calendar and its chart need."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from api.advice.core.distance import Distance
from api.advice.core.rules import Rulebook
from api.advice.return_to_run.figures import figures_of
from api.advice.return_to_run.request import FIRST_SESSIONS, ReturnRequest
from api.advice.return_to_run.response import HOLD, STEP_BACK, Judgement
from api.advice.return_to_run.weeks import BACK, GROW, REPEAT, PlanFacts, documents_ceiling

WALK_RUN_FIRST, CONTINUOUS_FIRST = FIRST_SESSIONS
STEP_OF = {HOLD: REPEAT, STEP_BACK: BACK}


@dataclass(frozen=True, slots=True)
class PlanAsked:
    """A plan to show: its facts, the day on which its first week begins, and the ground there is to run on."""

    facts: PlanFacts
    start_on: date | None = None
    surfaces_available: tuple[str, ...] | None = None
    miles_first: bool = False
    told_of_bone_stress: bool = False

    def day(self, week: int, day: int, week_days: int) -> date | None:
        """Answer the date of a day (1 is the first) of a shown week (0 is the first); ``None`` without a start."""
        if self.start_on is None:
            return None
        ahead = week * week_days + day - 1
        return self.start_on + timedelta(ahead) if ahead <= (date.max - self.start_on).days else None


def plan_asked(asked: ReturnRequest, judged: Judgement, book: Rulebook) -> PlanAsked:
    """Answer the plan that this judgement calls for: it goes on from what was really run."""
    week, step = asked.last_week, STEP_OF.get(judged.verdict, GROW)
    facts = PlanFacts(
        usual=asked.usual_weekly_distance,
        weeks_done=len(asked.weeks_done),
        last=_to_go_on_from(asked, step, book),
        step=step,
        careful=asked.careful,
        injured=asked.bone_stress_injury is True,
        continuous=asked.first_sessions == CONTINUOUS_FIRST,
        longest_minutes=week.longest_continuous_minutes if week else None,
    )
    return PlanAsked(
        facts, asked.start_on, asked.surfaces_available, asked.miles_first, asked.bone_stress_injury is not None
    )


def _to_go_on_from(asked: ReturnRequest, step: str, book: Rulebook) -> Distance | None:
    last, before = asked.last_week, asked.week_before
    if last is None or before is None or step == GROW:
        return last.distance if last else None
    most = before.distance if step == BACK else documents_ceiling(before.distance, figures_of(book))
    return min(last.distance, most)


def drawn_from(asked: PlanAsked) -> dict[str, Any]:
    """Answer the facts that draw this plan again, as the query of its calendar and its chart carries them.

    Nothing of the symptoms is among them. The checks stand as one word, ``gate_passed``.
    """
    facts = asked.facts
    unit = "mi" if asked.miles_first else "km"
    return {
        f"usual_weekly_{unit}": getattr(facts.usual, unit),
        "gate_passed": True,
        "weeks_done": facts.weeks_done,
        f"last_week_{unit}": getattr(facts.last, unit) if facts.last is not None else None,
        "step": facts.step,
        "longest_continuous_minutes": facts.longest_minutes,
        "first_sessions": CONTINUOUS_FIRST if facts.continuous else None,
        "bone_stress_injury": facts.careful if asked.told_of_bone_stress else None,
        "clinician_clearance": True if facts.careful and asked.told_of_bone_stress else None,
        "surfaces_available": list(asked.surfaces_available) if asked.surfaces_available else None,
        "start_on": asked.start_on.isoformat() if asked.start_on else None,
    }
