"""What is known of the pain. Every field may be ``None``, which means *not known*, never *no*."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from api.advice.core.describe import INTERNAL, NULLS, OneOf, Range, Unit
from api.advice.foot.feet import Feet

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
SEEN = ("no", "same_or_better", "new_or_worse")
BONE_TENDERNESS = ("none", "metatarsal_shaft", "navicular", "fifth_base")


@dataclass(frozen=True, slots=True)
class Symptoms:
    """What the person says of the pain. Leave out, or send ``null`` for, what is not known: it never means no."""

    pain_level: Annotated[
        int | None, Unit("0 to 10"), Range(0, 10), "How strong the pain is, 0 (none) to 10 (worst)."
    ] = None
    pain_sites: Annotated[
        tuple[Annotated[str, OneOf(PAIN_SITES)], ...] | None,
        "Where it hurts: `mth_1` to `mth_5` under the heads of the metatarsals, big toe side first; `web_1_2` to "
        "`web_4_5` between the toes; the toes; `midfoot`; `heel`.",
    ] = None
    pain_side: Annotated[str | None, OneOf(PAIN_SIDES), "Which foot hurts."] = None
    pain_kinds: Annotated[
        tuple[Annotated[str, OneOf(PAIN_KINDS)], ...] | None, "What the pain is like: all words that fit."
    ] = None
    pebble_feeling: Annotated[bool | None, "It feels like a pebble, though the shoe is empty."] = None
    hurts_at_push_off: Annotated[bool | None, "It hurts when the foot pushes off."] = None
    hurts_to_walk: Annotated[bool | None, "Walking hurts, or the pain gets in the way of walking."] = None
    hurts_at_rest: Annotated[bool | None, "It hurts without load."] = None
    hurts_at_night: Annotated[bool | None, "It hurts at night."] = None
    eases_off_feet: Annotated[bool | None, "The pain eases off the feet."] = None
    worse_despite_rest: Annotated[bool | None, "It gets worse although the foot is rested."] = None
    days_since_onset: Annotated[int | None, Unit("days"), Range(0, 36500), "Days since the pain began."] = None
    days_of_self_care: Annotated[
        int | None, Unit("days"), Range(0, 36500), "Days of rest, ice and good shoes so far."
    ] = None
    improving: Annotated[bool | None, "It is getting better."] = None
    swelling: Annotated[bool | None, "The forefoot is swollen."] = None
    heat: Annotated[bool | None, "The forefoot is hot."] = None
    redness: Annotated[bool | None, "The forefoot is red."] = None
    numbness_or_tingling: Annotated[str | None, OneOf(NUMBNESS), "Numb or tingling toes."] = None
    toe_deformity: Annotated[bool | None, "Toes that hammer, drift or move oddly."] = None
    one_painful_step: Annotated[bool | None, "It began with one painful step."] = None
    joint_unstable: Annotated[bool | None, "A toe joint feels unstable."] = None
    diabetes: Annotated[bool | None, "The person has diabetes."] = None
    neuropathy: Annotated[bool | None, "Feeling in the feet is dulled by nerve damage."] = None
    open_wound: Annotated[bool | None, "Open skin or an ulcer on the foot."] = None
    fever: Annotated[bool | None, "Fever."] = None
    hot_stuck_joint: Annotated[bool | None, "A suddenly hot, swollen joint that will not move."] = None
    calf_swelling: Annotated[bool | None, "One calf throbbing, swollen, warm or red."] = None
    breathless: Annotated[bool | None, "Short of breath."] = None
    cold_or_pale_foot: Annotated[bool | None, "The foot has turned cold, pale or blue and stays so."] = None
    sudden_numb_foot: Annotated[bool | None, "The whole foot went numb suddenly."] = None
    deformity_after_injury: Annotated[bool | None, "Bone visible, or the foot out of shape, after an injury."] = None
    cannot_walk_four_steps: Annotated[bool | None, "Four steps cannot be taken after an injury."] = None
    sole_bruising: Annotated[bool | None, "A bruise on the sole after a twist."] = None
    bone_tenderness: Annotated[
        str | None, OneOf(BONE_TENDERNESS), "Which bone is tender at one point; `fifth_base` is its base."
    ] = None
    recent_load_increase: Annotated[bool | None, "Training went up shortly before the pain."] = None
    weight_loss_or_cancer_history: Annotated[bool | None, "Weight loss without a cause, or an earlier cancer."] = None
    both_feet_swollen: Annotated[bool | None, "Both forefeet are swollen."] = None
    morning_stiffness_minutes: Annotated[
        int | None, Unit("minutes"), Range(0, 1440), "How long the feet are stiff in the morning, in minutes."
    ] = None
    consistent_exercises_weeks: Annotated[
        int | None, Unit("weeks"), Range(0, 5200), "Weeks of regular stretching and strengthening so far."
    ] = None
    recurring: Annotated[bool | None, "The pain keeps coming back."] = None
    seen_by_professional: Annotated[
        str | None,
        OneOf(SEEN),
        "Whether a doctor or podiatrist has looked at this pain: `same_or_better` if it has not become worse since, "
        "`new_or_worse` if it has, or if something new came.",
    ] = None
    age_years: Annotated[int | None, Unit("years"), Range(0, 120), "How old the person is."] = None
    pregnant: Annotated[bool | None, "The person is pregnant."] = None
    sent_as_null: Annotated[frozenset[str], INTERNAL, NULLS] = frozenset()
    pain_elsewhere: Annotated[bool | None, INTERNAL] = None
    """Whether an answer outside the symptoms names a pain: a check that is not free of it, a run in which it grew."""
    early_sign_elsewhere: Annotated[bool | None, INTERNAL] = None
    """Whether an answer outside the symptoms names an early sign, such as a hot spot in a run."""
    flare_up_elsewhere: Annotated[bool | None, INTERNAL] = None
    """Whether an answer outside the symptoms says that the pain has flared up."""


@dataclass(frozen=True, slots=True)
class TriageRequest:
    """What is known of the pain; ``{"symptoms": {}}`` asks which questions to begin with."""

    symptoms: Annotated[Symptoms, "What is known of the pain; red flags are judged first."]
    feet: Annotated[Feet | None, "How the feet are built: a bunion or a hammertoe counts as a toe that drifts."] = None
