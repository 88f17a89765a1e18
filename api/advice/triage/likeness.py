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

UNDER_SECOND_OR_THIRD = frozenset({"mth_2", "mth_3", "toe_2", "toe_3"})
DULL_OR_BURNING = frozenset({"ache", "burning"})
BEHIND_FOREFOOT = frozenset({"midfoot", "heel"})


class Mark(NamedTuple):
    """One sign of a likeness that was reported: the rule and occasion of its sentence, and rules cited besides."""

    rule: str
    occasion: str = "default"
    also: tuple[str, ...] = ()


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
        for name, mark in _not_excluded(facts, symptoms):
            if not marks[name]:
                alike.append(_likeness(name, "not_excluded", [mark], book))
    return tuple(alike)


def _likeness(condition: str, match: str, marks: list[Mark], book: Rulebook) -> Likeness:
    rules = dict.fromkeys(rule for mark in marks for rule in (mark.rule, *mark.also))
    because = tuple(book.sentence(mark.rule, mark.occasion) for mark in marks)
    return Likeness(condition, match, because, tuple(rules))


def _metatarsalgia(symptoms: Symptoms) -> list[Mark]:
    sites = symptoms.pain_sites or ()
    marks = []
    if not DULL_OR_BURNING.isdisjoint(symptoms.pain_kinds or ()) and not UNDER_SECOND_OR_THIRD.isdisjoint(sites):
        marks.append(Mark("SIGN-01"))
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
    if facts["electric"] or (facts["nerve_kind"] and beside_nerve):
        marks.append(Mark("SIGN-06", "nerve_pain", ("FLAG-08",)))
    elif facts["between_toes"]:
        marks.append(Mark("SIGN-06", "between_toes"))
    if facts["numb_at_all"]:
        marks.append(Mark("SIGN-06", "numbness", ("FLAG-05",) if facts["numb_stays"] else ("SIGN-04",)))
    return marks


def _stress_fracture(facts: Facts, symptoms: Symptoms) -> list[Mark]:
    marks = []
    if facts["hurts_at_night"] or facts["hurts_at_rest"] or facts["not_eased"]:
        marks.append(Mark("SIGN-07", "without_load", ("FLAG-04",)))
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


def _not_excluded(facts: Facts, symptoms: Symptoms) -> list[tuple[str, Mark]]:
    """Return the likenesses that an answer not given leaves open, with the sentence that says so."""
    open_ones = []
    if facts["between_toes"] is None or facts["numb_at_all"] is None:
        open_ones.append(("mortons_neuroma", Mark("SIGN-06", "not_excluded")))
    if facts["hurts_at_night"] is None or facts["hurts_at_rest"] is None or symptoms.bone_tenderness is None:
        open_ones.append(("stress_fracture", Mark("SIGN-07", "not_excluded")))
    if facts["swelling"] is None or facts["joint_unstable"] is None:
        open_ones.append(("joint_instability_or_bursitis", Mark("SIGN-08", "not_excluded")))
    return open_ones
