"""What is known of one person when everything is asked at once: the same facts, as each topic takes them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from api.advice.core.describe import OneOf
from api.advice.exercises.request import ExercisesRequest
from api.advice.met_pad.request import PadRequest
from api.advice.run_today.request import RunTodayRequest
from api.advice.self_care.request import SelfCareRequest
from api.advice.shoes.request import ShoesAdviceRequest

EVERYTHING, SHOES, MET_PAD = "consultation", "shoes", "met_pad"


@dataclass(frozen=True, slots=True)
class PaperRequest:
    """What paper is to hold."""

    take_home: Annotated[
        str,
        OneOf((EVERYTHING, SHOES, MET_PAD)),
        "What a slip and the page to take home hold: all, or the one advice that was asked for and shown.",
    ] = EVERYTHING


@dataclass(frozen=True, slots=True)
class ConsultationRequest:
    """Everything that is known of a customer. Leave out, or send ``null`` for, what is not known: it never means no."""

    shoes: ShoesAdviceRequest = field(default_factory=ShoesAdviceRequest)
    pad: PadRequest = field(default_factory=PadRequest)
    self_care: SelfCareRequest = field(default_factory=SelfCareRequest)
    run_today: RunTodayRequest = field(default_factory=RunTodayRequest)
    exercises: ExercisesRequest = field(default_factory=ExercisesRequest)
    paper: PaperRequest = field(default_factory=PaperRequest)
