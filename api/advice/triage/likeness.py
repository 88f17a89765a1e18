"""What the pain resembles, never what it is: the pattern of metatarsalgia and the three that feel much like it.

Rules SIGN-01..08. A likeness is named when a sign of it was reported; once one is named, those that cannot be set aside
for want of an answer are named too, because their treatment is another one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from api.advice.core.rules import Rulebook
from api.advice.triage.answer import Likeness
from api.advice.triage.request import Symptoms

Facts = Mapping[str, bool | None]

UNDER_SECOND_OR_THIRD_SITES = ("mth_2", "toe_2", "mth_3", "toe_3")
UNDER_SECOND_OR_THIRD = frozenset(UNDER_SECOND_OR_THIRD_SITES)
DULL_OR_BURNING_KINDS = ("ache", "burning")
DULL_OR_BURNING = frozenset(DULL_OR_BURNING_KINDS)
BEHIND_FOREFOOT = frozenset({"midfoot", "heel"})


class Mark(NamedTuple):
    """One sign of a likeness: the rule and occasion of its sentence, the facts in it, and rules cited besides."""

    rule: str
    occasion: str = "default"
    also: tuple[str, ...] = ()
    names: tuple[tuple[str, tuple[str, ...]], ...] = ()


def outside_forefoot(symptoms: Symptoms) -> bool:
    """Return whether all pain that was named sits behind the forefoot (TRIAGE-12)."""
    return bool(symptoms.pain_sites) and BEHIND_FOREFOOT.issuperset(symptoms.pain_sites or ())


def resemblances(symptoms: Symptoms, facts: Facts, book: Rulebook) -> tuple[Likeness, ...]:
    """Return the likenesses that have a sign, and then those that an open question leaves possible."""
    marks = {
        "metatarsalgia": [] if outside_forefoot(symptoms) else _metatarsalgia(symptoms),
        "mortons_neuroma": _mortons_neuroma(facts, symptoms),
        "stress_fracture": _stress_fracture(facts, symptoms),
        "joint_instability_or_bursitis": _joint(facts),
    }
    alike = [_likeness(name, "signs", found, book) for name, found in marks.items() if found]
    if alike:
        for name, mark in _not_excluded(facts):
            if not marks[name]:
                alike.append(_likeness(name, "not_excluded", [mark], book))
    return tuple(alike)


def _likeness(condition: str, match: str, marks: list[Mark], book: Rulebook) -> Likeness:
    rules = dict.fromkeys(rule for mark in marks for rule in (mark.rule, *mark.also))
    because = tuple(_worded(mark, book) for mark in marks)
    return Likeness(condition, match, because, tuple(rules))


def _worded(mark: Mark, book: Rulebook) -> str:
    facts = {
        fact: tuple(dict.fromkeys(book.sentence(mark.rule, occasion) for occasion in occasions))
        for fact, occasions in mark.names
    }
    return book.sentence(mark.rule, mark.occasion, **facts)


def _metatarsalgia(symptoms: Symptoms) -> list[Mark]:
    sites = symptoms.pain_sites or ()
    marks = []
    if not DULL_OR_BURNING.isdisjoint(symptoms.pain_kinds or ()) and not UNDER_SECOND_OR_THIRD.isdisjoint(sites):
        kinds = tuple(f"kind_{kind}" for kind in DULL_OR_BURNING_KINDS if kind in (symptoms.pain_kinds or ()))
        toes = tuple(f"site_{site}" for site in UNDER_SECOND_OR_THIRD_SITES if site in sites)
        marks.append(Mark("SIGN-01", names=(("kinds", kinds), ("toes", toes))))
    if symptoms.hurts_at_push_off:
        marks.append(Mark("SIGN-02"))
    if symptoms.pebble_feeling:
        marks.append(Mark("SIGN-03"))
    eases_in_forefoot = symptoms.eases_off_feet and (marks or sites)
    if eases_in_forefoot:
        marks.append(Mark("SIGN-05"))
    if marks and symptoms.numbness_or_tingling == "comes_and_goes":
        marks.append(Mark("SIGN-04"))
    return marks


def _mortons_neuroma(facts: Facts, symptoms: Symptoms) -> list[Mark]:
    marks = []
    beside_nerve = facts["between_toes"] or facts["numb_at_all"]
    if facts["electric"]:
        marks.append(Mark("SIGN-06", "electric", ("FLAG-08",)))
    if facts["nerve_kind"] and beside_nerve:
        marks.append(Mark("SIGN-06", "nerve_pain", ("FLAG-08",)))
    if facts["between_toes"]:
        marks.append(Mark("SIGN-06", "between_toes"))
    if facts["numb_at_all"]:
        marks.append(Mark("SIGN-06", "numbness", ("FLAG-05",) if facts["numb_stays"] else ("SIGN-04",)))
    return marks


def _stress_fracture(facts: Facts, symptoms: Symptoms) -> list[Mark]:
    without_load = ("hurts_at_night", "hurts_at_rest", "not_eased")
    marks = [Mark("SIGN-07", term, ("FLAG-04",)) for term in without_load if facts[term]]
    if symptoms.bone_tenderness not in (None, "none"):
        marks.append(Mark("SIGN-07", "tender_bone", ("SAFE-07",)))
    if facts["one_painful_step"]:
        marks.append(Mark("SIGN-07", "painful_step", ("FLAG-07",)))
    if marks and facts["recent_load_increase"]:
        marks.append(Mark("SIGN-07", "more_load"))
    return marks


def _joint(facts: Facts) -> list[Mark]:
    marks = []
    if facts["swelling"] or facts["both_feet_swollen"]:
        marks.append(Mark("SIGN-08", "swelling"))
    if facts["joint_unstable"]:
        marks.append(Mark("SIGN-08", "unstable"))
    return marks


OPEN_FOR = {
    "mortons_neuroma": ("SIGN-06", ("between_toes", "numb_at_all")),
    "stress_fracture": ("SIGN-07", ("hurts_at_night", "hurts_at_rest", "shaft_tender")),
    "joint_instability_or_bursitis": ("SIGN-08", ("swelling", "joint_unstable")),
}
"""Likeness -> its rule, and the terms that have to be known before it can be set aside."""


def _not_excluded(facts: Facts) -> list[tuple[str, Mark]]:
    """Return the likenesses that an answer not given leaves open, each with the questions that are still open."""
    marks = []
    for name, (rule, terms) in OPEN_FOR.items():
        unknown = tuple(f"open_{term}" for term in terms if facts[term] is None)
        if unknown:
            marks.append((name, Mark(rule, "not_excluded", names=(("open", unknown),))))
    return marks
