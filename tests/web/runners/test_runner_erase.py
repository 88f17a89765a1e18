"""Export and erase: everything of a runner can be taken along, comes back the same, and leaves nothing behind."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import Any

import orjson
from flask.testing import FlaskClient
from sqlalchemy import LargeBinary, cast, select

from api.storage.database.engines import Database
from api.storage.migrations.tables import metadata
from tests.support.logbook import a_run, a_runner, made, runs_in

MARK = "zqxvmark"
MASS = 87.654321
VALUE = 17.654321


def a_marked_runner(client: FlaskClient) -> str:
    """Make a runner whose every field, and every field of pair and run, holds a marker; each under a key."""

    def post(path: str, body: dict[str, Any], key: str) -> dict[str, Any]:
        return made(client.post(path, json=body, headers={"Idempotency-Key": f"{MARK}-key-for-{key}"}))

    profile = {
        "sex": "female",
        "feet": {"left": {"length_mm": 287.654321}},
        "size": {"system": "eu", "value": 43.654321},
    }
    runner = {"external_ref": f"{MARK}-ref", "body_mass_kg": MASS, "foot_profile": profile, "health_consent": True}
    runner_id = str(post("/v1/runners", runner, "runner")["id"])
    pair = {
        **{"external_ref": f"{MARK}-gear", "default_for": ["easy"]},
        **{name: f"{MARK} {name}" for name in ("description", "nickname", "retired_reason")},
        **{"starting_distance": {"km": VALUE}, "limit": {"km": 500 + VALUE}, "price": VALUE, "currency": "USD"},
        **{"retired_on": "2026-09-30", "size": {"system": "eu", "value": 43.654321}, "roles": ["easy", "race"]},
        **{"feel": "flat", "inspection": {"tilts": True}, "foam": "eva", "kind": "trail", "started_on": "2026-01-02"},
    }
    pair_id = str(post(f"/v1/runners/{runner_id}/pairs", pair, "pair")["id"])
    run = {
        **{"date": "2026-09-03", "started_at": "2026-09-03T10:00:00Z", "distance": {"km": VALUE}, "pain_level": 7},
        **{"duration_s": VALUE, "cadence_spm": 100 + VALUE, "surface": "trail", "effort": "race"},
    }
    post(f"/v1/pairs/{pair_id}/runs", {**run, "source": MARK, "external_id": f"{MARK}-1"}, "run-1")
    item = {
        **{
            "kind": "insole",
            "name": f"{MARK} insole",
            "starting_distance": {"km": VALUE},
            "limit": {"km": 500 + VALUE},
        },
        **{"price": VALUE, "currency": "USD", "worn_in": [{"pair_id": pair_id, "from": "2026-09-01"}]},
    }
    post(f"/v1/runners/{runner_id}/items", item, "item")
    loose = {"date": "2026-09-05", "distance": {"km": VALUE}, "gear_ref": f"{MARK} gear", "external_id": f"{MARK}-5"}
    post(f"/v1/runners/{runner_id}/runs", loose, "run-3")
    gone = post(
        f"/v1/pairs/{pair_id}/runs", {"date": "2026-09-04", "distance": {"mi": VALUE}, "external_id": MARK}, "run-2"
    )
    assert client.delete(f"/v1/runs/{gone['id']}").status_code == 204
    a_run(client, pair_id, 200, **run, source="another", external_id=f"{MARK}-3")
    return runner_id


def tables_with(database: Database, *markers: str) -> dict[str, int]:
    """Return how many rows of each table hold a marker in any column."""
    found = {}
    with database.reading() as db:
        for table in metadata.sorted_tables:
            columns = [cast(c, LargeBinary) if isinstance(c.type, LargeBinary) else c for c in table.columns]
            hits = sum(any(mark in repr(tuple(row)) for mark in markers) for row in db.execute(select(*columns)))
            if hits:
                found[table.name] = hits
    return found


def markers_of(client: FlaskClient, runner_id: str) -> list[str]:
    pairs = made(client.get(f"/v1/runners/{runner_id}/pairs"), 200)["items"]
    runs = [run["id"] for pair in pairs for run in runs_in(client, pair["id"])]
    return [MARK, "654321", runner_id, *(pair["id"] for pair in pairs), *runs]


def test_erasing_a_runner_leaves_nothing_in_any_table(client: FlaskClient, released_database: Database) -> None:
    runner_id = a_marked_runner(client)
    markers = markers_of(client, runner_id)
    before = tables_with(released_database, *markers)
    assert {"runners", "pairs", "pair_days", "runs", "items", "item_spans", "idempotency_keys"} <= set(before)
    assert client.delete(f"/v1/runners/{runner_id}").status_code == 204
    assert tables_with(released_database, *markers) == {}


def test_erasing_a_runner_touches_nobody_else(client: FlaskClient, other_client: FlaskClient) -> None:
    one, two, theirs = a_marked_runner(client), a_runner(client), a_marked_runner(other_client)
    before = [each.get(f"/v1/runners/{who}").get_json() for each, who in ((client, two), (other_client, theirs))]
    exported = contents(other_client, theirs)
    client.delete(f"/v1/runners/{one}")
    assert [
        each.get(f"/v1/runners/{who}").get_json() for each, who in ((client, two), (other_client, theirs))
    ] == before
    assert contents(other_client, theirs) == exported


def test_a_stale_copy_does_not_erase(client: FlaskClient) -> None:
    runner_id = a_runner(client)
    assert client.delete(f"/v1/runners/{runner_id}", headers={"If-Match": '"1"'}).status_code == 412
    assert client.get(f"/v1/runners/{runner_id}").status_code == 200


def contents(client: FlaskClient, runner_id: str) -> dict[str, bytes]:
    """Return the files of an export."""
    answer = client.get(f"/v1/runners/{runner_id}/export")
    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    with zipfile.ZipFile(io.BytesIO(answer.get_data())) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_an_export_holds_everything(client: FlaskClient) -> None:
    runner_id = a_marked_runner(client)
    files = contents(client, runner_id)
    document = orjson.loads(files["runner.json"])
    assert document["runner"]["foot_profile"]["feet"]["left"]["length_mm"] == 287.654321
    assert [(pair["nickname"], pair["starting_value"]) for pair in document["pairs"]] == [(f"{MARK} nickname", VALUE)]
    assert len(document["runs"]) == 4
    assert [(item["name"], len(item["spans"])) for item in document["items"]] == [(f"{MARK} insole", 1)]
    listed = list(csv.DictReader(io.StringIO(files["runs.csv"].decode())))
    assert {(run["distance_km"], run["external_id"]) for run in listed} == {
        (str(VALUE), f"{MARK}-1"),
        (str(VALUE), f"{MARK}-5"),
    }
    assert next(csv.DictReader(io.StringIO(files["items.csv"].decode())))["name"] == f"{MARK} insole"
    assert next(csv.DictReader(io.StringIO(files["pairs.csv"].decode())))["recorded_km"] == str(VALUE)


def test_a_spreadsheet_runs_nothing_of_an_export(client: FlaskClient) -> None:
    runner_id = a_runner(client)
    made(client.post(f"/v1/runners/{runner_id}/pairs", json={"description": '=HYPERLINK("x")', "nickname": "+1"}))
    line = next(csv.DictReader(io.StringIO(contents(client, runner_id)["pairs.csv"].decode())))
    assert (line["description"], line["nickname"]) == ('\'=HYPERLINK("x")', "'+1")


def test_a_late_retry_does_not_bring_an_erased_runner_back(client: FlaskClient, released_database: Database) -> None:
    """Teeth: without the tombstone of ``forget_answers_about`` the retry makes the runner anew, 201."""
    key, body = {"Idempotency-Key": "late-retry-key-0001"}, {"external_ref": "late-marker", "body_mass_kg": 61}
    made = client.post("/v1/runners", json=body, headers=key)
    assert client.delete(made.headers["Location"]).status_code == 204
    for sent in (body, {"external_ref": "other"}):
        again = client.post("/v1/runners", json=sent, headers=key)
        assert (again.status_code, again.get_json()["code"]) == (409, "conflict")
    assert client.get("/v1/runners").get_json()["items"] == []
    with released_database.reading() as db:
        kept = str(db.exec_driver_sql("SELECT * FROM idempotency_keys").all())
    assert [word for word in ("late-", made.get_json()["id"], "/v1/runners") if word in kept] == []
    fresh = client.post("/v1/runners", json=body, headers={"Idempotency-Key": "quite-another-key-02"})
    assert fresh.status_code == 201 and fresh.get_json()["id"] != made.get_json()["id"]
