"""Runs in a pair: logged, listed, corrected, moved, deleted; as they are sent and as they are shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from flask import Response
from marshmallow import ValidationError, fields, validate, validates_schema

from api.advice.core.running import EFFORTS, SURFACES
from api.services.documents import document_of, served, values_of
from api.services.runs.change_run import ForeignPairError, change_run, delete_run, run_to_change
from api.services.runs.log_run import UnknownPairError, log_run
from api.storage.runners.pairs import pair_row
from api.storage.runners.run_lists import list_runs
from api.storage.runners.runners import RunnerRow
from api.storage.runners.runs import MOST_KM, MOST_PAIN, MOST_SECONDS, MOST_STEPS_A_MINUTE, RunRow, run_row
from api.storage.runners.wearers import day_of_start, zone_of_wearer
from api.web.edge.auth import account_id, needs
from api.web.edge.blueprint import MERGE_PATCH_TYPE, Blueprint, leads_to
from api.web.edge.conditional import CREATED_HEADERS, NO_STORE, check_if_match, conditional, etag_of
from api.web.edge.context import parts
from api.web.edge.errors import Problem, invalid
from api.web.edge.paging import after_of, page_response
from api.web.edge.patch import patched
from api.web.edge.response import json_response
from api.web.edge.transaction import creates, note_runner, transaction, writes
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
    one_line,
)
from api.web.fields.together import none_of
from api.web.runners.serialize import cursor_of, place_in
from api.web.shop.stores_schema import PageQuery

SOURCE = r"^[a-z0-9][a-z0-9_.-]*$"
DEFAULT_SOURCE = "api"
EARLIEST = date(1970, 1, 1)
_ONE_DAY = timedelta(days=1)
_KEPT = ("started_at", "distance_um", "duration_s", "surface", "effort", "cadence_spm", "pain_level")

MOST_MI, MOST_M = 621, 1_000_000


class RunDistanceSchema(RequestSchema):
    """The distance of one run, in one unit."""

    km = StrictNumber(low=0, low_open=True, high=MOST_KM)
    mi = StrictNumber(low=0, low_open=True, high=MOST_MI)
    m = StrictNumber(low=0, low_open=True, high=MOST_M)


def _run_fields(*, patch: bool) -> dict[str, fields.Field[Any]]:
    return {
        "date": StrictDate(
            allow_none=True,
            metadata={
                "description": "The runner's own day; that of `started_at` if left out, by the runner's zone if in UTC."
            },
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

    refused = (none_of("date", "started_at"),)

    @validates_schema
    def _has_its_day(self, data: Mapping[str, Any], **_: Any) -> None:
        day, started_at = data.get("date"), data.get("started_at")
        if day is None and started_at is None:
            raise ValidationError("Needed, unless started_at is given.", "date")
        if day is not None and started_at is not None and abs(day - started_at.date()) > _ONE_DAY:
            raise ValidationError("Is not the day of started_at.", "date")
        for name, value in (("date", day), ("started_at", started_at.date() if started_at else None)):
            if value is not None and value < EARLIEST:
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
        "external_id": one_line(120, "The run's id there: sent again, it counts once, for ever.", allow_none=True),
    },
    name="RunRequest",
)
"""A run."""

RunWholeSchema = _RunRules.from_dict(_run_fields(patch=False), name="RunWhole")
"""A run as it is after a patch."""

_NO_PAIR = (
    "`true`: it was in none of the runner's pairs, as barefoot; it counts, and waits for none. `false`: it waits."
)
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
        "no_pair": StrictBoolean(metadata={"description": _NO_PAIR}),
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
    no_pair = fields.Boolean(required=True, metadata={"description": "It was in none of the runner's pairs."})
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
    "no_pair": False,
    **RUN_REQUEST,
    "started_at": "2026-09-01T16:30:00+00:00",
    "distance": {"km": 10.5, "mi": 6.524397518492005, "m": 10500.0},
    "import_id": None,
    "created_at": "2026-09-01T17:40:00+00:00",
    "updated_at": "2026-09-01T17:40:00+00:00",
}
LOGGED = {**RUN, "duplicate": False, "notes": []}

blueprint = Blueprint("runs", __name__, url_prefix="/v1", description="The log of a runner.")

_request = RunRequestSchema()
_whole = RunWholeSchema()
_AHEAD = timedelta(days=1)


@blueprint.route("/pairs/<pair_id>/runs")
@blueprint.doc(tags=["runs"])
@blueprint.arguments(PageQuery(), location="query")
@blueprint.response(200, RunListSchema, example={"items": [RUN], "next_cursor": None})
@needs("runners:read")
def list_pair_runs(query: dict[str, Any], pair_id: str) -> Response:
    """List the runs of a pair, newest first."""
    list_name = f"runs of {pair_id} by start"
    after, limit = after_of(query, list_name), query["limit"]
    before = None if after is None else place_in(after)
    with parts().database.reading() as db:
        if pair_row(db, account_id(), pair_id) is None:
            raise Problem("not_found")
        rows = list_runs(db, account_id(), pair_id, before, limit + 1)
    shown = rows[:limit]
    last = cursor_of(shown[-1]) if len(rows) > limit else None
    return page_response([served(row) for row in shown], query, list_name, last)


@blueprint.route("/pairs/<pair_id>/runs", methods=["POST"])
@blueprint.doc(tags=["runs"])
@blueprint.arguments(_request, example=RUN_REQUEST)
@blueprint.response(201, LoggedRunSchema, example=LOGGED, headers=CREATED_HEADERS)
@blueprint.alt_response(
    200,
    schema=LoggedRunSchema,
    example={**LOGGED, "duplicate": True},
    description="It was logged before, under this external id or from another source. Nothing changed: `notes` names "
    "each field that was sent otherwise.",
)
@leads_to("run_id", show="get_run", change="change_run", delete="delete_run")
@needs("runners:write")
@creates
def create_pair_run(body: dict[str, Any], pair_id: str) -> Response:
    """Log a run in a pair.

    The same run counts once: by `source` and `external_id`, else by a start within two minutes and a distance within
    5 %. A run that was deleted, and one dated after the pair was retired, are refused.
    """
    zone = None if body.get("date") else zone_of_wearer(transaction(), account_id(), pair_id)
    values = {**run_values(body, zone), "source": body["source"], "external_id": body.get("external_id")}
    try:
        logged = log_run(transaction(), account_id(), pair_id, values, parts().now())
    except UnknownPairError:
        raise Problem("not_found") from None
    row = logged.row
    note_runner(row.runner_id)
    headers = {"Location": f"/v1/runs/{row.id}", "ETag": etag_of(row.version)}
    notes = notes_of(body, row, logged.health_consent, logged.duplicate)
    serialized = {**served(row), "duplicate": logged.duplicate, "notes": notes}
    return json_response(serialized, status=200 if logged.duplicate else 201, headers=headers)


@blueprint.route("/runs/<run_id>")
@blueprint.doc(tags=["runs"])
@blueprint.response(200, RunSchema, example=RUN)
@blueprint.alt_response(304, description="You have the current version.")
@needs("runners:read")
def get_run(run_id: str) -> Response:
    """Show one run."""
    with parts().database.reading() as db:
        row = run_row(db, account_id(), run_id)
    if row is None:
        raise Problem("not_found")
    return conditional(etag_of(row.version), lambda: served(row), NO_STORE)


@blueprint.route("/runs/<run_id>", methods=["PATCH"])
@blueprint.doc(tags=["runs"])
@blueprint.arguments(RunPatchSchema(), content_type=MERGE_PATCH_TYPE, example={"distance": {"mi": 6.2}})
@blueprint.response(200, RunSchema, example=RUN)
@needs("runners:write")
@writes
def change_run_view(body: dict[str, Any], run_id: str) -> Response:
    """Correct a run, or move it to another pair of its runner, by a JSON Merge Patch. Every total follows.

    With `pair_id` null it waits for a pair, with `no_pair` for none; ignored, it is in none and counts nowhere.
    """
    before, runner = _held_row(run_id)
    whole_run = patched(document_of(before), _whole, whole=("distance",), apart=("pair_id", "ignored", "no_pair"))
    values = run_values(whole_run, runner.time_zone)
    if not runner.health_consent:
        values["pain_level"] = None
    wanted = _in_place(replace(before, **values), body)
    try:
        row = change_run(transaction(), before, wanted, parts().now())
    except ForeignPairError:
        raise invalid("/pair_id", "The runner has no pair of this id.", "unknown") from None
    return json_response(served(row), headers={"ETag": etag_of(row.version)})


@blueprint.route("/runs/<run_id>", methods=["DELETE"])
@blueprint.doc(tags=["runs"])
@blueprint.response(204)
@needs("runners:write")
@writes
def delete_run_view(run_id: str) -> Response:
    """Delete a run. Every total follows, and a late retry under its external id does not bring it back."""
    row, _ = _held_row(run_id)
    delete_run(transaction(), row, parts().now())
    return Response(status=204)


def _held_row(run_id: str) -> tuple[RunRow, RunnerRow]:
    """Return a run that is to be changed, its runner locked, at the version the client holds."""
    found = run_to_change(transaction(), account_id(), run_id)
    if found is None:
        raise Problem("not_found")
    check_if_match(etag_of(found[0].version))
    return found


def _in_place(row: RunRow, body: dict[str, Any]) -> RunRow:
    """Return a run in the pair that was sent, if any; what somebody puts into a pair is no longer ignored."""
    sent = [name for name in ("ignored", "no_pair") if body.get(name)]
    if sent and (len(sent) > 1 or body.get("pair_id") is not None):
        raise invalid(f"/{sent[0]}", "Such a run is in no pair: send one of ignored, no_pair and pair_id.")
    if sent:
        return replace(row, ignored=sent == ["ignored"], no_pair=sent == ["no_pair"], pair_id=None)
    if "pair_id" in body:
        return replace(row, ignored=False, no_pair=False, pair_id=body["pair_id"], pair_probability=None)
    return replace(row, ignored=body.get("ignored", row.ignored), no_pair=body.get("no_pair", row.no_pair))


def run_values(body: dict[str, Any], time_zone: str | None) -> dict[str, Any]:
    """Return what the fields of a run hold of a body that was sent; raise Problem 422 for a day in the future.

    ``time_zone`` is that of the runner.
    """
    return {**values_of(RunRow, body), "day": _day_of(body, time_zone)}


def _day_of(body: dict[str, Any], time_zone: str | None) -> date:
    """Return the runner's day; raises Problem 422 for one that nobody has reached yet."""
    day: date = body.get("date") or day_of_start(body["started_at"], time_zone)
    if day > parts().now().date() + _AHEAD:
        raise invalid("/date" if body.get("date") else "/started_at", "Lies in the future.")
    return day


def notes_of(sent: Mapping[str, Any], row: RunRow, health_consent: bool | None, known: bool) -> list[dict[str, str]]:
    """Return what was not kept of a run as it was sent, and why; of one that was ``known``, what it says otherwise."""
    notes = []
    if sent.get("pain_level") is not None and row.pain_level is None and not health_consent:
        notes.append(_note("pain_level", "no_health_consent"))
    if known:
        kept = {"date": row.day, **{name: getattr(row, name) for name in _KEPT}}
        kept |= {} if health_consent else {"pain_level": sent.get("pain_level")}
        fields_sent = {**sent, "distance_um": sent["distance"].micrometres}
        differing = [name for name, value in kept.items() if fields_sent.get(name) not in (None, value)]
        notes += [_note(name.removesuffix("_um"), "kept_as_logged") for name in differing]
    return notes


def _note(field: str, code: str) -> dict[str, str]:
    return {"field": field, "code": code, "text": parts().rulebook.wording.text(f"runs.{code}")}
