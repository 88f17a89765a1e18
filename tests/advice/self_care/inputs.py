"""How a request for self-care becomes what the advice is asked, for cases and properties."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from api.advice.self_care.advise import advise
from api.advice.self_care.answer import SelfCareAnswer
from api.advice.self_care.request import MEDICINE_CAUTIONS, WORK, SelfCareRequest
from tests.advice.retirement.inputs import BOOK, YES_NO_UNKNOWN, maybe
from tests.advice.triage.inputs import any_symptoms, symptoms_of
from tests.support.served import shown


def request_of(given: Mapping[str, Any]) -> SelfCareRequest:
    """Return the request of a case; every key must be a field."""
    facts = dict(given)
    if facts.get("medicine_cautions") is not None:
        facts["medicine_cautions"] = tuple(facts["medicine_cautions"])
    return SelfCareRequest(symptoms=symptoms_of(facts.pop("symptoms", {})), **facts)


def asked(given: Mapping[str, Any]) -> SelfCareAnswer:
    """Return the advice for a case."""
    return advise(request_of(given), BOOK)


def answered(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the advice for a case, as it is served."""
    return shown(asked(given), BOOK)


CAUTIONS = st.lists(st.sampled_from(MEDICINE_CAUTIONS), max_size=3, unique=True).map(tuple)

REQUESTS = st.builds(
    SelfCareRequest,
    symptoms=any_symptoms(),
    medicine_cautions=maybe(CAUTIONS),
    work=maybe(st.sampled_from(WORK)),
    cold_sensitivity=YES_NO_UNKNOWN,
    pain_level_before=maybe(st.integers(0, 10)),
)
