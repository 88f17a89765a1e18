"""How an exercises case becomes a request, for cases and properties."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import strategies as st

from api.advice.exercises.advise import advise
from api.advice.exercises.plan import Setting
from api.advice.exercises.request import EQUIPMENT, LEVELS, STAGES, ExercisesRequest
from api.advice.triage.request import Symptoms
from api.rulebook.load import shipped_rulebook
from api.web.advice.exercises import REQUEST
from tests.advice.triage.inputs import any_symptoms
from tests.support.served import shown

BOOK = shipped_rulebook()
ALL_EQUIPMENT = frozenset(EQUIPMENT)


def request_of(given: Mapping[str, Any]) -> ExercisesRequest:
    """Return what a case asks for; sessions of any length pass here, as the advice itself refuses them."""
    body = dict(given)
    minutes = body.pop("minutes_per_session", None)
    request: ExercisesRequest = REQUEST.load(body)
    return replace(request, minutes_per_session=minutes)


def answered(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the advice for a request, as it is served."""
    return shown(advise(request_of(given), BOOK), BOOK)


MINUTES = st.integers(min_value=10, max_value=15)
WEEKS = st.integers(min_value=1, max_value=104)

SETTINGS = st.builds(
    Setting,
    stage=st.sampled_from(STAGES),
    level=st.sampled_from(LEVELS),
    minutes=MINUTES,
    equipment=st.frozensets(st.sampled_from(EQUIPMENT)),
    full_feeling=st.booleans(),
    free_standing=st.booleans(),
    light_strength=st.booleans(),
)

PAINLESS = st.builds(
    Symptoms,
    pain_level=st.just(0),
    diabetes=st.just(False),
    neuropathy=st.just(False),
    numbness_or_tingling=st.just("none"),
    age_years=st.none() | st.integers(min_value=5, max_value=95),
    pregnant=st.none() | st.booleans(),
)

REQUESTS = st.builds(
    ExercisesRequest,
    symptoms=any_symptoms() | PAINLESS,
    minutes_per_session=st.none() | MINUTES,
    level=st.none() | st.sampled_from(LEVELS),
    stage=st.none() | st.sampled_from(STAGES),
    equipment=st.none() | st.lists(st.sampled_from(EQUIPMENT), unique=True).map(tuple),
    week=WEEKS,
    start_on=st.none() | st.dates(min_value=date(2020, 1, 1), max_value=date(2099, 12, 31)),
)
