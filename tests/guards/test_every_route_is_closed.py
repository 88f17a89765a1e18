"""Every route answers 401 without a key, but for the few that are open on purpose."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from api.app import create_app
from api.config import Settings

pytestmark = pytest.mark.http_alone

OPEN = {
    "/",
    "/docs",
    "/docs/<name>",
    "/docs/intended-use",
    "/healthz",
    "/docs/",
    "/kiosk",
    "/kiosk/",
    "/kiosk/<name>",
    "/kiosk/logo",
    "/kiosk/staff",
    "/kiosk/words.json",
    "/openapi.json",
    "/openapi.yaml",
    "/problems/<code>",
    "/r/<token>",
    "/readyz",
    "/s/<token>/due.atom",
    "/s/<token>/due.ics",
    "/t/<token>",
    "/t/<token>/<name>",
    "/t/<token>/delete",
    "/v1/hooks/shopify/<hook_id>",
}

TAKEN_HOME = {"/t/<token>", "/t/<token>/<name>", "/t/<token>/delete"}
SIGNED = {"/s/<token>/due.atom", "/s/<token>/due.ics", "/v1/hooks/shopify/<hook_id>"}

RULES = sorted(
    create_app(Settings(database_url="sqlite://", log_level="error")).url_map.iter_rules(), key=lambda rule: rule.rule
)
CASES = [
    (rule, method)
    for rule in RULES
    if rule.rule not in OPEN
    for method in sorted((rule.methods or set()) - {"OPTIONS"})
]


@pytest.mark.parametrize(("rule", "method"), CASES, ids=[f"{method} {rule.rule}" for rule, method in CASES])
@pytest.mark.parametrize("key", [None, "Bearer ff_nobody", "Basic ff_nobody", "Bearer", "ff_nobody"], ids=str)
def test_no_key_no_answer(anonymous: FlaskClient, rule: Rule, method: str, key: str | None) -> None:
    path = rule.rule
    for argument in rule.arguments:
        path = path.replace(f"<{argument}>", "x")
    answer = anonymous.open(path, method=method, headers={} if key is None else {"Authorization": key})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert answer.content_type == "application/problem+json"


def test_what_is_open_exists_and_is_open(anonymous: FlaskClient) -> None:
    assert {rule.rule for rule in RULES} > OPEN
    asked_otherwise = {"/docs/<name>", "/problems/<code>", "/r/<token>", "/kiosk/<name>", "/kiosk/logo", "/kiosk/staff"}
    for path in OPEN - {*asked_otherwise, *TAKEN_HOME, *SIGNED}:
        assert anonymous.get(path).status_code in (200, 302, 308), path


def test_there_is_something_to_close() -> None:
    assert len(CASES) > 3
