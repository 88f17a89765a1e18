"""A placement as it comes back from a client: every field that was served is known, each has its range."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields

from api.advice.foot.ball_line import HEADS, LENGTH_BASES
from api.advice.foot.feet import ARCHES, SEXES, SIZE_SYSTEMS
from api.advice.met_pad.kind import INSOLES, USES
from api.advice.met_pad.request import SIDES
from api.advice.triage.request import PAIN_SITES
from api.web.advice.met_pad_schema import BASES
from api.web.fields.strict import RequestSchema, StrictBoolean, StrictChoice, StrictList, StrictNumber, StrictString

FOOT_MOST_MM = 400
BEHIND_MM = (-30, 60)
"""How far behind the ball line a pad may be found: also where it should not be."""


def _along(description: str | None = None) -> StrictNumber:
    metadata = {"description": description} if description else {}
    return StrictNumber(low=0, high=FOOT_MOST_MM, allow_none=True, metadata=metadata)


def _edge(*, required: bool = False) -> StrictNumber:
    """Answer a field for a place on the pad, which moves with it and must still lie on a foot then."""
    return StrictNumber(low=0, high=FOOT_MOST_MM, required=required, allow_none=not required, validate=_stays_on_foot)


def _stays_on_foot(place_mm: float) -> None:
    most = max(map(abs, BEHIND_MM))
    if not most <= place_mm <= FOOT_MOST_MM - most:
        raise ValidationError(f"{place_mm:g} mm from the heel is no place for a pad.")


def behind(*, required: bool = False) -> StrictNumber:
    """Answer a field for a distance behind the ball line, in millimetres."""
    low, high = BEHIND_MM
    return StrictNumber(low=low, high=high, required=required, allow_none=not required)


def _one_of(choices: tuple[str, ...]) -> StrictChoice:
    return StrictChoice(choices, allow_none=True)


def _some_of(choices: tuple[str, ...]) -> StrictList:
    return StrictList(StrictChoice(choices), max_length=len(choices), allow_none=True)


def _word() -> StrictString:
    return StrictString(max_length=40, allow_none=True)


def _words() -> StrictList:
    return StrictList(StrictString(max_length=40), max_length=30, allow_none=True)


class GivenBallLineSchema(RequestSchema):
    """The ball line as it was served."""

    estimate = _along()
    low = _along()
    high = _along()
    basis = _one_of(BASES)
    standard_error = _along()


class GivenFrontEdgeSchema(RequestSchema):
    """The front edge from the heel as it was served."""

    target = _edge(required=True)
    low = _along()
    high = _along()


class GivenBehindSchema(RequestSchema):
    """How far behind the ball line the front edge is now; in front of it is less than 0."""

    target = behind(required=True)
    low = behind()
    high = behind()


class GivenAcrossSchema(RequestSchema):
    """Where the pad lies across the foot as it was served."""

    low = StrictNumber(low=-FOOT_MOST_MM, high=FOOT_MOST_MM, allow_none=True)
    high = StrictNumber(low=-FOOT_MOST_MM, high=FOOT_MOST_MM, allow_none=True)


class GivenAtHeadSchema(RequestSchema):
    """The front edge behind one head as it was served."""

    head = StrictChoice(HEADS, required=True)
    head_from_heel_mm = StrictNumber(low=0, high=FOOT_MOST_MM, required=True)
    front_edge_from_heel_mm = _edge(required=True)


class GivenRulesSchema(RequestSchema):
    """The rules by figure as they were served; not looked at."""

    ball_line_from_heel_mm = _words()
    front_edge_from_heel_mm = _words()
    behind_ball_mm = _words()
    thickest_point_from_heel_mm = _words()
    half_way_mark_from_heel_mm = _words()
    across_from_inner_edge_mm = _words()
    at_heads = _words()
    material_in_front_mm = _words()
    foot_length_mm = _words()
    foot_breadth_mm = _words()


class GivenFactsSchema(RequestSchema):
    """The facts that the pictures are drawn from, as they were served."""

    length_mm = _along()
    heel_to_ball_mm = _along()
    breadth_mm = _along()
    arch = _one_of(ARCHES)
    sex = _one_of(SEXES)
    size_system = _one_of(SIZE_SYSTEMS)
    size_value = StrictNumber(low=0, high=FOOT_MOST_MM, allow_none=True)
    pain_sites = _some_of(PAIN_SITES)
    insole = _one_of(INSOLES)
    chronic = StrictBoolean(allow_none=True)
    use = _one_of(USES)


class GivenPadSchema(RequestSchema):
    """The pad as it was served; not looked at."""

    kind = _word()
    kinds = _words()
    shape = _word()
    material = _word()
    width_mm = _along()
    length_mm = _along()
    thickness_mm = _along()
    rules = _words()


def given(schema: type[RequestSchema], *, required: bool = False) -> Any:
    """Answer a field for an object that may come back."""
    return fields.Nested(schema, required=required, allow_none=not required)


class GivenPlacementSchema(RequestSchema):
    """A placement as `/advice/met-pad` served it; only `behind_ball_mm.target` has to be there."""

    side = _one_of(SIDES)
    sore = StrictBoolean(allow_none=True)
    reference_point = _one_of(("front_edge",))
    ball_line_from_heel_mm = given(GivenBallLineSchema)
    front_edge_from_heel_mm = given(GivenFrontEdgeSchema)
    behind_ball_mm = given(GivenBehindSchema, required=True)
    thickest_point_from_heel_mm = _edge()
    half_way_mark_from_heel_mm = _along()
    marks_agree = StrictBoolean(allow_none=True)
    across_from_inner_edge_mm = given(GivenAcrossSchema)
    covers = _some_of(HEADS)
    spares = _some_of(HEADS)
    free_head = _one_of(HEADS)
    material_in_front_mm = _along()
    at_heads = StrictList(fields.Nested(GivenAtHeadSchema), max_length=len(HEADS), allow_none=True)
    foot_length_mm = _along()
    foot_length_basis = _one_of(LENGTH_BASES)
    foot_breadth_mm = _along()
    foot_breadth_basis = _one_of(BASES)
    rules_by_figure = given(GivenRulesSchema)
    drawn_from = given(GivenFactsSchema)
    pad = given(GivenPadSchema)
    diagram_url = StrictString(max_length=2000, allow_none=True)
    template_url = StrictString(max_length=2000, allow_none=True)
