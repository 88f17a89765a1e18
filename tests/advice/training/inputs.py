"""How a question on training load becomes a request, for cases and properties."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import strategies as st

from api.advice.core.distance import Distance
from api.advice.training.advise import advise
from api.advice.training.answer import TrainingAnswer
from api.advice.training.log import DayOnGround, TrainingLog, request_of_log
from api.advice.training.request import FOOT_STRIKES, STRESSORS, SURFACES, Ground, TrainingRequest
from api.rulebook.load import shipped_rulebook
from api.web.advice.training import REQUEST
from tests.advice.triage.inputs import any_symptoms
from tests.support.served import shown

BOOK = shipped_rulebook()

STEADY: Mapping[str, Any] = {
    "recent_weeks": [{"km": 40}] * 4,
    "planned_week": {"km": 42},
    "longest_run_last_30_days": {"km": 14},
    "planned_longest_run": {"km": 14},
    "new_stressors": [],
    "days_off": 1,
    "illness": False,
    "returning": False,
}
"""A plan that goes ahead; a case says ``steady: true`` and changes one thing."""


def km(value: float) -> Distance:
    """Return a distance in kilometres."""
    return Distance.of(value, "km")


def distance_of(given: Mapping[str, float]) -> Distance:
    """Return a distance of one unit, as a request carries it."""
    ((unit, value),) = given.items()
    return Distance.of(value, unit)


def request_of(given: Mapping[str, Any]) -> TrainingRequest:
    """Return what is asked for; ``week_so_far`` comes from a log and from no request."""
    body = {**STEADY, **given} if given.get("steady") else dict(given)
    body.pop("steady", None)
    so_far = body.pop("week_so_far", None)
    request: TrainingRequest = REQUEST.load(body)
    return replace(request, week_so_far=distance_of(so_far)) if so_far else request


def log_of(runs: Sequence[Sequence[Any]], **more: Any) -> TrainingLog:
    """Return a log of runs given as (day, kilometres) or (day, kilometres, surface), one row for each."""
    days = tuple(
        DayOnGround(date.fromisoformat(day), rest[0] if rest else None, km(far).micrometres, km(far).micrometres, 1)
        for day, far, *rest in runs
    )
    run_on = [day.day for day in days]
    return TrainingLog(days, min(run_on, default=None), max(run_on, default=None), **more)


def answer_of(given: Mapping[str, Any]) -> TrainingAnswer:
    """Return the advice for a request; with ``log`` (``as_of`` and ``runs``) the facts come from a log."""
    if "log" not in given:
        return advise(request_of(given), BOOK)
    log = given["log"]
    more = {name: log[name] for name in ("pain_level",) if name in log}
    if "cadences_spm" in log:
        more["cadences_spm"] = tuple(log["cadences_spm"])
    plan = {name: distance_of(given[name]) for name in ("planned_week", "planned_longest_run") if name in given}
    request, seen = request_of_log(log_of(log["runs"], **more), date.fromisoformat(log["as_of"]), BOOK, **plan)
    return advise(request, BOOK, log=seen)


def answered(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the advice for a request, as it is served."""
    return shown(answer_of(given), BOOK)


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Return a strategy that knows nothing at times."""
    return st.none() | strategy


YES_NO_UNKNOWN = st.sampled_from([None, False, True])
WEEK = st.builds(Distance.of, st.integers(0, 260), st.just("km")) | st.builds(
    Distance.of, st.floats(0, 160, allow_nan=False), st.just("mi")
)
RUN = st.builds(Distance.of, st.floats(0, 80, allow_nan=False), st.just("km"))
RUNS_A_WEEK = maybe(st.floats(0, 14, allow_nan=False))
GROUNDS = st.lists(st.sampled_from(SURFACES), unique=True, max_size=4).flatmap(
    lambda names: st.tuples(*(st.builds(Ground, st.just(name), RUNS_A_WEEK, RUNS_A_WEEK) for name in names))
)
STRESSED = st.lists(st.sampled_from(STRESSORS), unique=True).map(tuple)

REQUESTS = st.builds(
    TrainingRequest,
    recent_weeks=maybe(st.lists(WEEK, max_size=6).map(tuple)),
    planned_week=maybe(WEEK),
    week_so_far=maybe(WEEK),
    longest_run_last_30_days=maybe(RUN),
    planned_longest_run=maybe(RUN),
    new_stressors=maybe(STRESSED),
    surfaces=maybe(GROUNDS),
    surfaces_complete=st.booleans(),
    cadence_spm=maybe(st.floats(60, 220, allow_nan=False)),
    overstriding=YES_NO_UNKNOWN,
    foot_strike=maybe(st.sampled_from(FOOT_STRIKES)),
    downhill=YES_NO_UNKNOWN,
    days_off=maybe(st.integers(0, 60)),
    illness=YES_NO_UNKNOWN,
    cross_training_days=maybe(st.integers(0, 7)),
    bmi=maybe(st.floats(15, 50, allow_nan=False)),
    new_runner=YES_NO_UNKNOWN,
    returning=YES_NO_UNKNOWN,
    symptoms=maybe(any_symptoms()),
    prefers_miles=YES_NO_UNKNOWN,
)
