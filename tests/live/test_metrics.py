"""Figures for Prometheus: counted over all workers, on their own port, naming nobody."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.guards.test_deploy_files import FIGURES
from tests.support.service import Service, running_service

_PATIENCE_SECONDS = 30.0


@pytest.fixture(scope="module")
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number


@pytest.fixture(scope="module")
def service(port: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("metrics")
    settings = {"FOREFOOT_METRICS_PORT": str(port), "WEB_CONCURRENCY": "2"}
    with running_service(f"sqlite:///{folder / 'forefoot.db'}", folder, settings=settings) as running:
        yield running


def figures(port: int) -> str:
    until = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            return requests.get(f"http://127.0.0.1:{port}/metrics", timeout=5).text
        except requests.ConnectionError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def test_requests_of_all_workers_are_counted_and_nobody_is_named(service: Service, port: int) -> None:
    for _ in range(20):
        requests.get(f"{service.url}/v1/shoes/not-there-at-all", headers=service.headers, timeout=10)
        requests.request("BREW", f"{service.url}/v1/shoes", headers=service.headers, timeout=10)
    requests.get(f"{service.url}/v1/shoes", timeout=10)
    text = figures(port)
    assert 'forefoot_requests_total{method="GET",route="/v1/shoes/<shoe_id>",status="404"} 20.0' in text
    assert 'forefoot_requests_total{method="GET",route="/v1/shoes",status="401"} 1.0' in text
    assert 'method="unknown"' in text
    assert "forefoot_workers 2.0" in text
    assert all(f"\n{name}" in text for name in FIGURES)
    assert not any(secret in text for secret in ("not-there-at-all", "BREW", service.key, "acc_", "key_"))


def test_the_service_itself_gives_no_figures(service: Service) -> None:
    assert requests.get(f"{service.url}/metrics", headers=service.headers, timeout=10).status_code == 404


def test_nothing_stays_behind(tmp_path: Path, port: int) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        other: int = probe.getsockname()[1]
    settings = {"FOREFOOT_METRICS_PORT": str(other), "WEB_CONCURRENCY": "1", "TMPDIR": str(tmp_path)}
    with running_service(f"sqlite:///{tmp_path / 'forefoot.db'}", tmp_path, settings=settings):
        assert "forefoot_workers 1.0" in figures(other)
        assert list(tmp_path.glob("forefoot-metrics-*"))
    assert list(tmp_path.glob("forefoot-metrics-*")) == []
    with pytest.raises(requests.ConnectionError):
        for _ in range(50):
            requests.get(f"http://127.0.0.1:{other}/metrics", timeout=5)
            time.sleep(0.1)
