"""How a consultation becomes what the advice is asked: a request as a client sends it, over candidates of the cast."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from hypothesis import strategies as st

from api.advice.consultation.advise import advise
from api.advice.consultation.answer import ConsultationAnswer
from api.advice.consultation.request import ConsultationRequest
from api.advice.exercises.request import ExercisesRequest
from api.advice.met_pad.request import PadRequest
from api.advice.run_today.request import RunTodayRequest
from api.advice.self_care.request import SelfCareRequest
from api.advice.shoes.advise import Candidates
from api.advice.shoes.request import ShoesAdviceRequest
from api.advice.triage.request import Symptoms
from api.rulebook.load import shipped_rulebook
from api.web.advice.consultation import REQUEST
from tests.advice.shoes.inputs import candidates_of
from tests.advice.triage.inputs import any_symptoms
from tests.support.served import shown

BOOK = shipped_rulebook()
DAY = date(2026, 9, 1)
SHELF = ("roomy", "roomy_wide", "no_insole", "plain", "racer", "slipper")


def consultation_of(request: ConsultationRequest, candidates: Candidates | None = None) -> ConsultationAnswer:
    """Return the consultation, over the usual candidates if none are given."""
    candidates = candidates or candidates_of({"shelf": SHELF}, BOOK)
    return advise(request, candidates, BOOK, as_of=DAY)


def answered(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the consultation of a case, as it is served but for the addresses of pictures."""
    request = dict(given)
    candidates = candidates_of({"shelf": request.pop("shelf", SHELF)}, BOOK)
    return shown(consultation_of(REQUEST.load(request), candidates), BOOK)


def of_symptoms(symptoms: Symptoms, **shoes: Any) -> ConsultationRequest:
    """Return a request with the same symptoms for every topic."""
    return ConsultationRequest(
        shoes=ShoesAdviceRequest(symptoms=symptoms, **shoes),
        pad=PadRequest(symptoms=symptoms),
        self_care=SelfCareRequest(symptoms=symptoms),
        run_today=RunTodayRequest(symptoms=symptoms),
        exercises=ExercisesRequest(symptoms=symptoms),
    )


REQUESTS = any_symptoms().map(of_symptoms)
RACES = st.builds(
    lambda symptoms, recovering: of_symptoms(symptoms, use="race", in_recovery=recovering),
    any_symptoms(),
    st.booleans(),
)
