"""What a person says of the pain. Every field may be ``None``, which means *not known*, never *no*."""

from __future__ import annotations

from dataclasses import dataclass

PAIN_SITES = (
    *(f"mth_{n}" for n in range(1, 6)),
    *(f"web_{n}_{n + 1}" for n in range(1, 5)),
    *(f"toe_{n}" for n in range(1, 6)),
    "midfoot",
    "heel",
)
PAIN_SIDES = ("left", "right", "both")
PAIN_KINDS = ("ache", "bruise", "burning", "sharp", "stabbing", "electric")
NUMBNESS = ("none", "comes_and_goes", "stays")
BONE_TENDERNESS = ("none", "metatarsal_shaft", "navicular", "fifth_base")


@dataclass(frozen=True, slots=True)
class Symptoms:
    """What a request may say: booleans are tri-state, ``pain_level`` 0-10, durations in the unit of the name."""

    pain_level: int | None = None
    pain_sites: tuple[str, ...] | None = None
    pain_side: str | None = None
    pain_kinds: tuple[str, ...] | None = None
    pebble_feeling: bool | None = None
    hurts_at_push_off: bool | None = None
    hurts_to_walk: bool | None = None
    hurts_at_rest: bool | None = None
    hurts_at_night: bool | None = None
    eases_off_feet: bool | None = None
    worse_despite_rest: bool | None = None
    days_since_onset: int | None = None
    days_of_self_care: int | None = None
    improving: bool | None = None
    swelling: bool | None = None
    heat: bool | None = None
    redness: bool | None = None
    numbness_or_tingling: str | None = None
    toe_deformity: bool | None = None
    one_painful_step: bool | None = None
    joint_unstable: bool | None = None
    diabetes: bool | None = None
    neuropathy: bool | None = None
    open_wound: bool | None = None
    fever: bool | None = None
    hot_stuck_joint: bool | None = None
    calf_swelling: bool | None = None
    breathless: bool | None = None
    cold_or_pale_foot: bool | None = None
    sudden_numb_foot: bool | None = None
    deformity_after_injury: bool | None = None
    cannot_walk_four_steps: bool | None = None
    sole_bruising: bool | None = None
    bone_tenderness: str | None = None
    recent_load_increase: bool | None = None
    weight_loss_or_cancer_history: bool | None = None
    both_feet_swollen: bool | None = None
    morning_stiffness_minutes: int | None = None
    consistent_exercises_weeks: int | None = None
    recurring: bool | None = None
