"""Keys made over HTTP: never wider than the key that makes them, shown once, listed, revoked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from api.storage.accounts.accounts import KIOSK_SCOPES, SCOPES, api_keys
from api.storage.accounts.idempotency import idempotency_keys
from api.storage.database.engines import Database
from tests.support.accounts import Account, new_key
from tests.support.apps import client_of
from tests.support.statements import statements

pytestmark = pytest.mark.http_alone

KIOSK = {"name": "kiosk 1", "scopes": ["advice", "catalogue:read"]}


def made(client: FlaskClient, body: dict[str, Any], **headers: str) -> dict[str, Any]:
    answer = client.post("/v1/keys", json=body, headers=headers)
    assert answer.status_code == 201, answer.json
    assert answer.headers["Location"] == f"/v1/keys/{answer.json['id']}"
    return answer.json  # type: ignore[no-any-return]


def refused(client: FlaskClient, body: dict[str, Any], status: int) -> str:
    answer = client.post("/v1/keys", json=body)
    assert answer.status_code == status, answer.json
    return answer.json["errors"][0]["pointer"] if status == 422 else answer.json["detail"]  # type: ignore[no-any-return]


def test_a_key_is_made_used_listed_and_revoked(app: Flask, client: FlaskClient) -> None:
    key = made(client, KIOSK)
    own = client_of(app, key["secret"])
    assert own.get("/v1/shoes?limit=1").status_code == 200
    assert own.get("/v1/stores").json["code"] == "missing_scope"
    shown = {name: value for name, value in key.items() if name != "secret"}
    assert client.get(f"/v1/keys/{key['id']}").json == shown
    assert shown in client.get("/v1/keys").json["items"]
    assert client.delete(f"/v1/keys/{key['id']}").status_code == 204
    assert own.get("/v1/shoes?limit=1").json["code"] == "invalid_key"
    revoked = client.get(f"/v1/keys/{key['id']}")
    assert revoked.json["revoked_at"] is not None
    assert client.delete(f"/v1/keys/{key['id']}").status_code == 204
    assert client.get(f"/v1/keys/{key['id']}").json == revoked.json


def test_keys_are_listed_in_pages(client: FlaskClient) -> None:
    names = [made(client, {**KIOSK, "name": f"kiosk {number}"})["name"] for number in range(5)]
    listed, path = [], "/v1/keys?limit=2"
    while path:
        page = client.get(path)
        assert len(page.json["items"]) <= 2
        listed += [key["name"] for key in page.json["items"]]
        path = page.json["next_cursor"] and f"/v1/keys?limit=2&cursor={page.json['next_cursor']}"
    assert listed[-5:] == names and len(listed) == len(client.get("/v1/keys").json["items"])


def test_a_page_of_keys_reads_no_others(app: Flask, client: FlaskClient) -> None:
    ids = [made(client, {**KIOSK, "name": f"kiosk {number}"})["id"] for number in range(5)]
    with statements(app.extensions["forefoot"].database) as executed:
        cursor = client.get("/v1/keys?limit=2").json["next_cursor"]
        client.get(f"/v1/keys?limit=2&cursor={cursor}")
        client.get(f"/v1/keys/{ids[0]}")
    listing = [statement for statement, _ in executed if "FROM api_keys" in statement and "key_hash =" not in statement]
    assert len(listing) == 3
    assert [("LIMIT" in statement, "api_keys.id = " in statement) for statement in listing] == [
        *[(True, False)] * 2,
        (False, True),
    ]


def test_a_key_is_revoked_at_the_version_that_was_read(client: FlaskClient) -> None:
    key = made(client, KIOSK)
    path = f"/v1/keys/{key['id']}"
    etag = client.get(path).headers["ETag"]
    assert client.get(path, headers={"If-None-Match": etag}).status_code == 304
    assert client.delete(path, headers={"If-Match": '"another"'}).status_code == 412
    assert client.delete(path, headers={"If-Match": etag}).status_code == 204
    assert client.get(path).headers["ETag"] != etag
    assert client.delete("/v1/keys/key_of_nobody").status_code == 404


def test_a_key_gives_no_more_than_it_has(
    app: Flask, client: FlaskClient, released_database: Database, account: Account
) -> None:
    maker = made(client, {"name": "maker", "scopes": ["keys:manage", "advice"]})
    own = client_of(app, maker["secret"])
    assert made(own, {"name": "less", "scopes": ["advice"]})["scopes"] == ["advice"]
    for scope in set(SCOPES) - {"keys:manage", "advice"}:
        assert scope in refused(own, {"name": "more", "scopes": ["advice", scope]}, 403)
    assert "keys:manage" in refused(client_of(app, made(client, KIOSK)["secret"]), KIOSK, 403)
    store = client.post("/v1/stores", json={"name": "Main Street"}).json["id"]
    of_store = new_key(released_database, account.id, store_id=store)
    refused(client_of(app, of_store.secret), {"name": "more", "scopes": list(KIOSK_SCOPES)}, 403)


def test_a_key_of_one_store_sees_that_store_alone(app: Flask, client: FlaskClient) -> None:
    first, second = (client.post("/v1/stores", json={"name": name}).json["id"] for name in ("One", "Two"))
    own = client_of(app, made(client, {"name": "till", "scopes": ["stores:read"], "store_id": first})["secret"])
    assert own.get(f"/v1/stores/{first}").status_code == 200
    assert own.get(f"/v1/stores/{second}").status_code == 404
    assert refused(client, {"name": "x", "scopes": ["keys:manage"], "store_id": first}, 422) == "/scopes"
    assert refused(client, {"name": "x", "scopes": ["advice"], "store_id": "store_nobody"}, 422) == "/store_id"


def test_a_key_ends_with_the_one_that_made_it(app: Flask, client: FlaskClient) -> None:
    soon, later = (str(datetime.now(UTC) + timedelta(days=days)) for days in (1, 2))
    soon, later = soon.replace(" ", "T"), later.replace(" ", "T")
    maker = made(client, {"name": "maker", "scopes": ["keys:manage"], "expires_at": soon})
    own = client_of(app, maker["secret"])
    child = {"name": "child", "scopes": ["keys:manage"]}
    assert made(own, child)["expires_at"] == maker["expires_at"] is not None
    assert refused(own, {**child, "expires_at": later}, 422) == "/expires_at"
    assert refused(client, {**child, "expires_at": "2020-01-01T00:00:00Z"}, 422) == "/expires_at"
    assert made(client, {**child, "expires_at": None})["expires_at"] is None


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"scopes": []}, "/scopes"),
        ({"scopes": ["everything"]}, "/scopes/0"),
        ({"scopes": None}, "/scopes"),
        ({"name": " "}, "/name"),
        ({"secret": "ff_mine"}, "/secret"),
        ({"expires_at": "tomorrow"}, "/expires_at"),
    ],
)
def test_what_no_key_can_be_is_refused_by_name(client: FlaskClient, change: dict[str, Any], pointer: str) -> None:
    assert refused(client, {**KIOSK, **change}, 422).startswith(pointer)


def test_a_secret_is_shown_once_and_kept_nowhere(client: FlaskClient, released_database: Database) -> None:
    again = {"Idempotency-Key": "make-my-kiosk-key-1"}
    first, second = made(client, KIOSK, **again), made(client, KIOSK, **again)
    assert second == {**first, "secret": None}
    with released_database.reading() as db:
        kept = [str(row) for table in (api_keys, idempotency_keys) for row in db.execute(select(table))]
    assert kept and not any(first["secret"] in row for row in kept)
