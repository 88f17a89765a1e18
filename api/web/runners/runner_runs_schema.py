"""Runs of a runner over all pairs and in none: as they are sent, listed, and put into pairs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from api.advice.core.running import EFFORTS, SURFACES
from api.advice.which_pair.answer import Likely
from api.web.edge.paging import page_fields
from api.web.fields.derive import response_schema
from api.web.fields.distance import DistanceSchema
from api.web.fields.query import QueryFlag
from api.web.fields.strict import (
    RequestSchema,
    ResponseSchema,
    StrictChoice,
    StrictDate,
    StrictList,
    StrictString,
    one_line,
)
from api.web.runners.runs import LOGGED, RUN_REQUEST, LoggedRunSchema, RunRequestSchema, RunSchema

MOST_RUN_IDS, MOST_ENTRIES = 1000, 100
_ID_LENGTH = 40


def _id(description: str, **kwargs: Any) -> StrictString:
    return StrictString(min_length=1, max_length=_ID_LENGTH, metadata={"description": description}, **kwargs)


class RunnerRunsQuery(RequestSchema):
    """Which runs of a runner."""

    limit, cursor = page_fields().values()
    pair = _id("`none`: those in no pair that wait for one; `any`: all; else the id of a pair.", load_default="any")
    since = StrictDate(data_key="from", metadata={"description": "From this day on.", "example": "2026-09-01"})
    until = StrictDate(data_key="to", metadata={"description": "Up to this day.", "example": "2026-09-30"})
    effort = StrictChoice(EFFORTS)
    surface = StrictChoice(SURFACES)
    import_id = _id("Those that this import brought.")
    likely = QueryFlag(
        load_default=False, metadata={"description": "`true`: with the likeliest pairs of each run that waits."}
    )


LikelySchema = response_schema(Likely)


class AskSchema(ResponseSchema):
    """How to ask the runner which pair it was: a page that needs no key."""

    url = fields.String(
        required=True, metadata={"description": "Opens a page with the pairs as buttons; opening it changes nothing."}
    )
    expires_at = fields.DateTime(required=True)


class WaitingRunSchema(RunSchema):
    """A run of a runner; with its likeliest pairs where they were asked for and it waits for one."""

    likely = fields.List(fields.Nested(LikelySchema))
    ask = fields.Nested(AskSchema, allow_none=True)


class RunnerRunListSchema(ResponseSchema):
    """Runs of a runner, newest first."""

    items = fields.List(fields.Nested(WaitingRunSchema), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


RunnerRunRequestSchema = RunRequestSchema.from_dict(
    {
        "gear_ref": one_line(
            120,
            "What the app calls the shoes: the `external_ref` of a pair, or the name under which a file of this "
            "`source` knows one. Leave it out where nobody knows the shoes.",
            allow_none=True,
        )
    },
    name="RunnerRunRequest",
)
"""A run, sent to a runner."""


class RunnerRunSchema(LoggedRunSchema):
    """A run that was sent to a runner."""

    likely = fields.List(
        fields.Nested(LikelySchema),
        required=True,
        metadata={"description": "Where nobody named a pair: the likeliest ones, the first of them first."},
    )
    ask = fields.Nested(AskSchema, required=True, allow_none=True)


class AssignSchema(RequestSchema):
    """Runs, and the pair they are to be in: named by their ids, or all in no pair on some days."""

    pair_id = _id("A pair of the runner; `null`: in no pair.", required=True, allow_none=True)
    run_ids = StrictList(
        _id("A run of the runner."),
        min_length=1,
        max_length=MOST_RUN_IDS,
        allow_none=True,
        metadata={"description": "These runs, wherever they are."},
    )
    since = StrictDate(
        data_key="from",
        allow_none=True,
        metadata={"description": "Instead of ids: the runs in no pair from this day on."},
    )
    until = StrictDate(data_key="to", allow_none=True, metadata={"description": "And up to this day."})
    effort = StrictChoice(EFFORTS, allow_none=True, metadata={"description": "Of these only runs of this kind."})
    surface = StrictChoice(SURFACES, allow_none=True, metadata={"description": "Of these only runs on this ground."})

    @validates_schema
    def _names_runs_in_one_way(self, data: Mapping[str, Any], **_: Any) -> None:
        narrowed = [name for name in ("since", "until", "effort", "surface") if data.get(name) is not None]
        if data.get("run_ids") is not None and narrowed:
            raise ValidationError("Name runs by their ids or by days, not both.", "run_ids")
        if data.get("run_ids") is None and not {"since", "until"} & set(narrowed):
            raise ValidationError("Name runs: give run_ids, or from and to.", "run_ids")
        if data.get("run_ids") is None and data["pair_id"] is None:
            raise ValidationError("Runs found by their days are in no pair already.", "pair_id")


def _run_ids(description: str) -> StrictList:
    return StrictList(
        _id("A run of the runner."),
        max_length=MOST_RUN_IDS,
        load_default=list,
        metadata={"description": description},
    )


class RunnerRunsPatchSchema(RequestSchema):
    """Which runs go where: all of it or nothing. The same again changes nothing."""

    assign = StrictList(
        fields.Nested(AssignSchema),
        max_length=MOST_ENTRIES,
        load_default=list,
        metadata={"description": "Runs and the pair they are to be in."},
    )
    ignore = _run_ids("Runs that are to count nowhere; they leave their pair.")
    no_pair = _run_ids("Runs in none of the runner's pairs, as barefoot: they count as runs and wait for no pair.")
    stop_ignoring = _run_ids("Ignored runs, and those of no_pair, that are to wait for a pair again.")


class PairTotalsSchema(ResponseSchema):
    """What a pair comes to now."""

    pair_id = fields.String(required=True)
    run_count = fields.Integer(required=True)
    recorded_distance = fields.Nested(DistanceSchema, required=True)
    total_distance = fields.Nested(DistanceSchema, required=True, allow_none=True)


def _count(description: str) -> fields.Integer:
    return fields.Integer(required=True, validate=validate.Range(0), metadata={"description": description})


class PlacedRunsSchema(ResponseSchema):
    """How many runs went where, and what the pairs concerned come to now."""

    assigned = _count("Now in a pair.")
    taken_out = _count("Now in no pair.")
    ignored = _count("Now count nowhere.")
    no_pair = _count("Now in none of the runner's pairs.")
    unchanged = _count("Were there already.")
    pairs = fields.List(fields.Nested(PairTotalsSchema), required=True)


RUNNER_RUN_REQUEST = {**RUN_REQUEST, "external_id": "2026-09-01-0043", "gear_ref": "gear-1"}
RUNNER_RUN = {**LOGGED, "external_id": "2026-09-01-0043", "gear_ref": "gear-1", "likely": [], "ask": None}
PLACED_EXAMPLE = {
    "assigned": 1,
    "taken_out": 0,
    "ignored": 0,
    "no_pair": 0,
    "unchanged": 0,
    "pairs": [
        {
            "pair_id": "pair_3q8z5n6b0d7c2m9k4v1x",
            "run_count": 1,
            "recorded_distance": {"km": 10.5, "mi": 6.524397518492005, "m": 10500.0},
            "total_distance": {"km": 130.5, "mi": 81.08894058697249, "m": 130500.0},
        }
    ],
}
