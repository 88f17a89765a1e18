"""Requests on the way back, for cases and properties."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from hypothesis import strategies as st

from api.advice.core.distance import Distance
from api.advice.return_to_run.advise import advise
from api.advice.return_to_run.answer import ReturnToRunAnswer
from api.advice.return_to_run.request import FIRST_SESSIONS, GROUNDS, RESPONSES, Checks, ReturnToRunRequest, WeekDone
from api.rulebook.load import shipped_rulebook
from tests.advice.retirement.inputs import distance_of, maybe
from tests.advice.triage.inputs import any_symptoms, symptoms_of
from tests.support.served import shown

BOOK = shipped_rulebook()
KM_A_MILE, MIN_MILES = 1.609344, 1.2428
ALL_CLEAR = Checks(True, True, True, True, True)

PLAIN = (
    "weeks_off",
    "weeks_since_last_run",
    "last_response",
    "last_pain_level",
    "bone_stress_injury",
    "clinician_clearance",
    "first_sessions",
)


def week_of(given: Mapping[str, Any]) -> WeekDone:
    """Return one week that was run."""
    return WeekDone(**{**given, "distance": distance_of(given["distance"])})


def request_of(given: Mapping[str, Any]) -> ReturnToRunRequest:
    """Return the request of a case."""
    facts: dict[str, Any] = {name: given[name] for name in PLAIN if name in given}
    if "symptoms" in given:
        facts["symptoms"] = symptoms_of(given["symptoms"])
    if "checks" in given:
        facts["checks"] = Checks(**given["checks"])
    if "surfaces_available" in given:
        facts["surfaces_available"] = tuple(given["surfaces_available"])
    if "start_on" in given:
        facts["start_on"] = date.fromisoformat(given["start_on"])
    facts["weeks_done"] = tuple(week_of(week) for week in given.get("weeks_done", ()))
    return ReturnToRunRequest(distance_of(given["usual_weekly_distance"]), **facts)


def asked(request: ReturnToRunRequest) -> ReturnToRunAnswer:
    """Return the advice."""
    return advise(request, BOOK)


def answered(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the advice for a case, as it is served."""
    return shown(asked(request_of(given)), BOOK)


def usual_between(least: float, most: float) -> st.SearchStrategy[Distance]:
    """Return usual weekly distances between so many kilometres, in either unit."""
    return st.builds(
        lambda km, unit: Distance.of(km if unit == "km" else max(km / KM_A_MILE, MIN_MILES), unit),
        st.floats(min_value=least, max_value=most, allow_nan=False),
        st.sampled_from(["km", "mi"]),
    )


USUAL = usual_between(2, 249.9)
RUN = st.floats(min_value=0.1, max_value=300, allow_nan=False).map(lambda km: Distance.of(km, "km"))
TRI = st.sampled_from([None, False, True])
ANSWERS = maybe(st.sampled_from(RESPONSES))

WEEKS = st.lists(
    st.builds(
        WeekDone,
        distance=RUN,
        worst_response=ANSWERS,
        longest_continuous_minutes=maybe(st.integers(0, 90)),
        pain_free=TRI,
        runs=maybe(st.integers(1, 7)),
    ),
    max_size=5,
).map(tuple)


def _requests(checks: st.SearchStrategy[Checks], **more: Any) -> st.SearchStrategy[ReturnToRunRequest]:
    choices: dict[str, Any] = {
        "usual_weekly_distance": USUAL,
        "symptoms": st.none() | any_symptoms(),
        "checks": checks,
        "weeks_done": WEEKS,
        "last_response": ANSWERS,
        "last_pain_level": maybe(st.integers(0, 10)),
        "bone_stress_injury": TRI,
        "clinician_clearance": TRI,
        "start_on": maybe(st.dates()),
        "surfaces_available": maybe(st.lists(st.sampled_from(GROUNDS), max_size=3, unique=True).map(tuple)),
        "first_sessions": maybe(st.sampled_from(FIRST_SESSIONS)),
        "weeks_off": maybe(st.floats(0, 60)),
        "weeks_since_last_run": maybe(st.floats(0, 60)),
    }
    return st.builds(ReturnToRunRequest, **{**choices, **more})


ANY = _requests(st.builds(Checks, *(TRI for _ in range(5))) | st.just(ALL_CLEAR))
"""Any request at all."""

READY = _requests(st.just(ALL_CLEAR), symptoms=st.none(), clinician_clearance=st.just(True))
"""Requests that pass the gate; the foot may have answered anything."""
