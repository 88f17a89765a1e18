"""Feeds that are pulled: added, shown without their credential, pulled, failed, and told of by Shopify's hooks."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
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
from api.storage.catalogue.feeds import due_feeds, feed_row
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


@pytest.fixture
def store(client: FlaskClient) -> str:
    made: str = client.post("/v1/stores", json={"name": "Main Street"}).json["id"]
    return made


def add(client: FlaskClient, store: str, **told: Any) -> dict[str, Any]:
    answer = client.post(f"/v1/stores/{store}/feeds", json={**FEED, **told})
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


def test_no_credential_is_kept_without_a_secret_to_encrypt_it_under(client: FlaskClient, store: str) -> None:
    answer = client.post(f"/v1/stores/{store}/feeds", json={**FEED, "credential": "token"})
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "/credential")
    assert client.get(f"/v1/stores/{store}/feeds").json["items"] == []


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"kind": "shopify_admin"}, "/credential"),
        ({"url": "javascript:alert(1)"}, "/url"),
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
    asked = {"size": {"system": "us_men", "value": 10}, "sex": "male", "store_id": store}
    answer = client.post("/v1/advice/shoes", json=asked).json
    assert answer["stock_as_of"] == NOW.isoformat(timespec="seconds")


def test_a_feed_is_due_when_its_time_has_come(
    client: FlaskClient, released_database: Database, account: Account, store: str, shop: requests_mock.Mocker
) -> None:
    feed, _ = add(client, store), add(client, store, every_minutes=None)
    shop.get("https://shop.example/products.json", json={"products": []})

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
