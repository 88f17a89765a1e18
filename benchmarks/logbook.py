"""Pairs with ten and with a hundred thousand runs, for what must cost the same with either."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import requests
from sqlalchemy import Connection, insert

from api.advice.core.distance import Distance
from api.storage.accounts.accounts import hash_of, key_by_hash
from api.storage.database.engines import Database
from api.storage.database.records import fresh
from api.storage.runners.pair_days import add_to_day
from api.storage.runners.pairs import count_in_pair
from api.storage.runners.runs import RunRow, runs
from api.storage.runners.wearers import lock_wearer
from tests.support.service import Service

RUN = Distance.of(8, "km")
DAYS = 3650
"""The runs are spread over the days before today."""

_TIMEOUT_SECONDS = 10
_AT_ONCE = 10_000


def new_pair(service: Service, count: int) -> str:
    """Return the id of a new pair with ``count`` runs, the last of them yesterday."""
    runner_id = _made(service, "/v1/runners", {})
    pair_id = _made(service, f"/v1/runners/{runner_id}/pairs", {"description": "A pair", "foam": "eva"})
    database = Database(service.database_url, timeout_seconds=300)
    with database.writing() as tx:
        _fill(tx, account_of(tx, service), pair_id, count)
    database.dispose()
    return pair_id


def account_of(db: Connection, service: Service) -> str:
    """Return the account that the service's key belongs to."""
    key = key_by_hash(db, hash_of(service.key))
    assert key is not None
    return key.account_id


def _made(service: Service, path: str, body: dict[str, object]) -> str:
    answer = requests.post(service.url + path, json=body, headers=service.headers, timeout=_TIMEOUT_SECONDS)
    answer.raise_for_status()
    return str(answer.json()["id"])


def _fill(tx: Connection, account_id: str, pair_id: str, count: int) -> None:
    wearer = lock_wearer(tx, account_id, pair_id)
    assert wearer is not None
    now = datetime.now(UTC)
    today = now.date()
    on_day = dict.fromkeys((today - timedelta(days=back) for back in range(1, DAYS + 1)), 0)
    days = list(on_day)
    rows = []
    for number in range(count):
        day = days[number % DAYS]
        on_day[day] += 1
        rows.append(_row(account_id, wearer.runner_id, pair_id, day, now).as_dict())
    for start in range(0, count, _AT_ONCE):
        tx.execute(insert(runs), rows[start : start + _AT_ONCE])
    for day, times in on_day.items():
        if times:
            add_to_day(tx, account_id, pair_id, day, times * RUN.micrometres, times)
    count_in_pair(tx, account_id, pair_id, count * RUN.micrometres, count, now, day=days[0])


def _row(account_id: str, runner_id: str, pair_id: str, day: date, now: datetime) -> RunRow:
    whose = {"account_id": account_id, "runner_id": runner_id, "pair_id": pair_id}
    ran = {"distance_um": RUN.micrometres, "distance_value": 8, "distance_unit": "km", "effort": "easy"}
    return fresh(RunRow, "run", now, {**whose, **ran, "day": day, "source": "manual"})
