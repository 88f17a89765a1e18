"""How a consultation is asked for and how it is answered: the fields of its topics, by the names they have there."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

import api.web.fields.exercises  # noqa: F401 - the kinds of field that the request names
from api.advice.consultation.advise import PARTS, VERDICTS
from api.advice.consultation.request import ConsultationRequest
from api.advice.exercises.answer import ExercisesAnswer
from api.advice.exercises.request import ExercisesRequest
from api.advice.foot.feet import Feet
from api.advice.met_pad.answer import MetPadAnswer
from api.advice.met_pad.request import PadRequest
from api.advice.run_today.answer import RunTodayAnswer
from api.advice.run_today.request import RunTodayRequest
from api.advice.self_care.answer import SelfCareAnswer
from api.advice.self_care.request import SelfCareRequest
from api.advice.shoes.answer import ShoesAnswer
from api.advice.shoes.request import ShoesAdviceRequest
from api.advice.triage.answer import TriageAnswer
from api.advice.triage.request import Symptoms
from api.web.catalogue import shoes_schema  # noqa: F401 - brings the description of a shoe
from api.web.fields.answer import AnswerSchema, choice, code, list_of, rule_ids, text
from api.web.fields.derive import answer_schema, made_of, part_schema
from api.web.fields.feet import FEET_EXAMPLE
from api.web.fields.strict import ResponseSchema

EXAMPLE: dict[str, Any] = {
    "symptoms": {
        "pain_level": 3,
        "pain_sites": ["mth_2", "mth_3"],
        "pain_side": "left",
        "pain_kinds": ["ache"],
        "hurts_at_push_off": True,
        "hurts_to_walk": False,
        "hurts_at_rest": False,
        "hurts_at_night": False,
        "swelling": False,
        "numbness_or_tingling": "none",
        "diabetes": False,
        "neuropathy": False,
        "days_since_onset": 10,
    },
    "feet": FEET_EXAMPLE,
    "sex": "male",
    "use": "road",
    "insole": "flat",
    "max_price": 200,
    "limit": 3,
    "minutes_per_session": 10,
    "equipment": ["towel"],
    "medicine_cautions": [],
    "as_of": "2026-09-01",
}

_SAID_AT_THE_TOP = ("missing", "rules", "rulebook_version", "disclaimer")
"""What a whole answer says once for all its parts."""


class ConsultationRequestSchema(
    part_schema(ShoesAdviceRequest),  # type: ignore[misc]
    part_schema(PadRequest),  # type: ignore[misc]
    part_schema(SelfCareRequest),  # type: ignore[misc]
    part_schema(RunTodayRequest),  # type: ignore[misc]
    part_schema(ExercisesRequest),  # type: ignore[misc]
):
    """Everything that is known of a customer. Leave out, or send ``null`` for, what is not known: it never means no."""


def to_request(body: dict[str, Any]) -> ConsultationRequest:
    """Return the facts of a request body by topic."""
    said = body.get("symptoms") or Symptoms()
    return ConsultationRequest(
        symptoms=said,
        shoes=made_of(ShoesAdviceRequest, {**body, "feet": body.get("feet") or _one_foot(body), "symptoms": said}),
        pad=made_of(PadRequest, {**body, "symptoms": said}),
        self_care=made_of(SelfCareRequest, body),
        run_today=made_of(RunTodayRequest, body),
        exercises=made_of(ExercisesRequest, body),
    )


def _one_foot(body: dict[str, Any]) -> Feet | None:
    """Answer the one foot that was told of as the feet that shoes are fitted to; without a side it stands for both."""
    foot, side = body.get("foot"), body.get("side")
    if foot is None:
        return None
    return Feet(left=None if side == "right" else foot, right=None if side == "left" else foot)


class TriagePartSchema(answer_schema(TriageAnswer)):  # type: ignore[misc]
    """Who should look at the foot, and how soon."""

    class Meta(ResponseSchema.Meta):
        exclude = _SAID_AT_THE_TOP


class ShoesPartSchema(answer_schema(ShoesAnswer)):  # type: ignore[misc]
    """Which shoes suit this foot."""

    class Meta(ResponseSchema.Meta):
        exclude = _SAID_AT_THE_TOP


class MetPadPartSchema(answer_schema(MetPadAnswer)):  # type: ignore[misc]
    """Where a pad goes."""

    class Meta(ResponseSchema.Meta):
        exclude = _SAID_AT_THE_TOP


class SelfCarePartSchema(answer_schema(SelfCareAnswer)):  # type: ignore[misc]
    """What to do at home."""

    class Meta(ResponseSchema.Meta):
        exclude = _SAID_AT_THE_TOP


class RunTodayPartSchema(answer_schema(RunTodayAnswer)):  # type: ignore[misc]
    """Whether to run today."""

    class Meta(ResponseSchema.Meta):
        exclude = _SAID_AT_THE_TOP


class ExercisesPartSchema(answer_schema(ExercisesAnswer)):  # type: ignore[misc]
    """Which exercises to do."""

    class Meta(ResponseSchema.Meta):
        exclude = _SAID_AT_THE_TOP


class AgreedSchema(ResponseSchema):
    """What was changed in one part because of another."""

    part = choice(PARTS, "Which part.")
    code = code("Stable, for machines.")
    text = text("For people.")
    rules = rule_ids("The rules behind it.", at_least=1)


class ConsultationAnswerSchema(AnswerSchema):
    """Everything for one customer. Actions, reasons and questions of the whole are not repeated in the parts."""

    verdict = choice(VERDICTS, "Who should look at the foot, from urgent to not at all.")
    triage = fields.Nested(TriagePartSchema, required=True)
    shoes = fields.Nested(ShoesPartSchema, required=True)
    met_pad = fields.Nested(MetPadPartSchema, required=True)
    self_care = fields.Nested(SelfCarePartSchema, required=True)
    run_today = fields.Nested(RunTodayPartSchema, required=True)
    exercises = fields.Nested(ExercisesPartSchema, required=True)
    agreed = list_of(AgreedSchema, "What was changed so that the parts agree.")
