"""What is known of one person when everything is asked at once: the same facts, as each topic takes them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from api.advice.exercises.request import ExercisesRequest
from api.advice.foot.feet import Feet
from api.advice.met_pad.request import PadRequest
from api.advice.run_today.request import RunTodayRequest
from api.advice.self_care.request import SelfCareRequest
from api.advice.shoes.request import ShoesAdviceRequest
from api.advice.triage.request import Symptoms


@dataclass(frozen=True, slots=True)
class ConsultationRequest:
    """Everything that is known of a customer. Leave out, or send ``null`` for, what is not known: it never means no."""

    shoes: ShoesAdviceRequest = field(default_factory=ShoesAdviceRequest)
    pad: PadRequest = field(default_factory=PadRequest)
    self_care: SelfCareRequest = field(default_factory=SelfCareRequest)
    run_today: RunTodayRequest = field(default_factory=RunTodayRequest)
    exercises: ExercisesRequest = field(default_factory=ExercisesRequest)

    @property
    def symptoms(self) -> Symptoms:
        """The symptoms, which every topic has alike."""
        return self.run_today.symptoms

    def fitted(self) -> ConsultationRequest:
        """Return the request with shoes for the one foot that was given; without a side it counts for both."""
        foot, side = self.pad.foot, self.pad.side
        if foot is None or self.shoes.feet is not None:
            return self
        feet = Feet(left=None if side == "right" else foot, right=None if side == "left" else foot)
        return replace(self, shoes=replace(self.shoes, feet=feet))
