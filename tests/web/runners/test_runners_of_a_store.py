"""A runner whom a store's key added is that store's: its key sees, changes, exports and erases its own alone.

Teeth: with ``check_runner`` left out of ``api.web.edge.requests`` the second store erases the first one's runner; with
the store left out of ``list_runners`` it lists them.
"""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient

from api.storage.database.engines import Database
from api.web.runners.runs import RUN_REQUEST
from tests.support.accounts import Account, new_key
from tests.support.apps import client_of


def test_each_store_sees_its_own_runners_and_the_account_all(
    app: Flask, client: FlaskClient, account: Account, released_database: Database
) -> None:
    stores = [client.post("/v1/stores", json={"name": name}).get_json()["id"] for name in ("one", "two")]
    keys = [client_of(app, new_key(released_database, account.id, store_id=store).secret) for store in stores]
    heads = client.post("/v1/runners", json={}).get_json()["id"]
    own = [key.post("/v1/runners", json={}).get_json()["id"] for key in keys]
    pair = keys[0].post(f"/v1/runners/{own[0]}/pairs", json={"description": "Daily"}).get_json()["id"]
    run = keys[0].post(f"/v1/pairs/{pair}/runs", json=RUN_REQUEST)
    assert run.status_code == 201
    paths = (f"/v1/runners/{own[0]}", f"/v1/runners/{own[0]}/export", f"/v1/pairs/{pair}", run.headers["Location"])
    assert [keys[0].get(path).status_code for path in paths] == [200] * 4
    assert [client.get(path).status_code for path in paths] == [200] * 4
    never = keys[1].get("/v1/runners/runner_00000000000000000000")
    for path in paths:
        for answer in (keys[1].get(path), keys[1].get(f"{path}?x=1")):
            assert (
                (answer.status_code, answer.get_json()["code"])
                == (404, "not_found")
                == (never.status_code, "not_found")
            )
    assert keys[1].delete(paths[0]).status_code == 404
    assert keys[1].get(f"/v1/runners/{heads}").status_code == 404

    def listed(key: FlaskClient) -> list[str]:
        return [item["id"] for item in key.get("/v1/runners").get_json()["items"]]

    assert [listed(key) for key in (*keys, client)] == [[own[0]], [own[1]], [heads, *own]]
    pairs = [key.get("/v1/pairs").get_json()["items"] for key in (*keys, client)]
    assert [[item["id"] for item in page] for page in pairs] == [[pair], [], [pair]]
    assert keys[0].get("/v1/keys").status_code == 403
    assert keys[0].delete(paths[0]).status_code == 204
