"""Imports of a runner's files: how they are sent, and how they are reported."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import orjson
from marshmallow import ValidationError, fields, validate

from api.integrations.readers.dates import DATE_ORDERS
from api.integrations.readers.encodings import ENCODINGS
from api.integrations.readers.mapped_csv import FIELDS
from api.services.catalogue.row_report import STATUSES
from api.services.imports.choices import NEW_PAIRS, PairOnDays
from api.web.edge.paging import page_fields
from api.web.edge.uploads import CSV_TYPE, MOST_BYTES
from api.web.fields.distance import DistanceSchema
from api.web.fields.query import QueryFlag
from api.web.fields.strict import RequestSchema, ResponseSchema, StrictChoice, StrictString
from api.web.fields.zone import ZoneField

ZIP_TYPE = "application/zip"
ANY_TYPE = "application/octet-stream"
_LONGEST_MAP, _LONGEST_COLUMN, _LONGEST_ID = 2000, 200, 40


class ColumnMapField(StrictString):
    """A JSON object from our fields to the columns of a table, as text."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        try:
            columns = orjson.loads(super()._deserialize(value, attr, data, **kwargs))
        except orjson.JSONDecodeError:
            columns = None
        names = columns.values() if isinstance(columns, dict) else [None]
        if not all(isinstance(name, str) and name.strip() for name in names):
            raise ValidationError('Must be a JSON object such as {"date":"Day","distance":"Km"}.')
        if set(columns) - set(FIELDS):
            raise ValidationError(f"May name only: {', '.join(FIELDS)}.")
        return columns

    def _validate(self, value: Any) -> None:
        """Leave the length to the text, which was read."""


KINDS = ("run", "walk", "hike")


def _word_map(text: str, values: tuple[str, ...], example: str) -> dict[str, str]:
    """Return a JSON object from any text to one of these words; raises ValidationError."""
    try:
        given = orjson.loads(text)
    except orjson.JSONDecodeError:
        given = None
    if not isinstance(given, dict) or not given or not all(value in values for value in given.values()):
        raise ValidationError(f"Must be a JSON object such as {example}, with values of {', '.join(values)}.")
    return given


class KindField(StrictString):
    """What tracks are that do not say it: a word, or a JSON object from names of members, with ``*``, to words."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        if text in KINDS:
            return text
        if not text.startswith("{"):
            raise ValidationError(f"Must be one of: {', '.join(KINDS)}, or a JSON object from names to these.")
        return _word_map(text, KINDS, '{"*":"run","2016-12-2*.gpx":"walk"}')

    def _validate(self, value: Any) -> None:
        """Leave the length to the text, which was read."""


class SportsField(StrictString):
    """A JSON object from the names of sports that nobody knows to what they are."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        return _word_map(text, (*KINDS, "other"), '{"Løb":"run","Ciclismo":"other"}')

    def _validate(self, value: Any) -> None:
        """Leave the length to the text, which was read."""


class PairsField(StrictString):
    """A JSON array of pairs, each with the days on which runs that name no shoes are in it."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        try:
            given = orjson.loads(super()._deserialize(value, attr, data, **kwargs))
        except orjson.JSONDecodeError:
            given = None
        if not isinstance(given, list) or not given:
            raise ValidationError(f"Must be a JSON array such as {_PAIRS_EXAMPLE}.")
        found = [_pair_on_days(entry) for entry in given]
        for number, one in enumerate(found):
            for other in found[:number]:
                if one.overlaps(other):
                    raise ValidationError("A day may be in one pair only: days of two entries overlap.")
        return tuple(found)

    def _validate(self, value: Any) -> None:
        """Leave the length to the text, which was read."""


_PAIRS_EXAMPLE = '[{"pair_id":"pair_3q8z5n6b0d7c2m9k4v1x","from":"2026-01-01","to":"2026-05-31"}]'


def _pair_on_days(entry: object) -> PairOnDays:
    if not isinstance(entry, dict) or not set(entry) <= {"pair_id", "from", "to"}:
        raise ValidationError(f"Each must be an object with pair_id, from and to, as in {_PAIRS_EXAMPLE}.")
    pair_id, days = entry.get("pair_id"), [entry.get("from"), entry.get("to")]
    if not isinstance(pair_id, str) or not 1 <= len(pair_id) <= _LONGEST_ID or "\0" in pair_id:
        raise ValidationError("Each must name a pair_id.")
    try:
        since, until = [None if day is None else datetime.strptime(day, "%Y-%m-%d").date() for day in days]  # noqa: DTZ007
    except (TypeError, ValueError):
        raise ValidationError("from and to must be days such as 2026-05-31.") from None
    if since is None and until is None:
        raise ValidationError("Each needs from or to; pair_id alone is a parameter of its own.")
    if since is not None and until is not None and until < since:
        raise ValidationError("to lies before from.")
    return PairOnDays(pair_id, since, until)


class ImportQuery(RequestSchema):
    """How to take the file."""

    dry_run = QueryFlag(load_default=False, metadata={"description": "Tell what would be done, and do nothing."})
    unit = StrictChoice(("km", "mi"), metadata={"description": "Of distances whose file does not say it."})
    date_order = StrictChoice(
        DATE_ORDERS,
        metadata={"description": "Of days such as 03/04/2026, where no cell of the column shows which comes first."},
    )
    encoding = StrictChoice(
        ENCODINGS,
        metadata={"description": "Of a table that is neither UTF-8 nor UTF-16, where its own words do not show it."},
    )
    kind = KindField(
        min_length=3,
        max_length=_LONGEST_MAP,
        metadata={
            "description": (
                "What a track or table is that does not say it: run, walk or hike; or, for the members of a ZIP file, "
                "a JSON object from their names, with `*` for any text, to these."
            ),
            "example": "run",
        },
    )
    sports = SportsField(
        min_length=2,
        max_length=_LONGEST_MAP,
        metadata={
            "description": (
                "What sports are that nobody here knows, as JSON from their names to run, walk, hike or other. It "
                "never changes a name that is known."
            ),
            "example": '{"Juoksu":"run"}',
        },
    )
    pair_id = StrictString(
        min_length=1, max_length=40, metadata={"description": "The pair of runs whose file names no shoes."}
    )
    pairs = PairsField(
        min_length=2,
        max_length=_LONGEST_MAP,
        metadata={
            "description": (
                "The pairs of such runs by their days, as JSON; `from` or `to` may be left out. On other days "
                "`pair_id` counts."
            ),
            "example": _PAIRS_EXAMPLE,
        },
    )
    new_pairs = StrictChoice(
        NEW_PAIRS,
        metadata={
            "description": (
                "What pairs that the file adds had run before it records them: `unworn` is nothing, so that each has "
                "a date; not known if left out."
            )
        },
    )
    time_zone = ZoneField(
        "Where the runner was, such as Europe/Berlin; the `time_zone` of the runner if left out; `unknown` if nobody "
        "knows."
    )
    column_map = ColumnMapField(
        min_length=2,
        max_length=_LONGEST_MAP,
        metadata={
            "description": f"Which column of any other table is which, as JSON: fields are {', '.join(FIELDS)}.",
            "example": '{"date":"Day","distance":"Km"}',
        },
    )


ImportRowsQuery = RequestSchema.from_dict(page_fields(), name="ImportRowsQuery")
"""Which rows of an import to show."""


def _count(description: str) -> fields.Integer:
    return fields.Integer(required=True, metadata={"description": description})


class RunImportCountsSchema(ResponseSchema):
    """How many rows came to what."""

    created = _count("New runs and pairs.")
    updated = _count("Runs that were there: now in their pair, or corrected elsewhere and here too.")
    skipped = _count("Nothing to do; each says why.")
    failed = _count("Not stored; each says why.")


class RunImportRowSchema(ResponseSchema):
    """What became of one record of the file."""

    row = fields.Integer(required=True, metadata={"description": "Counted from 1."})
    place = fields.String(required=True, metadata={"description": "Where it stands in the file."})
    status = fields.String(required=True, validate=validate.OneOf(STATUSES))
    run_id = fields.String(required=True, allow_none=True, metadata={"description": "Of the run concerned."})
    pair_id = fields.String(required=True, allow_none=True, metadata={"description": "Of the pair concerned."})
    reason = fields.String(required=True, allow_none=True, metadata={"description": "Why it came to that."})
    codes = fields.List(
        fields.String(validate=validate.Regexp(r"^[a-z0-9_]+$")),
        required=True,
        metadata={"description": "The same for programs: a code for each sentence of `reason`, in their order."},
    )
    date = fields.Date(metadata={"description": "In a dry run: the runner's own day."})
    started_at = fields.DateTime(
        allow_none=True, metadata={"description": "In a dry run: when it began, null where no zone is known."}
    )
    pair_name = fields.String(metadata={"description": "In a dry run: what its pair is called, also one to come."})
    distance = fields.Nested(DistanceSchema, metadata={"description": "In a dry run: how far it was."})
    duration_s = fields.Float(allow_none=True, metadata={"description": "In a dry run: how long it took."})
    kind = fields.String(metadata={"description": "In a dry run: run, walk or hike."})


class RunImportSchema(ResponseSchema):
    """An import, and its rows page by page; of a dry run the first 10,000 at once, and without an id."""

    id = fields.String(required=True, allow_none=True)
    runner_id = fields.String(required=True)
    status = fields.String(
        required=True,
        validate=validate.OneOf(("running", "done", "interrupted", "dry_run")),
        metadata={
            "description": (
                "`running` until it is `done`. `interrupted`: nobody is at it; send the file again, or undo it."
            )
        },
    )
    summary = fields.String(required=True, metadata={"description": "What came of it, in a sentence."})
    records = _count("How many records the file has.")
    records_done = _count("How many of them are done. A record can come to two rows: a run, and a new pair.")
    counts = fields.Nested(RunImportCountsSchema, required=True)
    created_at = fields.DateTime(required=True)
    items = fields.List(fields.Nested(RunImportRowSchema), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


IMPORT_CSV = "date,distance_km,duration,shoe,external_id\n2026-09-20,10.5,52:30,Hoka Mach 6,2026-09-20-am\n"
IMPORT: dict[str, Any] = {
    "id": "import_3k9t2m4x8v7q1z5n6b0c",
    "runner_id": "runner_3k9t2m4x8v7q1z5n6b0c",
    "status": "done",
    "summary": "Done: 1 new, 0 changed, 1 left out, 0 not readable.",
    "records": 2,
    "records_done": 2,
    "counts": {"created": 1, "updated": 0, "skipped": 1, "failed": 0},
    "created_at": "2026-09-21T08:00:00Z",
    "items": [
        {
            "row": 1,
            "place": "activities.csv, line 2",
            "status": "created",
            "run_id": "run_3k9t2m4x8v7q1z5n6b0c",
            "pair_id": "pair_3k9t2m4x8v7q1z5n6b0c",
            "reason": None,
            "codes": [],
        },
        {
            "row": 2,
            "place": "activities.csv, line 3",
            "status": "skipped",
            "run_id": None,
            "pair_id": None,
            "reason": "It was Ride: that wears out no running shoes.",
            "codes": ["not_on_foot"],
        },
    ],
    "next_cursor": None,
}
IMPORT_RUNNING: dict[str, Any] = {
    **IMPORT,
    "status": "running",
    "summary": "At work: 0 of 10,000 records so far.",
    "records": 10_000,
    "records_done": 0,
    "counts": dict.fromkeys(IMPORT["counts"], 0),
    "items": [],
}

_FILE = {"type": "string", "format": "binary", "maxLength": MOST_BYTES}

IMPORT_BODY: dict[str, Any] = {
    "required": True,
    "description": (
        "The file as it is, whatever its name: an export of Strava, Garmin, Apple Health, Runkeeper, Intervals.icu or "
        "ShoeCycle; FIT, TCX, GPX or KML, one or a ZIP of them; trainings of Nike, Polar, Suunto and TrainingPeaks; "
        "the export of a runner of this service; any other table "
        "with a `column_map`. Which one it is shows in its content; send JSON as `application/octet-stream` too."
    ),
    "content": {
        CSV_TYPE: {"schema": {"type": "string", "maxLength": MOST_BYTES}, "example": IMPORT_CSV},
        ANY_TYPE: {"schema": _FILE},
        ZIP_TYPE: {"schema": _FILE},
    },
}
"""How the body is described. JSON is a file like any other."""
