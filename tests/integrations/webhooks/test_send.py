"""What comes of sending a webhook, for everything that a receiver can do, and what is never called at all."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
import requests
import requests_mock
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from api.integrations.public_net import looks_callable
from api.integrations.webhooks.send import CONNECT_SECONDS, OUTCOMES, WHOLE_SECONDS, Message, Sender, Sent
from tests.support.receivers import PUBLIC, answering, dripping, receiver

URL = "https://app.example/hooks"
MESSAGE = Message("msg_1", '{"type":"webhook.test","data":{"pair_id":"pair_ü"}}')
OLD, NEW = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"


@pytest.fixture
def app() -> Iterator[requests_mock.Mocker]:
    with requests_mock.Mocker() as mocker:
        yield mocker


def sender(*addresses: str, **how: object) -> Sender:
    return Sender(resolve=lambda host, port: list(addresses or (PUBLIC,)), **how)  # type: ignore[arg-type]


def sent(by: Sender | None = None, url: str = URL) -> Sent:
    return (by or sender()).send(url, MESSAGE, [NEW], datetime.now(UTC))


ANSWERS = [
    *((status, "delivered") for status in (200, 201, 202, 204, 299)),
    *((status, "redirected") for status in (300, 301, 302, 303, 304, 307, 308)),
    *((status, "refused") for status in (400, 401, 403, 404, 409, 422, 429)),
    *((status, "unavailable") for status in (500, 502, 503, 504, 599)),
    (410, "gone"),
]


@pytest.mark.parametrize(("status", "outcome"), ANSWERS)
def test_an_answer_is_what_its_status_says(app: requests_mock.Mocker, status: int, outcome: str) -> None:
    app.post(URL, status_code=status, headers={"Location": "https://elsewhere.example/"})
    assert sent() == Sent(outcome, status)
    assert app.call_count == 1


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (requests.exceptions.ConnectTimeout, "too_slow"),
        (requests.exceptions.ReadTimeout, "too_slow"),
        (requests.exceptions.ConnectionError, "unreachable"),
        (requests.exceptions.SSLError, "tls_failed"),
        (requests.exceptions.ChunkedEncodingError, "unreachable"),
        (requests.exceptions.InvalidURL, "unreachable"),
        (OSError, "unreachable"),
    ],
)
def test_a_fault_on_the_way_is_named(app: requests_mock.Mocker, fault: type[Exception], outcome: str) -> None:
    app.post(URL, exc=fault("planted"))
    assert sent() == Sent(outcome)
    assert outcome in OUTCOMES


@pytest.mark.parametrize("status", [429, 503])
def test_what_a_receiver_asks_to_wait_is_heard(app: requests_mock.Mocker, status: int) -> None:
    app.post(URL, status_code=status, headers={"Retry-After": "120"})
    assert sent() == Sent("refused" if status == 429 else "unavailable", status, 120)
    later = format_datetime(datetime.now(UTC) + timedelta(minutes=10), usegmt=True)
    app.post(URL, status_code=status, headers={"Retry-After": later})
    assert 590 <= (sent().retry_after_seconds or 0) <= 600
    app.post(URL, status_code=status, headers={"Retry-After": "soon"})
    assert sent().retry_after_seconds is None


def test_the_library_takes_the_message_with_either_secret_and_with_no_other(app: requests_mock.Mocker) -> None:
    app.post(URL, status_code=204)
    sender().send(URL, MESSAGE, [NEW, OLD], datetime.now(UTC))
    request = app.request_history[0]
    body, headers = request.body, dict(request.headers)
    assert (headers["webhook-id"], headers["Content-Type"]) == (MESSAGE.id, "application/json")
    for secret in (NEW, OLD):
        assert Webhook(secret).verify(body, headers) == json.loads(MESSAGE.body)
    with pytest.raises(WebhookVerificationError):
        Webhook("whsec_" + "A" * 32).verify(body, headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(NEW).verify(body + b" ", headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(NEW).verify(body, {**headers, "webhook-id": "msg_2"})


OWN_NET = (
    *("127.0.0.1", "10.0.0.1", "192.168.1.9", "169.254.169.254", "172.16.0.1", "100.64.0.1", "224.0.0.1", "240.0.0.1"),
    *("0.0.0.0", "::1", "fe80::1%eth0", "fd00::1", "fec0::1", "::ffff:10.0.0.1", "2002:7f00:0001::"),  # noqa: S104
    *("::7f00:1", "64:ff9b::a00:1", "no-address"),
)


@pytest.mark.parametrize("address", OWN_NET)
def test_an_address_of_our_own_net_is_never_called(app: requests_mock.Mocker, address: str) -> None:
    for found in ((address,), (PUBLIC, address)):
        assert sent(sender(*found)) == Sent("address_refused")
    assert app.call_count == 0


@pytest.mark.parametrize(
    "url",
    [
        *("http://app.example/", "ftp://app.example/", "https://u:p@app.example/", "https://u@app.example/"),
        *("https:///x", "https://[::1", "https://localhost/", "https://a.localhost/", "https://127.0.0.1/"),
        *("https://10.1.2.3:8443/x", "https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://[fd00::1]:8443/"),
    ],
)
def test_an_address_that_must_not_be_called_is_seen_by_its_form(url: str) -> None:
    assert not looks_callable(url, allow_private=False)


@pytest.mark.parametrize("url", ["http://app.example/", "https://u:p@app.example/", "https:///x", "https://[::1"])
def test_such_an_address_is_not_called_either(app: requests_mock.Mocker, url: str) -> None:
    assert sent(url=url) == Sent("address_refused")
    assert app.call_count == 0


@given(st.text(max_size=60))
def test_no_address_makes_the_sender_fail(text: str) -> None:
    with requests_mock.Mocker() as app:
        app.post(requests_mock.ANY, status_code=200)
        assert sent(url=f"https://{text}").outcome in OUTCOMES
        assert looks_callable(f"https://{text}", allow_private=False) in (True, False)


def test_a_name_that_is_none_is_unreachable() -> None:
    def nowhere(host: str, port: int) -> list[str]:
        raise OSError(host)

    assert Sender(resolve=nowhere).send(URL, MESSAGE, [NEW], datetime.now(UTC)) == Sent("unreachable")


def test_the_connection_goes_to_the_address_that_was_looked_at_and_a_second_look_changes_nothing() -> None:
    looks: list[str] = []

    def rebinding(host: str, port: int) -> list[str]:
        looks.append(host)
        return ["127.0.0.1"] if len(looks) == 1 else ["10.0.0.1"]

    with receiver(answering(204)) as (port, heard):
        by = Sender(allow_private=True, resolve=rebinding)
        assert sent(by, f"http://no-such-host.invalid:{port}/hooks") == Sent("delivered", 204)
    assert looks == ["no-such-host.invalid"]
    ((path, headers, body),) = heard
    assert (path, headers["host"]) == ("/hooks", f"no-such-host.invalid:{port}")
    assert Webhook(NEW).verify(body, headers) == json.loads(MESSAGE.body)


def test_a_redirect_to_our_own_net_is_not_followed() -> None:
    by = Sender(allow_private=True, resolve=lambda host, _: ["127.0.0.1"])
    with (
        receiver(answering(200)) as (inner, heard_inside),
        receiver(answering(307, Location=f"http://127.0.0.1:{inner}/secret")) as (port, heard),
    ):
        assert sent(by, f"http://app.example:{port}/") == Sent("redirected", 307)
    assert (len(heard), heard_inside) == (1, [])


def test_a_receiver_that_writes_slowly_is_left_when_the_time_is_up() -> None:
    with receiver(dripping) as (port, heard):
        by = Sender(allow_private=True, resolve=lambda host, _: ["127.0.0.1"], whole_seconds=0.4)
        began = time.monotonic()
        assert sent(by, f"http://app.example:{port}/") == Sent("too_slow")
        assert time.monotonic() - began < 2
    assert len(heard) == 1


def test_a_receiver_without_tls_fails_at_that_and_one_that_is_down_is_unreachable() -> None:
    with receiver(answering(200)) as (port, heard):
        by = Sender(allow_private=True, resolve=lambda host, _: ["127.0.0.1"])
        assert sent(by, f"https://app.example:{port}/") == Sent("tls_failed")
        assert heard == []
    assert sent(by, f"http://app.example:{port}/") == Sent("unreachable")


def test_the_time_out_is_that_of_standard_webhooks() -> None:
    assert (WHOLE_SECONDS, CONNECT_SECONDS) == (20, 5)
