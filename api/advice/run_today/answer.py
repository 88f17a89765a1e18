"""What an advice on a run today holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from api.advice.core.answer import Answer, Sentence, SomeRules
from api.advice.core.describe import ALONE, CODE, Length, OneOf, Pattern, Range, on_request
from api.advice.core.running import SURFACES
from api.advice.retirement.answer import VERDICTS as PAIR_VERDICTS
from api.advice.retirement.answer import OkFor

RUN, EASY, NO = "run", "easy_only", "do_not_run"
VERDICTS = (RUN, EASY, NO)
"""From the most permissive to the strictest."""

AtLeastOneDay = Annotated[int, Range(1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunLimits:
    """What the run stays within for the foot, in any good pair; `pair` holds what the pair is good for."""

    surfaces: Annotated[
        tuple[Annotated[str, OneOf(SURFACES)], ...],
        "Ground that is open to it; all of it on a free run, none where there is no run.",
    ]
    max_minutes: Annotated[
        int | None, Range(0), "Its longest time; null where we set no limit, 0 where there is no run."
    ]
    speed_work: bool
    race: bool
    long_run: bool
    hills: Annotated[bool, "Steep hills, up or down."]


NO_RUN_AT_ALL = RunLimits(surfaces=(), max_minutes=0, speed_work=False, race=False, long_run=False, hills=False)


@dataclass(frozen=True, slots=True)
class RunActivity:
    """Something to do instead of running."""

    activity: Annotated[str, Pattern(CODE), "`cycling`, `swimming`, `elliptical` or `rowing`."]
    text: Annotated[str, Length(1), "How it spares the forefoot."]
    rules: SomeRules


@dataclass(frozen=True, slots=True)
class RunDays:
    """A span of days."""

    low: AtLeastOneDay
    high: AtLeastOneDay


@dataclass(frozen=True, slots=True)
class RunStop:
    """When to stop in mid-run."""

    when: Annotated[str, Pattern(CODE), "Stable, for machines."]
    text: Sentence
    rules: SomeRules


@dataclass(frozen=True, slots=True)
class RunWorn:
    """What to wear."""

    item: Annotated[str, Pattern(CODE), "`cushioned_shoe` or `metatarsal_pad`."]
    text: Sentence
    rules: SomeRules


@dataclass(frozen=True, slots=True)
class PairTodayAnswer:
    """What the pair is good for today: as retirement judges it, and nothing faster than the body may run."""

    verdict: Annotated[str, OneOf(PAIR_VERDICTS), "What to do with the pair."]
    ok_for: OkFor
    run_in_it: Annotated[
        bool, "Today's run, if there is one, may be in it: an easy one, or as planned where the foot allows it."
    ]


@dataclass(frozen=True, slots=True)
class RunPlanChange:
    """Something in the planned run that goes past a limit."""

    field: Annotated[str, Length(1), "The field of the request, dotted."]
    text: Annotated[str, Length(1), "What to do instead."]
    rules: SomeRules


@dataclass(frozen=True, slots=True)
class PlannedAnswer:
    """Whether the run that was meant fits."""

    fits: Annotated[bool | None, "Null while nothing known goes past a limit and something is not known."]
    changes: Annotated[tuple[RunPlanChange, ...], "What to change."] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RunTodayAnswer(Answer):
    """Whether to run today, and within which limits."""

    verdict: Annotated[str, OneOf(VERDICTS), "Run, an easy run at most, or no run."]
    limits: RunLimits = NO_RUN_AT_ALL
    alternatives: Annotated[
        tuple[RunActivity, ...],
        on_request(ALONE),
        "What to do instead; empty on a free run and where nothing is advised.",
    ] = ()
    back_off_days: Annotated[
        RunDays | None,
        "How long to leave running out, in days; null where no span is known, as with any `care`.",
    ] = None
    stop_if: Annotated[tuple[RunStop, ...], "When to stop in mid-run; empty where there is no run."] = ()
    wear: Annotated[tuple[RunWorn, ...], "What to wear on an easy run with a sore forefoot."] = ()
    pair: Annotated[PairTodayAnswer | None, "Null where no pair was named, or when advice is withheld."] = None
    planned: Annotated[PlannedAnswer | None, "Null where no run was named, or when advice is withheld."] = None
