"""The files of deploy/ name settings, figures, paths and times that are so."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from api import server
from api.config import Settings

DEPLOY = Path("deploy")
SETTING = re.compile(r"\b(FOREFOOT_[A-Z_]+|DATABASE_URL|WEB_CONCURRENCY|HOST|PORT)\b(?=[:=])")
FIGURE = re.compile(r"\bforefoot_[a-z_]+\b")
FIGURES = {
    "forefoot_requests_total",
    "forefoot_request_seconds_bucket",
    "forefoot_build",
    "forefoot_workers",
    "forefoot_largest_worker_bytes",
}
CONFIGURATION = Path("docs/configuration.md").read_text()


def page(name: str) -> Any:
    return yaml.safe_load((DEPLOY / name).read_text())


@pytest.mark.parametrize("path", sorted(DEPLOY.iterdir()), ids=lambda path: path.name)
def test_every_setting_that_is_named_exists(path: Path) -> None:
    named = set(SETTING.findall(path.read_text()))
    assert {name for name in named if f"`{name}`" not in CONFIGURATION} == set()


@pytest.mark.parametrize("name", ["alerts.yaml", "grafana.json"])
def test_every_figure_that_is_watched_is_given(name: str) -> None:
    named = set(FIGURE.findall((DEPLOY / name).read_text()))
    assert named
    assert named <= FIGURES


def test_the_dashboard_asks_each_panel_something() -> None:
    panels = json.loads((DEPLOY / "grafana.json").read_text())["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    assert all(panel["title"] and panel["targets"] and panel["targets"][0]["expr"] for panel in panels)


def test_nginx_lets_the_largest_import_in_and_waits_longer_than_a_worker() -> None:
    text = (DEPLOY / "nginx.conf").read_text()
    megabytes = re.search(r"client_max_body_size (\d+)m;", text)
    seconds = re.search(r"proxy_read_timeout (\d+)s;", text)
    assert megabytes is not None
    assert seconds is not None
    assert Settings().max_import_bytes < int(megabytes[1]) * 1024 * 1024
    assert int(seconds[1]) >= server.timeout


def test_a_stop_is_waited_for_as_long_as_it_takes() -> None:
    unit = (DEPLOY / "forefoot.service").read_text()
    seconds = re.search(r"TimeoutStopSec=(\d+)", unit)
    assert seconds is not None
    assert int(seconds[1]) > server.graceful_timeout


def test_the_image_copies_what_exists() -> None:
    text = (DEPLOY / "Dockerfile").read_text()
    copied = [name for line in re.findall(r"^COPY (?!--)(.+)$", text, re.MULTILINE) for name in line.split()[:-1]]
    assert copied
    assert [name for name in copied if not Path(name).exists()] == []


def test_the_services_of_compose_hang_together() -> None:
    compose = page("compose.yaml")
    services = compose["services"]
    assert {name for service in services.values() for name in service.get("depends_on", {})} <= set(services)
    assert all(str(port).startswith("127.0.0.1:") for service in services.values() for port in service.get("ports", []))
    assert (DEPLOY / services["web"]["build"]["context"] / services["web"]["build"]["dockerfile"]).exists()
    mounted = [volume.split(":")[0] for service in services.values() for volume in service["volumes"]]
    assert {name for name in mounted if not name.startswith(".")} == set(compose["volumes"])
    assert all((DEPLOY / name).exists() for name in mounted if name.startswith("."))
    assert page("prometheus.yaml")["scrape_configs"][0]["static_configs"][0]["targets"] == [
        f"web:{services['web']['environment']['FOREFOOT_METRICS_PORT']}"
    ]
