"""Planted routes: each fails or answers in one way that the edge must handle, whatever the topics do."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import Flask, Response, request
from marshmallow import fields
from sqlalchemy import select, text

from api.storage.accounts.accounts import accounts, add_account, add_key
from api.storage.database.engines import Database
from api.storage.database.errors import ConflictError, StaleVersionError, StorageUnavailableError
from api.storage.database.postgres import EVERY_ACCOUNT
from api.web.edge.auth import account_id, needs, public
from api.web.edge.blueprint import MERGE_PATCH_TYPE, Blueprint, imports
from api.web.edge.conditional import PUBLIC, check_if_match, conditional, etag_of
from api.web.edge.context import cite, parts
from api.web.edge.deprecation import deprecated, deprecated_route
from api.web.edge.errors import Problem, invalid, problem_response
from api.web.edge.paging import after_of, page_fields, page_response
from api.web.edge.patch import merge_patch
from api.web.edge.response import json_response
from api.web.edge.transaction import act_for, creates, transaction, writes
from api.web.fields.strict import (
    RequestSchema,
    ResponseSchema,
    StrictChoice,
    StrictInteger,
    StrictList,
    StrictNumber,
    StrictString,
)

MARKER = "marker-of-a-sore-foot"
NUMBERS = 25


class InnerSchema(RequestSchema):
    depth = StrictInteger(low=0, high=9)
    odd = StrictInteger(low=0, high=9, data_key="a~/b")


class EchoSchema(RequestSchema):
    name = StrictString(max_length=40)
    size = StrictNumber(low=0, high=400)
    count = StrictInteger(low=0, high=400)
    many = StrictList(StrictInteger(low=0, high=5), max_length=3)
    inner = fields.Nested(InnerSchema())


class MakeSchema(RequestSchema):
    name = StrictString(max_length=40, required=True)
    then = StrictChoice(("answer", "raise", "problem", "return a problem", "wait"), load_default="answer")


OLD = {"since": date(2026, 8, 1), "sunset": date(2027, 2, 1)}
OLDER = {"since": date(2026, 6, 1), "sunset": date(2026, 12, 1)}


class OldPartSchema(RequestSchema):
    depth = StrictInteger(low=0, high=9, allow_none=True, metadata=deprecated(**OLDER))


class OldSchema(RequestSchema):
    name = StrictString(max_length=40)
    nick = StrictString(max_length=40, metadata=deprecated(**OLD))
    part = fields.Nested(OldPartSchema())
    parts = StrictList(fields.Nested(OldPartSchema()), max_length=3)


class OldAnswerPart(ResponseSchema):
    nick = fields.String(metadata=deprecated(**OLD))


class OldAnswer(ResponseSchema):
    items = fields.List(fields.Nested(OldAnswerPart))


PagesQuery = RequestSchema.from_dict({"parity": StrictChoice(("odd", "even")), **page_fields()}, name="PagesQuery")


@dataclass
class Gate:
    """Where a view of one test waits for that test, and says that it got there."""

    reached: threading.Event = field(default_factory=threading.Event)
    opened: threading.Event = field(default_factory=threading.Event)

    def reset(self) -> None:
        self.reached.clear()
        self.opened.clear()


GATE = Gate()


def add_probe(app: Flask, *, described: bool = False) -> Flask:
    """Register the planted routes on an app that has not served yet, in its description too, and return it."""
    (app.extensions["forefoot-api"] if described else app).register_blueprint(_blueprint())
    return app


def names_of(database: Database) -> list[str]:
    """Return the names of the accounts that planted routes made."""
    with database.reading() as db:
        found = db.execute(select(accounts.c.name).where(accounts.c.name.like("made %")).order_by(accounts.c.name))
        return list(found.scalars())


def _blueprint() -> Blueprint:
    blueprint = Blueprint("probe", "probe", url_prefix="/v1/probe")
    for add in (_add_reads, _add_faults, _add_writes, _add_conditional, _add_old):
        add(blueprint)
    return blueprint


def _add_reads(blueprint: Blueprint) -> None:
    @blueprint.route("/plain")
    @needs("advice")
    def plain() -> Response:
        return json_response({"account": account_id()})

    @blueprint.route("/open")
    @public
    def open_to_all() -> Response:
        return json_response({})

    @blueprint.route("/things/<thing_id>")
    @needs("advice")
    def get_thing(thing_id: str) -> Response:
        if thing_id != f"of-{account_id()}":
            raise Problem("not_found")
        return json_response({"id": thing_id})

    @blueprint.route("/echo", methods=["POST"])
    @blueprint.arguments(EchoSchema())
    @needs("advice")
    def echo(body: dict[str, Any]) -> Response:
        cite(["FIT-01", "PAIN-01"])
        return json_response(body)

    @blueprint.route("/file", methods=["POST"])
    @imports
    @needs("advice")
    def take_file() -> Response:
        return json_response({"bytes": len(request.get_data())})

    @blueprint.route("/pages")
    @blueprint.arguments(PagesQuery(), location="query")
    @needs("advice")
    def list_numbers(query: dict[str, Any]) -> Response:
        return _page(query, "numbers")

    @blueprint.route("/other-pages")
    @blueprint.arguments(PagesQuery(), location="query")
    @needs("advice")
    def list_other_numbers(query: dict[str, Any]) -> Response:
        return _page(query, "other numbers")


def _page(query: dict[str, Any], name: str) -> Response:
    after = after_of(query, name)
    parity = {"odd": [1], "even": [0]}.get(query.get("parity", ""), [0, 1])
    rest = [number for number in range(NUMBERS) if number % 2 in parity and (after is None or number > after[0])]
    shown = rest[: query["limit"]]
    return page_response(shown, query, name, [shown[-1]] if len(rest) > len(shown) else None)


def _error() -> None:
    raise RuntimeError(f"{MARKER} in the message of an error")


def _statement() -> None:
    with parts().database.reading() as db:
        db.execute(text("SELECT :marker FROM no_such_table WHERE"), {"marker": MARKER})


def _row_of_nobody() -> None:
    with parts().database.writing() as tx:
        add_key(
            tx,
            MARKER,
            key_hash=MARKER,
            hint="",
            name=MARKER,
            scopes=[],
            store_id=None,
            expires_at=None,
            now=parts().now(),
        )


def _unavailable() -> None:
    raise StorageUnavailableError(MARKER)


def _conflict() -> None:
    raise ConflictError("/name", "This name is taken.")


def _stale() -> None:
    raise StaleVersionError(MARKER)


def _field_of_the_body() -> None:
    raise invalid("/feet/left/length_mm", "Too short for a foot.")


def _unwritable() -> Response:
    return json_response({"x": object()})


def _header() -> Response:
    return Response(headers={"X-Odd": f"{MARKER}\x01"})


_FAULTS: dict[str, Callable[[], Any]] = {
    "error": _error,
    "statement": _statement,
    "row_of_nobody": _row_of_nobody,
    "unavailable": _unavailable,
    "conflict": _conflict,
    "stale": _stale,
    "field_of_the_body": _field_of_the_body,
    "unwritable": _unwritable,
    "header": _header,
}


def _add_faults(blueprint: Blueprint) -> None:
    @blueprint.route("/faults/<name>")
    @needs("advice")
    def fail(name: str) -> Any:
        return _FAULTS[name]()


def _add_writes(blueprint: Blueprint) -> None:
    def make(body: dict[str, Any]) -> Response:
        act_for(EVERY_ACCOUNT)
        made = add_account(transaction(), body["name"], parts().now())
        if body["then"] == "wait":
            GATE.reached.set()
            GATE.opened.wait(10)
        if body["then"] == "raise":
            raise RuntimeError(MARKER)
        if body["then"] == "problem":
            raise Problem("conflict")
        if body["then"] == "return a problem":
            return problem_response(Problem("conflict"))
        headers = {"Location": f"/v1/probe/made/{made}", "ETag": '"1"', "X-Passing": "not kept"}
        return json_response({"id": made}, 201, headers)

    @blueprint.route("/made", methods=["POST"])
    @blueprint.arguments(MakeSchema())
    @needs("advice")
    @creates
    def make_one(body: dict[str, Any]) -> Response:
        return make(body)

    @blueprint.route("/also-made", methods=["POST"])
    @blueprint.arguments(PagesQuery(), location="query")
    @blueprint.arguments(MakeSchema())
    @needs("advice")
    @creates
    def make_another(query: dict[str, Any], body: dict[str, Any]) -> Response:
        return make(body)

    @blueprint.route("/written", methods=["POST"])
    @blueprint.arguments(MakeSchema())
    @needs("advice")
    @writes
    def write_one(body: dict[str, Any]) -> Response:
        return make(body)


def _add_conditional(blueprint: Blueprint) -> None:
    state = {"version": 7, "name": "a"}
    etag = etag_of("probe", state["version"])

    @blueprint.route("/versioned")
    @needs("advice")
    def get_versioned() -> Response:
        return conditional(etag, lambda: state, PUBLIC)

    @blueprint.route("/versioned", methods=["PATCH"])
    @blueprint.arguments(EchoSchema(), content_type=MERGE_PATCH_TYPE)
    @needs("advice")
    def change_versioned(patch: dict[str, Any]) -> Response:
        check_if_match(etag)
        return json_response(merge_patch(state, patch))

    @blueprint.route("/versioned", methods=["DELETE"])
    @needs("advice")
    def delete_versioned() -> Response:
        check_if_match(etag)
        return Response(status=204)


def _add_old(blueprint: Blueprint) -> None:
    @blueprint.route("/old-fields", methods=["POST"])
    @blueprint.arguments(OldSchema())
    @needs("advice")
    def take_old_fields(body: dict[str, Any]) -> Response:
        return json_response(body)

    @blueprint.route("/old-route")
    @blueprint.response(200, ResponseSchema.from_dict({"name": fields.String()}, name="OldRouteAnswer"))
    @needs("advice")
    @deprecated_route(**OLDER)
    def get_old_route() -> Response:
        return json_response({})

    @blueprint.route("/old-answer")
    @blueprint.response(200, OldAnswer)
    @needs("advice")
    def get_old_answer() -> Response:
        return json_response({"items": []})
