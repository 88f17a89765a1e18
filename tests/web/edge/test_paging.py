"""Pages: each item once, in order, and a cursor that is good for nothing but the list it came from."""

from __future__ import annotations

import base64
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.accounts import Account
from tests.support.apps import client_of
from tests.web.conftest import MakeApp
from tests.web.edge.test_errors import problem
from tests.web.probe import NUMBERS

PAGES = "/v1/probe/pages"
LINK = re.compile(r'<([^>]+)>; rel="next"')


def page(client: FlaskClient, path: str = PAGES, **query: Any) -> dict[str, Any]:
    response = client.get(path, query_string=query)
    assert response.status_code == 200
    body: dict[str, Any] = response.get_json()
    return body


def cursor_of(client: FlaskClient, path: str = PAGES, **query: Any) -> str:
    cursor = page(client, path, limit=2, **query)["next_cursor"]
    assert isinstance(cursor, str)
    return cursor


@pytest.mark.parametrize("limit", [1, 2, 7, 24, 25, 26, 100])
def test_walking_the_pages_meets_every_item_once(probe: FlaskClient, limit: int) -> None:
    met: list[int] = []
    cursor = None
    while True:
        body = page(probe, limit=limit, **({"cursor": cursor} if cursor else {}))
        assert 1 <= len(body["items"]) <= limit
        met += body["items"]
        cursor = body["next_cursor"]
        if cursor is None:
            break
    assert met == list(range(NUMBERS))


def test_fifty_items_make_a_page_unless_told_otherwise(probe: FlaskClient) -> None:
    assert page(probe)["items"] == list(range(NUMBERS))


def test_the_link_header_leads_on_with_the_same_filters(probe: FlaskClient) -> None:
    met: list[int] = []
    path = f"{PAGES}?parity=odd&limit=5"
    while True:
        response = probe.get(path)
        body = response.get_json()
        met += body["items"]
        link = response.headers.get("Link")
        assert (link is None) == (body["next_cursor"] is None)
        if link is None:
            break
        found = LINK.fullmatch(link)
        assert found is not None
        path = found[1]
    assert met == [number for number in range(NUMBERS) if number % 2]


def test_a_page_may_have_another_size_than_the_one_before(probe: FlaskClient) -> None:
    assert page(probe, limit=3, cursor=cursor_of(probe))["items"] == [2, 3, 4]


def test_a_cursor_is_good_for_one_account(probe: FlaskClient, planted: Flask, other_account: Account) -> None:
    cursor = cursor_of(probe)
    response = client_of(planted, other_account.key).get(PAGES, query_string={"cursor": cursor})
    problem(response, 400, "bad_cursor")


def test_a_cursor_is_good_for_one_list(probe: FlaskClient) -> None:
    problem(probe.get("/v1/probe/other-pages", query_string={"cursor": cursor_of(probe)}), 400, "bad_cursor")


@pytest.mark.parametrize(
    ("made_with", "used_with"),
    [({}, {"parity": "odd"}), ({"parity": "odd"}, {}), ({"parity": "odd"}, {"parity": "even"})],
)
def test_a_cursor_is_good_for_one_set_of_filters(
    probe: FlaskClient, made_with: dict[str, str], used_with: dict[str, str]
) -> None:
    cursor = cursor_of(probe, **made_with)
    problem(probe.get(PAGES, query_string={"cursor": cursor, **used_with}), 400, "bad_cursor")


def test_a_cursor_of_another_deployment_is_refused(probe: FlaskClient, make_app: MakeApp, account: Account) -> None:
    app = make_app()
    app.extensions["forefoot"].__dict__["cursor_secret"] = "another secret"
    problem(client_of(app, account.key).get(PAGES, query_string={"cursor": cursor_of(probe)}), 400, "bad_cursor")


def test_all_workers_know_each_others_cursors(probe: FlaskClient, make_app: MakeApp, account: Account) -> None:
    assert page(client_of(make_app(), account.key), limit=2, cursor=cursor_of(probe))["items"] == [2, 3]


def test_no_character_of_a_cursor_can_be_changed(probe: FlaskClient) -> None:
    cursor = cursor_of(probe)
    for place, character in enumerate(cursor):
        changed = cursor[:place] + ("A" if character != "A" else "B") + cursor[place + 1 :]
        response = probe.get(PAGES, query_string={"cursor": changed})
        # The last character of a signature in base64 holds bits that do not count.
        if place == len(cursor) - 1 and response.status_code == 200:
            continue
        problem(response, 400, "bad_cursor")


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        ".",
        "..",
        "null",
        "[]",
        "é",
        "\U0001f9b6",
        "%00",
        "x" * 2000,
        base64.urlsafe_b64encode(b'["",[1]]').decode(),
        ".eJwrSyxKBQAEXQHn.x",
    ],
)
def test_what_was_never_a_cursor_is_refused(probe: FlaskClient, cursor: str) -> None:
    problem(probe.get(PAGES, query_string={"cursor": cursor}), 400, "bad_cursor")


@pytest.mark.parametrize("cursor", ["", "x" * 2001])
def test_a_cursor_has_a_length(probe: FlaskClient, cursor: str) -> None:
    body = problem(probe.get(PAGES, query_string={"cursor": cursor}), 422, "invalid_input")
    assert [error["parameter"] for error in body["errors"]] == ["cursor"]


def test_a_cursor_tells_nothing_of_the_account(probe: FlaskClient, account: Account) -> None:
    cursor = cursor_of(probe)
    decoded = base64.urlsafe_b64decode(cursor.split(".")[0] + "===")
    assert account.id.encode() not in decoded
