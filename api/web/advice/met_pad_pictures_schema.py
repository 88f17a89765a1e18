"""Which facts the picture and the template of a pad are drawn from: the same as of the advice, in a query string."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from api.advice.foot.feet import ARCHES, SEXES, SIZE_SYSTEMS, Foot, StatedSize
from api.advice.met_pad.request import INSOLES, SIDES, USES, PadRequest
from api.advice.triage.request import PAIN_SITES, Symptoms
from api.pictures.drawing.png import WIDTH, WIDTHS
from api.pictures.paper.pdf import PAPERS
from api.rulebook.load import shipped_rulebook
from api.web.fields.feet import BREADTH_MM, HEEL_TO_BALL_MM, LENGTH_MM, SIZE_RANGES
from api.web.fields.query import QueryFlag, QueryNumber, QueryWords
from api.web.fields.strict import RequestSchema

DIAGRAM_PATH, TEMPLATE_PATH = "/v1/advice/met-pad/diagram.svg", "/v1/advice/met-pad/template.pdf"


def _millimetres(between: tuple[float, float], description: str, example: float) -> QueryNumber:
    return QueryNumber(low=between[0], high=between[1], metadata={"description": description, "example": example})


def _one_of(choices: tuple[str, ...], description: str, example: str | None = None, **kwargs: Any) -> fields.String:
    metadata = {"description": description} | ({} if example is None else {"example": example})
    return fields.String(validate=validate.OneOf(choices), metadata=metadata, **kwargs)


class DiagramQuery(RequestSchema):
    """What the picture is drawn from; `drawn_from` of a placement holds it."""

    side = _one_of(SIDES, "Which foot.", example="left", required=True)
    length_mm = _millimetres(LENGTH_MM, "From the back of the heel to the longest toe.", 262.5)
    heel_to_ball_mm = _millimetres(HEEL_TO_BALL_MM, "From the back of the heel to the joint of the big toe.", 195)
    breadth_mm = _millimetres(BREADTH_MM, "Across the ball, standing.", 100)
    arch = _one_of(ARCHES, "The arch of the foot.")
    sex = _one_of(SEXES, "For the prediction of what was not measured.")
    size_system = _one_of(SIZE_SYSTEMS, "System of a size, where no length is known.")
    size_value = QueryNumber(
        low=min(low for low, _ in SIZE_RANGES.values()),
        high=max(high for _, high in SIZE_RANGES.values()),
        metadata={"description": "The size in that system."},
    )
    pain_sites = QueryWords(
        PAIN_SITES, metadata={"description": "Where it hurts, with commas between.", "example": "mth_2,mth_3"}
    )
    insole = _one_of(INSOLES, "Which insole the pad goes with.")
    chronic = QueryFlag(metadata={"description": "Long-standing."})
    use = _one_of(USES, "What the shoe is worn for.")
    behind_ball_mm = QueryNumber(
        low=0,
        high=shipped_rulebook().number("PADPLACE-02", "farthest_behind_mm"),
        metadata={"description": "Where the front edge lies after an adjustment, behind the ball line."},
    )
    rules = QueryFlag(metadata={"description": "Write the ids of the rules beside the figures."})


class ImageQuery(DiagramQuery):
    """What the picture is drawn from, and how wide it is."""

    width_px = QueryNumber(
        low=WIDTHS[0],
        high=WIDTHS[1],
        load_default=WIDTH,
        metadata={"description": "How many pixels wide; the height follows."},
    )


class TemplateQuery(DiagramQuery):
    """What the template is drawn from, and the paper it is printed on."""

    paper = _one_of(tuple(PAPERS), "The paper it is printed on, at 100 %.", load_default="a4")


def to_picture(query: dict[str, Any]) -> PadRequest:
    """Answer the facts of a query."""
    size = None
    if query.get("size_system") is not None and query.get("size_value") is not None:
        size = StatedSize(query["size_system"], query["size_value"])
    sites = query.get("pain_sites")
    return PadRequest(
        foot=Foot(
            length_mm=query.get("length_mm"),
            heel_to_ball_mm=query.get("heel_to_ball_mm"),
            breadth_mm=query.get("breadth_mm"),
            arch=query.get("arch"),
        ),
        side=query["side"],
        sex=query.get("sex"),
        size=size,
        insole=query.get("insole"),
        chronic=query.get("chronic"),
        use=query.get("use"),
        symptoms=Symptoms(pain_sites=tuple(dict.fromkeys(sites.split(","))) if sites else None),
    )
