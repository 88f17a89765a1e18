"""The examples do what they say, against the running service: a kiosk, a kiosk in a browser, a runner's app."""

from __future__ import annotations

import runpy
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import reduce
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import requests

from api.integrations.webhooks.send import Message, Sender, Sent
from api.services.webhooks.secrets import new_secret
from tests.support.service import Service, running_service

EXAMPLES = Path("examples")
PAGE = EXAMPLES / "kiosk.html"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("service")
    settings = {"FOREFOOT_CORS_ORIGINS": "http://localhost:8080"}
    with running_service(f"sqlite:///{folder / 'forefoot.db'}", folder, settings=settings) as running:
        yield running


def run(
    service: Service, name: str, *arguments: str, typed: str = "", key: str | None = None, url: str | None = None
) -> subprocess.CompletedProcess[str]:
    """Run an example as its user does, with what they type."""
    environment = {"FOREFOOT_URL": url or service.url, "FOREFOOT_KEY": service.key if key is None else key}
    command = [sys.executable, "-I", EXAMPLES / name, *arguments]
    return subprocess.run(
        command, input=typed, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


def test_the_kiosk_ends_with_a_slip_whatever_is_left_open(service: Service) -> None:
    done = run(service, "kiosk.py", typed="\n" * 60)
    assert done.returncode == 0, done.stderr
    assert "FOREFOOT" in done.stdout and "General advice, not a diagnosis." in done.stdout


def test_the_kiosk_takes_choices_and_leads_to_the_picture(service: Service) -> None:
    # No danger sign; the foot hurts, 3 of 10, after a slip of the finger; no more is said.
    done = run(service, "kiosk.py", typed="0\n1\nthree\n3\n0\n" + "\n" * 60)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("> ") >= 6 and "A number, please" in done.stdout
    assert "General advice, not a diagnosis." in done.stdout


def test_the_kiosk_understands_sizes_scales_and_choices() -> None:
    kiosk = runpy.run_path(str(EXAMPLES / "kiosk.py"))
    understood = kiosk["answers_of"]
    assert understood({"kind": "size", "choices": []}, ["42.5"]) == {"size": {"system": "eu", "value": 42.5}}
    scale = {"kind": "scale", "choices": [], "field": "symptoms.pain_level"}
    assert understood(scale, ["3"]) == {"symptoms": {"pain_level": 3}}
    signs = [{"answers": {"a": {n: True}}, "otherwise": {"a": {n: False}}} for n in ("x", "y", "z")]
    checklist = {"kind": "checklist", "choices": signs}
    assert understood(checklist, ["1", "3"]) == {"a": {"x": True, "y": False, "z": True}}
    assert understood(checklist, ["0"]) == {"a": {"x": False, "y": False, "z": False}}


def test_the_kiosk_stops_at_an_emergency(service: Service) -> None:
    done = run(service, "kiosk.py", typed="1\n")
    assert done.returncode == 0, done.stderr
    assert "Emergency help now" in done.stdout and done.stdout.count("> ") == 1


def test_the_app_logs_each_run_once(service: Service) -> None:
    first, second = (run(service, "app.py", "ann", "5", "10.5", "8") for _ in range(2))
    assert first.returncode == second.returncode == 0, first.stderr + second.stderr
    assert first.stdout.count("(new)") == second.stdout.count("(was there)") == 3
    assert first.stdout.splitlines()[-1] == second.stdout.splitlines()[-1]
    assert "Daily trainer: keep - Keep this pair: 24 km" in second.stdout


@pytest.mark.parametrize(("name", "arguments"), [("kiosk.py", ()), ("app.py", ("ann", "5"))])
def test_what_is_wrong_is_said_in_the_words_of_the_service(
    service: Service, name: str, arguments: tuple[str, ...]
) -> None:
    refused = run(service, name, *arguments, key="ff_nobody")
    assert refused.returncode == 1 and "(invalid_key): The key is unknown" in refused.stderr
    assert "Traceback" not in refused.stderr
    away = run(service, name, *arguments, url="http://127.0.0.1:9")
    assert away.returncode == 1 and "http://127.0.0.1:9 cannot be reached" in away.stderr
    assert "Traceback" not in away.stderr


def test_a_field_that_is_refused_is_named(service: Service) -> None:
    refused = run(service, "app.py", "ann", "-5")
    assert refused.returncode == 1 and "/distance/km" in refused.stderr


def test_an_example_waits_where_the_service_asks_for_it(tmp_path: Path) -> None:
    settings = {"FOREFOOT_RATE_LIMIT": "4/second"}
    with running_service(f"sqlite:///{tmp_path / 'forefoot.db'}", tmp_path, settings=settings) as busy:
        done = run(busy, "app.py", "ann", *["5"] * 8)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("(new)") == 8


class Page(HTMLParser):
    """What the page sends as it stands, and the places of the answer that it shows."""

    def __init__(self) -> None:
        super().__init__()
        self.path, self.shown, self.body = "", [], dict[str, Any]()
        self._select: dict[str, str | None] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "form":
            self.path = found["action"] or ""
        if "data-show" in found:
            self.shown.append(found["data-show"] or "")
        if tag == "select":
            self._select = found
        elif tag == "option" and "selected" in found and self._select is not None:
            self._put(self._select, found["value"])
        elif tag == "input" and "name" in found:
            self._put(found, found.get("value"))

    def _put(self, field: dict[str, str | None], value: str | None) -> None:
        if not value:
            return
        *path, last = (field["name"] or "").split(".")
        holder = reduce(lambda inner, name: inner.setdefault(name, {}), path, self.body)
        kind = field.get("data-kind")
        holder[last] = {"number": float, "list": lambda text: [text], "flag": "true".__eq__}.get(kind or "", str)(value)


def test_the_page_asks_what_the_service_takes_and_shows_what_it_answers(service: Service) -> None:
    page = Page()
    page.feed(PAGE.read_text())
    origin = {"Origin": "http://localhost:8080"}
    answer = requests.post(service.url + page.path, json=page.body, headers={**service.headers, **origin}, timeout=30)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Access-Control-Allow-Origin"] == origin["Origin"]
    advice = answer.json()
    assert len(page.shown) >= 5
    for place in page.shown:
        assert isinstance(reduce(dict.__getitem__, place.split("."), advice), str), place
    picture = requests.get(service.url + advice["met_pad"]["placement"]["diagram_url"], timeout=30)
    assert picture.status_code == 200 and picture.headers["Content-Type"].startswith("image/svg+xml")


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.py")), ids=str)
def test_an_example_is_short(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 140


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def test_the_receiver_takes_what_is_signed_once_and_nothing_else(tmp_path: Path) -> None:
    secret, port, message = new_secret(), free_port(), Message("msg_1", '{"type":"webhook.test","data":{"a":"b"}}')
    environment = {"FOREFOOT_WEBHOOK_SECRET": secret}
    command = [sys.executable, "-I", EXAMPLES / "receive_webhooks.py", str(port)]
    with (tmp_path / "heard").open("wb") as heard, subprocess.Popen(command, env=environment, stdout=heard) as receiver:
        try:
            sender = Sender(allow_private=True)
            now = datetime.now(UTC)

            def sent(secrets: list[str], at: datetime) -> Sent:
                return sender.send(f"http://127.0.0.1:{port}/", message, secrets, at)

            until = now + timedelta(seconds=20)
            while sent([new_secret()], now).outcome == "unreachable" and datetime.now(UTC) < until:
                time.sleep(0.1)
            assert sent([new_secret()], now) == Sent("refused", 401)
            assert sent([secret], now - timedelta(minutes=6)) == Sent("refused", 401)
            assert sent([secret], now) == sent([new_secret(), secret], now) == Sent("delivered", 204)
        finally:
            receiver.terminate()
    assert (tmp_path / "heard").read_text() == 'webhook.test {"a": "b"}\n'


def test_the_document_shows_what_the_receiver_does() -> None:
    source = (EXAMPLES / "receive_webhooks.py").read_text()
    shown = Path("docs/webhooks.md").read_text().partition("```python\n")[2].partition("```")[0]
    assert shown.strip() and shown in source
