"""The picture and the paper template of a pad, from the same facts as the advice, in a query string."""

from __future__ import annotations

from typing import Any, NoReturn

from flask import Response
from marshmallow import fields, validate

from api.advice.foot.feet import ARCHES, SEXES, SIZE_SYSTEMS, Foot, StatedSize
from api.advice.foot.measures import ImpossibleMeasurementError
from api.advice.met_pad.advise import PadPosition, not_grown, positions_of
from api.advice.met_pad.request import INSOLES, SIDES, USES, PadRequest
from api.advice.triage.request import PAIN_SITES, Symptoms
from api.pictures.drawing.png import png
from api.pictures.foot.diagram import diagram
from api.pictures.foot.palette import CONTENT_SECURITY_POLICY
from api.pictures.paper.pad_template import template
from api.pictures.paper.pdf import PAPERS
from api.rulebook.load import shipped_rulebook
from api.web.edge.auth import needs
from api.web.edge.blueprint import Blueprint
from api.web.edge.conditional import NO_STORE
from api.web.edge.context import parts
from api.web.edge.errors import invalid
from api.web.edge.signed_addresses import opens_signed
from api.web.fields.feet import BREADTH_MM, HEEL_TO_BALL_MM, LENGTH_MM, SIZE_RANGES
from api.web.fields.query import QueryFlag, QueryNumber, QueryWords, width_px
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
    arch = _one_of(ARCHES, "The arch of the foot.", "normal")
    sex = _one_of(SEXES, "For the prediction of what was not measured.", "female")
    size_system = _one_of(SIZE_SYSTEMS, "System of a size, where no length is known.", "eu")
    size_value = QueryNumber(
        low=min(low for low, _ in SIZE_RANGES.values()),
        high=max(high for _, high in SIZE_RANGES.values()),
        metadata={"description": "The size in that system.", "example": 42},
    )
    pain_sites = QueryWords(
        PAIN_SITES, metadata={"description": "Where it hurts, with commas between.", "example": "mth_2,mth_3"}
    )
    insole = _one_of(INSOLES, "Which insole the pad goes with.", "flat")
    chronic = QueryFlag(metadata={"description": "Long-standing.", "example": False})
    use = _one_of(USES, "What the shoe is worn for.", "road")
    behind_ball_mm = QueryNumber(
        low=0,
        high=shipped_rulebook().number("PADPLACE-02", "farthest_behind_mm"),
        metadata={"description": "Where the front edge lies after an adjustment, behind the ball line.", "example": 6},
    )
    rules = QueryFlag(metadata={"description": "Write the ids of the rules beside the figures.", "example": True})


class ImageQuery(DiagramQuery):
    """What the picture is drawn from, and how wide it is."""

    width_px = width_px()


class TemplateQuery(DiagramQuery):
    """What the template is drawn from, and the paper it is printed on."""

    paper = _one_of(tuple(PAPERS), "The paper it is printed on, at 100 %.", "letter", load_default="a4")


def to_picture(query: dict[str, Any]) -> PadRequest:
    """Return the facts of a query."""
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


blueprint = Blueprint("metatarsal pad pictures", __name__, url_prefix="/v1/advice/met-pad")


@blueprint.route("/diagram.svg")
@blueprint.doc(tags=["metatarsal pad"])
@blueprint.arguments(DiagramQuery(), location="query")
@blueprint.response(200, {"type": "string"}, content_type="image/svg+xml", description="The picture.")
@opens_signed
@needs("advice")
def get_met_pad_diagram_svg(query: dict[str, Any]) -> Response:
    """Draw the sole of a foot with its ball line, heads, sore spots and the pad, with dimensions, as SVG.

    Drawn to the foot's own measures, seen from below, for light and dark pages and for paper. Its description can be
    read aloud. `diagram_url` of a placement is such an address.
    """
    headers = {"Content-Security-Policy": CONTENT_SECURITY_POLICY, "Cache-Control": NO_STORE}
    return Response(_drawn(query), content_type="image/svg+xml; charset=utf-8", headers=headers)


@blueprint.route("/diagram.png")
@blueprint.doc(tags=["metatarsal pad"])
@blueprint.arguments(ImageQuery(), location="query")
@blueprint.response(
    200, {"type": "string", "format": "binary"}, content_type="image/png", description="The picture in pixels."
)
@opens_signed
@needs("advice")
def get_met_pad_diagram_png(query: dict[str, Any]) -> Response:
    """Draw the sole of a foot with its pad as PNG, for whatever shows no SVG: documents, mail, label printers.

    `diagram_url` of a placement with `.png` in place of `.svg` is such an address.
    """
    image = png(_drawn(query), round(query["width_px"]))
    return Response(image, content_type="image/png", headers={"Cache-Control": NO_STORE})


def _drawn(query: dict[str, Any]) -> str:
    sites = to_picture(query).symptoms.pain_sites or ()
    return diagram(_position(query), sites, parts().rulebook, rules=bool(query.get("rules")))


@blueprint.route("/template.pdf")
@blueprint.doc(tags=["metatarsal pad"])
@blueprint.arguments(TemplateQuery(), location="query")
@blueprint.response(
    200, {"type": "string", "format": "binary"}, content_type="application/pdf", description="The template."
)
@opens_signed
@needs("advice")
def get_met_pad_template_pdf(query: dict[str, Any]) -> Response:
    """Make the template of a pad at true scale, to print, cut out and lay on the insole, as PDF.

    On A4 or US Letter, with a 100 mm and a 4 in ruler to check the print; a long foot takes a second sheet for the
    toes. `template_url` of a placement is such an address.
    """
    made = template(_position(query), query["paper"], parts().rulebook)
    name = f"metatarsal-pad-{query['side']}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": NO_STORE}
    return Response(made, content_type="application/pdf", headers=headers)


def _position(query: dict[str, Any]) -> PadPosition:
    """Return the one position that a query describes; raise Problem 422 for facts that give none."""
    _check_size(query)
    book, behind = parts().rulebook, query.get("behind_ball_mm")
    try:
        positions = positions_of(to_picture(query), book, behind_mm=behind)
    except ImpossibleMeasurementError as refused:
        raise invalid(refused.field.rsplit(".", 1)[-1], refused.message) from None
    length = query.get("length_mm")
    if not_grown((length,), book) is not None:
        raise invalid("length_mm", book.sentence("PADPLACE-19", "first"))
    if not positions:
        _refuse_without_place(query)
    window = positions[0].window
    if not window.nearest_mm <= window.target_mm <= window.farthest_mm:
        raise invalid("behind_ball_mm", f"This pad lies {window.nearest_mm:g} to {window.farthest_mm:g} mm behind.")
    return positions[0]


def _refuse_without_place(query: dict[str, Any]) -> NoReturn:
    if all(query.get(name) is None for name in ("length_mm", "heel_to_ball_mm", "size_value")):
        raise invalid("length_mm", parts().rulebook.sentence("PADPLACE-15", "ask_length"))
    raise invalid("pain_sites", "There is no pad to draw for these places; ask POST /v1/advice/met-pad.")


def _check_size(query: dict[str, Any]) -> None:
    system, value = query.get("size_system"), query.get("size_value")
    if (system is None) is not (value is None):
        raise invalid("size_value" if value is None else "size_system", "A size has a system and a value.")
    if system is not None and value is not None:
        low, high = SIZE_RANGES[system]
        if not low <= value <= high:
            raise invalid("size_value", f"Must be {low:g} to {high:g} in this system.")
