"""The requests whose cost is held to a budget (a ratio to the bare route, on SQLite and on PostgreSQL)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import requests

from benchmarks.load import NUMBER, Request
from benchmarks.logbook import new_pair
from tests.support.service import Service


@dataclass(frozen=True)
class Case:
    """A kind of request, its budget by database, the path template that has to exist, and how to build one."""

    name: str
    budget: dict[str, float]
    path: str
    build: Callable[[Service], Request]


def _one_shoe(service: Service) -> Request:
    return Request("GET", f"/v1/shoes/{_some_shoe(service)}", service.headers)


def _one_shoe_known(service: Service) -> Request:
    path = f"/v1/shoes/{_some_shoe(service)}"
    etag = requests.get(service.url + path, headers=service.headers, timeout=10).headers["ETag"]
    return Request("GET", path, {**service.headers, "If-None-Match": etag}, status=304)


def _page(service: Service) -> Request:
    return Request("GET", "/v1/shoes?limit=50", service.headers)


def _triage(service: Service) -> Request:
    return Request("POST", "/v1/advice/triage", service.headers, {"symptoms": _SYMPTOMS})


def _shoes_advice(service: Service) -> Request:
    feet = {side: {"length_mm": 268, "breadth_mm": 106, "arch": "low", "bunion": True} for side in ("left", "right")}
    body = {"symptoms": _SYMPTOMS, "feet": feet, "sex": "male", "use": "road", "limit": 10}
    return Request("POST", "/v1/advice/shoes", service.headers, body)


def _met_pad(service: Service) -> Request:
    foot = {"length_mm": 262.5, "heel_to_ball_mm": 195, "breadth_mm": 100}
    body = {"symptoms": _SYMPTOMS, "foot": foot, "side": "left", "sex": "male", "use": "road"}
    return Request("POST", "/v1/advice/met-pad", service.headers, body)


def _run_today(service: Service) -> Request:
    return Request("POST", "/v1/advice/run-today", service.headers, {"symptoms": _SYMPTOMS})


def _consultation(service: Service) -> Request:
    feet = {side: {"length_mm": 268, "breadth_mm": 106, "arch": "low", "bunion": True} for side in ("left", "right")}
    body = {"symptoms": _SYMPTOMS, "feet": feet, "sex": "male", "use": "road"}
    return Request("POST", "/v1/advice/consultation", service.headers, body)


def _retirement(service: Service) -> Request:
    body = {
        "distance": {"km": 560},
        "foam": "eva",
        "kind": "trainer",
        "body_mass_kg": 72,
        "weekly_distance": {"km": 35},
    }
    return Request("POST", "/v1/advice/retirement", service.headers, body)


def _one_pair(service: Service) -> Request:
    return Request("GET", f"/v1/pairs/{new_pair(service, FEW)}", service.headers)


def _logged(runs: int) -> Callable[[Service], Request]:
    def build(service: Service) -> Request:
        body = {
            "date": datetime.now(UTC).date().isoformat(),
            "distance": {"km": 10},
            "effort": "easy",
            "source": "watch",
            "external_id": NUMBER,
        }
        return Request("POST", f"/v1/pairs/{new_pair(service, runs)}/runs", service.headers, body, status=201)

    return build


def _retirement_of_pair(runs: int) -> Callable[[Service], Request]:
    def build(service: Service) -> Request:
        return Request("GET", f"/v1/pairs/{new_pair(service, runs)}/retirement", service.headers)

    return build


def _some_shoe(service: Service) -> str:
    answer = requests.get(f"{service.url}/v1/shoes?limit=1", headers=service.headers, timeout=10)
    shoe_id: str = answer.json()["items"][0]["id"]
    return shoe_id


FEW, MANY = 10, 100_000
"""Runs of a pair; what is asked of it must cost the same with either."""

_SYMPTOMS = {
    "pain_level": 4,
    "pain_sites": ["mth_2", "mth_3"],
    "pain_kinds": ["ache"],
    "hurts_at_push_off": True,
    "days_since_onset": 20,
    "diabetes": False,
}

CASES = (
    Case("one shoe", {"sqlite": 1.8, "postgresql": 2.3}, "/v1/shoes/{shoe_id}", _one_shoe),
    Case("one shoe, not modified", {"sqlite": 1.8, "postgresql": 2.3}, "/v1/shoes/{shoe_id}", _one_shoe_known),
    Case("page of 50 shoes", {"sqlite": 4, "postgresql": 4.5}, "/v1/shoes", _page),
    Case("triage", {"sqlite": 2.5, "postgresql": 2.5}, "/v1/advice/triage", _triage),
    Case("met-pad", {"sqlite": 2.5, "postgresql": 2.5}, "/v1/advice/met-pad", _met_pad),
    Case("run today", {"sqlite": 2.5, "postgresql": 2.5}, "/v1/advice/run-today", _run_today),
    Case("retirement", {"sqlite": 2.5, "postgresql": 2.5}, "/v1/advice/retirement", _retirement),
    Case("shoes advice, top 10", {"sqlite": 5, "postgresql": 5}, "/v1/advice/shoes", _shoes_advice),
    Case("consultation", {"sqlite": 6, "postgresql": 6}, "/v1/advice/consultation", _consultation),
    Case("one pair", {"sqlite": 1.8, "postgresql": 2.3}, "/v1/pairs/{pair_id}", _one_pair),
    Case("log a run, pair of 10", {"sqlite": 3.2, "postgresql": 4}, "/v1/pairs/{pair_id}/runs", _logged(FEW)),
    Case("log a run, pair of 100,000", {"sqlite": 3.2, "postgresql": 4}, "/v1/pairs/{pair_id}/runs", _logged(MANY)),
    Case(
        "retirement from a log of 10",
        {"sqlite": 3.5, "postgresql": 4},
        "/v1/pairs/{pair_id}/retirement",
        _retirement_of_pair(FEW),
    ),
    Case(
        "retirement from a log of 100,000",
        {"sqlite": 3.5, "postgresql": 4},
        "/v1/pairs/{pair_id}/retirement",
        _retirement_of_pair(MANY),
    ),
)
