"""How a request for a run today becomes what the advice is asked, for cases and properties."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from hypothesis import strategies as st

from api.advice.core.running import EFFORTS, SURFACES
from api.advice.retirement.request import WornPair
from api.advice.return_to_run.request import DAILY_CHECKS, Checks
from api.advice.run_today.advise import advise
from api.advice.run_today.answer import RunTodayAnswer
from api.advice.run_today.request import PairToday, PlannedRun, RunTodayRequest
from tests.advice.retirement.inputs import BOOK, PAIRS, TODAY, YES_NO_UNKNOWN, maybe, pair_of
from tests.advice.triage.inputs import any_symptoms, symptoms_of
from tests.support.served import shown

FLAGS = ("hot_spot_in_run", "worse_in_run", "flare_up")


def request_of(given: Mapping[str, Any]) -> RunTodayRequest:
    """Return the request of a case; every key must be a field."""
    facts = dict(given)
    pair, planned, day = (facts.pop(name, None) for name in ("pair", "planned", "as_of"))
    return RunTodayRequest(
        symptoms=symptoms_of(facts.pop("symptoms", {})),
        pair=today(pair_of(pair)) if pair is not None else None,
        planned=PlannedRun(**planned) if planned is not None else None,
        as_of=date.fromisoformat(day) if day is not None else None,
        checks=Checks(**facts.pop("checks", {})),
        **facts,
    )


def today(pair: WornPair) -> PairToday:
    """Return a pair as the one that would be worn."""
    return PairToday(**{field.name: getattr(pair, field.name) for field in fields(WornPair)})


def advice_of(given: Mapping[str, Any]) -> RunTodayAnswer:
    """Return the advice for a case."""
    return advise(request_of(given), BOOK, as_of=TODAY)


def answered(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the advice for a case, as it is served."""
    return shown(advice_of(given), BOOK)


PAIRS_TODAY = PAIRS.map(today)

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
    pair=maybe(PAIRS_TODAY),
    planned=maybe(PLANS),
    hot_spot_in_run=YES_NO_UNKNOWN,
    worse_in_run=YES_NO_UNKNOWN,
    flare_up=YES_NO_UNKNOWN,
    in_recovery=YES_NO_UNKNOWN,
    checks=st.builds(Checks, **dict.fromkeys(DAILY_CHECKS, YES_NO_UNKNOWN)),
    other_pair=YES_NO_UNKNOWN,
)
