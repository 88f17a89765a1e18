"""Our own export sent to the import: the same state under the same or another runner, and a second time nothing new."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import orjson
import pytest
from flask.testing import FlaskClient

from api.storage.database.engines import Database
from api.storage.runners.pairs import pairs
from tests.support.exports import zip_bytes
from tests.support.exports.strava import export, many
from tests.support.logbook import a_pair, a_run, a_runner, made, runs_in
from tests.web.edge.test_errors import problem

GONE = {"date": "2026-09-04", "distance": {"mi": 3.1}, "source": "watch", "external_id": "gone"}
TWICE = {"date": "2026-09-05", "started_at": "2026-09-05T06:00:00Z", "distance": {"km": 7}, "pain_level": 4}
MOVED = {"id", "runner_id", "pair_id", "import_id", "updated_at"}


@pytest.fixture
def runner(client: FlaskClient) -> str:
    """A runner with everything: own limit, roles, a retired pair, deleted runs, runs by two roads, runs by import."""
    runner = a_runner(client, health_consent=True)
    pair = {
        **{"nickname": "Blue", "starting_distance": {"mi": 26.2}, "limit": {"km": 640}, "price": 150.0},
        **{"currency": "EUR", "roles": ["easy", "race"], "size": {"system": "eu", "value": 43.5}, "foam": "eva"},
        **{"feel": "flat", "inspection": {"tilts": True}, "kind": "trail", "started_on": "2026-01-02"},
    }
    blue = a_pair(client, runner, **pair)
    unknown = a_pair(client, runner, description="Start not known", starting_distance=None)
    a_run(client, blue, distance={"mi": 26.2}, surface="trail", effort="race", duration_s=9000, cadence_spm=171.5)
    a_run(client, blue, date="2026-09-02", external_id="second", source="watch")
    a_run(client, unknown, date="2026-09-03", distance={"m": 1})
    assert client.delete(f"/v1/runs/{a_run(client, blue, **GONE)['id']}").status_code == 204
    a_run(client, blue, **TWICE, source="watch", external_id="first road")
    a_run(client, blue, 200, **TWICE, source="phone", external_id="second road")
    a_run(client, blue, date="2026-09-06", distance={"km": 3})
    waits = {"date": "2026-09-07", "distance": {"km": 4}, "gear_ref": "g9", "source": "app", "external_id": "waits"}
    made(client.post(f"/v1/runners/{runner}/runs", json=waits))
    nothing = {"date": "2026-09-08", "distance": {"km": 5}, "external_id": "ignored"}
    ignored = made(client.post(f"/v1/runners/{runner}/runs", json=nothing))["id"]
    patch = "application/merge-patch+json"
    assert client.patch(f"/v1/runs/{ignored}", json={"ignored": True}, content_type=patch).status_code == 200
    successor = {"description": "New", "replaces": blue, "external_ref": "g1", "default_for": ["easy"]}
    made(client.post(f"/v1/runners/{runner}/pairs", json=successor))
    spans = [{"pair_id": blue, "from": "2026-09-02", "to": "2026-09-05"}, {"pair_id": unknown, "from": "2026-09-06"}]
    item = {"kind": "pad", "name": "Felt", "limit": {"mi": 100}, "price": 9.5, "currency": "EUR", "worn_in": spans}
    made(client.post(f"/v1/runners/{runner}/items", json=item))
    retired = {"retired_on": "2026-09-30", "retired_reason": "Flat."}
    assert client.patch(f"/v1/pairs/{blue}", json=retired, content_type=patch).status_code == 200
    sent(client, runner, export(many(30, ["On Cloud"], 1000)))
    return runner


def sent(client: FlaskClient, runner: str, body: bytes, status: int = 201, query: str = "") -> Any:
    path = f"/v1/runners/{runner}/imports{query}"
    answer = client.post(path, data=body, content_type="application/zip")
    assert answer.status_code == status, answer.text
    return answer.json if status < 400 else answer


def taken(client: FlaskClient, runner: str) -> bytes:
    return bytes(client.get(f"/v1/runners/{runner}/export").get_data())


def state(client: FlaskClient, runner: str) -> list[Any]:
    """Return every pair with its runs, but for what names this very copy."""
    listed = made(client.get(f"/v1/runners/{runner}/pairs?limit=100"), 200)["items"]
    report = []
    for pair in listed:
        runs = sorted(runs_in(client, pair["id"]), key=lambda run: (run["date"], run["external_id"] or ""))
        rest = [{name: value for name, value in run.items() if name not in MOVED} for run in runs]
        report.append(({name: value for name, value in pair.items() if name not in MOVED}, rest))
    names = {pair["id"]: pair["name"] for pair in listed}
    for pair, _ in report:
        pair["replaces"] = names.get(pair["replaces"])
    return [*sorted(report, key=lambda each: str(each[0]["name"])), *_beside(client, runner, names)]


def _beside(client: FlaskClient, runner: str, names: dict[str, str]) -> list[Any]:
    """Return the items with their days, and the runs in no pair, but for what names this very copy."""
    items = made(client.get(f"/v1/runners/{runner}/items"), 200)["items"]
    for item in items:
        item["worn_in"] = [{**span, "pair_id": names[span["pair_id"]]} for span in item["worn_in"]]
    runs = made(client.get(f"/v1/runners/{runner}/runs?pair=any&limit=100"), 200)["items"]
    loose = sorted((run for run in runs if run["pair_id"] is None), key=lambda run: str(run["date"]))
    return [{name: value for name, value in each.items() if name not in MOVED} for each in (*items, *loose)]


def test_an_export_comes_back_to_the_same_state_and_only_once(client: FlaskClient, runner: str) -> None:
    file, before = taken(client, runner), state(client, runner)
    copy = a_runner(client, health_consent=True)
    report = sent(client, copy, file)
    assert report["counts"] == {"created": 4 + 1 + 7 + 30, "updated": 0, "skipped": 2, "failed": 0}
    assert state(client, copy) == before
    assert sent(client, copy, file)["counts"] == {"created": 0, "updated": 0, "skipped": 44, "failed": 0}
    assert state(client, copy) == before
    blue = next(pair["id"] for pair in _pairs(client, copy) if pair["nickname"] == "Blue")
    a_run(client, blue, 409, **GONE)
    a_run(client, blue, 200, **TWICE, source="phone", external_id="second road")
    again = sent(client, copy, export(many(30, ["On Cloud"], 1000)))
    assert again["counts"]["created"] == 0
    assert state(client, copy) == before
    assert client.delete(f"/v1/imports/{report['id']}").status_code == 204
    assert state(client, copy) == []


def _pairs(client: FlaskClient, runner: str) -> list[dict[str, Any]]:
    return list(made(client.get(f"/v1/runners/{runner}/pairs?limit=100"), 200)["items"])


def test_restoring_twice_changes_nothing_and_erased_ids_come_back(client: FlaskClient, runner: str) -> None:
    file, before, first = taken(client, runner), state(client, runner), _pairs(client, runner)
    assert sent(client, runner, file)["counts"]["created"] == 0
    assert state(client, runner) == before
    assert client.delete(f"/v1/runners/{runner}").status_code == 204
    fresh = a_runner(client, health_consent=True)
    sent(client, fresh, file)
    assert state(client, fresh) == before
    assert sorted(pair["id"] for pair in _pairs(client, fresh)) == sorted(pair["id"] for pair in first)


def test_a_copy_of_a_copy_brings_nothing_new_to_the_first(client: FlaskClient, runner: str) -> None:
    before = state(client, runner)
    copy = a_runner(client, health_consent=True)
    sent(client, copy, taken(client, runner))
    report = sent(client, runner, taken(client, copy))
    assert [row["reason"] for row in report["items"] if row["status"] == "created" and row["run_id"] is None] == []
    assert len(state(client, runner)) == len(before)


def test_another_account_gets_a_copy_of_its_own(client: FlaskClient, other_client: FlaskClient, runner: str) -> None:
    file, before = taken(client, runner), state(client, runner)
    theirs = a_runner(other_client, health_consent=True)
    sent(other_client, theirs, file)
    assert state(other_client, theirs) == before == state(client, runner)


def test_pain_is_not_brought_back_without_consent(client: FlaskClient, runner: str) -> None:
    copy = a_runner(client)
    sent(client, copy, taken(client, runner))
    assert {run["pain_level"] for each in state(client, copy) if isinstance(each, tuple) for run in each[1]} == {None}


def test_a_dry_run_of_an_export_tells_and_writes_nothing(client: FlaskClient, runner: str) -> None:
    copy = a_runner(client)
    report = sent(client, copy, taken(client, runner), 200, "?dry_run=true")
    assert (report["counts"]["created"], state(client, copy)) == (42, [])


def edited(file: bytes, change: Callable[[dict[str, Any]], Any]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        document = orjson.loads(archive.read("runner.json"))
    change(document)
    return zip_bytes({"runner.json": orjson.dumps(document)})


def test_a_newer_layout_is_refused_and_stores_nothing(client: FlaskClient, runner: str) -> None:
    copy, newer = a_runner(client), edited(taken(client, runner), lambda report: report.update(version=2))
    body = problem(sent(client, copy, newer, 422), 422, "invalid_input")
    assert "layout 2 of forefoot-runner" in body["detail"]
    assert state(client, copy) == []


def test_what_was_edited_beyond_sense_fails_by_its_field(client: FlaskClient, runner: str) -> None:
    changes = [
        {"distance_um": 10**13, "distance_value": None, "distance_unit": None},
        {"distance_um": 5, "distance_value": 1.0, "distance_unit": "km"},
        {"day": "2026-02-30"},
        {"effort": "huge"},
        {"pain_level": 11},
        {"cadence_spm": -1},
        {"pair_id": "pair_of_nobody"},
        {"day": "2199-01-01"},
    ]

    def change(report: dict[str, Any]) -> None:
        whole = [run for run in report["runs"] if run["deleted_at"] is None]
        for run, more in zip(whole, changes, strict=False):
            run.update(more)
        report["pairs"][0].update(starting_um=-1)
        report["pairs"][1].update(roles="easy easy")

    report = sent(client, a_runner(client), edited(taken(client, runner), change))
    reasons = {row["reason"] for row in report["items"] if row["status"] == "failed"}
    expected = {f"Its {name} is not what an export holds." for name in ("day", "effort", "pain_level", "cadence_spm")}
    expected |= {
        "Its distance is no distance.",
        "Its starting is no distance.",
        "Its roles is not what an export holds.",
    }
    assert expected <= reasons
    assert report["counts"]["failed"] >= len(changes) + 2


def test_an_export_is_of_one_instant(client: FlaskClient, runner: str, released_database: Database) -> None:
    pair = _pairs(client, runner)[1]["id"]
    query = pairs.select().where(pairs.c.id == pair)
    with released_database.snapshot() as db:
        first = db.execute(query).one()
        a_run(client, pair, date="2026-09-20")
        assert db.execute(query).one() == first
    with released_database.snapshot() as db:
        assert db.execute(query).one().run_count == first.run_count + 1
