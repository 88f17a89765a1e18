"""May running begin at all? Every check of everyday movement a clear yes; after a bone stress injury more (TRAIN-06).

Not known is not a yes (RETURN-01). Where the symptoms contradict a check, the worse answer counts (RETURN-23).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from api.advice.core.rules import Rulebook
from api.advice.return_to_run.request import CLEARANCE, DAILY_CHECKS, LONG_WALK, ReturnRequest
from api.advice.triage.advise import Triage
from api.advice.triage.request import Symptoms

CONTRADICTED_BY = {
    "barefoot_walking": ("hurts_to_walk", "hurts_at_rest", "hurts_at_night"),
    "stairs": ("hurts_to_walk", "hurts_at_rest", "hurts_at_night"),
    "light_hops": ("hurts_to_walk", "hurts_at_push_off", "hurts_at_rest", "hurts_at_night"),
    "calf_raise": ("hurts_at_push_off", "hurts_at_rest", "hurts_at_night"),
    LONG_WALK: ("hurts_to_walk", "hurts_at_rest", "hurts_at_night"),
}
"""Check -> the symptoms whose yes says that it is not free of pain."""

BONE_SIGNS = ("shaft_tender", "strict_bone_tender", "sole_bruising", "one_painful_step", "hurts_at_night")
"""Terms that speak for a bone stress injury while nobody has ruled one out."""


@dataclass(frozen=True, slots=True)
class Check:
    """One check of the gate; ``contradicted`` when the symptoms tell otherwise than its yes."""

    name: str
    passed: bool | None
    rules: tuple[str, ...]
    contradicted: bool = False

    def as_dict(self, book: Rulebook) -> dict[str, Any]:
        """Answer it as it is served."""
        text = book.sentence(self.rules[0], self.name)
        return {"check": self.name, "passed": self.passed, "text": text, "rules": list(self.rules)}


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
    def after_bone_stress(self) -> tuple[Check, ...]:
        """What a bone stress injury asks for besides; nothing where it does not apply."""
        return tuple(check for check in self.checks if check.name not in DAILY_CHECKS)


def gate_of(asked: ReturnRequest, care: Triage) -> Gate:
    """Answer the gate for a request; ``care`` is what its symptoms call for."""
    names = (*DAILY_CHECKS, LONG_WALK) if _bone_stress(asked, care) else DAILY_CHECKS
    checks = [_check(name, getattr(asked.checks, name), asked, care) for name in names]
    if LONG_WALK in names:
        checks.append(Check(CLEARANCE, asked.clinician_clearance, ("TRAIN-06",)))
    return Gate(tuple(checks))


def _bone_stress(asked: ReturnRequest, care: Triage) -> bool:
    if asked.bone_stress_injury is None:
        return any(care.facts[sign] for sign in BONE_SIGNS)
    return asked.bone_stress_injury


def _check(name: str, said: bool | None, asked: ReturnRequest, care: Triage) -> Check:
    rule = "TRAIN-06" if name == LONG_WALK else "RETURN-01"
    if not _hurts(name, asked, care.said):
        return Check(name, said, (rule,))
    return Check(name, False, (rule, "RETURN-23"), contradicted=said is not False)


def _hurts(name: str, asked: ReturnRequest, said: Symptoms) -> bool:
    if any(getattr(said, symptom) for symptom in CONTRADICTED_BY[name]):
        return True
    # While running is under way slight, steady pain may go along (TRAIN-05); before it begins there is none.
    return bool(said.pain_level) and not asked.under_way
