"""Runners, pairs and runs for tests, made through the API."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient

from tests.support.openapi import faults_against, spec_of_code


def made(response: Any, status: int = 201) -> dict[str, Any]:
    """Return what came back, after a look at the status."""
    assert response.status_code == status, response.get_data(as_text=True)
    body: dict[str, Any] = response.get_json()
    return body


def a_runner(client: FlaskClient, **facts: Any) -> str:
    """Make a runner and answer the id."""
    return str(made(client.post("/v1/runners", json=facts))["id"])


def a_pair(client: FlaskClient, runner_id: str | None = None, **facts: Any) -> str:
    """Make a pair, and a runner if none is given, and answer its id."""
    runner_id = runner_id or a_runner(client)
    return str(made(client.post(f"/v1/runners/{runner_id}/pairs", json={"description": "A pair", **facts}))["id"])


def a_run(client: FlaskClient, pair_id: str, status: int = 201, **facts: Any) -> dict[str, Any]:
    """Log a run of 10 km, or what is told, and answer it."""
    run = {"date": "2026-09-01", "distance": {"km": 10}, **facts}
    return made(client.post(f"/v1/pairs/{pair_id}/runs", json=run), status)


def pair_of(client: FlaskClient, pair_id: str) -> dict[str, Any]:
    """Return a pair as it is shown now."""
    return made(client.get(f"/v1/pairs/{pair_id}"), 200)


def metres(client: FlaskClient, pair_id: str) -> float:
    """Return what was recorded in a pair, in metres."""
    return float(pair_of(client, pair_id)["recorded_distance"]["m"])


def runs_in(client: FlaskClient, pair_id: str, limit: int = 100) -> list[dict[str, Any]]:
    """Return every run of a pair, page by page."""
    found: list[dict[str, Any]] = []
    cursor = None
    while True:
        request = {"limit": limit, **({"cursor": cursor} if cursor else {})}
        page = made(client.get(f"/v1/pairs/{pair_id}/runs", query_string=request), 200)
        found += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            return found


def faults_in(body: Any, schema: str) -> list[str]:
    """Return where an answer does not hold to a schema of the description."""
    return faults_against(spec_of_code(), {"$ref": f"#/components/schemas/{schema}"}, body)
