"""Runners: as they are sent and as they are shown."""

from __future__ import annotations

from marshmallow import fields, validate

from api.advice.foot.feet import SEXES, SIZE_SYSTEMS
from api.storage.runners.runners import UNITS
from api.web.edge.paging import page_fields
from api.web.fields.feet import FootSchema, SizeSchema
from api.web.fields.strict import (
    RequestSchema,
    ResponseSchema,
    StrictBoolean,
    StrictChoice,
    StrictNumber,
    one_line,
)
from api.web.fields.zone import ZoneNameField

LARGEST_SIZE = 400
LEAST_SURE = 0.5
LIGHTEST_KG, HEAVIEST_KG = 20, 350


class ProfileFeetSchema(RequestSchema):
    """Both feet; leave out what nobody measured."""

    left = fields.Nested(FootSchema, allow_none=True)
    right = fields.Nested(FootSchema, allow_none=True)


class FootProfileSchema(RequestSchema):
    """What is known of a runner's feet."""

    sex = StrictChoice(SEXES, allow_none=True)
    feet = fields.Nested(ProfileFeetSchema, allow_none=True)
    size = fields.Nested(SizeSchema, allow_none=True)


class RunnerRequestSchema(RequestSchema):
    """A runner. Everything may be left out; what is left out or ``null`` is not known."""

    external_ref = one_line(120, "Your own id of the runner; no two runners have the same.", allow_none=True)
    units = StrictChoice(
        UNITS, allow_none=True, metadata={"description": "Which unit sentences speak in; `metric` if left out."}
    )
    body_mass_kg = StrictNumber(low=LIGHTEST_KG, high=HEAVIEST_KG, allow_none=True)
    foot_profile = fields.Nested(FootProfileSchema, allow_none=True)
    assign_above_probability = StrictNumber(
        low=LEAST_SURE,
        high=1,
        allow_none=True,
        metadata={
            "description": "A run that comes without shoes is put into its likeliest pair where that is at least so "
            "likely, `0.9` for nine times in ten. Left out or `null`: never, the runner is always asked."
        },
    )
    health_consent = StrictBoolean(
        allow_none=True,
        metadata={
            "description": "The runner agrees that pain levels of runs are stored. Without it they are dropped, and "
            "taking it back deletes those that are stored."
        },
    )
    time_zone = ZoneNameField(
        "Where the runner lives, such as Europe/Berlin. Imports read local times by it; it says which day it is.",
        allow_none=True,
    )


class RefQuery(RequestSchema):
    """A page of what you know by references of your own."""

    limit, cursor = page_fields().values()
    external_ref = one_line(120, "Only what has this reference of yours.")


class SizePatchSchema(SizeSchema):  # type: ignore[valid-type, misc]
    """A merge patch to a size."""

    system = StrictChoice(SIZE_SYSTEMS, allow_none=True)
    value = StrictNumber(low=1, high=LARGEST_SIZE, allow_none=True)


class FootProfilePatchSchema(FootProfileSchema):
    """A merge patch to what is known of the feet."""

    size = fields.Nested(SizePatchSchema, allow_none=True)


class RunnerPatchSchema(RunnerRequestSchema):
    """A merge patch to a runner: absent leaves, ``null`` removes."""

    foot_profile = fields.Nested(FootProfilePatchSchema, allow_none=True)


class RunnerSchema(ResponseSchema):
    """A runner."""

    id = fields.String(required=True)
    external_ref = fields.String(required=True, allow_none=True)
    units = fields.String(required=True, validate=validate.OneOf(UNITS))
    body_mass_kg = fields.Float(required=True, allow_none=True)
    foot_profile = fields.Nested(FootProfileSchema, required=True, allow_none=True)
    assign_above_probability = fields.Float(required=True, allow_none=True)
    health_consent = fields.Boolean(required=True, allow_none=True)
    time_zone = fields.String(required=True, allow_none=True)
    created_at = fields.DateTime(required=True)
    updated_at = fields.DateTime(required=True)


class RunnerListSchema(ResponseSchema):
    """Runners, oldest first."""

    items = fields.List(fields.Nested(RunnerSchema), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


RUNNER_REQUEST = {
    "external_ref": "member-4711",
    "units": "metric",
    "body_mass_kg": 72,
    "foot_profile": {
        "sex": "male",
        "feet": {"left": {"length_mm": 268, "breadth_mm": 106}, "right": {"length_mm": 266}},
        "size": {"system": "us_men", "value": 9.5},
    },
    "assign_above_probability": 0.9,
    "health_consent": True,
    "time_zone": "Europe/Berlin",
}
RUNNER = {
    "id": "runner_7c2m9k4v1x8q3z5n6b0d",
    **RUNNER_REQUEST,
    "created_at": "2026-09-01T08:00:00+00:00",
    "updated_at": "2026-09-01T08:00:00+00:00",
}
