"""May running begin at all? Every check of everyday movement a clear yes; after a bone stress injury more (TRAIN-06).

With dulled feeling, or after a clear no, a clinician has the word besides (RETURN-35).

Not known is not a yes (RETURN-01). Where the symptoms contradict a check, the worse answer counts (RETURN-23).
"""

from __future__ import annotations

from dataclasses import dataclass

from api.advice.core.rules import Rulebook
from api.advice.return_to_run.answer import GateCheck
from api.advice.return_to_run.request import CLEARANCE, DAILY_CHECKS, LONG_WALK, ReturnToRunRequest
from api.advice.triage.judge import Triage

HURTS = ("hurts_to_walk", "hurts_at_rest", "hurts_at_night")
CONTRADICTED_BY = {
    "barefoot_walking": HURTS,
    "stairs": HURTS,
    "light_hops": (*HURTS, "hurts_at_push_off"),
    "calf_raise": ("hurts_at_push_off", "hurts_at_rest", "hurts_at_night"),
    LONG_WALK: HURTS,
}
"""Check -> the symptoms whose yes means that it is not free of pain."""

BONE_SIGNS = ("shaft_tender", "strict_bone_tender", "sole_bruising", "one_painful_step", "hurts_at_night")
"""Terms that speak for a bone stress injury while nobody has ruled one out."""


@dataclass(frozen=True, slots=True)
class Check:
    """One check of the gate; ``contradicted`` when the symptoms are worse than its yes."""

    name: str
    passed: bool | None
    rules: tuple[str, ...]
    contradicted: bool = False


@dataclass(frozen=True, slots=True)
class Gate:
    """All checks that this runner has to pass."""

    checks: tuple[Check, ...]

    @property
    def passed(self) -> bool:
        """Whether every check is a clear yes."""
        return all(check.passed for check in self.checks)

    @property
    def failed(self) -> bool:
        """Whether a check is a clear no."""
        return any(check.passed is False for check in self.checks)

    @property
    def daily(self) -> tuple[Check, ...]:
        """The checks of everyday movement."""
        return tuple(check for check in self.checks if check.name in DAILY_CHECKS)

    @property
    def besides(self) -> tuple[Check, ...]:
        """What a bone stress injury or dulled feeling asks for besides; nothing where neither applies."""
        return tuple(check for check in self.checks if check.name not in DAILY_CHECKS)

    def served(self, book: Rulebook) -> tuple[GateCheck, ...]:
        """Return the checks as an answer has them."""
        return tuple(
            GateCheck(check.name, check.passed, book.sentence(check.rules[0], check.name), check.rules)
            for check in self.checks
        )


def resumed(request: ReturnToRunRequest, book: Rulebook) -> bool:
    """Return whether running begins again after weeks off in the middle of a plan (RETURN-24)."""
    off = request.weeks_since_last_run
    return bool(request.weeks_done) and off is not None and off >= book.number("RETURN-24", "off_from_weeks")


def gate_of(request: ReturnToRunRequest, care: Triage, book: Rulebook) -> Gate:
    """Return the gate for a request; ``care`` is what its symptoms call for."""
    names = (*DAILY_CHECKS, LONG_WALK) if _bone_stress(request, care) else DAILY_CHECKS
    # While running is under way slight, steady pain may go along (TRAIN-05); before it begins there is none.
    any_pain_counts = not request.under_way or resumed(request, book)
    checks = [_check(name, getattr(request.checks, name), care, any_pain_counts) for name in names]
    if LONG_WALK in names:
        checks.append(Check(CLEARANCE, request.clinician_clearance, ("TRAIN-06",)))
    elif request.clinician_clearance is False or care.facts["neuropathy"]:
        checks.append(Check(CLEARANCE, request.clinician_clearance, ("RETURN-35",)))
    return Gate(tuple(checks))


def _bone_stress(request: ReturnToRunRequest, care: Triage) -> bool:
    if request.bone_stress_injury is None:
        return any(care.facts[sign] for sign in BONE_SIGNS)
    return request.bone_stress_injury


def _check(name: str, answer: bool | None, care: Triage, any_pain_counts: bool) -> Check:
    rule = "TRAIN-06" if name == LONG_WALK else "RETURN-01"
    symptoms = care.symptoms
    hurts = any(getattr(symptoms, symptom) for symptom in CONTRADICTED_BY[name])
    if hurts or (any_pain_counts and symptoms.pain_level):
        return Check(name, False, (rule, "RETURN-23"), contradicted=answer is not False)
    return Check(name, answer, (rule,))
