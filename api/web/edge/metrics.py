"""Figures for Prometheus, on a port of their own: how many requests, how long they take, how large the workers are.

Every worker counts into files of a folder that lives as long as the service; a process beside them adds up and answers
``/metrics``. Nothing of a person or an account is counted apart: the labels are method, route and status.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from http import HTTPMethod
from importlib.metadata import version
from pathlib import Path
from typing import Any

from api.config import Settings, settings_from_environment
from api.rulebook.load import shipped_rulebook

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
BUCKETS_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
UNKNOWN = "unknown"
_METHODS = frozenset(HTTPMethod)
_LOOK_AT_PARENT_SECONDS = 1.0
_PROC = Path("/proc")

Observe = Callable[[str, str | None, int, float], None]
"""(method, route, status, seconds) of one request."""


def open_folder(settings: Settings) -> None:
    """Make the folder that the workers count into; has to come before anything imports the client of Prometheus."""
    if settings.metrics_port is not None:
        os.environ[FOLDER] = tempfile.mkdtemp(prefix="forefoot-metrics-")


def close_folder() -> None:
    """Remove the folder that ``open_folder`` made."""
    folder = os.environ.pop(FOLDER, None)
    if folder is not None:
        shutil.rmtree(folder, ignore_errors=True)


def observer(settings: Settings) -> Observe | None:
    """Return what counts a request; None where nobody asks for figures."""
    if settings.metrics_port is None:
        return None
    from prometheus_client import Counter, Histogram

    requests = Counter("forefoot_requests", "Requests answered.", ["method", "route", "status"], registry=None)
    seconds = Histogram(
        "forefoot_request_seconds", "Time to an answer.", ["route"], buckets=BUCKETS_SECONDS, registry=None
    )

    def observe(method: str, route: str | None, status: int, taken_seconds: float) -> None:
        route = route or UNKNOWN
        requests.labels(method if method in _METHODS else UNKNOWN, route, str(status)).inc()
        seconds.labels(route).observe(taken_seconds)

    return observe


def start_exporter(settings: Settings) -> subprocess.Popen[bytes] | None:
    """Start the process that answers ``/metrics`` and ends with this one; None where nobody asks for figures.

    A process of its own, because a thread in the one that forks the workers could be caught holding a lock.
    """
    if settings.metrics_port is None:
        return None
    return subprocess.Popen([sys.executable, "-m", "api.web.edge.metrics"])


def forget_worker(pid: int) -> None:
    """Drop what only made sense while a worker lived; its counts stay."""
    if FOLDER in os.environ:
        from prometheus_client.multiprocess import mark_process_dead

        mark_process_dead(pid)  # type: ignore[no-untyped-call]


class Workers:
    """Reads how many workers the process ``parent`` has and how much memory each holds, where the system shows it."""

    def __init__(self, parent: int) -> None:
        self._parent = parent

    def collect(self) -> Iterable[Any]:
        """Yield the figures as Prometheus asks for them."""
        from prometheus_client.core import GaugeMetricFamily

        built = GaugeMetricFamily("forefoot_build", "Always 1.", labels=["version", "rulebook"])
        built.add_metric([version("forefoot"), shipped_rulebook().version], 1)
        yield built
        sizes = [size for size in map(_resident_bytes, _children_of(self._parent)) if size is not None]
        yield GaugeMetricFamily("forefoot_workers", "Worker processes that live.", value=len(sizes))
        yield GaugeMetricFamily(
            "forefoot_largest_worker_bytes", "Resident memory of the largest worker.", value=max(sizes, default=0)
        )


def _children_of(pid: int) -> list[int]:
    try:
        found = (_PROC / str(pid) / "task" / str(pid) / "children").read_text().split()
    except OSError:
        return []
    return [int(child) for child in found if int(child) != os.getpid()]


def _resident_bytes(pid: int) -> int | None:
    try:
        pages = int((_PROC / str(pid) / "statm").read_text().split()[1])
    except (OSError, IndexError, ValueError):
        return None
    return pages * os.sysconf("SC_PAGE_SIZE")


def main() -> None:
    """Serve ``/metrics`` until the parent is gone."""
    from prometheus_client import CollectorRegistry, start_http_server
    from prometheus_client.multiprocess import MultiProcessCollector

    settings = settings_from_environment()
    parent = os.getppid()
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    registry.register(Workers(parent))
    start_http_server(settings.metrics_port or 0, settings.metrics_host, registry)
    while os.getppid() == parent:
        time.sleep(_LOOK_AT_PARENT_SECONDS)


if __name__ == "__main__":
    main()
