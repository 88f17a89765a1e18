"""B16: receivers of webhooks that are down, slow, failing, gone or redirecting to our own net, over 75 hours."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
import requests_mock
from flask.testing import FlaskClient

from api.integrations.webhooks.send import Message, Sender, Sent
from api.services.shop.sealed import Seal
from api.services.webhooks.deliver import BACK_OFF, JITTER, Deliverer
from api.services.webhooks.events import note_event
from api.storage.database.engines import Database, acting, new_id
from api.storage.webhooks.webhooks import FEED_FAILED
from tests.support.accounts import Account, new_account
from tests.support.apps import SECRET, client_of, new_app
from tests.support.databases import BACKENDS, Databases
from tests.support.receivers import PUBLIC, Clock, is_signed
from tests.support.scorecard import Note

HOURS, EVENTS_EACH = 75, 5
STEP = timedelta(minutes=5)
TRUE_AGAIN_AFTER = timedelta(hours=45)
"""Every receiver but the one that is gone is well after so long, and has to have every event by the end."""

Fault = dict[str, Any]
FAULTS: dict[str, Fault] = {
    "down": {"exc": requests.exceptions.ConnectionError},
    "slow": {"exc": requests.exceptions.ReadTimeout},
    "failing": {"status_code": 500},
    "busy": {"status_code": 429, "headers": {"Retry-After": "1800"}},
    "redirecting": {"status_code": 307, "headers": {"Location": "https://127.0.0.1/secret"}},
    "rebound": {"status_code": 204},
    "gone": {"status_code": 410},
    "well": {"status_code": 204},
}
OWN_NET = "10.0.0.7"


@dataclass
class Heard:
    """What came of 75 hours: attempts by receiver as (when, id, headers, body), what was called, what was taken."""

    began: datetime
    attempts: dict[str, list[tuple[datetime, str, dict[str, str], str]]] = field(default_factory=dict)
    called: set[str] = field(default_factory=set)
    taken: dict[str, set[str]] = field(default_factory=dict)
    expected: dict[str, set[str]] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)


Make = Callable[..., Sender]


def seventy_five_hours(client: FlaskClient, database: Database, account: Account, make: Make = Sender) -> Heard:
    clock = Clock()
    heard = Heard(clock())
    for name in FAULTS:
        made = client.post("/v1/webhooks", json={"url": f"https://{name}.example/", "events": [FEED_FAILED]}).json
        heard.secrets[name] = made["secret"]
    began = clock()

    def resolve(host: str, port: int) -> list[str]:
        # A name that means our own net for a while, and the internet in between.
        inside = host == "rebound.example" and clock() - began < TRUE_AGAIN_AFTER
        return [OWN_NET] if inside else [PUBLIC]

    by = Deliverer(database, make(resolve=resolve), Seal((SECRET,)), clock, threads=1)
    with requests_mock.Mocker() as net:
        for number in range(EVENTS_EACH):
            with acting.for_account(account.id), database.writing() as tx:
                note_event(tx, account.id, FEED_FAILED, {"feed_id": f"feed_{number}", "store_id": "store_1"}, clock())
        while clock() - began < timedelta(hours=HOURS):
            for name, fault in FAULTS.items():
                is_well = clock() - began >= TRUE_AGAIN_AFTER and name != "gone"
                net.post(f"https://{name}.example/", **(FAULTS["well"] if is_well else fault))
            seen = len(net.request_history)
            by.deliver_due()
            for request in net.request_history[seen:]:
                name = str(urlsplit(request.url).hostname).removesuffix(".example")
                heard.called.add(name)
                found = (clock(), request.headers["webhook-id"], dict(request.headers), request.body.decode())
                heard.attempts.setdefault(name, []).append(found)
            clock.now += STEP
    for webhook in client.get("/v1/webhooks").json["items"]:
        name = str(urlsplit(webhook["url"]).hostname).removesuffix(".example")
        rows = client.get(f"/v1/webhooks/{webhook['id']}/deliveries?limit=100").json["items"]
        heard.expected[name] = {row["id"] for row in rows}
        heard.taken[name] = {row["id"] for row in rows if row["status"] == "delivered"}
    return heard


def violations(heard: Heard) -> list[str]:
    found = []
    for name, expected in heard.expected.items():
        attempts = heard.attempts.get(name, [])
        if len(expected) != EVENTS_EACH:
            found.append(f"{name}: {len(expected)} events")
        came = {message for _, message, *_ in attempts}
        # What waits for a receiver that answered 410 is not sent.
        if came != expected and not (name == "gone" and came < expected):
            found.append(f"{name}: the ids that came are not those of the events")
        if name == "gone" and (heard.taken[name] or not 1 <= len(attempts) <= EVENTS_EACH):
            found.append("gone: called again")
        if name != "gone" and heard.taken[name] != expected:
            found.append(f"{name}: {len(expected - heard.taken[name])} events never came")
        found += [
            f"{name}: a signature is wrong"
            for _, _, headers, body in attempts
            if not is_signed(headers, body, heard.secrets[name])
        ]
        found += [f"{name}: off schedule by {by}" for by in _off_schedule(name, attempts)]
    if any(at - heard.began < TRUE_AGAIN_AFTER for at, *_ in heard.attempts.get("rebound", [])):
        found.append("rebound: called while it means our own net")
    if heard.called - set(FAULTS):
        found.append(f"called: {heard.called - set(FAULTS)}")
    return found


def _off_schedule(name: str, attempts: Sequence[tuple[datetime, str, dict[str, str], str]]) -> list[timedelta]:
    """Return waits that are not those of the schedule; a receiver that asks for its own, or a name, has none here."""
    if name in ("busy", "rebound", "gone"):
        return []
    found = []
    for message in {message for _, message, *_ in attempts}:
        times = [at for at, this, *_ in attempts if this == message]
        for wait, before, after in zip(BACK_OFF, times, times[1:], strict=False):
            if not wait * (1 - JITTER) - STEP <= after - before <= wait * (1 + JITTER) + 2 * STEP:
                found.append(after - before - wait)
    return found


@pytest.fixture(params=BACKENDS)
def served(request: pytest.FixtureRequest, databases: Databases) -> tuple[FlaskClient, Database, Account]:
    database = databases.released(request.param)
    account = new_account(database)
    return client_of(new_app(database), account.key), database, account


@pytest.mark.row("B16")
def test_every_event_comes_at_least_once_under_one_id_and_nothing_goes_to_our_own_net(
    served: tuple[FlaskClient, Database, Account], note: Note
) -> None:
    heard = seventy_five_hours(*served)
    note(receivers=len(FAULTS), attempts=sum(map(len, heard.attempts.values())))
    assert violations(heard) == []


class ANewIdEachTime(Sender):
    """Sends under a fresh id each time, so that a receiver cannot know what it has had."""

    def send(self, url: str, message: Message, secrets: Sequence[str], at: datetime) -> Sent:
        return super().send(url, replace(message, id=new_id("msg")), secrets, at)


class GivesUp(Sender):
    """Takes whatever is answered for a yes."""

    def send(self, url: str, message: Message, secrets: Sequence[str], at: datetime) -> Sent:
        sent = super().send(url, message, secrets, at)
        return replace(sent, outcome="delivered")


class SignsWithNothing(Sender):
    """Signs with a secret of its own."""

    def send(self, url: str, message: Message, secrets: Sequence[str], at: datetime) -> Sent:
        return super().send(url, message, ["whsec_" + "A" * 32], at)


class CallsAnybody(Sender):
    """Looks at no address."""

    def __init__(self, **how: Any) -> None:
        super().__init__(**{**how, "allow_private": True})


@pytest.mark.teeth("B16")
@pytest.mark.parametrize("defect", [ANewIdEachTime, GivesUp, SignsWithNothing, CallsAnybody])
def test_a_sender_that_does_not_keep_it_is_noticed(
    served: tuple[FlaskClient, Database, Account], defect: type[Sender]
) -> None:
    assert violations(seventy_five_hours(*served, defect)) != []
