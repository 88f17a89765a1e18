"""Answers that cannot both be right: the stricter one decides, and the milder one is asked again (TRIAGE-18)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from api.advice.core.answer import ADVICE, NEUTRAL, Missing, Reason
from api.advice.core.rules import Rulebook
from api.advice.triage.request import Symptoms

Facts = Mapping[str, bool | None]


class Contradiction(NamedTuple):
    """Two answers that do not fit together: when, the wording of it, and the answer to ask again."""

    occasion: str
    asks: str
    holds: Callable[[Symptoms, Facts], bool | None]


CONTRADICTIONS = (
    Contradiction(
        "not_eased_at_rest",
        "eases_off_feet",
        lambda s, facts: s.eases_off_feet is False and s.hurts_at_rest is False and s.hurts_at_night is False,
    ),
    Contradiction(
        "eased_at_rest", "eases_off_feet", lambda s, facts: s.eases_off_feet and s.hurts_at_rest and s.hurts_at_night
    ),
    Contradiction("both_swollen", "swelling", lambda s, facts: s.swelling is False and s.both_feet_swollen),
    Contradiction("painless", "pain_level", lambda s, facts: s.pain_level == 0 and facts["pain"]),
    Contradiction("improving_worse", "improving", lambda s, facts: s.improving and s.worse_despite_rest),
    Contradiction("hot_joint", "heat", lambda s, facts: s.hot_stuck_joint and s.heat is False),
    Contradiction(
        "numb_foot",
        "numbness_or_tingling",
        lambda s, facts: s.sudden_numb_foot and not facts["numb_at_all"] and s.numbness_or_tingling is not None,
    ),
    Contradiction("steps", "hurts_to_walk", lambda s, facts: s.cannot_walk_four_steps and s.hurts_to_walk is False),
    Contradiction(
        "days",
        "days_since_onset",
        lambda s, facts: (
            s.days_of_self_care is not None
            and s.days_since_onset is not None
            and s.days_of_self_care > s.days_since_onset
        ),
    ),
)


def contradictions_in(symptoms: Symptoms, facts: Facts) -> tuple[Contradiction, ...]:
    """Return the answers that do not fit together."""
    return tuple(pair for pair in CONTRADICTIONS if pair.holds(symptoms, facts))


def named(pairs: tuple[Contradiction, ...], book: Rulebook) -> tuple[Reason, ...]:
    """Return one reason for each pair of answers that do not fit together."""
    return tuple(Reason("TRIAGE-18", book.sentence("TRIAGE-18", pair.occasion), NEUTRAL) for pair in pairs)


def asked_again(pairs: tuple[Contradiction, ...], book: Rulebook) -> tuple[Missing, ...]:
    """Return the milder answer of each pair as a question."""
    why = book.sentence("TRIAGE-18", "ask_again")
    return tuple(Missing(f"symptoms.{field}", why, ADVICE) for field in dict.fromkeys(pair.asks for pair in pairs))
