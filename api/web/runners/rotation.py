"""A runner's rotation, and the addresses by which a calendar and a feed reader watch it."""

from __future__ import annotations

from typing import Any

from flask import Response
from marshmallow import fields, validate

from api.advice.core.rules import Rulebook
from api.advice.retirement.answer import RETIRE, VERDICTS
from api.services.runs.rotation import Rotation, RotationPair, due_on, rotation_of
from api.storage.runners.runners import runner_row
from api.web.edge.auth import account_id, needs
from api.web.edge.blueprint import Blueprint
from api.web.edge.context import parts
from api.web.edge.errors import Problem
from api.web.edge.response import dumps, json_response
from api.web.fields.distance import DistanceSchema
from api.web.fields.strict import RequestSchema, ResponseSchema
from api.web.runners.pairs_schema import CostSchema

blueprint = Blueprint("rotation", __name__, url_prefix="/v1")

MOST_WEEKS, USUAL_WEEKS = 52, 8


class RotationQuery(RequestSchema):
    """Over how many weeks the shares are taken."""

    weeks = fields.Integer(
        load_default=USUAL_WEEKS,
        validate=validate.Range(1, MOST_WEEKS),
        metadata={"description": "How many weeks the shares are of."},
    )


class PairCostSchema(CostSchema):
    """What a pair has cost so far for what it has run, and for the hours that took."""

    per_hour = fields.Float(
        required=True, allow_none=True, metadata={"description": "Null while none of its runs has a time."}
    )


class RotationPairSchema(ResponseSchema):
    """A pair in use."""

    pair_id = fields.String(required=True)
    name = fields.String(required=True)
    roles = fields.List(fields.String(), required=True)
    default_for = fields.List(fields.String(), required=True)
    share = fields.Float(
        required=True, metadata={"description": "Its part of what was run in pairs in these weeks, from 0 to 1."}
    )
    distance = fields.Nested(DistanceSchema, required=True, metadata={"description": "What it ran in these weeks."})
    run_count = fields.Integer(required=True, metadata={"description": "Its runs in these weeks."})
    last_worn = fields.Date(required=True, allow_none=True)
    verdict = fields.String(required=True, validate=validate.OneOf(VERDICTS))
    summary = fields.String(required=True)
    due_on = fields.Date(required=True, allow_none=True, metadata={"description": "Null while there is no date."})
    cost = fields.Nested(PairCostSchema, required=True, allow_none=True)


class NextDueSchema(ResponseSchema):
    """The pair that is due first."""

    pair_id = fields.String(required=True)
    name = fields.String(required=True)
    due_on = fields.Date(required=True)


class RotationSchema(ResponseSchema):
    """The pairs in use, the most urgent first."""

    summary = fields.String(required=True, metadata={"description": "In words, for the runner."})
    weeks = fields.Integer(required=True)
    next_due = fields.Nested(NextDueSchema, required=True, allow_none=True)
    runs_in_no_pair = fields.Integer(required=True, metadata={"description": "Runs that wait for a pair."})
    pairs = fields.List(fields.Nested(RotationPairSchema), required=True)


ROTATION = {
    "summary": "One pair is in use, The blue ones. Its turn to be replaced comes about 3 November 2026.",
    "weeks": USUAL_WEEKS,
    "next_due": {"pair_id": "pair_3q8z5n6b0d7c2m9k4v1x", "name": "The blue ones", "due_on": "2026-11-03"},
    "runs_in_no_pair": 0,
    "pairs": [
        {
            "pair_id": "pair_3q8z5n6b0d7c2m9k4v1x",
            "name": "The blue ones",
            "roles": ["easy", "long"],
            "default_for": ["easy"],
            "share": 1.0,
            "distance": {"km": 120.0, "mi": 74.56454306848008, "m": 120000.0},
            "run_count": 14,
            "last_worn": "2026-09-01",
            "verdict": "keep",
            "summary": "Keep this pair.",
            "due_on": "2026-11-03",
            "cost": {"per_km": 0.25, "per_mi": 0.4023, "per_hour": 2.5, "currency": "USD"},
        }
    ],
}


@blueprint.route("/runners/<runner_id>/rotation")
@blueprint.doc(tags=["pairs"])
@blueprint.arguments(RotationQuery(), location="query")
@blueprint.response(200, RotationSchema, example=ROTATION)
@needs("runners:read")
def get_runner_rotation(query: dict[str, Any], runner_id: str) -> Response:
    """Show how a runner's pairs are worn: share, last worn, cost for each kilometre and hour, and which is due next."""
    built = parts()
    book = built.rulebook
    with built.database.reading() as db:
        runner = runner_row(db, account_id(), runner_id)
        if runner is None:
            raise Problem("not_found")
        found = rotation_of(db, runner, book, built.now(), query["weeks"])
    following = found.next_due
    body = {
        "summary": summary_of(found, book),
        "weeks": query["weeks"],
        "next_due": None
        if following is None
        else {"pair_id": following.log.pair.id, "name": following.log.name, "due_on": due_on(following)},
        "runs_in_no_pair": found.waiting,
        "pairs": [_pair(pair) for pair in found.pairs],
    }
    return json_response(dumps(body), headers={"Cache-Control": "no-store"})


def summary_of(rotation: Rotation, book: Rulebook) -> str:
    """Return a rotation in a sentence or two."""
    text = book.wording.text
    following, count = rotation.next_due, len(rotation.pairs)
    if not count:
        first = text("rotation.no_pairs")
    elif following is None:
        first = text("rotation.no_date", pairs=count)
    elif following.advice.judgement.verdict == RETIRE:
        finished = sum(pair.wear.advice.judgement.verdict == RETIRE for pair in rotation.pairs)
        several = {"finished": finished} if finished > 1 else {}
        key = "rotation.several_due_now" if several else "rotation.due_now"
        first = text(key, pairs=count, name=following.log.name, **several)
    else:
        first = text("rotation.next_due", pairs=count, name=following.log.name, day=due_on(following))
    return first if not rotation.waiting else f"{first} {text('rotation.waiting', runs=rotation.waiting)}"


def _pair(pair: RotationPair) -> dict[str, Any]:
    row, answer = pair.wear.log.pair, pair.wear.advice.answer
    return {
        "pair_id": row.id,
        "name": pair.wear.log.name,
        "roles": row.roles.split(),
        "default_for": row.usual_for,
        "share": pair.share,
        "distance": pair.distance.as_dict(),
        "run_count": pair.use.run_count,
        "last_worn": pair.use.last_worn,
        "verdict": pair.wear.advice.judgement.verdict,
        "summary": answer.summary,
        "due_on": None if answer.forecast is None else answer.forecast.retire_on,
        "cost": pair.cost,
    }
