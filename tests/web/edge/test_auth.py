"""No key, no answer; and a refusal says nothing about why a key is not good."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from api.services.keys import make_key
from api.storage.accounts.accounts import SCOPES, hash_of, hint_of, new_key, revoke_key
from api.storage.database.engines import Database
from api.web.edge.auth import needs, public
from api.web.edge.key_cache import KeyCache
from api.web.edge.requests import check_every_route_is_marked
from tests.support.accounts import Account
from tests.support.accounts import new_key as store_key
from tests.support.apps import client_of
from tests.web.conftest import MakeApp
from tests.web.edge.test_errors import problem

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def ask(app: Flask, authorization: str | None, path: str = "/v1/probe/plain") -> TestResponse:
    headers = {} if authorization is None else {"Authorization": authorization}
    return app.test_client().get(path, headers=headers)


@pytest.mark.parametrize(
    "authorization",
    [None, "", " ", "Bearer", "Bearer ", "Basic dXNlcjpwYXNz", "Digest x", "Token x", "x"],
)
def test_without_a_bearer_key_there_is_no_answer(planted: Flask, authorization: str | None) -> None:
    response = ask(planted, authorization)
    problem(response, 401, "no_key")
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="forefoot"'


@pytest.mark.parametrize(
    "token", ["x", "ff_", "ff_" + "A" * 32, "a" * 5000, "é", "\u00ff\u00fe", "' OR 1=1 --", "a b", '"x"', "a,b"]
)
def test_a_key_that_was_never_made_is_refused(planted: Flask, token: str) -> None:
    response = ask(planted, f"Bearer {token}")
    problem(response, 401, "invalid_key")
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="forefoot", error="invalid_token"'


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
@pytest.mark.parametrize("space", [" ", "   "])
def test_the_scheme_has_no_case(planted: Flask, account: Account, scheme: str, space: str) -> None:
    assert ask(planted, f"{scheme}{space}{account.key}").get_json() == {"account": account.id}


def test_a_key_with_anything_behind_it_is_another_key(planted: Flask, account: Account) -> None:
    for token in (account.key + "x", account.key[:-1], account.key.upper(), account.key + ", " + account.key):
        problem(ask(planted, f"Bearer {token}"), 401, "invalid_key")


def test_unknown_expired_and_revoked_look_the_same(
    planted: Flask, released_database: Database, account: Account
) -> None:
    expired = store_key(released_database, account.id, expired=True).secret
    revoked = store_key(released_database, account.id, revoked=True).secret
    answers = [ask(planted, f"Bearer {key}") for key in ("ff_never-made", expired, revoked)]
    for answer in answers:
        problem(answer, 401, "invalid_key")
    of_each_request = {"X-Request-Id", "RateLimit"}
    facts = {
        (
            *{**answer.get_json(), "instance": ""}.values(),
            *((name, value) for name, value in answer.headers if name not in of_each_request),
        )
        for answer in answers
    }
    assert len(facts) == 1


def test_a_key_ends_at_its_instant(make_app: MakeApp, released_database: Database, account: Account) -> None:
    with released_database.writing() as tx:
        key = make_key(tx, account.id, name="x", now=NOW, expires_at=NOW + timedelta(days=1)).secret
    instants = [NOW + timedelta(days=1, microseconds=-1), NOW + timedelta(days=1)]
    app = make_app(now=lambda: instants.pop(0), key_cache_seconds=60)
    assert [ask(app, f"Bearer {key}").status_code for _ in range(2)] == [200, 401]


def test_a_key_without_the_scope_may_not(planted: Flask, released_database: Database, account: Account) -> None:
    for scope in SCOPES:
        key = store_key(released_database, account.id, scopes=[scope]).secret
        response = ask(planted, f"Bearer {key}")
        if scope == "advice":
            assert response.status_code == 200
        else:
            problem(response, 403, "missing_scope")
            assert "advice" in response.get_json()["detail"]


def test_every_operation_is_closed_without_a_key(planted: Flask) -> None:
    client = planted.test_client()
    closed = 0
    for rule in planted.url_map.iter_rules():
        view = planted.view_functions[rule.endpoint]
        for method in (rule.methods or set()) - {"OPTIONS"}:
            path = str(rule)
            for argument in rule.arguments:
                path = path.replace(f"<{argument}>", "x")
            status = client.open(path, method=method).status_code
            scope = view.forefoot_scope  # type: ignore[attr-defined]
            assert (status == 401) == (scope is not None), f"{method} {path} answered {status}"
            closed += scope is not None
    assert closed > 20


def test_only_these_paths_are_open(planted: Flask) -> None:
    views = planted.view_functions
    opened = {str(rule) for rule in planted.url_map.iter_rules() if views[rule.endpoint].forefoot_scope is None}  # type: ignore[attr-defined]
    assert opened - {"/v1/probe/open"} == {
        # Pages, the description, and whether the service lives: the same for everybody.
        *("/", "/docs", "/docs/", "/docs/<name>", "/docs/intended-use", "/healthz", "/readyz"),
        *("/openapi.json", "/openapi.yaml", "/problems/<code>"),
        *("/kiosk", "/kiosk/", "/kiosk/<name>", "/kiosk/logo", "/kiosk/words.json"),
        # Asks for the PIN.
        "/kiosk/staff",
        # Behind a signed token, which opens one thing.
        *("/r/<token>", "/s/<token>/due.atom", "/s/<token>/due.ics"),
        *("/t/<token>", "/t/<token>/<name>", "/t/<token>/delete"),
        # Signed by the shop's system over the raw body.
        "/v1/hooks/shopify/<hook_id>",
    }


def test_an_app_with_an_unmarked_route_does_not_start() -> None:
    app = Flask("x", static_folder=None)
    app.add_url_rule("/marked", "marked", needs("advice")(lambda: "x"))
    app.add_url_rule("/open", "open", public(lambda: "x"))
    check_every_route_is_marked(app)

    def forgotten() -> str:
        return "x"

    app.add_url_rule("/forgotten", "forgotten", forgotten)
    with pytest.raises(LookupError, match="forgotten is neither public nor behind a scope"):
        check_every_route_is_marked(app)


def test_a_route_added_late_without_a_mark_answers_nothing(make_app: MakeApp, account: Account) -> None:
    app = make_app()
    app.add_url_rule("/forgotten", "forgotten", lambda: "x")
    problem(client_of(app, account.key).get("/forgotten"), 500, "internal_error")


def test_a_scope_that_does_not_exist_cannot_be_asked_for() -> None:
    with pytest.raises(ValueError, match="advise"):
        needs("advise")


# The keys of an account


def test_keys_are_listed_without_their_secret(probe: FlaskClient, account: Account, other_account: Account) -> None:
    listed = probe.get("/v1/keys").get_json()
    assert listed["next_cursor"] is None
    assert [(key["name"], key["hint"], key["scopes"]) for key in listed["items"]] == [
        ("test", account.key[:7], sorted(SCOPES))
    ]
    assert account.key not in str(listed)
    assert hash_of(account.key) not in str(listed)


def test_a_revoked_key_stops_at_once_where_it_was_revoked(
    make_app: MakeApp, released_database: Database, account: Account
) -> None:
    other = store_key(released_database, account.id)
    app = make_app(key_cache_seconds=300)
    assert ask(app, f"Bearer {other.secret}").status_code == 200
    client = client_of(app, account.key)
    assert client.delete(f"/v1/keys/{other.id}").status_code == 204
    problem(ask(app, f"Bearer {other.secret}"), 401, "invalid_key")
    assert [key["revoked_at"] is not None for key in client.get("/v1/keys").get_json()["items"]] == [False, True]
    assert client.delete(f"/v1/keys/{other.id}").status_code == 204


def test_another_accounts_key_cannot_be_revoked(
    planted: Flask, probe: FlaskClient, released_database: Database, other_account: Account
) -> None:
    foreign = store_key(released_database, other_account.id)
    never = probe.delete("/v1/keys/key_never")
    refused = probe.delete(f"/v1/keys/{foreign.id}")
    problem(refused, 404, "not_found")
    assert {**refused.get_json(), "instance": ""} == {**never.get_json(), "instance": ""}
    assert ask(planted, f"Bearer {foreign.secret}").status_code == 200


def test_a_stale_if_match_revokes_nothing(
    planted: Flask, probe: FlaskClient, released_database: Database, account: Account
) -> None:
    other = store_key(released_database, account.id)
    problem(probe.delete(f"/v1/keys/{other.id}", headers={"If-Match": '"stale"'}), 412, "stale")
    assert ask(planted, f"Bearer {other.secret}").status_code == 200


# What is remembered of a key


def test_a_revocation_elsewhere_is_outlived_by_the_given_seconds_at_most(
    released_database: Database, account: Account
) -> None:
    clock = 1000.0
    cache = KeyCache(released_database, 5.0, clock=lambda: clock)
    row = cache.find(account.key)
    assert row is not None and row.is_live(NOW)
    with released_database.writing() as tx:
        assert revoke_key(tx, account.id, row.id, NOW)
    clock = 1004.999
    remembered = cache.find(account.key)
    assert remembered is not None and remembered.is_live(NOW)
    clock = 1005.0
    found = cache.find(account.key)
    assert found is not None and not found.is_live(NOW)
    assert found == replace(row, revoked_at=NOW)


def test_a_use_does_not_prolong_what_is_remembered(released_database: Database, account: Account) -> None:
    clock = 0.0
    cache = KeyCache(released_database, 5.0, clock=lambda: clock)
    row = cache.find(account.key)
    assert row is not None
    clock = 4.0
    cache.find(account.key)
    with released_database.writing() as tx:
        revoke_key(tx, account.id, row.id, NOW)
    clock = 5.5
    found = cache.find(account.key)
    assert found is not None and found.revoked_at == NOW


def test_a_new_key_works_at_once_though_it_was_asked_for_before(released_database: Database, account: Account) -> None:
    cache = KeyCache(released_database, 300.0)
    key = new_key()
    assert cache.find(key) is None
    with released_database.writing() as tx:
        make_key(tx, account.id, name="x", now=NOW, secret=key)
    assert cache.find(key) is not None


def test_a_key_is_made_of_192_random_bits_and_hinted_at_by_a_quarter_at_most() -> None:
    keys = {new_key() for _ in range(100)}
    assert len(keys) == 100
    for key in keys:
        assert key.startswith("ff_") and len(key) == 35
        assert hint_of(key) == key[:7]
    assert hint_of("secret12") == "se"
    assert hint_of("abc") == ""
