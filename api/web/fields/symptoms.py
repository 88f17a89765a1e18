"""What a request may say of the pain: checked here, handed to the advice as ``Symptoms``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields

from api.advice.triage.request import BONE_TENDERNESS, NUMBNESS, PAIN_KINDS, PAIN_SIDES, PAIN_SITES, Symptoms
from api.web.fields.strict import RequestSchema, StrictBoolean, StrictChoice, StrictInteger, StrictList

PAIN_MOST = 10
DAYS_MOST = 36_500
WEEKS_MOST = 5_200
MINUTES_MOST = 1_440

EXAMPLE = {
    "pain_level": 4,
    "pain_sites": ["mth_2", "mth_3"],
    "pain_kinds": ["burning"],
    "pebble_feeling": True,
    "hurts_at_push_off": True,
    "eases_off_feet": True,
    "hurts_at_rest": False,
    "hurts_at_night": False,
    "swelling": False,
    "numbness_or_tingling": "none",
    "diabetes": False,
    "days_of_self_care": 3,
}


def _yes_or_no(description: str) -> StrictBoolean:
    return StrictBoolean(allow_none=True, metadata={"description": description})


def _one_of(choices: tuple[str, ...], description: str) -> StrictChoice:
    return StrictChoice(choices, allow_none=True, metadata={"description": description})


def _some_of(choices: tuple[str, ...], description: str) -> StrictList:
    return StrictList(
        StrictChoice(choices), max_length=len(choices), allow_none=True, metadata={"description": description}
    )


def _whole(high: int, description: str) -> StrictInteger:
    return StrictInteger(low=0, high=high, allow_none=True, metadata={"description": description})


class SymptomsSchema(RequestSchema):
    """What the person says of the pain. Leave out, or send ``null`` for, what is not known: it never means no."""

    pain_level = _whole(PAIN_MOST, "How strong the pain is, 0 (none) to 10 (worst).")
    pain_sites = _some_of(
        PAIN_SITES,
        "Where it hurts: `mth_1` to `mth_5` under the heads of the metatarsals, big toe side first; `web_1_2` to "
        "`web_4_5` between the toes; the toes; `midfoot`; `heel`.",
    )
    pain_side = _one_of(PAIN_SIDES, "Which foot hurts.")
    pain_kinds = _some_of(PAIN_KINDS, "What the pain is like: all words that fit.")
    pebble_feeling = _yes_or_no("It feels like a pebble, though the shoe is empty.")
    hurts_at_push_off = _yes_or_no("It hurts when the foot pushes off.")
    hurts_to_walk = _yes_or_no("Walking hurts, or the pain gets in the way of walking.")
    hurts_at_rest = _yes_or_no("It hurts without load.")
    hurts_at_night = _yes_or_no("It hurts at night.")
    eases_off_feet = _yes_or_no("The pain eases off the feet.")
    worse_despite_rest = _yes_or_no("It gets worse although the foot is rested.")
    days_since_onset = _whole(DAYS_MOST, "Days since the pain began.")
    days_of_self_care = _whole(DAYS_MOST, "Days of rest, ice and good shoes so far.")
    improving = _yes_or_no("It is getting better.")
    swelling = _yes_or_no("The forefoot is swollen.")
    heat = _yes_or_no("The forefoot is hot.")
    redness = _yes_or_no("The forefoot is red.")
    numbness_or_tingling = _one_of(NUMBNESS, "Numb or tingling toes.")
    toe_deformity = _yes_or_no("Toes that hammer, drift or move oddly.")
    one_painful_step = _yes_or_no("It began with one painful step.")
    joint_unstable = _yes_or_no("A toe joint feels unstable.")
    diabetes = _yes_or_no("The person has diabetes.")
    neuropathy = _yes_or_no("Feeling in the feet is dulled by nerve damage.")
    open_wound = _yes_or_no("Open skin or an ulcer on the foot.")
    fever = _yes_or_no("Fever.")
    hot_stuck_joint = _yes_or_no("A suddenly hot, swollen joint that will not move.")
    calf_swelling = _yes_or_no("One calf throbbing, swollen, warm or red.")
    breathless = _yes_or_no("Short of breath.")
    cold_or_pale_foot = _yes_or_no("The foot is cold, pale or blue.")
    sudden_numb_foot = _yes_or_no("The whole foot went numb suddenly.")
    deformity_after_injury = _yes_or_no("Bone visible, or the foot out of shape, after an injury.")
    cannot_walk_four_steps = _yes_or_no("Four steps cannot be taken after an injury.")
    sole_bruising = _yes_or_no("A bruise on the sole after a twist.")
    bone_tenderness = _one_of(BONE_TENDERNESS, "Which bone is tender at one point; `fifth_base` is its base.")
    recent_load_increase = _yes_or_no("Training went up shortly before the pain.")
    weight_loss_or_cancer_history = _yes_or_no("Weight loss without a cause, or an earlier cancer.")
    both_feet_swollen = _yes_or_no("Both forefeet are swollen.")
    morning_stiffness_minutes = _whole(MINUTES_MOST, "How long the feet are stiff in the morning, in minutes.")
    consistent_exercises_weeks = _whole(WEEKS_MOST, "Weeks of regular stretching and strengthening so far.")
    recurring = _yes_or_no("The pain keeps coming back.")


def to_symptoms(told: dict[str, Any]) -> Symptoms:
    """Answer what was said, from the fields of ``SymptomsSchema`` that were sent; lists as tuples without repeats."""
    for name in ("pain_sites", "pain_kinds"):
        if told.get(name) is not None:
            told[name] = tuple(dict.fromkeys(told[name]))
    return Symptoms(**told)


class SymptomsField(fields.Nested):
    """The object ``symptoms``, read into ``Symptoms``.

    Only what was sent is looked at: of forty questions a person answers ten, and the others would cost the most time.
    """

    default_error_messages = {"type": "Must be an object."}  # noqa: RUF012 - marshmallow's own form

    def __init__(self, *, required: bool = False) -> None:
        super().__init__(
            SymptomsSchema,
            required=required,
            allow_none=not required,
            metadata={"description": "What is known of the pain; red flags are judged first."},
        )

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, partial: Any = None, **kwargs: Any
    ) -> Symptoms:
        if not isinstance(value, Mapping):
            raise self.make_error("type", input=value, type=value.__class__.__name__)
        told: dict[str, Any] = {}
        errors: dict[str, Any] = {}
        questions = self.schema.load_fields
        for name, answer in value.items():
            if name not in questions:
                errors[name] = [self.schema.error_messages["unknown"]]
                continue
            try:
                told[name] = questions[name].deserialize(answer)
            except ValidationError as error:
                errors[name] = error.messages
        if errors:
            raise ValidationError(errors)
        return to_symptoms(told)
