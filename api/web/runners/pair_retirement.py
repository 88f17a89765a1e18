"""When is a pair finished, from its log: for one pair, for all of a runner's, and as a picture."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from flask import Response
from marshmallow import fields

from api.advice.core.distance import Distance
from api.advice.core.rules import Rulebook
from api.advice.retirement.advise import advise_pair, pace_of_days
from api.advice.retirement.answer import RetirementAnswer
from api.advice.retirement.request import WornPair
from api.pictures.charts.style import WEAR_STYLE
from api.pictures.drawing.png import png
from api.rulebook.load import shipped_rulebook
from api.services.runs.pair_wear import PairWear, wear_of_pair, wear_of_runner
from api.services.runs.wear_picture import wear_picture
from api.storage.runners.runners import runner_row
from api.web.edge.auth import account_id, needs
from api.web.edge.blueprint import Blueprint, IncludeQuery, include_as
from api.web.edge.context import cite, parts, visit
from api.web.edge.errors import Problem
from api.web.edge.response import dumps, example_of, json_response, served
from api.web.fields.derive import answer_schema
from api.web.fields.query import PNG_SCHEMA, PNG_TYPE, width_px
from api.web.fields.strict import ResponseSchema, StrictDate


class AsOfQuery(IncludeQuery):
    """On which day to judge."""

    as_of = StrictDate(
        metadata={
            "description": (
                "The day to judge on, with the runs up to it; today in the runner's zone, with every run, if left out."
            ),
            "example": "2026-09-01",
        }
    )


class WearImageQuery(AsOfQuery):
    """On which day to judge, and how wide the picture is."""

    width_px = width_px()


@dataclass(frozen=True, slots=True, kw_only=True)
class PairRetirement(RetirementAnswer):
    """The retirement advice on one pair, from its log."""

    pair_id: str
    name: str
    distance: Annotated[Distance | None, "All that the pair has run; null while its starting distance is not known."]
    distance_at_least: Annotated[
        Distance | None,
        "What is on record of it while its starting distance is not known; null where that is known, or with nothing.",
    ]
    retired_on: date | None


PairRetirementSchema = answer_schema(PairRetirement)


class RunnerRetirementSchema(ResponseSchema):
    """The pairs that a runner has not retired, the most urgent first."""

    items = fields.List(fields.Nested(PairRetirementSchema), required=True)


blueprint = Blueprint("pair_retirement", __name__, url_prefix="/v1")

SVG_TYPE = "image/svg+xml"

_query, _image_query = AsOfQuery(), WearImageQuery()


def _example() -> dict[str, Any]:
    book, day = shipped_rulebook(), date(2026, 9, 1)
    run = Distance.of(520, "km")
    days = [(date(2026, 8, number), Distance.of(9, "km")) for number in range(1, 31, 2)]
    pair = WornPair(distance=run, foam="eva", kind="trainer", body_mass_kg=72, feel="springy")
    pace = pace_of_days(days, day, book, first_run_on=date(2026, 6, 2))
    head = {"pair_id": "pair_3q8z5n6b0d7c2m9k4v1x", "name": "The blue ones", "retired_on": None}
    answer = advise_pair(pair, book, as_of=day, pace=pace, pairs_in_use=2).answer
    return {**head, "distance": run.in_units(), "distance_at_least": None, **example_of(answer, book)}


@blueprint.route("/pairs/<pair_id>/retirement")
@blueprint.doc(tags=["retirement"])
@blueprint.arguments(_query, location="query")
@blueprint.response(200, PairRetirementSchema, example=_example)
@needs("runners:read")
def get_pair_retirement(query: dict[str, Any], pair_id: str) -> Response:
    """Say whether a pair is kept, planned for or retired, from its log, and on which date it is due.

    The distance is that of its runs and its start, the pace that of its last weeks, the pain that of the last run that
    has one. While the start is not known, what is on record is a lower bound.
    """
    include_as(query)
    built = parts()
    with built.database.reading() as db:
        wear = wear_of_pair(db, account_id(), pair_id, built.rulebook, built.now(), query.get("as_of"))
    if wear is None:
        raise Problem("not_found")
    cite(wear.advice.answer.cited())
    return json_response(dumps(_out(wear, built.rulebook), visit().include))


@blueprint.route("/runners/<runner_id>/retirement")
@blueprint.doc(tags=["retirement"])
@blueprint.arguments(_query, location="query")
@blueprint.response(200, RunnerRetirementSchema, example=lambda: {"items": [_example()]})
@needs("runners:read")
def get_runner_retirement(query: dict[str, Any], runner_id: str) -> Response:
    """Say which of a runner's pairs are due, and when: every one that is not retired, the most urgent first."""
    include_as(query)
    built = parts()
    with built.database.reading() as db:
        runner = runner_row(db, account_id(), runner_id)
        if runner is None:
            raise Problem("not_found")
        found = wear_of_runner(db, runner, built.rulebook, built.now(), query.get("as_of"))
    cite(tuple(dict.fromkeys(rule for wear in found for rule in wear.advice.answer.cited())))
    return json_response(dumps({"items": [_out(wear, built.rulebook) for wear in found]}, visit().include))


@blueprint.route("/pairs/<pair_id>/wear.svg")
@blueprint.doc(tags=["retirement"])
@blueprint.arguments(_query, location="query")
@blueprint.response(200, {"type": "string"}, content_type=SVG_TYPE)
@needs("runners:read")
def get_pair_wear_svg(query: dict[str, Any], pair_id: str) -> Response:
    """Draw a pair's distance over time, its limits, its date, and the cushioning left."""
    headers = {"Content-Security-Policy": WEAR_STYLE.policy}
    return Response(_drawn(pair_id, query), content_type=SVG_TYPE, headers=headers)


@blueprint.route("/pairs/<pair_id>/wear.png")
@blueprint.doc(tags=["retirement"])
@blueprint.arguments(_image_query, location="query")
@blueprint.response(200, PNG_SCHEMA, content_type=PNG_TYPE)
@needs("runners:read")
def get_pair_wear_png(query: dict[str, Any], pair_id: str) -> Response:
    """Draw a pair's distance over time as PNG, for whatever shows no SVG."""
    return Response(png(_drawn(pair_id, query).decode(), round(query["width_px"])), content_type=PNG_TYPE)


def _drawn(pair_id: str, query: dict[str, Any]) -> bytes:
    built = parts()
    with built.database.reading() as db:
        drawn = wear_picture(db, account_id(), pair_id, built.rulebook, built.now(), query.get("as_of"))
    if drawn is None:
        raise Problem("not_found")
    return drawn


def _out(wear: PairWear, book: Rulebook) -> dict[str, Any]:
    return {
        "pair_id": wear.log.pair.id,
        "name": wear.log.name,
        "distance": None if wear.distance is None else wear.distance.in_units(),
        "distance_at_least": None if wear.distance_at_least is None else wear.distance_at_least.in_units(),
        "retired_on": wear.log.pair.retired_on,
        **served(wear.advice.answer, book, visit().include),
    }
