"""Ways in which isolation could break, planted into the real service to see whether the probe notices."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask, Response, request
from sqlalchemy import delete, select, update

from api.storage.accounts.accounts import KeyRow, api_keys, list_keys_of_account
from api.web.edge import auth, paging
from api.web.edge.auth import account_id, needs
from api.web.edge.blueprint import Blueprint
from api.web.edge.context import parts, visit
from api.web.edge.errors import Problem
from api.web.edge.response import json_response
from api.web.runners import runners as runners_web
from api.web.service import keys as keys_web

Plant = Callable[[Flask, pytest.MonkeyPatch], None]


def a_dead_key_still_opens(app: Flask, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(KeyRow, "is_live", lambda *_: True)


def a_revoked_key_is_told_apart(app: Flask, patch: pytest.MonkeyPatch) -> None:
    def find(token: str) -> KeyRow | None:
        row = really(token)
        if row is not None and row.revoked_at is not None:
            raise Problem("invalid_key", "This key was revoked.")
        return row

    keys = app.extensions["forefoot"].keys
    really = keys.find
    patch.setattr(keys, "find", find)


def a_route_is_left_open(app: Flask, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(app.view_functions["rules.list_documents"], "forefoot_scope", None)


def a_write_forgets_the_account(app: Flask, patch: pytest.MonkeyPatch) -> None:
    def revoke(tx: Any, _account_id: str, key_id: str, now: Any) -> bool:
        done = tx.execute(update(api_keys).where(api_keys.c.id == key_id).values(revoked_at=now))
        return bool(done.rowcount)

    patch.setattr(keys_web, "revoke_key", revoke)


def a_list_forgets_the_account(app: Flask, patch: pytest.MonkeyPatch) -> None:
    def every_key(db: Any, account_id: str, after: Any, limit: int) -> list[KeyRow]:
        ids = db.execute(select(api_keys.c.account_id).distinct()).scalars().all()
        return [row for each in ids for row in list_keys_of_account(db, each, after, limit)]

    patch.setattr(keys_web, "list_keys_of_account", every_key)


def a_foreign_id_is_forbidden_not_absent(app: Flask, patch: pytest.MonkeyPatch) -> None:
    def betray(response: Response) -> Response:
        if response.status_code == 404 and _exists(app):
            response.status_code = 403
        return response

    app.after_request(betray)


def a_foreign_id_has_its_own_words(app: Flask, patch: pytest.MonkeyPatch) -> None:
    def betray(response: Response) -> Response:
        if response.status_code == 404 and _exists(app):
            response.set_data(response.get_data().replace(b"Nothing of this id", b"Nothing of that id"))
        return response

    app.after_request(betray)


def a_foreign_id_has_its_own_header(app: Flask, patch: pytest.MonkeyPatch) -> None:
    def betray(response: Response) -> Response:
        if response.status_code == 404 and _exists(app):
            response.headers["ETag"] = '"1"'
        return response

    app.after_request(betray)


def a_cursor_is_good_for_everybody(app: Flask, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(paging, "account_id", lambda: "anybody")


def a_new_route_leaks(app: Flask, patch: pytest.MonkeyPatch) -> None:
    """A route that nobody told the probe about: it stands in the description, and that has to be enough."""
    blueprint = Blueprint("notes", __name__, url_prefix="/v1/notes")
    notes: dict[str, tuple[str, str]] = {}

    @blueprint.route("", methods=["POST"])
    @blueprint.arguments(_schema("Note", text=True), example={"text": "Hello"})
    @blueprint.response(201, _schema("NoteMade", text=True, id=True))
    @needs("advice")
    def make_note(body: dict[str, str]) -> Response:
        note_id = f"note_{len(notes):020d}"
        notes[note_id] = (account_id(), body["text"])
        return json_response({"id": note_id, "text": body["text"]}, status=201)

    @blueprint.route("/<note_id>")
    @blueprint.response(200, _schema("NoteShown", text=True, id=True))
    @needs("advice")
    def get_note(note_id: str) -> Response:
        if note_id not in notes:
            raise Problem("not_found")
        return json_response({"id": note_id, "text": notes[note_id][1]})

    app.extensions["forefoot-api"].register_blueprint(blueprint)


def a_delete_takes_what_is_not_its_own(app: Flask, patch: pytest.MonkeyPatch) -> None:
    """Any DELETE, refused or not, removes the keys of everybody else."""

    def sweep(response: Response) -> Response:
        key = visit().key
        if request.method == "DELETE" and key is not None:
            with parts().database.writing() as tx:
                tx.execute(delete(api_keys).where(api_keys.c.account_id != key.account_id))
        return response

    app.after_request(sweep)


def the_store_is_left_out_of_a_query(app: Flask, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(auth, "belongs_to_store", lambda *_: True)


def a_list_forgets_the_store(app: Flask, patch: pytest.MonkeyPatch) -> None:
    really = runners_web.list_runners
    patch.setattr(runners_web, "list_runners", lambda *given: really(*given[:4]))


def _schema(name: str, **fields_wanted: bool) -> Any:
    from marshmallow import Schema, fields

    made: dict[str, Any] = {each: fields.String(required=True) for each in fields_wanted}
    return Schema.from_dict(made, name=name)()


def _exists(app: Flask) -> bool:
    """Return whether the id in the path is anybody's."""
    from api.storage.migrations.tables import metadata

    wanted = set((request.view_args or {}).values())
    with parts().database.reading() as db:
        return any(
            db.execute(select(table.c.id).where(table.c.id.in_(wanted))).first() is not None
            for table in metadata.sorted_tables
            if "id" in table.c
        )


PLANTED: dict[Plant, set[str]] = {
    a_dead_key_still_opens: {"stranger"},
    a_revoked_key_is_told_apart: {"stranger"},
    a_route_is_left_open: {"stranger"},
    a_write_forgets_the_account: {"path", "changed"},
    a_list_forgets_the_account: {"answer"},
    a_foreign_id_is_forbidden_not_absent: {"path"},
    a_foreign_id_has_its_own_words: {"path"},
    a_foreign_id_has_its_own_header: {"path"},
    a_cursor_is_good_for_everybody: {"cursor"},
    a_new_route_leaks: {"path"},
    a_delete_takes_what_is_not_its_own: {"changed"},
    the_store_is_left_out_of_a_query: {"runner of a store"},
    a_list_forgets_the_store: {"runner of a store"},
}
"""Each defect, and the checks that have to notice it."""
