"""How a consultation becomes what the advice is asked: a request as a client sends it, over a shelf of the cast."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from hypothesis import strategies as st

from api.advice.consultation.advise import advise, consult
from api.advice.consultation.request import ConsultationRequest
from api.advice.core.answer import Answer
from api.advice.exercises.request import ExercisesRequest
from api.advice.met_pad.advise import PadRequest
from api.advice.run_today.advise import RunTodayRequest
from api.advice.self_care.request import SelfCareRequest
from api.advice.shoes.advise import Candidates
from api.advice.shoes.request import ShoesAdviceRequest
from api.advice.triage.request import Symptoms
from api.rulebook.load import shipped_rulebook
from api.web.advice.consultation_schema import ConsultationRequestSchema, to_request
from tests.advice.shoes.inputs import candidates_of
from tests.advice.triage.inputs import any_symptoms
from tests.support.served import shown

BOOK = shipped_rulebook()
DAY = date(2026, 9, 1)
SHELF = ("roomy", "roomy_wide", "no_insole", "plain", "racer", "slipper")

_read = ConsultationRequestSchema()


def told(asked: ConsultationRequest, shelf: Candidates | None = None) -> Answer:
    """Return the consultation, over the usual shelf if none is given."""
    shelf = shelf or candidates_of({"shelf": SHELF}, BOOK)
    return advise(asked, consult(asked, shelf, BOOK, as_of=DAY), BOOK)


def answered(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the consultation of a case, as it is served but for the addresses of pictures."""
    request = dict(given)
    shelf = candidates_of({"shelf": request.pop("shelf", SHELF)}, BOOK)
    return shown(told(to_request(_read.load(request)), shelf), BOOK)


def of_symptoms(said: Symptoms, **shoes: Any) -> ConsultationRequest:
    """Return a request that tells the same symptoms to every topic."""
    return ConsultationRequest(
        symptoms=said,
        shoes=ShoesAdviceRequest(symptoms=said, **shoes),
        pad=PadRequest(symptoms=said),
        self_care=SelfCareRequest(symptoms=said),
        run_today=RunTodayRequest(symptoms=said),
        exercises=ExercisesRequest(symptoms=said),
    )


REQUESTS = any_symptoms().map(of_symptoms)
RACES = st.builds(
    lambda said, recovering: of_symptoms(said, use="race", in_recovery=recovering), any_symptoms(), st.booleans()
)
