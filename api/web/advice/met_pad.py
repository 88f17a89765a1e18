"""Where does a metatarsal pad go, and what next when it does not feel right?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Response

from api.advice.core.answer import LooseAnswer as Answer
from api.advice.met_pad import adjustment as met_pad_adjustment
from api.advice.met_pad import advise as met_pad
from api.rulebook.load import shipped_rulebook
from api.web.advice import met_pad_adjustment_schema as adjustment
from api.web.advice import met_pad_schema as schemas
from api.web.advice.met_pad_pictures_schema import DIAGRAM_PATH, TEMPLATE_PATH
from api.web.advice.response import advice_response, example_of
from api.web.edge.auth import needs
from api.web.edge.blueprint import Blueprint
from api.web.edge.parts import parts

blueprint = Blueprint("metatarsal pad", __name__, url_prefix="/v1/advice/met-pad", description="Where does a pad go?")

REQUEST = schemas.MetPadRequestSchema()
ADJUSTMENT = adjustment.MetPadAdjustmentRequestSchema()


def with_pictures(answer: Answer) -> Answer:
    """Answer the advice with the addresses of its pictures, for each placement and for the first."""
    details = dict(answer.details)
    asked_about = details["placement"]
    drawn = [with_picture(placed) for placed in details["placements"]]
    first = next((each for each in drawn if asked_about and each["side"] == asked_about["side"]), None)
    details["placements"], details["placement"] = drawn, first
    for name in ("diagram_url", "template_url"):
        details[name] = first[name] if first else None
    return replace(answer, details=details)


def with_picture(placed: Mapping[str, Any]) -> dict[str, Any]:
    """Answer a served placement with the addresses of its pictures; ``None`` where no side or no facts are known."""
    facts = placed.get("drawn_from")
    query = None
    if placed.get("side") and facts:
        told = {**facts, "side": placed["side"], "behind_ball_mm": placed["behind_ball_mm"]["target"]}
        # Numbers and words of closed lists alone, none of which a query has to escape.
        query = "&".join([f"{name}={_plain(value)}" for name, value in told.items() if value is not None])
    return {
        **placed,
        "diagram_url": f"{DIAGRAM_PATH}?{query}" if query else None,
        "template_url": f"{TEMPLATE_PATH}?{query}" if query else None,
    }


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return ",".join(value)
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def _advise(body: dict[str, Any]) -> Answer:
    return with_pictures(met_pad.advise(schemas.to_request(body), shipped_rulebook()))


def _adjust(body: dict[str, Any]) -> Answer:
    answer = met_pad_adjustment.advise(adjustment.to_adjustment(body), shipped_rulebook())
    placed = answer.details["placement"]
    if placed is None or not placed.get("drawn_from"):
        return answer
    return replace(answer, details={**answer.details, "placement": with_picture(placed)})


def _example(answer: Answer) -> dict[str, Any]:
    return example_of(answer, shipped_rulebook())


@blueprint.route("", methods=["POST"])
@blueprint.arguments(REQUEST, example=schemas.EXAMPLE)
@blueprint.response(200, schemas.MetPadAnswerSchema, example=lambda: _example(_advise(REQUEST.load(schemas.EXAMPLE))))
@needs("advice")
def advise_met_pad(body: dict[str, Any]) -> Response:
    """Say where a metatarsal pad goes, in millimetres from the heel, which pad, and how it is fitted and worn.

    Danger signs come first, and where nobody should fit a pad alone no place is told. The front edge of the pad is the
    reference point; a ball line that was not measured is told as a band. Nothing about the person is stored or logged.
    """
    return advice_response(with_pictures(met_pad.advise(schemas.to_request(body), parts().rulebook)))


@blueprint.route("/adjustment", methods=["POST"])
@blueprint.arguments(ADJUSTMENT, example=adjustment.EXAMPLE)
@blueprint.response(
    200, adjustment.MetPadAdjustmentAnswerSchema, example=lambda: _example(_adjust(ADJUSTMENT.load(adjustment.EXAMPLE)))
)
@needs("advice")
def adjust_met_pad(body: dict[str, Any]) -> Response:
    """Say what to do next with a pad, from where it is and how it feels: move it, keep it, add to it, take it out.

    Send back `placement` and `tried` of the last answer each time: the service remembers nothing. No place is tried
    twice, none outside the safe range, and nothing is pushed through pain that gets worse; it ends with the pad kept,
    left out, or a professional.
    """
    return advice_response(_adjust(body))
