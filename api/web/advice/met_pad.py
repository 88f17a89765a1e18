"""Where does a metatarsal pad go, and what next when it does not feel right?"""

from __future__ import annotations

from dataclasses import fields, replace
from functools import partial
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from flask import Response

from api.advice.met_pad import adjustment
from api.advice.met_pad.advise import advise
from api.advice.met_pad.answer import MetPadAdjustmentAnswer, MetPadAnswer, PadFacts, Placement
from api.advice.met_pad.request import AdjustmentRequest, GivenBallLine, GivenBehind, GivenPlacement, PadRequest
from api.rulebook.load import shipped_rulebook
from api.web.advice.met_pad_pictures import DIAGRAM_PATH, TEMPLATE_PATH
from api.web.edge.auth import needs
from api.web.edge.blueprint import Blueprint
from api.web.edge.context import parts
from api.web.edge.response import advice_response, example_of, query_of
from api.web.edge.signed_addresses import unsigned
from api.web.fields.derive import TYPES, ObjectField, answer_schema, part_schema, request_schema

blueprint = Blueprint("metatarsal pad", __name__, url_prefix="/v1/advice/met-pad", description="Where does a pad go?")

# A placement comes back as it was served: what is not used of it is not read.
for kind in (GivenPlacement, GivenBallLine, GivenBehind):
    TYPES[kind] = partial(ObjectField, kind, schema=part_schema(kind, other_fields=True), other_fields=True)

REQUEST = request_schema(PadRequest, name="MetPadRequestSchema")()
ADJUSTMENT = request_schema(AdjustmentRequest, name="MetPadAdjustmentRequestSchema")()

EXAMPLE: dict[str, Any] = {
    "foot": {"length_mm": 262.5, "heel_to_ball_mm": 195, "breadth_mm": 100},
    "side": "left",
    "sex": "male",
    "insole": "flat",
    "chronic": False,
    "use": "road",
    "symptoms": {"pain_sites": ["mth_2", "mth_3"], "pain_side": "left", "diabetes": False},
}

ADJUSTMENT_EXAMPLE: dict[str, Any] = {
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


def with_pictures(answer: MetPadAnswer) -> MetPadAnswer:
    """Return the advice with the addresses of its pictures, for each placement and for the first."""
    placements = tuple(_with_addresses(placement) for placement in answer.placements)
    if answer.placement is None:
        return replace(answer, placements=placements)
    first = placements[answer.placements.index(answer.placement)]
    return replace(
        answer,
        placements=placements,
        placement=first,
        diagram_url=first.diagram_url,
        template_url=first.template_url,
    )


def _with_addresses(placement: Placement) -> Placement:
    if placement.sore is False:
        # Who does not need a pad there is handed no drawing and no template of one (PADPLACE-23).
        return placement
    addresses = _addresses(placement.side, placement.drawn_from, placement.behind_ball_mm.target)
    return replace(placement, **addresses)


def _addresses(side: str | None, facts: PadFacts | None, behind_mm: float) -> dict[str, Any]:
    """Return the addresses of the pictures; none where no side or no facts are known."""
    if side is None or facts is None:
        return {}
    known = {field.name: getattr(facts, field.name) for field in fields(facts)}
    query = query_of({**known, "side": side, "behind_ball_mm": behind_mm})
    return {"diagram_url": f"{DIAGRAM_PATH}?{query}", "template_url": f"{TEMPLATE_PATH}?{query}"}


def _adjust(request: AdjustmentRequest) -> MetPadAdjustmentAnswer:
    answer = adjustment.advise(request, shipped_rulebook())
    placement = answer.placement
    if placement is None:
        return answer
    behind = placement.behind_ball_mm.target
    addresses = _addresses(placement.side, placement.drawn_from, behind) or _moved_address(
        request.placement.diagram_url, behind
    )
    return replace(answer, placement=replace(placement, **addresses))


def _moved_address(served: str | None, behind_mm: float) -> dict[str, Any]:
    """Return the addresses of the pictures with the pad moved, from one that was served; none for another address."""
    address = urlsplit(unsigned(served or ""))
    if address.path != DIAGRAM_PATH or not address.query:
        return {}
    query = query_of({**dict(parse_qsl(address.query)), "behind_ball_mm": behind_mm})
    return {"diagram_url": f"{DIAGRAM_PATH}?{query}", "template_url": f"{TEMPLATE_PATH}?{query}"}


def _example() -> dict[str, Any]:
    book = shipped_rulebook()
    return example_of(with_pictures(advise(REQUEST.load(EXAMPLE), book)), book)


def _adjustment_example() -> dict[str, Any]:
    return example_of(_adjust(ADJUSTMENT.load(ADJUSTMENT_EXAMPLE)), shipped_rulebook())


@blueprint.route("", methods=["POST"])
@blueprint.asks(REQUEST, example=EXAMPLE)
@blueprint.response(200, answer_schema(MetPadAnswer), example=_example)
@needs("advice")
def advise_met_pad(body: PadRequest) -> Response:
    """Say where a metatarsal pad goes, in millimetres from the heel, which pad, and how it is fitted and worn.

    Danger signs come first, and where nobody should fit a pad alone no place is given; where nothing hurts no pad is
    needed. The front edge of the pad is the reference point; a ball line that was not measured is given as a band.
    """
    return advice_response(with_pictures(advise(body, parts().rulebook)))


@blueprint.route("/adjustment", methods=["POST"])
@blueprint.asks(ADJUSTMENT, example=ADJUSTMENT_EXAMPLE)
@blueprint.response(200, answer_schema(MetPadAdjustmentAnswer), example=_adjustment_example)
@needs("advice")
def advise_met_pad_adjustment(body: AdjustmentRequest) -> Response:
    """Say what to do next with a pad, from where it is and how it feels: move it, keep it, add to it, take it out.

    Send back `placement` and `tried` of the last answer each time: the service remembers nothing. No place is tried
    twice but the one that was best, which is gone back to; none lies outside the safe range, and nothing is pushed
    through pain that gets worse. It ends with the pad kept, left out, or a professional.
    """
    return advice_response(_adjust(body))
