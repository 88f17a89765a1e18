"""What an interview knows so far: the answers of a topic, which questions were put, and which were left open."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from api.advice.consultation.request import ConsultationRequest
from api.advice.foot.feet import Feet
from api.advice.retirement.request import RetirementRequest
from api.advice.triage.request import Symptoms

TRIAGE, SHOES, MET_PAD, RETIREMENT, CONSULTATION = "triage", "shoes", "met_pad", "retirement", "consultation"
PURPOSES = (TRIAGE, SHOES, MET_PAD, RETIREMENT, CONSULTATION)
"""What the interview is for: the advice that it ends with."""


@dataclass(frozen=True, slots=True)
class InterviewAnswers(ConsultationRequest):
    """The fields of the advice that is wanted, as far as they are known."""

    retirement: RetirementRequest = field(default_factory=RetirementRequest)


@dataclass(frozen=True, slots=True)
class Interview:
    """``asked``: the ids of the questions put so far; ``skipped``: ids or dotted fields left open on purpose."""

    purpose: str
    answers: InterviewAnswers
    asked: tuple[str, ...] = ()
    skipped: frozenset[str] = frozenset()

    @property
    def symptoms(self) -> Symptoms:
        """What is known of the pain."""
        return self.answers.run_today.symptoms

    @property
    def feet(self) -> Feet | None:
        """What is known of the feet."""
        return self.answers.shoes.feet

    def with_symptoms(self, symptoms: Symptoms) -> Interview:
        """Return the interview with other symptoms, for every topic alike."""
        known = self.answers
        answers = replace(
            known,
            shoes=replace(known.shoes, symptoms=symptoms),
            pad=replace(known.pad, symptoms=symptoms),
            self_care=replace(known.self_care, symptoms=symptoms),
            run_today=replace(known.run_today, symptoms=symptoms),
            exercises=replace(known.exercises, symptoms=symptoms),
            retirement=replace(known.retirement, symptoms=symptoms),
        )
        return replace(self, answers=answers)
