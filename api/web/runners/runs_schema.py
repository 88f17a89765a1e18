"""Runs in a pair: as they are sent and as they are shown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from api.advice.core.running import EFFORTS, SURFACES
from api.storage.runners.runs import MOST_KM, MOST_PAIN, MOST_SECONDS, MOST_STEPS_A_MINUTE
from api.web.fields.distance import DistanceField, DistanceSchema
from api.web.fields.strict import (
    INSTANT,
    RequestSchema,
    ResponseSchema,
    StrictBoolean,
    StrictChoice,
    StrictDate,
    StrictInstant,
    StrictInteger,
    StrictNumber,
    StrictString,
)
from api.web.runners.runners_schema import line

SOURCE = r"^[a-z0-9][a-z0-9_.-]*$"
DEFAULT_SOURCE = "api"
EARLIEST = date(1970, 1, 1)
_ONE_DAY = timedelta(days=1)

MOST_MI, MOST_M = 621, 1_000_000


class RunDistanceSchema(RequestSchema):
    """The distance of one run, in one unit."""

    km = StrictNumber(low=0, low_open=True, high=MOST_KM, metadata={"description": "In kilometres."})
    mi = StrictNumber(low=0, low_open=True, high=MOST_MI, metadata={"description": "In miles of exactly 1609.344 m."})
    m = StrictNumber(low=0, low_open=True, high=MOST_M, metadata={"description": "In metres."})


def _run_fields(*, patch: bool) -> dict[str, fields.Field[Any]]:
    return {
        "date": StrictDate(
            allow_none=True,
            metadata={"description": "The runner's own day; that of `started_at` if left out."},
        ),
        "started_at": StrictInstant(
            allow_none=True,
            metadata={
                "description": "When it began, with the offset from UTC. Tells one run that comes by two roads.",
                "pattern": INSTANT,
                "maxLength": 40,
            },
        ),
        "distance": DistanceField("How far it went.", RunDistanceSchema, required=not patch),
        "duration_s": StrictNumber(low=0, high=MOST_SECONDS, allow_none=True, metadata={"description": "In seconds."}),
        "surface": StrictChoice(SURFACES, allow_none=True),
        "effort": StrictChoice(EFFORTS, allow_none=True),
        "cadence_spm": StrictNumber(
            low=0, high=MOST_STEPS_A_MINUTE, allow_none=True, metadata={"description": "Steps a minute, both feet."}
        ),
        "pain_level": StrictInteger(
            low=0,
            high=MOST_PAIN,
            allow_none=True,
            metadata={"description": "Pain in the forefoot, 0-10. Stored only with the runner's `health_consent`."},
        ),
    }


class _RunRules(RequestSchema):
    """What holds between the fields of a run."""

    @validates_schema
    def _has_its_day(self, data: Mapping[str, Any], **_: Any) -> None:
        day, started_at = data.get("date"), data.get("started_at")
        if day is None and started_at is None:
            raise ValidationError("Needed, unless started_at is given.", "date")
        if day is not None and started_at is not None and abs(day - started_at.date()) > _ONE_DAY:
            raise ValidationError("Is not the day of started_at.", "date")
        for name, told in (("date", day), ("started_at", started_at.date() if started_at else None)):
            if told is not None and told < EARLIEST:
                raise ValidationError(f"Lies before {EARLIEST.isoformat()}.", name)


RunRequestSchema = _RunRules.from_dict(
    {
        **_run_fields(patch=False),
        "source": StrictString(
            min_length=1,
            max_length=40,
            load_default=DEFAULT_SOURCE,
            validate=validate.Regexp(SOURCE, error="Must be small letters, digits, and . _ - between them."),
            metadata={"description": "Where the run comes from, such as an app."},
        ),
        "external_id": line(120, "The run's id there: sent again, it counts once, for ever.", allow_none=True),
    },
    name="RunRequest",
)
"""A run."""

RunWholeSchema = _RunRules.from_dict(_run_fields(patch=False), name="RunWhole")
"""A run as it is after a patch."""

RunPatchSchema = RequestSchema.from_dict(
    {
        **_run_fields(patch=True),
        "pair_id": StrictString(
            min_length=1,
            max_length=40,
            allow_none=True,
            metadata={"description": "Moves the run to another pair of the runner; `null`: into none."},
        ),
        "ignored": StrictBoolean(
            metadata={"description": "`true`: it leaves its pair and counts nowhere; `false`: it counts again."}
        ),
    },
    name="RunPatch",
)
"""A merge patch to a run: absent leaves, ``null`` removes. A distance is replaced whole."""


class RunSchema(ResponseSchema):
    """A run."""

    id = fields.String(required=True)
    runner_id = fields.String(required=True)
    pair_id = fields.String(required=True, allow_none=True)
    pair_probability = fields.Float(
        required=True,
        allow_none=True,
        metadata={"description": "How likely the pair is where it was taken unasked; null where somebody named it."},
    )
    gear_ref = fields.String(
        required=True, allow_none=True, metadata={"description": "What the app that sent the run calls the shoes."}
    )
    ignored = fields.Boolean(required=True, metadata={"description": "It is in no pair and counts nowhere."})
    date = fields.Date(required=True)
    started_at = fields.DateTime(required=True, allow_none=True, metadata={"description": "In UTC."})
    distance = fields.Nested(DistanceSchema, required=True)
    duration_s = fields.Float(required=True, allow_none=True)
    surface = fields.String(required=True, allow_none=True)
    effort = fields.String(required=True, allow_none=True)
    cadence_spm = fields.Float(required=True, allow_none=True)
    pain_level = fields.Integer(required=True, allow_none=True)
    source = fields.String(required=True)
    external_id = fields.String(required=True, allow_none=True)
    import_id = fields.String(required=True, allow_none=True)
    created_at = fields.DateTime(required=True)
    updated_at = fields.DateTime(required=True)


class NoteSchema(ResponseSchema):
    """Something that was not done as it was sent, and why."""

    field = fields.String(required=True)
    code = fields.String(required=True)
    text = fields.String(required=True)


class LoggedRunSchema(RunSchema):
    """A run that was sent to be logged."""

    notes = fields.List(fields.Nested(NoteSchema), required=True)
    duplicate = fields.Boolean(required=True, metadata={"description": "It was there already; nothing changed."})


class RunListSchema(ResponseSchema):
    """Runs of a pair, newest first."""

    items = fields.List(fields.Nested(RunSchema), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


RUN_REQUEST = {
    "date": "2026-09-01",
    "started_at": "2026-09-01T18:30:00+02:00",
    "distance": {"km": 10.5},
    "duration_s": 3480,
    "surface": "road",
    "effort": "easy",
    "cadence_spm": 172,
    "pain_level": 0,
    "source": "watch",
    "external_id": "2026-09-01-0042",
}
RUN = {
    "id": "run_1x8q3z5n6b0d7c2m9k4v",
    "runner_id": "runner_7c2m9k4v1x8q3z5n6b0d",
    "pair_id": "pair_3q8z5n6b0d7c2m9k4v1x",
    "pair_probability": None,
    "gear_ref": None,
    "ignored": False,
    **RUN_REQUEST,
    "started_at": "2026-09-01T16:30:00+00:00",
    "distance": {"km": 10.5, "mi": 6.524397518492005, "m": 10500.0},
    "import_id": None,
    "created_at": "2026-09-01T17:40:00+00:00",
    "updated_at": "2026-09-01T17:40:00+00:00",
}
LOGGED = {**RUN, "duplicate": False, "notes": []}
