"""Webhooks over HTTP: added, shown without their secret, changed, rotated, tested, repeated, deleted."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from api.app import create_app
from api.config import Settings
from api.integrations.webhooks.send import GONE, UNAVAILABLE, Message, Sent, signed_headers
from api.services.shop.sealed import Seal
from api.services.webhooks.deliver import Deliverer
from api.services.webhooks.secrets import new_secret
from api.storage.accounts.accounts import SCOPES
from api.storage.database.engines import Database, acting
from api.web.webhooks import webhooks as module
from api.web.webhooks.schema import DeliverySchema, WebhookSchema, WebhookWithSecretSchema
from tests.support.accounts import Account, new_key
from tests.support.apps import SECRET, client_of
from tests.support.databases import url_of
from tests.support.receivers import Clock, PlannedSender, is_signed
from tests.support.shapes import faults

URL = "https://app.example/hooks"
WEBHOOK = {"url": URL, "events": ["run.needs_pair", "pair.retire"], "description": "Push"}
MERGE = "application/merge-patch+json"


def add(client: FlaskClient, **facts: Any) -> dict[str, Any]:
    answer = client.post("/v1/webhooks", json={**WEBHOOK, **facts})
    assert answer.status_code == 201, answer.text
    assert faults(WebhookWithSecretSchema(), answer.json) == []
    shown: dict[str, Any] = answer.json
    return shown


def test_a_webhook_is_added_shown_without_its_secret_changed_and_deleted(
    client: FlaskClient, released_database: Database
) -> None:
    made = add(client)
    secret, path = made.pop("secret"), f"/v1/webhooks/{made['id']}"
    assert secret.startswith("whsec_") and (made["enabled"], made["events"]) == (True, WEBHOOK["events"])
    shown = client.get(path)
    assert (shown.json, faults(WebhookSchema(), shown.json)) == (made, [])
    assert client.get("/v1/webhooks").json == {"items": [made], "next_cursor": None}
    assert client.get(path, headers={"If-None-Match": shown.headers["ETag"]}).status_code == 304
    with acting.for_every_account(), released_database.reading() as db:
        assert secret not in str(db.execute(text("SELECT * FROM webhooks")).all())
    stale = {"If-Match": '"x"'}
    assert client.patch(path, json={"enabled": False}, content_type=MERGE, headers=stale).status_code == 412
    changed = client.patch(path, json={"enabled": False, "description": None}, content_type=MERGE)
    assert (changed.status_code, changed.json["enabled"], changed.json["disabled_reason"]) == (200, False, "by_owner")
    assert (changed.json["description"], changed.json["events"]) == (None, WEBHOOK["events"])
    again = client.patch(path, json={"enabled": True}, content_type=MERGE).json
    assert (again["enabled"], again["disabled_at"], again["disabled_reason"]) == (True, None, None)
    assert client.delete(path, headers=stale).status_code == 412
    assert client.delete(path).status_code == 204
    assert client.get(path).status_code == 404


def test_the_secret_is_in_one_answer_alone(client: FlaskClient) -> None:
    key = {"Idempotency-Key": "a-key-of-sixteen"}
    first, again = (client.post("/v1/webhooks", json=WEBHOOK, headers=key).json for _ in range(2))
    assert (again["id"], again["secret"]) == (first["id"], None)
    assert first["secret"] is not None


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"url": "http://app.example/"}, "/url"),
        ({"url": "https://127.0.0.1/"}, "/url"),
        ({"url": "https://localhost:8000/"}, "/url"),
        ({"url": "https://u:p@app.example/"}, "/url"),
        ({"url": "javascript:alert(1)"}, "/url"),
        ({"events": []}, "/events"),
        ({"events": ["pair.sold"]}, "/events/0"),
        ({"events": ["webhook.test"]}, "/events/0"),
        ({"enabled": None}, "/enabled"),
    ],
)
def test_a_webhook_that_makes_no_sense_is_refused_when_made_and_when_changed(
    client: FlaskClient, change: dict[str, Any], pointer: str
) -> None:
    path = f"/v1/webhooks/{add(client)['id']}"
    answer = client.post("/v1/webhooks", json={**WEBHOOK, **change})
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, pointer)
    answer = client.patch(path, json=change, content_type=MERGE)
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, pointer)


def test_no_secret_is_kept_without_one_to_encrypt_it_under(released_database: Database, account: Account) -> None:
    bare = client_of(create_app(Settings(database_url=url_of(released_database), log_level="error")), account.key)
    answer = bare.post("/v1/webhooks", json=WEBHOOK)
    assert (answer.status_code, "FOREFOOT_SECRET" in answer.json["detail"]) == (422, True)
    assert bare.get("/v1/webhooks").json["items"] == []


def test_an_account_has_so_many_and_no_more(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_WEBHOOKS", 5)
    for _ in range(5):
        add(client)
    assert client.post("/v1/webhooks", json=WEBHOOK).status_code == 409
    page = client.get("/v1/webhooks?limit=3").json
    rest = client.get(f"/v1/webhooks?limit=3&cursor={page['next_cursor']}").json
    assert len({row["id"] for row in page["items"] + rest["items"]}) == 5
    assert rest["next_cursor"] is None


def deliverer(database: Database, sender: PlannedSender, clock: Clock) -> Deliverer:
    return Deliverer(database, sender, Seal((SECRET,)), clock, threads=1, dice=lambda low, high: 1.0)


def test_a_test_is_sent_listed_with_its_attempts_and_sent_again_by_hand(
    client: FlaskClient, released_database: Database
) -> None:
    webhook = add(client)
    path = f"/v1/webhooks/{webhook['id']}/deliveries"
    made = client.post(path, json={"event": "webhook.test"})
    assert (made.status_code, faults(DeliverySchema(), made.json)) == (201, [])
    assert made.headers["Location"] == f"{path}/{made.json['id']}"
    assert (made.json["status"], made.json["attempts"]) == ("pending", [])
    clock, sender = Clock(), PlannedSender(Sent(UNAVAILABLE, 503), Sent("delivered", 204))
    deliverer(released_database, sender, clock).deliver_due()
    shown = client.get(made.headers["Location"]).json
    assert (shown["status"], faults(DeliverySchema(), shown)) == ("pending", [])
    assert [(each["number"], each["outcome"], each["status"]) for each in shown["attempts"]] == [
        (1, "unavailable", 503)
    ]
    clock.go_on(seconds=6)
    deliverer(released_database, sender, clock).deliver_due()
    shown = client.get(made.headers["Location"]).json
    assert (shown["status"], shown["next_attempt_at"], len(shown["attempts"])) == ("delivered", None, 2)
    assert client.get(path).json["items"] == [shown]
    assert client.get(f"{path}?status=pending").json["items"] == []
    clock.go_on(hours=1)
    again = client.post(f"{path}/{shown['id']}/replay")
    assert (again.status_code, again.json["status"], len(again.json["attempts"])) == (200, "pending", 2)
    deliverer(released_database, sender, clock).deliver_due()
    ids = {message.id for _, message, _, _ in sender.calls}
    assert (ids, len(sender.calls)) == ({shown["id"]}, 3)
    assert {message.body for _, message, _, _ in sender.calls} == {sender.calls[0][1].body}


def test_two_secrets_are_valid_for_a_day_when_one_takes_over(client: FlaskClient, released_database: Database) -> None:
    webhook = add(client)
    path = f"/v1/webhooks/{webhook['id']}"
    rotated = client.post(f"{path}/rotate-secret")
    assert (rotated.status_code, faults(WebhookWithSecretSchema(), rotated.json)) == (200, [])
    old, new = webhook["secret"], rotated.json["secret"]
    assert old != new and rotated.json["old_secret_until"] is not None
    clock, sender = Clock(), PlannedSender()
    for hours, valid in ((1, (True, True)), (25, (False, True))):
        clock.go_on(hours=hours)
        assert client.post(f"{path}/deliveries", json={"event": "webhook.test"}).status_code == 201
        deliverer(released_database, sender, clock).deliver_due()
        _, message, headers, _ = sender.calls[-1]
        assert tuple(is_signed(headers, message.body, secret) for secret in (old, new)) == valid
    newest = client.post(f"{path}/rotate-secret").json["secret"]
    client.post(f"{path}/deliveries", json={"event": "webhook.test"})
    clock.now = Clock().now
    deliverer(released_database, sender, clock).deliver_due()
    _, message, headers, _ = sender.calls[-1]
    assert [is_signed(headers, message.body, secret) for secret in (old, new, newest)] == [False, True, True]


def test_a_receiver_that_is_gone_disables_its_webhook_until_its_owner_enables_it(
    client: FlaskClient, released_database: Database
) -> None:
    webhook = add(client)
    path = f"/v1/webhooks/{webhook['id']}"
    client.post(f"{path}/deliveries", json={"event": "webhook.test"})
    clock, sender = Clock(), PlannedSender(Sent(GONE, 410))
    (done,) = deliverer(released_database, sender, clock).deliver_due()
    assert done.row.status == "failed"
    shown = client.get(path).json
    assert (shown["enabled"], shown["disabled_reason"]) == (False, "gone")
    assert client.post(f"{path}/deliveries", json={"event": "webhook.test"}).status_code == 409
    assert client.post(f"{path}/deliveries/{done.row.id}/replay").status_code == 409
    assert client.patch(path, json={"enabled": True}, content_type=MERGE).json["disabled_reason"] is None
    assert client.post(f"{path}/deliveries/{done.row.id}/replay").status_code == 200


def test_a_webhook_is_the_accounts_own_and_needs_a_scope_that_no_key_of_a_store_has(
    app: Flask, client: FlaskClient, other_client: FlaskClient, released_database: Database, account: Account
) -> None:
    webhook = add(client)
    path = f"/v1/webhooks/{webhook['id']}"
    delivery = client.post(f"{path}/deliveries", json={"event": "webhook.test"}).json["id"]
    assert other_client.get("/v1/webhooks").json["items"] == []
    for tail in ("", "/deliveries", f"/deliveries/{delivery}"):
        assert other_client.get(path + tail).status_code == 404
    assert other_client.post(f"{path}/rotate-secret").status_code == 404
    assert other_client.post(f"{path}/deliveries/{delivery}/replay").status_code == 404
    without = new_key(released_database, account.id, scopes=[*(SCOPES.keys() - {"webhooks:manage"})])
    assert client_of(app, without.secret).get("/v1/webhooks").status_code == 403
    store = client.post("/v1/stores", json={"name": "Main Street"}).json["id"]
    answer = client.post("/v1/keys", json={"name": "x", "scopes": ["webhooks:manage"], "store_id": store})
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "/scopes")


def test_what_a_receiver_gets_is_described(anonymous: FlaskClient) -> None:
    spec = anonymous.get("/openapi.json").json
    described = spec["webhooks"]["event"]["post"]  # type: ignore[index]
    message = Message("msg_1", '{"type": "pair.retire"}')
    headers = signed_headers(message, [new_secret()], datetime.now(UTC))
    assert [each["name"] for each in described["parameters"]] == list(headers)
    body = described["requestBody"]["content"]["application/json"]["schema"]
    delivery = spec["components"]["schemas"]["Delivery"]["properties"]  # type: ignore[index]
    assert body == delivery["payload"]
    assert body["$ref"].rpartition("/")[2] in spec["components"]["schemas"]  # type: ignore[index]
