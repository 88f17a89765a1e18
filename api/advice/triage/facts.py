"""The symptoms as terms that are true, false or not known (``None``): the words in which signs are written.

Also which answers cannot both be right: the stricter one decides, and the milder one is asked again (TRIAGE-18).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from api.advice.core.answer import ADVICE, NEUTRAL, Missing, Reason
from api.advice.core.rules import Rulebook
from api.advice.foot.feet import Feet
from api.advice.triage.request import Symptoms

PLAIN_TERMS = (
    "hurts_at_night",
    "hurts_at_rest",
    "worse_despite_rest",
    "hurts_to_walk",
    "swelling",
    "heat",
    "redness",
    "both_feet_swollen",
    "toe_deformity",
    "one_painful_step",
    "joint_unstable",
    "diabetes",
    "neuropathy",
    "open_wound",
    "fever",
    "hot_stuck_joint",
    "calf_swelling",
    "breathless",
    "cold_or_pale_foot",
    "sudden_numb_foot",
    "deformity_after_injury",
    "cannot_walk_four_steps",
    "sole_bruising",
    "recent_load_increase",
    "weight_loss_or_cancer_history",
    "pregnant",
)
"""Terms that are a question of the request as it is."""

FIELD_OF = {
    "not_eased": "eases_off_feet",
    "numb_stays": "numbness_or_tingling",
    "numb_at_all": "numbness_or_tingling",
    "sharp": "pain_kinds",
    "electric": "pain_kinds",
    "nerve_kind": "pain_kinds",
    "between_toes": "pain_sites",
    "shaft_tender": "bone_tenderness",
    "strict_bone_tender": "bone_tenderness",
    "long_stiffness": "morning_stiffness_minutes",
    "severe_pain": "pain_level",
    "pain": "pain_level",
    "pain_not_denied": "pain_level",
    "not_improving": "improving",
    "not_known_to_improve": "improving",
    "no_better": "improving",
    "self_care_consider": "days_of_self_care",
    "self_care_see_doctor": "days_of_self_care",
    "self_care_overdue": "days_of_self_care",
    "lasted_long": "days_since_onset",
    "lasted_a_while": "days_since_onset",
    "lasted_months": "days_since_onset",
    "exercises_consistent": "consistent_exercises_weeks",
    "not_grown": "age_years",
    "worse_since_seen": "seen_by_professional",
}
"""Terms drawn from an answer -> the question that would settle them."""

TERMS = frozenset({*PLAIN_TERMS, *FIELD_OF})

CAUTIOUS = {"not_known_to_improve": "not_improving", "pain_not_denied": "pain"}
"""Terms that caution takes for true while nothing was answered -> the term that holds the answer."""

SHARP = frozenset({"sharp", "stabbing"})
NERVE_KINDS = frozenset({"sharp", "stabbing", "burning"})
STRICT_BONES = frozenset({"navicular", "fifth_base"})

Facts = dict[str, bool | None]

_ALL_FIELDS = attrgetter(*(field.name for field in fields(Symptoms) if field.name != "sent_as_null"))


class Thresholds(NamedTuple):
    """The figures at which an answer becomes a sign: FLAG-01, SAFE-08, TRIAGE-06, TRIAGE-10, TRIAGE-16, TRIAGE-20."""

    consider_days: float
    see_doctor_days: float
    overdue_days: float
    stiffness_over_minutes: float
    severe_from: float
    exercises_weeks: float
    grown_from_years: float
    months_from_days: float


@lru_cache(maxsize=8)
def thresholds_of(book: Rulebook) -> Thresholds:
    """Return the figures of this rulebook."""
    return Thresholds(
        book.number("FLAG-01", "consider_after_days"),
        book.number("FLAG-01", "see_doctor_after_days"),
        book.number("FLAG-01", "overdue_after_days"),
        book.number("SAFE-08", "morning_stiffness_over_minutes"),
        book.number("TRIAGE-06", "severe_from_pain"),
        book.number("TRIAGE-10", "consistent_from_weeks"),
        book.number("TRIAGE-16", "grown_from_years"),
        book.number("TRIAGE-20", "from_days"),
    )


def facts_of(symptoms: Symptoms, book: Rulebook, feet: Feet | None = None) -> Facts:
    """Return every term of ``TERMS``: true, false, or ``None`` where no answer settles it.

    ``feet``: a bunion or a hammertoe is a toe that drifts or bends, wherever it was reported (FLAG-06).
    """
    limits = thresholds_of(book)
    facts: Facts = {name: getattr(symptoms, name) for name in PLAIN_TERMS}
    facts["not_eased"] = None if symptoms.eases_off_feet is None else not symptoms.eases_off_feet
    _add_pain(facts, symptoms, limits)
    _add_feet(facts, feet, symptoms.pain_side)
    _add_places(facts, symptoms)
    _add_times(facts, symptoms, limits)
    facts["not_grown"] = None if symptoms.age_years is None else symptoms.age_years < limits.grown_from_years
    seen = symptoms.seen_by_professional
    facts["worse_since_seen"] = None if seen is None else seen == "new_or_worse"
    return facts


def any_answer(symptoms: Symptoms) -> bool:
    """Return whether any question was answered; empty lists answer nothing."""
    return any(value is not None and value != () for value in _ALL_FIELDS(symptoms))


def deformed_toe(feet: Feet | None, pain_side: str | None) -> bool:
    """Return whether a bunion or a hammertoe was reported of the foot that hurts, of either while that is not known."""
    if feet is None:
        return False
    sore = {"left": (feet.left,), "right": (feet.right,)}.get(pain_side or "", (feet.left, feet.right))
    return any(foot is not None and (foot.bunion or foot.hammertoe) for foot in sore)


def _add_feet(facts: Facts, feet: Feet | None, pain_side: str | None) -> None:
    # Feet are also measured for shoes alone: there a toe calls for nobody before pain is known.
    if facts["pain"] is not None and deformed_toe(feet, pain_side):
        facts["toe_deformity"] = True


def _add_pain(facts: Facts, symptoms: Symptoms, limits: Thresholds) -> None:
    # An empty list answers nothing: whoever has pain feels it somewhere and somehow.
    kinds = symptoms.pain_kinds
    facts["sharp"] = not SHARP.isdisjoint(kinds) if kinds else None
    facts["electric"] = "electric" in kinds if kinds else None
    facts["nerve_kind"] = not NERVE_KINDS.isdisjoint(kinds) if kinds else None
    facts["severe_pain"] = None if symptoms.pain_level is None else symptoms.pain_level >= limits.severe_from
    facts["pain"] = _in_pain(symptoms)
    facts["pain_not_denied"] = facts["pain"] is not False


def _in_pain(symptoms: Symptoms) -> bool | None:
    felt = (
        symptoms.pain_sites
        or symptoms.pain_kinds
        or symptoms.pain_level
        or symptoms.hurts_at_push_off
        or symptoms.hurts_to_walk
        or symptoms.hurts_at_rest
        or symptoms.hurts_at_night
        or symptoms.one_painful_step
        or symptoms.worse_despite_rest
        or symptoms.pain_elsewhere
    )
    if felt:
        return True
    return None if symptoms.pain_level is None else False


def any_complaint(symptoms: Symptoms, facts: Facts) -> bool:
    """Return whether something is wrong with the foot by what was reported, apart from danger signs."""
    if symptoms.early_sign_elsewhere:
        return True
    if facts["pain"] is not None:
        return bool(facts["pain"] or symptoms.pebble_feeling or facts["numb_at_all"])
    describes_pain = (
        symptoms.eases_off_feet is not None
        or symptoms.improving is not None
        or symptoms.days_since_onset is not None
        or symptoms.days_of_self_care
    )
    return bool(describes_pain or symptoms.pebble_feeling or symptoms.recurring or facts["numb_at_all"])


def _add_places(facts: Facts, symptoms: Symptoms) -> None:
    sites = symptoms.pain_sites
    facts["between_toes"] = any(site.startswith("web_") for site in sites) if sites else None
    numbness = symptoms.numbness_or_tingling
    facts["numb_stays"] = None if numbness is None else numbness == "stays"
    facts["numb_at_all"] = None if numbness is None else numbness != "none"
    bone = symptoms.bone_tenderness
    facts["shaft_tender"] = None if bone is None else bone == "metatarsal_shaft"
    facts["strict_bone_tender"] = None if bone is None else bone in STRICT_BONES


def _add_times(facts: Facts, symptoms: Symptoms, limits: Thresholds) -> None:
    minutes = symptoms.morning_stiffness_minutes
    facts["long_stiffness"] = None if minutes is None else minutes > limits.stiffness_over_minutes
    improving = symptoms.improving
    facts["not_improving"] = None if improving is None else not improving
    facts["not_known_to_improve"] = improving is not True
    # Asked and not known is no improvement that anybody noticed; not asked yet is asked first.
    answered_as_unknown = improving is None and "improving" in symptoms.sent_as_null
    facts["no_better"] = True if answered_as_unknown else facts["not_improving"]
    facts["self_care_consider"] = _lasted(symptoms, limits.consider_days)
    facts["self_care_see_doctor"] = _lasted(symptoms, limits.see_doctor_days)
    facts["self_care_overdue"] = _lasted(symptoms, limits.overdue_days)
    onset = symptoms.days_since_onset
    facts["lasted_long"] = None if onset is None else onset >= limits.overdue_days
    facts["lasted_a_while"] = None if onset is None else onset >= limits.consider_days
    facts["lasted_months"] = None if onset is None else onset >= limits.months_from_days
    weeks = symptoms.consistent_exercises_weeks
    facts["exercises_consistent"] = None if weeks is None else weeks >= limits.exercises_weeks


def _lasted(symptoms: Symptoms, days: float) -> bool | None:
    """Return whether self-care has lasted ``days``; it cannot have lasted longer than the pain itself."""
    if symptoms.days_of_self_care is not None:
        return symptoms.days_of_self_care >= days
    if symptoms.days_since_onset is not None and symptoms.days_since_onset < days:
        return False
    return None


def truth(when: tuple[tuple[str, ...], ...], facts: Mapping[str, bool | None]) -> bool | None:
    """Return whether a condition holds: false when one group is, true when all are, else ``None``, not known."""
    known = True
    for group in when:
        best: bool | None = False
        for term in group:
            held = facts[term]
            if held:
                best = True
                break
            if held is None:
                best = None
        if best is False:
            return False
        if best is None:
            known = False
    return True if known else None


class Contradiction(NamedTuple):
    """Two answers that do not fit together: when, the wording of it, and the answer to ask again."""

    occasion: str
    asks: str
    holds: Callable[[Symptoms, Mapping[str, bool | None]], bool | None]


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


def contradictions_in(symptoms: Symptoms, facts: Mapping[str, bool | None]) -> tuple[Contradiction, ...]:
    """Return the answers that do not fit together."""
    return tuple(pair for pair in CONTRADICTIONS if pair.holds(symptoms, facts))


def named(pairs: tuple[Contradiction, ...], book: Rulebook) -> tuple[Reason, ...]:
    """Return one reason for each pair of answers that do not fit together."""
    return tuple(Reason("TRIAGE-18", book.sentence("TRIAGE-18", pair.occasion), NEUTRAL) for pair in pairs)


def questions_again(pairs: tuple[Contradiction, ...], book: Rulebook) -> tuple[Missing, ...]:
    """Return the milder answer of each pair as a question."""
    why = book.sentence("TRIAGE-18", "ask_again")
    return tuple(Missing(f"symptoms.{field}", why, ADVICE) for field in dict.fromkeys(pair.asks for pair in pairs))
