"""A chain of 1,000 stores with 2,000 lines each, and one store with 1,000,000: what advice and an import cost there.

``python -m benchmarks.store_scale`` fills an SQLite database and prints the median time of shoes advice in one of the
stores (where few pairs suit, it names the other stores that have them), of a page of stock, and of an import of 2,000
lines; then the same of the one large store. ``--stores``, ``--lines`` and ``--large`` take other numbers.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

import psutil
import requests

from api.storage.catalogue.stock import StockRow, add_stock
from api.storage.catalogue.stores import StoreRow, add_store
from api.storage.database.engines import Database, acting, new_id
from benchmarks.logbook import account_of
from benchmarks.stock_lines import stock_rows
from tests.support.service import Service, running_service

_AT_ONCE = 10_000
_EVERY = 11
"""Which of all lines a small store has, so that it has some of every shoe."""
_ROUNDS = 50
_IMPORTS = 3
_FOOT = {"length_mm": 268, "breadth_mm": 106}
_CUSTOMER = {"feet": {"left": _FOOT, "right": _FOOT}, "sex": "male", "use": "road"}
_WAIT = 600


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stores", type=int, default=1_000)
    parser.add_argument("--lines", type=int, default=2_000)
    parser.add_argument("--large", type=int, default=1_000_000)
    told = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="forefoot-bench-") as name:
        folder = Path(name)
        with running_service(f"sqlite:///{folder / 'scale.db'}", folder, settings={"WEB_CONCURRENCY": "1"}) as service:
            print("| shelf | advice ms | page of stock ms | import of 2,000 lines s | worker MB |")
            print("|---|---|---|---|---|")
            chain = _filled(service, told.stores, told.lines)
            _show(f"one of {told.stores:,} stores with {told.lines:,} lines each", service, chain[len(chain) // 2])
            (large,) = _filled(service, 1, told.large)
            _show(f"a store with {told.large:,} lines beside them", service, large)


def _filled(service: Service, stores: int, lines: int) -> list[str]:
    """Return the ids of new stores, each with so many lines of the seed catalogue."""
    listed = _get(service, "/v1/shoes?limit=100")["items"]
    shoes = [each["id"] for each in listed if each["shared"]]
    database = Database(service.database_url, timeout_seconds=_WAIT)
    with acting.for_every_account(), database.reading() as db:
        account_id = account_of(db, service)
    made = []
    now = datetime.now(UTC)
    few = list(islice(stock_rows(account_id, "", shoes), 0, lines * _EVERY, _EVERY)) if lines < _AT_ONCE else None
    for number in range(stores):
        store = StoreRow(account_id, new_id("store"), f"Store {number}", None, None, None, 1, 1, now, now, now)
        made.append(store.id)
        with acting.for_account(account_id), database.writing() as tx:
            add_store(tx, store)
        if few is not None:
            _add(database, account_id, [replace(row, store_id=store.id) for row in few])
            continue
        rows = islice(stock_rows(account_id, store.id, shoes), lines)
        while batch := list(islice(rows, _AT_ONCE)):
            _add(database, account_id, batch)
    database.dispose()
    return made


def _add(database: Database, account_id: str, rows: Sequence[StockRow]) -> None:
    with acting.for_account(account_id), database.writing() as tx:
        add_stock(tx, rows)


def _show(shelf: str, service: Service, store_id: str) -> None:
    advice = _median(lambda: _post(service, "/v1/advice/shoes", {**_CUSTOMER, "store_id": store_id}), _ROUNDS)
    page = _median(lambda: _get(service, f"/v1/stores/{store_id}/stock?limit=100"), _ROUNDS)
    shoes = [each["id"] for each in _get(service, "/v1/shoes?limit=50")["items"]]
    lines = [
        {"shoe_id": shoe, "size": 5 + half / 2, "size_system": "us_men", "quantity": 1, "sku": f"new-{shoe}-{half}"}
        for shoe in shoes
        for half in range(40)
    ]
    times = iter(range(1, _IMPORTS + 1))

    def load() -> None:
        count = next(times)
        _post(
            service,
            f"/v1/stores/{store_id}/stock/import?mode=upsert",
            {"lines": [{**line, "quantity": count} for line in lines]},
        )

    loaded = _median(load, _IMPORTS)
    (worker,) = psutil.Process(service.process.pid).children()
    memory = worker.memory_info().rss / 1e6
    print(f"| {shelf} | {advice * 1000:.0f} | {page * 1000:.0f} | {loaded:.1f} | {memory:.0f} |", flush=True)


def _median(act: Callable[[], Any], rounds: int) -> float:
    taken = []
    for _ in range(rounds):
        started = time.perf_counter()
        act()
        taken.append(time.perf_counter() - started)
    return median(taken)


def _get(service: Service, path: str) -> Any:
    return _checked(requests.get(f"{service.url}{path}", headers=service.headers, timeout=_WAIT))


def _post(service: Service, path: str, body: Any) -> Any:
    return _checked(requests.post(f"{service.url}{path}", json=body, headers=service.headers, timeout=_WAIT))


def _checked(answer: requests.Response) -> Any:
    if answer.status_code >= requests.codes.bad_request:
        raise RuntimeError(f"{answer.status_code}: {answer.text[:300]}")
    return answer.json()


if __name__ == "__main__":
    main()
