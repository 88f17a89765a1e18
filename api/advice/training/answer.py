"""What an advice on training load says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from api.advice.core.answer import CERTAINTIES, Answer, Sentence, SomeRules
from api.advice.core.describe import INTERNAL, OneOf
from api.advice.core.distance import Distance
from api.advice.training.request import STRESSORS, SURFACES

OK, CAUTION, TOO_MUCH, UNKNOWN = "ok", "caution", "too_much", "unknown"
VERDICTS = (OK, CAUTION, TOO_MUCH)
"""From the most permissive to the strictest."""

CHECK_VERDICTS = (*VERDICTS, UNKNOWN)
STRONG, MODERATE, WEAK, PRACTICE = "strong", "moderate", "weak", "practice"
EVIDENCE = (STRONG, MODERATE, WEAK, PRACTICE)

KM, RUNS_PER_WEEK, COUNT, DAYS, SPM = "km", "runs_per_week", "count", "days", "spm"
UNITS = (KM, RUNS_PER_WEEK, COUNT, DAYS, SPM)

WEEKLY, SINGLE_RUN, ONE_STRESSOR, TERRAIN, TIME_OFF = (
    *("weekly_increase", "single_run", "one_stressor", "terrain_change", "time_off"),
)
NEW_AND_HEAVY, IMPACT = "new_and_heavy", "impact"
VARIETY, CROSS_TRAINING, CADENCE, LANDING, DOWNHILL, GAIT = (
    *("surface_variety", "cross_training", "cadence", "landing", "downhill", "gait_look"),
)
CHECKS = (
    *(WEEKLY, SINGLE_RUN, ONE_STRESSOR, TERRAIN, TIME_OFF, NEW_AND_HEAVY, IMPACT),
    *(VARIETY, CROSS_TRAINING, CADENCE, LANDING, DOWNHILL, GAIT),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check: what was measured, against what, and what came of it."""

    check: Annotated[str, OneOf(CHECKS), "What was checked."]
    verdict: Annotated[
        str, OneOf(CHECK_VERDICTS), "What came of it; `unknown` where something is missing, which is never `ok`."
    ]
    value: Annotated[float | None, "What was measured."] = None
    unit: Annotated[str | None, OneOf(UNITS), "The unit of `value`, `threshold` and `target`."] = None
    threshold: Annotated[float | None, "Where the check begins to warn."] = None
    target: Annotated[float | None, "Steps a minute to try."] = None
    text: Sentence
    decides: Annotated[bool, "Whether it decides on the verdict, or only helps."]
    evidence: Annotated[str, OneOf(EVIDENCE), "How well it is supported."]
    rules: SomeRules
    asks: Annotated[tuple[str, ...], INTERNAL, "Fields that are not known and would settle or sharpen it."] = ()

    @property
    def warns(self) -> bool:
        """Whether it found something."""
        return self.verdict in (CAUTION, TOO_MUCH)


@dataclass(frozen=True, slots=True)
class AtMost:
    """The most that is in order."""

    at_most: Distance


@dataclass(frozen=True, slots=True)
class JudgedGround:
    """Runs a week on one surface."""

    surface: Annotated[str, OneOf(SURFACES), "The surface."]
    usual_runs_per_week: float | None
    planned_runs_per_week: float | None


@dataclass(frozen=True, slots=True)
class JudgedOn:
    """The facts that the answer rests on; null where one is not known."""

    recent_weeks: Annotated[tuple[Distance, ...], "Oldest first; empty if not known."]
    usual_week: Annotated[Distance | None, "What the planned week is measured against."]
    week_so_far: Annotated[Distance | None, "What is run in the present week, from a log."]
    planned_week: Annotated[Distance | None, "As sent."]
    longest_run_last_30_days: Annotated[Distance | None, "As sent, or from a log."]
    planned_longest_run: Annotated[Distance | None, "As sent."]
    new_stressors: Annotated[
        tuple[Annotated[str, OneOf(STRESSORS)], ...], "As sent, and as the planned distances show."
    ]
    days_off: int | None
    cadence_spm: float | None
    surfaces: Annotated[tuple[JudgedGround, ...], "As sent, or from a log; empty if not known."]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogSeen:
    """How far back a log goes, and how sure that makes the answer."""

    as_of: date
    first_run_on: date | None
    last_run_on: date | None
    whole_weeks: Annotated[int, "Weeks from Monday to Sunday that are over."]
    certainty: Annotated[str, OneOf(CERTAINTIES), "How sure the usual week is."]
    text: Sentence
    rules: SomeRules = ("LOAD-18",)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingAnswer(Answer):
    """Whether a week of training is too much, and how much would be in order."""

    verdict: Annotated[str, OneOf(VERDICTS), "Whether the plan is in order."]
    checks: Annotated[tuple[Check, ...], "Every check; none where advice is withheld."] = ()
    suggested_week: Annotated[AtMost | None, "Null where too little is known, or where running waits."] = None
    suggested_longest_run: AtMost | None = None
    judged_on: JudgedOn
    log: Annotated[LogSeen | None, "Null where no log was read."] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunnerLoad(TrainingAnswer):
    """The training load of a runner, from the log."""

    runner_id: str
