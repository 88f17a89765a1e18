"""Whole people: feet, symptoms, history, shoes and wishes, made of plausible parts and a few surprises.

``person(number)`` is the same person in every run. A person is a mapping as a client would send it, by part; ``bodies``
gives the request of each topic, so that every topic is asked about the same person.
"""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

Part = dict[str, Any]
Person = Mapping[str, Part]

CLEAR: Part = {
    **dict.fromkeys(
        (
            *("hurts_to_walk", "hurts_at_rest", "hurts_at_night", "swelling", "heat", "redness", "diabetes"),
            *("neuropathy", "open_wound", "fever"),
        ),
        False,
    ),
    "numbness_or_tingling": "none",
}

PAINS: Mapping[str, Part] = {
    "nothing known": {},
    "painless": {"pain_level": 0, **CLEAR},
    "mild ache": {"pain_level": 2, "pain_sites": ["mth_2"], "pain_kinds": ["ache"], "days_since_onset": 4, **CLEAR},
    "sore ball": {"pain_level": 4, "pain_sites": ["mth_2", "mth_3"], "pebble_feeling": True, "eases_off_feet": True},
    "little toe": {"pain_level": 3, "pain_sites": ["mth_5"], "pain_kinds": ["ache"], "days_of_self_care": 5, **CLEAR},
    "big toe": {"pain_level": 3, "pain_sites": ["mth_1"], "pain_kinds": ["bruise"], **CLEAR},
    "nerve": {
        "pain_level": 5,
        "pain_sites": ["web_3_4"],
        "pain_kinds": ["burning", "electric"],
        "numbness_or_tingling": "comes_and_goes",
    },
    "numb": {"pain_level": 3, "pain_sites": ["mth_3"], "numbness_or_tingling": "stays"},
    "bone": {
        "pain_level": 6,
        "bone_tenderness": "metatarsal_shaft",
        "recent_load_increase": True,
        "pain_kinds": ["sharp"],
    },
    "snap": {"pain_level": 7, "one_painful_step": True, "swelling": True, "pain_kinds": ["sharp"]},
    "walking": {"pain_level": 5, "hurts_to_walk": True},
    "night": {"pain_level": 4, "hurts_at_night": True, "weight_loss_or_cancer_history": False},
    "months": {"pain_level": 3, "days_since_onset": 90, "improving": False, **CLEAR},
    "two weeks better": {"pain_level": 2, "days_since_onset": 20, "improving": True, "days_of_self_care": 9, **CLEAR},
    "diabetes": {**CLEAR, "pain_level": 2, "pain_sites": ["mth_2"], "diabetes": True, "neuropathy": None},
    "wound": {**CLEAR, "pain_level": 1, "diabetes": True, "open_wound": True},
    "joints": {"pain_level": 5, "both_feet_swollen": True, "morning_stiffness_minutes": 60},
    "calf": {"calf_swelling": True, "breathless": False},
    "cold": {"cold_or_pale_foot": True},
    "bent toe": {"pain_level": 0, "toe_deformity": True},
    "recurring": {"pain_level": 3, "recurring": True, "pain_sites": ["mth_4"], "pain_kinds": ["ache"], **CLEAR},
    "heel": {"pain_level": 3, "pain_sites": ["heel"], **CLEAR},
}
"""What hurts, by name: common pains, danger signs, and nothing at all."""

YES_NO = (
    *("pebble_feeling", "hurts_at_push_off", "hurts_to_walk", "hurts_at_rest", "hurts_at_night", "eases_off_feet"),
    *("worse_despite_rest", "improving", "swelling", "heat", "redness", "toe_deformity", "one_painful_step"),
    *("joint_unstable", "diabetes", "neuropathy", "open_wound", "fever", "recent_load_increase", "recurring"),
)

CAUTIONS = ("stomach_ulcer", "kidney_disease", "blood_thinner", "pregnancy", "under_18", "asthma")
EQUIPMENT = ("towel", "marbles", "ball", "step", "foam_roller")


def person(number: int) -> Person:
    """Return the person of this number."""
    dice = Random(number)
    symptoms = dict(PAINS[dice.choice(list(PAINS))])
    if dice.random() < 0.25:
        symptoms[dice.choice(YES_NO)] = dice.random() < 0.5
    if dice.random() < 0.15:
        symptoms["pain_level"] = dice.randint(0, 10)
    if "pain_sites" in symptoms and dice.random() < 0.6:
        symptoms["pain_side"] = dice.choice(["left", "right", "both"])
    made: dict[str, Part] = {"symptoms": symptoms, "person": _person(dice), "wishes": _wishes(dice)}
    _add_history(made, Random(f"history of {number}"))
    if dice.random() < 0.5:
        made["pair"] = _pair(dice)
    if dice.random() < 0.4:
        made["planned"] = {
            "minutes": dice.choice([20, 40, 60, 120]),
            "effort": dice.choice(["easy", "long", "speed", "race"]),
            "surface": dice.choice(["road", "trail", "track", "grass"]),
        }
    if dice.random() < 0.5:
        made["training"] = _training(dice)
    if dice.random() < 0.4:
        made["return"] = _return(dice)
    return made


def _add_history(made: dict[str, Part], dice: Random) -> None:
    """Add how old the person is, how the pain was before, what was done for it, and how far the exercises have come."""
    symptoms = made["symptoms"]
    if dice.random() < 0.5:
        symptoms["age_years"] = dice.choice([9, 15, 33, 50, 66, 78])
    if made["person"]["sex"] == "female" and dice.random() < 0.1:
        symptoms["pregnant"] = True
    if dice.random() < 0.2:
        symptoms.update(numbness_or_tingling="none", diabetes=False, neuropathy=False)
    if symptoms.get("pain_level") and dice.random() < 0.2:
        symptoms["consistent_exercises_weeks"] = dice.choice([2, 6])
    if symptoms.get("pain_level") and dice.random() < 0.3:
        made["person"]["pain_level_before"] = dice.randint(1, 8)
    if dice.random() < 0.4:
        made["wishes"].update(week=dice.choice([3, 9, 20]), level=dice.choice(["beginner", "advanced"]))


def _person(dice: Random) -> Part:
    sex = dice.choice(["male", "female"])
    length = round(dice.gauss(268 if sex == "male" else 242, 10))
    made: Part = {"sex": sex}
    if dice.random() < 0.7:
        breadth = round(length * dice.uniform(0.36, 0.43))
        arch = dice.choice([None, "low", "normal", "high"])
        foot = {"length_mm": length, "breadth_mm": breadth, "arch": arch, "bunion": dice.choice([None, False, True])}
        made["feet"] = {"left": foot, "right": {**foot, "length_mm": length + dice.randint(-3, 3)}}
        if dice.random() < 0.4:
            made["feet"]["left"] = {**foot, "heel_to_ball_mm": round(length * 0.74)}
    elif dice.random() < 0.7:
        made["size"] = {
            "system": f"us_{'men' if sex == 'male' else 'women'}",
            "value": dice.choice([7, 8.5, 9, 10, 11]),
        }
    if dice.random() < 0.4:
        made["work"] = dice.choice(["standing", "walking", "sitting"])
    if dice.random() < 0.3:
        made["medicine_cautions"] = dice.sample(CAUTIONS, dice.randint(0, 2))
    return made


def _wishes(dice: Random) -> Part:
    made: Part = {"limit": 3}
    if dice.random() < 0.8:
        made["use"] = dice.choice(["road", "road", "trail", "race", "everyday", "home"])
    if dice.random() < 0.3:
        made["in_recovery"] = dice.random() < 0.7
    if dice.random() < 0.2:
        made["max_price"] = dice.choice([100, 150])
    if dice.random() < 0.3:
        made["insole"] = dice.choice(["flat", "contoured", "orthotic"])
    if dice.random() < 0.4:
        made["equipment"] = dice.sample(EQUIPMENT, dice.randint(0, 3))
    if dice.random() < 0.3:
        made["stage"] = dice.choice(["painful", "recovering", "maintenance"])
    if dice.random() < 0.2:
        made["minutes_per_session"] = dice.randint(10, 15)
    return made


def _pair(dice: Random) -> Part:
    made: Part = {"distance": {"km": dice.choice([0, 100, 300, 440, 470, 560, 700, 900, 1500])}}
    if dice.random() < 0.7:
        made["foam"] = dice.choice(["eva", "tpu", "peba"])
    if dice.random() < 0.7:
        made["kind"] = dice.choice(["trainer", "trainer", "race", "trail"])
    if dice.random() < 0.6:
        made["feel"] = dice.choice(["springy", "flat", "unsure"])
    if dice.random() < 0.4:
        made["body_mass_kg"] = dice.choice([55, 68, 90, 110])
    return made


def _training(dice: Random) -> Part:
    usual = dice.choice([0, 10, 25, 40, 60, 80])
    made: Part = {"recent_weeks": [{"km": usual}] * dice.randint(0, 4)}
    if dice.random() < 0.8:
        made["planned_week"] = {"km": round(usual * dice.choice([0.8, 1, 1.05, 1.2, 1.6]) + dice.choice([0, 2]), 1)}
    if dice.random() < 0.6:
        made["longest_run_last_30_days"] = {"km": round(usual / 3, 1)}
        made["planned_longest_run"] = {"km": round(usual / 3 * dice.choice([1, 1.1, 1.4, 2.5]) + 1, 1)}
    if dice.random() < 0.5:
        made["new_stressors"] = dice.sample(["hills", "speed", "new_surface", "new_shoes"], dice.randint(0, 2))
    for name, values in (
        ("days_off", [0, 1, 6, 7, 20]),
        ("illness", [False, True]),
        ("new_runner", [False, True]),
        ("returning", [False, True]),
        ("cadence_spm", [150, 165, 172]),
        ("bmi", [22, 27, 33]),
    ):
        if dice.random() < 0.4:
            made[name] = dice.choice(values)
    return made


def _return(dice: Random) -> Part:
    made: Part = {"usual_weekly_distance": {"km": dice.choice([10, 20, 30, 50, 80])}}
    passed = dice.choice([True, True, False, None])
    made["checks"] = dict.fromkeys(("barefoot_walking", "stairs", "light_hops", "calf_raise"), passed)
    if dice.random() < 0.7:
        made["bone_stress_injury"] = dice.random() < 0.3
    if dice.random() < 0.5:
        made["last_response"] = dice.choice(["none", "none", "fading_soreness", "lingering", "sharp"])
    return made


def bodies(whole: Person) -> dict[str, Part]:
    """Return the request of every topic that this person can be asked about, by topic."""
    symptoms, about, wishes = (whole.get(part, {}) for part in ("symptoms", "person", "wishes"))
    every: Part = {"symptoms": symptoms}
    shoes = {**_some(about, "sex", "feet", "size"), **_some(wishes, "use", "in_recovery", "max_price", "limit")}
    pad = {**_some(about, "sex", "feet", "size"), **_some(wishes, "use", "insole")}
    care = _some(about, "work", "medicine_cautions", "pain_level_before")
    run = {**_some(whole, "pair", "planned"), **_some(wishes, "in_recovery")}
    if wishes.get("in_recovery") and "return" in whole:
        run["checks"] = whole["return"]["checks"]
    moves = _some(wishes, "equipment", "stage", "minutes_per_session", "level", "week")
    made = {
        "triage": every,
        "shoes": {**every, **shoes},
        "met_pad": {**every, **pad},
        "self_care": {**every, **care},
        "run_today": {**every, **run},
        "exercises": {**every, **moves},
        "risk": {**every, **_some(about, "feet")},
        "consultation": {**every, **shoes, **pad, **care, **run, **moves},
    }
    if "pair" in whole:
        made["retirement"] = {**every, **whole["pair"]}
    if "training" in whole:
        made["training"] = {**every, **whole["training"]}
    if "return" in whole:
        made["return_to_run"] = {**every, **whole["return"]}
    return made


def _some(part: Mapping[str, Any], *names: str) -> Part:
    return {name: part[name] for name in names if name in part}
