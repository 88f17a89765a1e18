"""Feeds that are pulled: added, shown without their credential, pulled, failed, and told of by Shopify's hooks."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import requests_mock
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from api.app import create_app
from api.config import Settings
from api.integrations.feeds.fetch import Fetcher
from api.rulebook.load import shipped_rulebook
from api.services.shop.pull_feed import pull_feed
from api.services.shop.sealed import Seal, UnsealableError
from api.storage.catalogue.feeds import FeedRow, due_feeds, feed_row, replace_feed
from api.storage.database.engines import Database, acting
from api.web.shop.feeds_schema import FeedSchema
from tests.support.accounts import Account
from tests.support.apps import client_of
from tests.support.catalogue import NOW
from tests.support.databases import url_of
from tests.support.shapes import faults

SECRET = "a-secret-of-the-service-32-letters"
HOOK = "hook-secret-of-the-shop"
FEED = {"kind": "shopify_storefront", "url": "https://shop.example", "size_system": "us", "every_minutes": 60}
PRODUCT = {
    "title": "Ghost 17 Men's",
    "vendor": "Brooks",
    "options": [{"name": "Size"}, {"name": "Width"}],
    "variants": [{"id": 1, "sku": "A", "option1": "10", "option2": "2E", "price": "140.00", "available": True}],
}
BOOK = shipped_rulebook()


@pytest.fixture
def keeping(released_database: Database, account: Account) -> FlaskClient:
    """A client of a service that has a secret."""
    return client_of(
        create_app(Settings(database_url=url_of(released_database), secret=SECRET, log_level="error")), account.key
    )


@pytest.fixture
def shop() -> Iterator[requests_mock.Mocker]:
    with requests_mock.Mocker() as mocker:
        yield mocker


NOT_CALLED = ("https://u:secret@shop.example", "https://127.0.0.1", "https://[::1]", "http://shop.example")


@pytest.fixture
def store(client: FlaskClient) -> str:
    made: str = client.post("/v1/stores", json={"name": "Main Street"}).json["id"]
    return made


def add(client: FlaskClient, store: str, **facts: Any) -> dict[str, Any]:
    answer = client.post(f"/v1/stores/{store}/feeds", json={**FEED, **facts})
    assert (answer.status_code, faults(FeedSchema(), answer.json)) == (201, [])
    shown: dict[str, Any] = answer.json
    return shown


def pulled(database: Database, account: Account, store: str, feed: str, seal: Seal | None = None) -> Any:
    with acting.for_account(account.id), database.reading() as db:
        row = feed_row(db, account.id, store, feed)
    assert row is not None
    fetcher = Fetcher(resolve=lambda host, port: ["93.184.216.34"], sleep=lambda seconds: None)
    return pull_feed(database, row, fetcher, seal or Seal((SECRET,)), BOOK, NOW)


def test_a_feed_is_added_shown_without_its_credential_and_deleted(
    keeping: FlaskClient, released_database: Database, store: str
) -> None:
    feed = add(keeping, store, kind="shopify_admin", credential="shpat_very_secret", hook_secret=HOOK)
    assert (feed["has_credential"], feed["has_hook_secret"], feed["outcome"]) == (True, True, "never")
    path = f"/v1/stores/{store}/feeds/{feed['id']}"
    shown = keeping.get(path)
    listed = keeping.get(f"/v1/stores/{store}/feeds")
    assert listed.json["items"] == [shown.json] == [feed]
    assert b"shpat" not in shown.data + listed.data
    with acting.for_every_account(), released_database.reading() as db:
        (kept,) = db.execute(text("SELECT credential || hook_secret FROM feeds")).scalars()
    assert "shpat" not in kept and HOOK not in kept
    assert keeping.delete(path, headers={"If-Match": '"x"'}).status_code == 412
    assert keeping.delete(path, headers={"If-Match": shown.headers["ETag"]}).status_code == 204
    assert keeping.get(path).status_code == 404


def test_no_credential_is_kept_without_a_secret_to_encrypt_it_under(
    client: FlaskClient, released_database: Database, account: Account, store: str
) -> None:
    bare = client_of(create_app(Settings(database_url=url_of(released_database), log_level="error")), account.key)
    answer = bare.post(f"/v1/stores/{store}/feeds", json={**FEED, "credential": "token"})
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "/credential")
    assert client.get(f"/v1/stores/{store}/feeds").json["items"] == []


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"kind": "shopify_admin"}, "/credential"),
        ({"url": "javascript:alert(1)"}, "/url"),
        *(({"url": f"{host}/"}, "/url") for host in NOT_CALLED),
        ({"kind": "ftp"}, "/kind"),
        ({"every_minutes": 1}, "/every_minutes"),
        ({"column_map": {"x": "y"}}, "/column_map/x"),
    ],
)
def test_a_feed_that_makes_no_sense_is_refused(
    client: FlaskClient, store: str, change: dict[str, Any], pointer: str
) -> None:
    answer = client.post(f"/v1/stores/{store}/feeds", json={**FEED, **change})
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, pointer)


def test_a_pull_fills_the_stock_and_a_failed_one_leaves_it_and_says_so(
    client: FlaskClient, released_database: Database, account: Account, store: str, shop: requests_mock.Mocker
) -> None:
    feed = add(client, store)
    url = "https://shop.example/products.json"
    shop.get(f"{url}?page=1", json={"products": [PRODUCT]})
    shop.get(f"{url}?page=2", json={"products": []})
    done = pulled(released_database, account, store, feed["id"])
    assert (done.outcome, json.loads(done.counts)["created"], done.succeeded_at) == ("done", 1, NOW)
    stock = client.get(f"/v1/stores/{store}/stock").json["items"]
    assert [(line["shoe_id"], line["quantity"]) for line in stock] == [("brooks-ghost-17", None)]
    shop.get(f"{url}?page=1", status_code=503)
    failed = pulled(released_database, account, store, feed["id"])
    assert (failed.outcome, failed.succeeded_at) == ("failed", NOW)
    assert failed.outcome_detail.startswith("unavailable")
    assert client.get(f"/v1/stores/{store}/stock").json["items"] == stock
    shown = client.get(f"/v1/stores/{store}/feeds/{feed['id']}").json
    assert (shown["outcome"], faults(FeedSchema(), shown)) == ("failed", [])
    request = {"size": {"system": "us_men", "value": 10}, "sex": "male", "store_id": store}
    answer = client.post("/v1/advice/shoes", json=request).json
    assert answer["stock_as_of"] == NOW.isoformat(timespec="seconds")


def test_a_feed_is_due_when_its_time_has_come(
    client: FlaskClient, released_database: Database, account: Account, store: str, shop: requests_mock.Mocker
) -> None:
    feed, _ = add(client, store), add(client, store, every_minutes=None)
    shop.get("https://shop.example/products.json", [{"json": {"products": [PRODUCT]}}, {"json": {"products": []}}])

    def due(at: Any) -> list[str]:
        with acting.for_every_account(), released_database.reading() as db:
            return [row.id for row in due_feeds(db, at)]

    assert due(NOW) == [feed["id"]]
    pulled(released_database, account, store, feed["id"])
    assert due(NOW + timedelta(minutes=59)) == []
    assert due(NOW + timedelta(minutes=61)) == [feed["id"]]


def test_a_credential_under_a_lost_secret_fails_the_pull_and_nothing_else(
    keeping: FlaskClient, released_database: Database, account: Account, store: str
) -> None:
    feed = add(keeping, store, kind="shopify_admin", credential="token")
    row = pulled(released_database, account, store, feed["id"], Seal(("another-secret-of-32-letters-here",)))
    assert (row.outcome, row.outcome_detail.split(":")[0]) == ("failed", "credential_refused")
    with pytest.raises(UnsealableError):
        Seal(()).close("x")


def hook(client: FlaskClient, feed: str, body: bytes, topic: str = "products/update", secret: str = HOOK) -> int:
    signature = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()
    headers = {"X-Shopify-Hmac-Sha256": signature, "X-Shopify-Topic": topic}
    answer = client.post(f"/v1/hooks/shopify/{feed}", data=body, content_type="application/json", headers=headers)
    return answer.status_code


def test_a_signed_hook_stores_a_product_at_once_and_makes_the_feed_due_for_the_rest(
    keeping: FlaskClient, released_database: Database, account: Account, store: str
) -> None:
    feed = add(keeping, store, hook_secret=HOOK)
    anyone = client_of(keeping.application, "nobody")
    assert hook(anyone, feed["id"], json.dumps(PRODUCT).encode()) == 204
    stock = keeping.get(f"/v1/stores/{store}/stock").json["items"]
    assert [line["shoe_id"] for line in stock] == ["brooks-ghost-17"]
    assert keeping.get(f"/v1/stores/{store}/feeds/{feed['id']}").json["due_at"] is None
    assert hook(anyone, feed["id"], b'{"inventory_item_id": 1}', "inventory_levels/update") == 204
    assert keeping.get(f"/v1/stores/{store}/feeds/{feed['id']}").json["due_at"] is not None


@pytest.mark.parametrize("secret", ["another-secret", ""])
def test_a_hook_that_is_not_signed_finds_nothing(keeping: FlaskClient, store: str, secret: str) -> None:
    feed = add(keeping, store, hook_secret=HOOK)
    without = add(keeping, store)
    anyone = client_of(keeping.application, "nobody")
    body = json.dumps(PRODUCT).encode()
    assert hook(anyone, feed["id"], body, secret=secret or "x") == 404
    assert hook(anyone, without["id"], body) == 404
    assert hook(anyone, "feed_00000000000000000000", body) == 404
    assert anyone.post(f"/v1/hooks/shopify/{feed['id']}", data=body).status_code == 404
    assert keeping.get(f"/v1/stores/{store}/stock").json["items"] == []


def test_the_feeds_of_another_account_are_as_unknown_as_none(
    app: Flask, client: FlaskClient, other_client: FlaskClient, store: str
) -> None:
    feed = add(client, store)
    for tail in ("", f"/{feed['id']}"):
        assert other_client.get(f"/v1/stores/{store}/feeds{tail}").status_code == 404
    assert other_client.post(f"/v1/stores/{store}/feeds", json=FEED).status_code == 404
    assert other_client.delete(f"/v1/stores/{store}/feeds/{feed['id']}").status_code == 404


def change(client: FlaskClient, store: str, feed: str, patch: dict[str, Any], **headers: str) -> tuple[int, Any]:
    answer = client.patch(
        f"/v1/stores/{store}/feeds/{feed}",
        data=json.dumps(patch),
        content_type="application/merge-patch+json",
        headers=headers,
    )
    return answer.status_code, answer.json


def stored(database: Database, account: Account, store: str, feed: str) -> FeedRow:
    with acting.for_account(account.id), database.reading() as db:
        row = feed_row(db, account.id, store, feed)
    assert row is not None
    return row


def test_a_feed_is_changed_by_a_merge_patch_at_the_version_that_is_held(
    keeping: FlaskClient, released_database: Database, account: Account, store: str
) -> None:
    feed = add(keeping, store, name="Shop", credential="first")
    columns = {"column_map": {"title": "Item", "size": "Sz"}}
    assert change(keeping, store, feed["id"], columns)[1]["column_map"] == columns["column_map"]
    path = f"/v1/stores/{store}/feeds/{feed['id']}"
    tag = keeping.get(path).headers["ETag"]
    status, shown = change(
        keeping, store, feed["id"], {"name": "Web shop", "every_minutes": 30, "column_map": {"size": None}}
    )
    assert (status, shown["name"], shown["every_minutes"], shown["column_map"]) == (
        200,
        "Web shop",
        30,
        {"title": "Item"},
    )
    assert faults(FeedSchema(), {**shown, "column_map": None}) == []
    assert change(keeping, store, feed["id"], {"name": "x"}, **{"If-Match": tag})[0] == 412
    tag = keeping.get(path).headers["ETag"]
    assert change(keeping, store, feed["id"], {"name": None}, **{"If-Match": tag})[1]["name"] is None
    sealed = stored(released_database, account, store, feed["id"]).credential
    assert change(keeping, store, feed["id"], {"credential": "first"})[0] == 200
    assert stored(released_database, account, store, feed["id"]).credential == sealed
    assert change(keeping, store, feed["id"], {"credential": "second"})[1]["has_credential"] is True
    renewed = stored(released_database, account, store, feed["id"]).credential
    assert renewed is not None
    assert Seal((SECRET,)).open(renewed) == "second"
    assert change(keeping, store, feed["id"], {"credential": None})[1]["has_credential"] is False


@pytest.mark.parametrize(
    ("patch", "pointer"),
    [
        ({"kind": "file"}, "/kind"),
        ({"url": None}, "/url"),
        ({"url": "ftp://shop.example"}, "/url"),
        ({"url": "https://u:secret@shop.example"}, "/url"),
        ({"enabled": None}, "/enabled"),
        ({"every_minutes": 5}, "/every_minutes"),
        ({"column_map": {"x": "y"}}, "/column_map/x"),
        ({"name": ""}, "/name"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused(
    client: FlaskClient, store: str, patch: dict[str, Any], pointer: str
) -> None:
    feed = add(client, store)
    status, problem = change(client, store, feed["id"], patch)
    assert (status, problem["errors"][0]["pointer"]) == (422, pointer)


def test_a_kind_that_needs_a_credential_keeps_one(keeping: FlaskClient, store: str) -> None:
    feed = add(keeping, store, kind="shopify_admin", credential="token")
    status, problem = change(keeping, store, feed["id"], {"credential": None})
    assert (status, problem["errors"][0]["pointer"]) == (422, "/credential")


def test_another_source_is_read_anew_and_what_was_pulled_of_the_old_one_is_not_stored(
    client: FlaskClient, released_database: Database, account: Account, store: str, shop: requests_mock.Mocker
) -> None:
    feed = add(client, store, kind="file", url="https://shop.example/a.csv")
    table = "id,title,brand,availability,size,size_system\nA,Ghost 17,Brooks,in stock,42,EU\n"
    shop.get("https://shop.example/a.csv", text=table, headers={"ETag": '"1"'})
    assert pulled(released_database, account, store, feed["id"]).outcome == "done"
    assert change(client, store, feed["id"], {"name": "Shop"})[1]["due_at"] is not None
    assert stored(released_database, account, store, feed["id"]).state != "{}"
    before = stored(released_database, account, store, feed["id"])
    moved = change(client, store, feed["id"], {"url": "https://shop.example/b.csv"})[1]
    assert (moved["due_at"], stored(released_database, account, store, feed["id"]).state) == (None, "{}")
    shop.get("https://shop.example/a.csv", text=table.replace("Ghost 17", "Glycerin 22"))
    fetcher = Fetcher(resolve=lambda host, port: ["93.184.216.34"], sleep=lambda seconds: None)
    late = pull_feed(released_database, before, fetcher, Seal(()), BOOK, NOW)
    assert late is not None
    assert late.url == "https://shop.example/b.csv"
    assert [line["shoe_id"] for line in client.get(f"/v1/stores/{store}/stock").json["items"]] == ["brooks-ghost-17"]


def test_a_feed_that_is_switched_off_is_neither_due_nor_heard(
    keeping: FlaskClient, released_database: Database, account: Account, store: str
) -> None:
    feed = add(keeping, store, hook_secret=HOOK, enabled=False)
    anyone = client_of(keeping.application, "nobody")

    def due() -> list[str]:
        with acting.for_every_account(), released_database.reading() as db:
            return [row.id for row in due_feeds(db, NOW + timedelta(days=400))]

    assert hook(anyone, feed["id"], json.dumps(PRODUCT).encode()) == 204
    assert (due(), keeping.get(f"/v1/stores/{store}/stock").json["items"]) == ([], [])
    assert change(keeping, store, feed["id"], {"enabled": True})[0] == 200
    assert due() == [feed["id"]]


def test_a_delivery_that_is_late_or_comes_again_does_not_bring_old_stock_back(keeping: FlaskClient, store: str) -> None:
    feed = add(keeping, store, hook_secret=HOOK)
    anyone = client_of(keeping.application, "nobody")

    def deliver(at: str, *, available: bool) -> tuple[int | None, bool]:
        (variant,) = PRODUCT["variants"]
        product = {**PRODUCT, "id": 7, "updated_at": at, "variants": [{**variant, "available": available}]}
        assert hook(anyone, feed["id"], json.dumps(product).encode()) == 204
        (line,) = keeping.get(f"/v1/stores/{store}/stock").json["items"]
        return line["quantity"], keeping.get(f"/v1/stores/{store}/feeds/{feed['id']}").json["due_at"] is not None

    assert deliver("2026-03-01T10:00:00-05:00", available=True) == (None, False)
    assert deliver("2026-03-01T11:00:00-05:00", available=False) == (0, False)
    assert deliver("2026-03-01T15:30:00+00:00", available=True) == (0, True)
    assert deliver("2026-03-01T12:00:00-05:00", available=True) == (None, True)


def test_after_a_deletion_all_of_the_shop_is_pulled(
    keeping: FlaskClient, released_database: Database, account: Account, store: str
) -> None:
    feed = add(keeping, store, hook_secret=HOOK, every_minutes=None)
    with acting.for_account(account.id), released_database.writing() as tx:
        row = feed_row(tx, account.id, store, feed["id"])
        assert row is not None
        replace_feed(tx, replace(row, state='{"updated_at":"x","whole_at":"y"}'), NOW)
    anyone = client_of(keeping.application, "nobody")
    assert hook(anyone, feed["id"], b'{"id": 7}', "products/delete") == 204
    row = stored(released_database, account, store, feed["id"])
    assert (json.loads(row.state), row.due_at is not None) == ({"updated_at": "x"}, True)
    with acting.for_every_account(), released_database.reading() as db:
        assert [each.id for each in due_feeds(db, row.due_at or NOW)] == [feed["id"]]


def test_the_signature_is_over_the_very_bytes(keeping: FlaskClient, store: str) -> None:
    feed = add(keeping, store, hook_secret=HOOK)
    anyone = client_of(keeping.application, "nobody")
    spaced = json.dumps(PRODUCT, indent=3).encode() + b"\n"
    assert hook(anyone, feed["id"], spaced) == 204
    signature = base64.b64encode(hmac.new(HOOK.encode(), spaced, hashlib.sha256).digest()).decode()
    headers = {"X-Shopify-Hmac-Sha256": signature, "X-Shopify-Topic": "products/update"}
    again = anyone.post(f"/v1/hooks/shopify/{feed['id']}", data=json.dumps(PRODUCT).encode(), headers=headers)
    assert again.status_code == 404


def test_a_feed_that_fails_and_one_that_is_well_again_are_told_of_once(
    client: FlaskClient, released_database: Database, account: Account, store: str, shop: requests_mock.Mocker
) -> None:
    feed = add(client, store)["id"]
    hook = {"url": "https://app.example/", "events": ["feed.failed", "feed.recovered"]}
    webhook = client.post("/v1/webhooks", json=hook).json["id"]
    url = "https://shop.example/products.json"
    shop.get(f"{url}?page=2", json={"products": []})
    for status in (200, 503, 503, 200, 200):
        shop.get(f"{url}?page=1", status_code=status, json={"products": [PRODUCT]})
        pulled(released_database, account, store, feed)
    result = client.get(f"/v1/webhooks/{webhook}/deliveries").json["items"]
    assert sorted(each["event"] for each in result) == ["feed.failed", "feed.recovered"]
    assert [each["payload"]["data"] for each in result] == [{"feed_id": feed, "store_id": store}] * 2


def test_a_feed_that_nobody_foresaw_fails_alone(
    keeping: FlaskClient, account: Account, released_database: Database, store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed = add(keeping, store)
    monkeypatch.setattr("api.services.shop.pull_feed.pull", lambda *_: {}["nobody foresaw this"])
    failed = pulled(released_database, account, store, feed["id"])
    assert (failed.outcome, failed.pulled_at) == ("failed", NOW)
    assert "foresaw" not in failed.outcome_detail
