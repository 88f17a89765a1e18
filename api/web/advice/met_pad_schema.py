"""How a place for a pad is asked for and how it is answered."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from api.advice.foot.ball_line import HEADS, LENGTH_BASES
from api.advice.met_pad.advise import VERDICTS, PadRequest
from api.advice.met_pad.kind import INSOLES, USES
from api.advice.met_pad.request import SIDES
from api.advice.triage.request import Symptoms
from api.web.fields.answer import AnswerSchema, choice, code, list_of, rule_ids, text
from api.web.fields.feet import FeetField, FootField, SizeField, sex_field
from api.web.fields.strict import RequestSchema, ResponseSchema, StrictBoolean, StrictChoice
from api.web.fields.symptoms import SymptomsField

BASES = ("measured", "predicted")

EXAMPLE: dict[str, Any] = {
    "foot": {"length_mm": 262.5, "heel_to_ball_mm": 195, "breadth_mm": 100},
    "side": "left",
    "sex": "male",
    "insole": "flat",
    "chronic": False,
    "use": "road",
    "symptoms": {"pain_sites": ["mth_2", "mth_3"], "pain_side": "left", "diabetes": False},
}


class MetPadRequestSchema(RequestSchema):
    """One foot with its side, or both feet. Leave out, or send ``null`` for, what is not known: it never means no."""

    foot = FootField("One foot; say which with `side`.")
    side = StrictChoice(
        SIDES, allow_none=True, metadata={"description": "Which foot; taken from `pain_side` if left out."}
    )
    feet = FeetField("Both feet, in place of `foot`: each gets a placement of its own.")
    sex = sex_field()
    size = SizeField()
    insole = StrictChoice(INSOLES, allow_none=True, metadata={"description": "Which insole the pad goes with."})
    chronic = StrictBoolean(allow_none=True, metadata={"description": "Long-standing: joints stay inflamed."})
    use = StrictChoice(USES, allow_none=True, metadata={"description": "What the shoe is worn for."})
    symptoms = SymptomsField()


def to_request(told: dict[str, Any]) -> PadRequest:
    """Answer the facts of a request body."""
    symptoms = told.pop("symptoms", None)
    return PadRequest(**told, symptoms=symptoms or Symptoms())


def millimetres(description: str, *, allow_none: bool = False) -> fields.Float:
    """Answer a field for a length in millimetres."""
    return fields.Float(required=True, allow_none=allow_none, metadata={"description": description})


class BallLineSchema(ResponseSchema):
    """The ball line from the back of the heel, with the band it lies in."""

    estimate = millimetres("Where it most likely lies.")
    low = millimetres("The nearer end of the band.")
    high = millimetres("The farther end of the band.")
    basis = choice(BASES, "Measured, or predicted from length or size: then nine feet in ten lie in the band.")
    standard_error = millimetres("Of the prediction; null when measured.", allow_none=True)


class WindowSchema(ResponseSchema):
    """Where the front edge goes and between what it may be moved."""

    target = millimetres("Where it goes first.")
    low = millimetres("The smaller end of the range.")
    high = millimetres("The greater end of the range.")


class AcrossSchema(ResponseSchema):
    """Where the pad lies across the foot, from its inner edge at the ball."""

    low = millimetres("Where it begins.")
    high = millimetres("Where it ends.")


class AtHeadSchema(ResponseSchema):
    """The front edge behind one head, straight along the foot from the back of the heel."""

    head = choice(HEADS, "Which head.")
    head_from_heel_mm = millimetres("The middle of the head.")
    front_edge_from_heel_mm = millimetres("The front edge of the pad behind it.")


class PadSchema(ResponseSchema):
    """The pad itself."""

    kind = code("`adhesive_foam`, `adhesive_felt`, `gel_sleeve`, `built_in_bump`, `soft_insole`.")
    kinds = fields.List(fields.String(), required=True, metadata={"description": "All kinds that would do."})
    shape = code("`teardrop`, `dancers_pad` (with a cut-out), `whole_forefoot`.")
    material = code("`foam`, `felt`, `gel`, `as_the_orthotic`.")
    width_mm = millimetres("Across the foot.", allow_none=True)
    length_mm = millimetres("Along the foot.", allow_none=True)
    thickness_mm = millimetres("Where it is thickest.")
    rules = rule_ids("The rules behind it.", at_least=1)


def url(what: str) -> fields.String:
    """Answer a field for the address of a picture."""
    return fields.String(
        required=True, allow_none=True, metadata={"description": f"{what}; null where no side is known."}
    )


class PlacementSchema(ResponseSchema):
    """Where the pad goes on one foot. Every distance is to the front edge of the pad unless its name says otherwise."""

    side = choice(SIDES, "Which foot.", allow_none=True)
    sore = fields.Boolean(required=True, allow_none=True, metadata={"description": "Whether this foot hurts."})
    reference_point = choice(("front_edge",), "The point of the pad that distances are told to.")
    ball_line_from_heel_mm = fields.Nested(BallLineSchema, required=True)
    front_edge_from_heel_mm = fields.Nested(WindowSchema, required=True)
    behind_ball_mm = fields.Nested(WindowSchema, required=True)
    thickest_point_from_heel_mm = millimetres("The thickest point; null for a pad of even thickness.", allow_none=True)
    half_way_mark_from_heel_mm = millimetres("The guide's mark, half-way from arch to ball.", allow_none=True)
    marks_agree = fields.Boolean(
        required=True,
        allow_none=True,
        metadata={"description": "Whether the guide's mark and the thickest point agree within a few millimetres."},
    )
    across_from_inner_edge_mm = fields.Nested(AcrossSchema, required=True)
    covers = fields.List(fields.String(validate=validate.OneOf(HEADS)), required=True)
    spares = fields.List(fields.String(validate=validate.OneOf(HEADS)), required=True)
    free_head = choice(HEADS, "The head that a cut-out leaves free; null for other pads.", allow_none=True)
    material_in_front_mm = millimetres("How far a pad with a cut-out runs on in front of the line beside it; else 0.")
    at_heads = list_of(AtHeadSchema, "The front edge behind each head it supports, or the one that hangs free.")
    foot_length_mm = millimetres("The length it was placed by.")
    foot_length_basis = choice(LENGTH_BASES, "What the length rests on.")
    foot_breadth_mm = millimetres("The breadth at the ball it was placed by.")
    foot_breadth_basis = choice(BASES, "What the breadth rests on.")
    rules_by_figure = fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.String()),
        required=True,
        metadata={"description": "For each figure above, the rules it rests on."},
    )
    drawn_from = fields.Nested("GivenFactsSchema", required=True)
    pad = fields.Nested(PadSchema, required=True)
    diagram_url = url("The picture (SVG)")
    template_url = url("The paper template (PDF)")


class StepSchema(ResponseSchema):
    """One step of the fitting."""

    step = fields.Integer(required=True, validate=validate.Range(min=1))
    code = code("Stable, for machines.")
    text = text("For people.")
    rules = rule_ids("The rules behind it.", at_least=1)


class InsoleSchema(ResponseSchema):
    """What the insole means for the pad."""

    type = choice(INSOLES, "As it was told.", allow_none=True)
    place = code("`on_top`, `beneath`, `built_in`, `worn_on_foot`, `either`.")
    text = text()
    rules = rule_ids("The rules behind it.", at_least=1)


class SaidSchema(ResponseSchema):
    """A sentence with its rules."""

    text = text()
    rules = rule_ids("The rules behind it.", at_least=1)


class PhaseOutSchema(SaidSchema):
    """Whether and when the pad is left out again."""

    advised = fields.Boolean(
        required=True, allow_none=True, metadata={"description": "Null while it is not known whether it is chronic."}
    )
    after_pain_free_days = fields.Integer(required=True, allow_none=True)


class WearSchema(ResponseSchema):
    """How the pad is worn in, reviewed and left out."""

    start = fields.Nested(SaidSchema, required=True)
    judge_after_days = fields.Integer(required=True)
    review_after_days = fields.Integer(required=True)
    phase_out = fields.Nested(PhaseOutSchema, required=True)
    rules = rule_ids("The rules behind it.", at_least=1)


class AlternativeSchema(SaidSchema):
    """Something else that may help."""

    code = code("Stable, for machines.")


def _or_null(schema: type[ResponseSchema], description: str) -> Any:
    return fields.Nested(schema, required=True, allow_none=True, metadata={"description": description})


class MetPadAnswerSchema(AnswerSchema):
    """Where the pad goes, or what comes before one."""

    verdict = choice(VERDICTS, "A pad, another support first, or a professional first.")
    placement = _or_null(PlacementSchema, "The foot that was asked about, the sore one first; null where none is told.")
    placements = list_of(PlacementSchema, "One for each foot that could be placed.")
    pad = _or_null(PadSchema, "The pad for `placement`, or a soft insole where no pad has a place.")
    procedure = list_of(StepSchema, "How to fit it.")
    insole = _or_null(InsoleSchema, "How it goes with the insole.")
    wear = _or_null(WearSchema, "How it is worn.")
    alternatives = list_of(AlternativeSchema, "What else may help, the best first.")
    diagram_url = url("The picture of `placement` (SVG)")
    template_url = url("The paper template of `placement` (PDF)")
