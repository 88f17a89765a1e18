"""How a request for a run today becomes what the advice is asked, for cases and properties."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from api.advice.core.answer import Answer
from api.advice.core.running import EFFORTS, SURFACES
from api.advice.run_today.advise import PlannedRun, RunTodayRequest, advise
from tests.advice.retirement.inputs import BOOK, PAIRS, YES_NO_UNKNOWN, day_of, maybe, pair_of
from tests.advice.triage.inputs import any_symptoms, symptoms_of
from tests.support.served import shown

FLAGS = ("hot_spot_in_run", "worse_in_run", "flare_up")


def request_of(given: Mapping[str, Any]) -> RunTodayRequest:
    """Answer the request of a case; every key must be a field."""
    told = dict(given)
    told.pop("as_of", None)
    pair, planned = told.pop("pair", None), told.pop("planned", None)
    return RunTodayRequest(
        symptoms=symptoms_of(told.pop("symptoms", {})),
        pair=pair_of(pair) if pair is not None else None,
        planned=PlannedRun(**planned) if planned is not None else None,
        **told,
    )


def asked(given: Mapping[str, Any]) -> Answer:
    """Answer the advice for a case."""
    return advise(request_of(given), BOOK, as_of=day_of(given))


def answered(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Answer the advice for a case, as it is served."""
    return shown(asked(given), BOOK)


PLANS = st.builds(
    PlannedRun,
    minutes=maybe(st.floats(min_value=1, max_value=300)),
    effort=maybe(st.sampled_from(EFFORTS)),
    surface=maybe(st.sampled_from(SURFACES)),
    hills=YES_NO_UNKNOWN,
)

REQUESTS = st.builds(
    RunTodayRequest,
    symptoms=any_symptoms(),
    pair=maybe(PAIRS),
    planned=maybe(PLANS),
    hot_spot_in_run=YES_NO_UNKNOWN,
    worse_in_run=YES_NO_UNKNOWN,
    flare_up=YES_NO_UNKNOWN,
)
