"""How a case becomes a retirement request, and strategies of pairs, for cases and properties."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from hypothesis import strategies as st

from api.advice.core.distance import Distance
from api.advice.retirement.advise import PairAdvice, advise_pair
from api.advice.retirement.forecast import Pace, pace_of_days, pace_of_week
from api.advice.retirement.request import FEELS, FOAMS, KINDS, Inspection, WornPair
from api.rulebook.load import shipped_rulebook
from tests.advice.triage.inputs import symptoms_of
from tests.support.served import shown

BOOK = shipped_rulebook()
TODAY = date(2026, 9, 1)

PLAIN = ("foam", "kind", "body_mass_kg", "feel", "forefoot_pain", "limit_age_months", "limit_hours", "hours")


def distance_of(given: Mapping[str, float]) -> Distance:
    """Return a distance of one unit, as a request carries it."""
    ((unit, value),) = given.items()
    return Distance.of(value, unit)


def pair_of(given: Mapping[str, Any]) -> WornPair:
    """Return the pair of a case."""
    facts = {name: given[name] for name in PLAIN if name in given}
    for name in ("distance", "distance_at_least", "limit"):
        if name in given:
            facts[name] = distance_of(given[name])
    if "started_on" in given:
        facts["started_on"] = date.fromisoformat(given["started_on"])
    if "inspection" in given:
        facts["inspection"] = Inspection(**given["inspection"])
    return WornPair(**facts)


def pace_of(given: Mapping[str, Any]) -> Pace | None:
    """Return the pace of a request: from a stated week, or from ``runs`` (days and kilometres)."""
    as_of = day_of(given)
    if "runs" in given:
        first = given.get("first_run_on")
        return pace_of_days(
            runs_of(given["runs"]), as_of, BOOK, first_run_on=date.fromisoformat(first) if first else None
        )
    return pace_of_week(distance_of(given["weekly_distance"]), BOOK) if "weekly_distance" in given else None


def runs_of(runs: Sequence[Sequence[Any]]) -> list[tuple[date, Distance]]:
    """Return runs given as (day, kilometres)."""
    return [(date.fromisoformat(day), Distance.of(km, "km")) for day, km in runs]


def day_of(given: Mapping[str, Any]) -> date:
    """Return the day a request speaks of."""
    return date.fromisoformat(given["as_of"]) if "as_of" in given else TODAY


def advice_of(given: Mapping[str, Any]) -> PairAdvice:
    """Return the advice for a case."""
    return advise_pair(
        pair_of(given),
        BOOK,
        as_of=day_of(given),
        pace=pace_of(given),
        pairs_in_use=given.get("pairs_in_use"),
        symptoms=symptoms_of(given["symptoms"]) if "symptoms" in given else None,
    )


def answered(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the advice for a request, as it is served."""
    return shown(advice_of(given).answer, BOOK)


MILES = st.floats(min_value=0, max_value=1500, allow_nan=False)
DISTANCES = st.builds(Distance.of, MILES, st.just("mi"))
LIMITS = st.builds(Distance.of, st.floats(min_value=1, max_value=1500), st.just("mi"))
MASSES = st.floats(min_value=25, max_value=250)
YES_NO_UNKNOWN = st.sampled_from([None, False, True])


COUNTS = st.none() | st.integers(min_value=1, max_value=5)


COUNTS = st.none() | st.integers(min_value=1, max_value=5)


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Return a strategy that knows nothing at times."""
    return st.none() | strategy


INSPECTIONS = st.builds(Inspection, YES_NO_UNKNOWN, YES_NO_UNKNOWN, YES_NO_UNKNOWN)

PAIRS = st.builds(
    WornPair,
    distance=maybe(DISTANCES),
    foam=maybe(st.sampled_from(FOAMS)),
    kind=maybe(st.sampled_from(KINDS)),
    body_mass_kg=maybe(MASSES),
    feel=maybe(st.sampled_from(FEELS)),
    inspection=INSPECTIONS,
    forefoot_pain=YES_NO_UNKNOWN,
    limit=maybe(LIMITS),
    limit_age_months=maybe(st.integers(min_value=1, max_value=60)),
    limit_hours=maybe(st.floats(min_value=1, max_value=200)),
    started_on=maybe(st.dates(min_value=date(2020, 1, 1), max_value=date(2027, 1, 1))),
    hours=maybe(st.floats(min_value=0, max_value=300)),
    imperial=st.booleans(),
)
