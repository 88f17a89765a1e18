"""How the next step of a pad is asked for and how it is answered."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from api.advice.met_pad.adjustment import FEELS, VERDICTS, AdjustmentRequest, Tried
from api.advice.met_pad.kind import RUNNING, USES
from api.advice.triage.request import Symptoms
from api.web.advice.met_pad_given_schema import GivenPlacementSchema, behind, given
from api.web.fields.answer import AnswerSchema, choice
from api.web.fields.strict import RequestSchema, ResponseSchema, StrictBoolean, StrictChoice, StrictInteger, StrictList
from api.web.fields.symptoms import SymptomsField

DAYS_MOST, PAIN_MOST = 36_500, 10

MOST_TRIED = 50

EXAMPLE: dict[str, Any] = {
    "placement": {
        "side": "left",
        "ball_line_from_heel_mm": {"estimate": 195, "low": 193, "high": 197, "basis": "measured"},
        "front_edge_from_heel_mm": {"target": 190, "low": 184.4, "high": 195},
        "behind_ball_mm": {"target": 5, "low": 0, "high": 10.6},
    },
    "feel": "pebble_still_there",
    "days_tried": 4,
    "tried": [],
}


class GivenTriedSchema(RequestSchema):
    """One place that was worn, as an earlier answer served it in `tried`."""

    behind_ball_mm = behind(required=True)
    feel = StrictChoice(FEELS, required=True)
    days_tried = StrictInteger(low=0, high=DAYS_MOST, allow_none=True)
    pain_level = StrictInteger(low=0, high=PAIN_MOST, allow_none=True)
    advised = StrictChoice(VERDICTS, allow_none=True, metadata={"description": "What was advised then."})


class MetPadAdjustmentRequestSchema(RequestSchema):
    """Where the pad is, how it feels, and what was tried before, oldest first and without the present place."""

    placement = given(GivenPlacementSchema, required=True)
    feel = StrictChoice(FEELS, required=True, metadata={"description": "How the foot feels with the pad there."})
    days_tried = StrictInteger(
        low=0, high=DAYS_MOST, allow_none=True, metadata={"description": "Days it was worn at this place."}
    )
    tried = StrictList(
        fields.Nested(GivenTriedSchema),
        max_length=MOST_TRIED,
        allow_none=True,
        metadata={"description": "`tried` of the last answer; the service remembers nothing."},
    )
    chronic = StrictBoolean(allow_none=True, metadata={"description": "Long-standing: joints stay inflamed."})
    use = StrictChoice(USES, allow_none=True, metadata={"description": "What the shoe is worn for."})
    symptoms = SymptomsField()


def to_adjustment(told: dict[str, Any]) -> AdjustmentRequest:
    """Answer the facts of a request body; the placement goes through as it was sent."""
    return AdjustmentRequest(
        placement=told["placement"],
        feel=told["feel"],
        days_tried=told.get("days_tried"),
        tried=tuple(
            Tried(
                each["behind_ball_mm"],
                each["feel"],
                each.get("days_tried"),
                each.get("pain_level"),
                each.get("advised"),
            )
            for each in told.get("tried") or ()
        ),
        chronic=told.get("chronic"),
        running=told.get("use") in RUNNING,
        symptoms=told.get("symptoms") or Symptoms(),
    )


class TriedSchema(ResponseSchema):
    """One place that was worn; send the list back with the next question."""

    behind_ball_mm = fields.Float(required=True)
    feel = choice(FEELS, "How it felt.")
    days_tried = fields.Integer(required=True, allow_none=True)
    pain_level = fields.Integer(required=True, allow_none=True)
    advised = choice(VERDICTS, "What was advised then.", allow_none=True)


class MetPadAdjustmentAnswerSchema(AnswerSchema):
    """The next step for a pad."""

    verdict = choice(VERDICTS, "What to do next.")
    move_mm = fields.Float(
        required=True,
        validate=validate.Range(min=0),
        metadata={"description": "How far the front edge moves; the verdict says which way."},
    )
    ends = fields.Boolean(required=True, metadata={"description": "Whether no further place is tried after this."})
    placement = fields.Nested(
        GivenPlacementSchema,
        required=True,
        allow_none=True,
        metadata={"description": "Where the pad lies then, as it was sent and moved; null when it comes out."},
    )
    tried = fields.List(fields.Nested(TriedSchema), required=True, metadata={"description": "Send it with the next."})
    review_after_days = fields.Integer(
        required=True, allow_none=True, metadata={"description": "When to judge again; null when the pad comes out."}
    )
