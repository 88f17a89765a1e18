"""Addresses by which a calendar and a feed reader watch when a runner's pairs are due: signed, taken back at will."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import flask
from flask import Response
from marshmallow import fields

from api.advice.core.rules import Rulebook
from api.advice.retirement.answer import KEEP, RETIRE
from api.advice.retirement.items import REPLACE_ITEM
from api.pictures.paper.calendars import CONTENT_TYPE, Appointment, calendar_of
from api.services.runs.rotation import Rotation, due_of, rotation_of
from api.services.runs.runners import change_runner
from api.storage.database.engines import new_id
from api.storage.runners.runners import RunnerRow, lock_runner, runner_row
from api.web.edge.auth import account_id, counted, needs, public
from api.web.edge.blueprint import Blueprint
from api.web.edge.conditional import check_if_match, etag_of
from api.web.edge.context import parts
from api.web.edge.errors import Problem
from api.web.edge.links import absolute, read_token, signed_token
from api.web.edge.response import json_response
from api.web.edge.transaction import act_for, transaction, writes
from api.web.fields.strict import ResponseSchema
from api.web.runners.rotation import USUAL_WEEKS

blueprint = Blueprint(
    "subscriptions", __name__, url_prefix="/v1", description="Addresses for a calendar and a feed reader."
)
pages = flask.Blueprint("subscription_pages", __name__)

ATOM = "http://www.w3.org/2005/Atom"
ATOM_TYPE = "application/atom+xml; charset=utf-8"
_PURPOSE = "subscription"


class SubscriptionSchema(ResponseSchema):
    """The addresses of a runner's subscription; null while there is none."""

    calendar_url = fields.String(
        required=True, allow_none=True, metadata={"description": "An iCalendar: a day for each pair that has a date."}
    )
    feed_url = fields.String(
        required=True, allow_none=True, metadata={"description": "An Atom feed of the pairs that are due now or soon."}
    )


SUBSCRIPTION = {
    "calendar_url": "https://forefoot.example/s/W251bGwsImFjY18xIiwicnVubmVyXzEiXQ.c2lnbmF0dXJl/due.ics",
    "feed_url": "https://forefoot.example/s/W251bGwsImFjY18xIiwicnVubmVyXzEiXQ.c2lnbmF0dXJl/due.atom",
}


@blueprint.route("/runners/<runner_id>/subscription")
@blueprint.doc(tags=["subscriptions"])
@blueprint.response(200, SubscriptionSchema, example=SUBSCRIPTION)
@needs("runners:read")
def get_runner_subscription(runner_id: str) -> Response:
    """Show the addresses by which a calendar and a feed reader watch a runner's pairs."""
    with parts().database.reading() as db:
        row = runner_row(db, account_id(), runner_id)
    if row is None:
        raise Problem("not_found")
    return _answer(row)


@blueprint.route("/runners/<runner_id>/subscription", methods=["PUT"])
@blueprint.doc(tags=["subscriptions"])
@blueprint.response(200, SubscriptionSchema, example=SUBSCRIPTION)
@needs("runners:write")
@writes
def create_runner_subscription(runner_id: str) -> Response:
    """Make the addresses, unless there are some. They need no key: who has them sees names and dates of the pairs.

    `If-Match` takes the ETag of the runner.
    """
    row = _held(runner_id)
    if row.subscription_key is None:
        row = change_runner(transaction(), row, replace(row, subscription_key=new_id("sub")), parts().now())
    return _answer(row)


@blueprint.route("/runners/<runner_id>/subscription", methods=["DELETE"])
@blueprint.doc(tags=["subscriptions"])
@blueprint.response(204)
@needs("runners:write")
@writes
def delete_runner_subscription(runner_id: str) -> Response:
    """Take the addresses back: they open nothing any more, and the next ones are others.

    `If-Match` takes the ETag of the runner.
    """
    row = _held(runner_id)
    change_runner(transaction(), row, replace(row, subscription_key=None), parts().now())
    return Response(status=204)


@pages.get("/s/<token>/due.ics")
@public
@counted
def show_due_calendar(token: str) -> Response:
    """Serve the calendar of a subscription."""
    book, now = parts().rulebook, parts().now()
    rotation, _ = _watched(token)
    appointments = [Appointment(due.key, due.day, due.title, due.text) for due in _dates(rotation, book)]
    body = calendar_of(book.wording.text("rotation.calendar_title"), appointments, now)
    return Response(body, content_type=CONTENT_TYPE, headers={"Cache-Control": "no-store"})


@pages.get("/s/<token>/due.atom")
@public
@counted
def show_due_feed(token: str) -> Response:
    """Serve the feed of a subscription."""
    book = parts().rulebook
    rotation, runner = _watched(token)
    body = _atom(_entries(rotation, book), runner, absolute(f"/s/{token}/due.atom"), book)
    return Response(body, content_type=ATOM_TYPE, headers={"Cache-Control": "no-store"})


@dataclass(frozen=True, slots=True)
class Due:
    """Something that is due on a day: ``key`` stays the same while it is due for the same reason."""

    key: str
    day: date
    title: str
    text: str
    changed_at: datetime


def _held(runner_id: str) -> RunnerRow:
    row = lock_runner(transaction(), account_id(), runner_id)
    if row is None:
        raise Problem("not_found")
    check_if_match(etag_of(row.version))
    return row


def _answer(row: RunnerRow) -> Response:
    if row.subscription_key is None:
        body: dict[str, Any] = {"calendar_url": None, "feed_url": None}
    else:
        token = signed_token(_PURPOSE, (row.account_id, row.id, row.subscription_key))
        names = {"calendar_url": "due.ics", "feed_url": "due.atom"}
        body = {name: absolute(f"/s/{token}/{file}") for name, file in names.items()}
    return json_response(body, headers={"Cache-Control": "no-store"})


def _watched(token: str) -> tuple[Rotation, RunnerRow]:
    """Return the rotation behind an address; raise Problem 404 for one that was taken back or never made."""
    values = read_token(_PURPOSE, token)
    if values is None:
        raise Problem("not_found")
    owner, runner_id, key = values
    act_for(owner)
    built = parts()
    with built.database.reading() as db:
        runner = runner_row(db, owner, runner_id)
        if runner is None or runner.subscription_key != key:
            raise Problem("not_found")
        return rotation_of(db, runner, built.rulebook, built.now(), USUAL_WEEKS), runner


def _dates(rotation: Rotation, book: Rulebook) -> Iterator[Due]:
    """Yield every date of a pair that has one, and what is due today."""
    for pair in rotation.pairs:
        forecast, row = pair.wear.advice.answer.forecast, pair.wear.log.pair
        if forecast is not None:
            title = book.wording.text("rotation.replace_title", name=pair.wear.log.name)
            answer = pair.wear.advice.answer
            # On that day nobody wants to read that the pair is kept; and of an unknown start the date is the latest.
            known = pair.wear.advice.judgement.exact
            text = answer.summary if answer.verdict == RETIRE or (answer.verdict != KEEP and known) else forecast.text
            yield Due(row.id, forecast.retire_on, title, text, row.updated_at)
    yield from _items(rotation, book)


def _entries(rotation: Rotation, book: Rulebook) -> Iterator[Due]:
    """Yield what is to be replaced now or soon, and has to be thought of."""
    for wear in due_of(rotation):
        verdict, row = wear.advice.judgement.verdict, wear.log.pair
        title = "rotation.replace_title" if verdict == RETIRE else "rotation.plan_title"
        forecast = wear.advice.answer.forecast
        day = rotation.day if forecast is None else forecast.retire_on
        text = wear.advice.answer.summary
        yield Due(f"{row.id}-{verdict}", day, book.wording.text(title, name=wear.log.name), text, row.updated_at)
    yield from _items(rotation, book)


def _items(rotation: Rotation, book: Rulebook) -> Iterator[Due]:
    for worn in rotation.items:
        row = worn.item.row
        if worn.wear.verdict == REPLACE_ITEM:
            title = book.wording.text("rotation.item_title", name=row.name)
            yield Due(row.id, rotation.day, title, title, row.updated_at)


def _atom(entries: Iterator[Due], runner: RunnerRow, address: str, book: Rulebook) -> bytes:
    ET.register_namespace("", ATOM)
    feed = ET.Element(f"{{{ATOM}}}feed")
    _say(feed, "id", f"urn:forefoot:{runner.id}")
    _say(feed, "title", book.wording.text("rotation.feed_title"))
    ET.SubElement(feed, f"{{{ATOM}}}link", {"rel": "self", "href": address})
    author = ET.SubElement(feed, f"{{{ATOM}}}author")
    _say(author, "name", "Forefoot")
    changed_at = runner.updated_at
    for due in entries:
        entry = ET.SubElement(feed, f"{{{ATOM}}}entry")
        _say(entry, "id", f"urn:forefoot:{due.key}")
        _say(entry, "title", due.title)
        _say(entry, "updated", due.changed_at.isoformat())
        _say(entry, "content", due.text)
        changed_at = max(changed_at, due.changed_at)
    _say(feed, "updated", changed_at.isoformat())
    return bytes(ET.tostring(feed, encoding="utf-8", xml_declaration=True))


def _say(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, f"{{{ATOM}}}{name}").text = "".join(sign if sign.isprintable() else " " for sign in text)
