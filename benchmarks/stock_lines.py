"""``make bench-stock``: shoes advice over what one store has, at 100,000 and at 1,000,000 stock lines.

Prints the median time until the answer is there, its processor time, and the memory of the worker afterwards. The
lines are spread over the shoes of the seed catalogue, all sizes and widths, as if a whole chain shared one shelf.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice, product
from pathlib import Path
from statistics import median
from typing import Any

import psutil
import requests

from api.advice.foot.feet import WIDTH_CLASSES
from api.storage.catalogue.states import SHARED
from api.storage.catalogue.stock import StockRow, add_stock, size_text
from api.storage.database.engines import Database
from benchmarks.load import Request, measure
from benchmarks.logbook import account_of
from tests.support.postgres import started_server, stop_server
from tests.support.service import Service, running_service

LINES = (100_000, 1_000_000)
SIZES = [("us_men", 4 + half / 2) for half in range(25)] + [("eu", 35 + half / 2) for half in range(31)]

_AT_ONCE = 5_000
_ROUNDS = 200


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, nargs="*", default=LINES)
    lines = parser.parse_args().lines
    print("| stock lines | database | median ms | processor ms | worker MB |")
    print("|---|---|---|---|---|")
    with tempfile.TemporaryDirectory(prefix="forefoot-bench-") as name:
        folder = Path(name)
        _measure_all(f"sqlite:///{folder / 'stock.db'}", "sqlite", folder, lines)
        data = folder / "postgres"
        try:
            _measure_all(started_server(data, durable=True), "postgresql", folder, lines)
        finally:
            stop_server(data)


def _measure_all(url: str, backend: str, folder: Path, lines: list[int]) -> None:
    with running_service(url, folder, settings={"WEB_CONCURRENCY": "1"}) as service:
        for count in lines:
            store_id = filled_store(service, count)
            waited, worked, memory = _measured(service, store_id)
            print(f"| {count:,} | {backend} | {waited:.1f} | {worked:.1f} | {memory:.0f} |", flush=True)


def filled_store(service: Service, count: int) -> str:
    """Return the id of a new store with so many lines."""
    store_id = str(
        requests.post(
            f"{service.url}/v1/stores", json={"name": f"{count} lines"}, headers=service.headers, timeout=10
        ).json()["id"]
    )
    shoes = requests.get(f"{service.url}/v1/shoes?limit=100", headers=service.headers, timeout=10).json()["items"]
    database = Database(service.database_url, timeout_seconds=600)
    with database.reading() as db:
        account_id = account_of(db, service)
    rows = islice(stock_rows(account_id, store_id, [shoe["id"] for shoe in shoes if shoe["shared"]]), count)
    while batch := list(islice(rows, _AT_ONCE)):
        with database.writing() as tx:
            add_stock(tx, batch)
    _settle(database)
    database.dispose()
    return store_id


def _settle(database: Database) -> None:
    """Do what PostgreSQL does by itself some minutes after so many lines came in; SQLite needs nothing."""
    if database.dialect == "postgresql":
        with database.writer.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM (ANALYZE) stock_lines")


def stock_rows(account_id: str, store_id: str, shoe_ids: list[str]) -> Iterator[StockRow]:
    """Yield lines of a store without end: every shoe in every size and width, again and again."""
    now = datetime.now(UTC)
    number = 0
    while True:
        for shoe_id, (system, size), width in product(shoe_ids, SIZES, WIDTH_CLASSES):
            number += 1
            yield StockRow(
                account_id=account_id,
                store_id=store_id,
                line_key=f"sku:{number:08d}",
                shoe_account_id=SHARED,
                shoe_id=shoe_id,
                size=size_text(system, size),
                width=width,
                quantity=number % 4,
                size_system=system,
                size_value=size,
                gender=None,
                stated_width=None,
                sku=f"{number:08d}",
                gtin=None,
                price=None,
                currency=None,
                model_id=None,
                color=None,
                season=None,
                updated_at=now,
            )


def _measured(service: Service, store_id: str) -> tuple[float, float, float]:
    foot = {"length_mm": 268, "breadth_mm": 106}
    body: dict[str, Any] = {"feet": {"left": foot, "right": foot}, "sex": "male", "use": "road", "store_id": store_id}
    (worker,) = psutil.Process(service.process.pid).children()
    request = Request("POST", "/v1/advice/shoes", service.headers, body)
    measure(service.url, service.process.pid, request, _ROUNDS // 10, connections=1)
    costs = [measure(service.url, service.process.pid, request, 1, connections=1) for _ in range(_ROUNDS)]
    worked = sum(cost.processor_seconds for cost in costs) / _ROUNDS
    return median(cost.wall_seconds for cost in costs) * 1000, worked * 1000, worker.memory_info().rss / 1e6


if __name__ == "__main__":
    main()
