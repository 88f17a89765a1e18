"""What is known of one person when everything is asked at once: the same facts, as each topic takes them."""

from __future__ import annotations

from dataclasses import dataclass, field

from api.advice.exercises.request import ExercisesRequest
from api.advice.met_pad.request import PadRequest
from api.advice.run_today.request import RunTodayRequest
from api.advice.self_care.request import SelfCareRequest
from api.advice.shoes.request import ShoesAdviceRequest


@dataclass(frozen=True, slots=True)
class ConsultationRequest:
    """Everything that is known of a customer. Leave out, or send ``null`` for, what is not known: it never means no."""

    shoes: ShoesAdviceRequest = field(default_factory=ShoesAdviceRequest)
    pad: PadRequest = field(default_factory=PadRequest)
    self_care: SelfCareRequest = field(default_factory=SelfCareRequest)
    run_today: RunTodayRequest = field(default_factory=RunTodayRequest)
    exercises: ExercisesRequest = field(default_factory=ExercisesRequest)
