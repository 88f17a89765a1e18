"""``make bench``: processor time of each kind of request, divided by that of a bare Flask JSON route.

Both run under gunicorn with the settings of ``forefoot serve``, with one worker so that the client has a core to
itself, with key check, rate limit and request log on. The figure is the median of several rounds; within a round every
request is measured right after the bare route.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import requests

from benchmarks.cases import CASES, Case
from benchmarks.load import Request, measure
from tests.support.postgres import started_server, stop_server
from tests.support.service import Service, running, running_service

BARE = Request("GET", "/bare")
BARE_SERVER = (sys.executable, "-m", "benchmarks.bare")
ONE_WORKER = {"WEB_CONCURRENCY": "1"}


@dataclass(frozen=True)
class Result:
    """What a case came to on one database: ratio to the bare route, microseconds and requests a second."""

    case: Case
    backend: str
    ratio: float
    microseconds: float
    per_second: float


def main() -> None:
    """Measure and print the table."""
    arguments = _arguments()
    with (
        tempfile.TemporaryDirectory(prefix="forefoot-bench-") as name,
        running(BARE_SERVER, ONE_WORKER, Path(name), "/bare") as bare,
    ):
        folder = Path(name)
        results = list(_results(f"sqlite:///{folder / 'bench.db'}", "sqlite", bare, folder, arguments))
        data = folder / "postgres"
        try:
            results += _results(started_server(data, durable=True), "postgresql", bare, folder, arguments)
        finally:
            stop_server(data)
    _print(results)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7, help="how often each request is measured")
    parser.add_argument("--requests", type=int, default=1000, help="how many requests make one measurement")
    parser.add_argument("--only", default="", help="a part of the names of the requests to measure")
    return parser.parse_args()


def _results(url: str, backend: str, bare: Service, folder: Path, arguments: argparse.Namespace) -> Iterator[Result]:
    settings = {**ONE_WORKER, "FOREFOOT_LOG_LEVEL": "info"}
    with running_service(url, folder, settings=settings) as service:
        paths = requests.get(f"{service.url}/openapi.json", timeout=10).json()["paths"]
        for case in CASES:
            if case.path in paths and arguments.only in case.name:
                yield _measured(case, backend, bare, service, arguments)


def _measured(case: Case, backend: str, bare: Service, service: Service, arguments: argparse.Namespace) -> Result:
    request = case.build(service)
    for server, warm in ((bare, BARE), (service, request)):
        measure(server.url, server.process.pid, warm, arguments.requests // 4)
    ratios, costs, rates = [], [], []
    for _ in range(arguments.rounds):
        yardstick = measure(bare.url, bare.process.pid, BARE, arguments.requests)
        cost = measure(service.url, service.process.pid, request, arguments.requests)
        ratios.append(cost.microseconds / yardstick.microseconds)
        costs.append(cost.microseconds)
        rates.append(cost.per_second)
    return Result(case, backend, median(ratios), median(costs), median(rates))


def _print(results: list[Result]) -> None:
    print("| request | database | budget | ratio | processor µs | requests/s | |")
    print("|---|---|---|---|---|---|---|")
    for each in sorted(results, key=lambda result: CASES.index(result.case)):
        budget = each.case.budget[each.backend]
        said = "within" if each.ratio <= budget else "OVER"
        print(
            f"| {each.case.name} | {each.backend} | {budget:g} | {each.ratio:.2f} "
            f"| {each.microseconds:.0f} | {each.per_second:.0f} | {said} |"
        )


if __name__ == "__main__":
    main()
