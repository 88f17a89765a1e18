"""What a shop's host may do to the feeds of all others, which are pulled behind its own: nothing."""

from __future__ import annotations

import itertools
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from threading import Event, Thread

import pytest
import requests_mock
from hypothesis import given
from hypothesis import strategies as st

from api.integrations.feeds import fetch
from api.integrations.feeds.fetch import Fetcher, FetchError
from api.integrations.feeds.sources import KINDS, SHOPIFY_STOREFRONT, Pulled, Source, pull

NOW = datetime(2026, 9, 1, tzinfo=UTC)
WHOLE, PATIENCE = 0.5, 5.0
HEAD = b"HTTP/1.1 200 OK\r\n"

ADDRESSES = (
    *("https://[::1", "https://[", "//[", "http://shop.example:99999/", "https://shop.example:x/", "https://\x01/"),
    *("https://" + "a" * 70 + "..b/", "https://a\u2100b/", "\xff", "https://shop.example/\xff", "https://@/", ""),
)
NUMBERS = ("-1", "\xb2", "9" * 5000, "1e9", "NaN", "99999999999999999999", "Sun, 99 Nov 99999 99:99:99 GMT", "")
HOSTILE = {
    "Location": st.sampled_from(ADDRESSES) | st.text(st.characters(max_codepoint=255)),
    "Link": st.sampled_from([f'<{address}>; rel="next"' for address in ADDRESSES]),
    "Retry-After": st.sampled_from(NUMBERS),
    "Content-Length": st.sampled_from(NUMBERS),
    "X-Shopify-Shop-Api-Call-Limit": st.sampled_from([f"{one}/{two}" for one in NUMBERS for two in NUMBERS]),
}
BODIES = (
    *(b"", b"{}", b"[]", b"null", b'{"products": [{}]}', b'{"products": {}}', b'{"products": [null, 1, {"id": {}}]}'),
    *(b'{"products": [{"title": "Ghost 17", "updated_at": 7, "variants": [{"id": 1}]}]}', b"<rss/>", b"\xff\xfe"),
    *(b'{"Item": 1, "@attributes": {"next": "https://[::1"}}', b"[" * 100_000, b"{" * 100_000, b"<a>" * 50_000),
)


@pytest.mark.parametrize("kind", KINDS)
@given(
    status=st.sampled_from([200, 204, 206, 301, 304, 308, 401, 404, 418, 429, 500, 503]),
    headers=st.fixed_dictionaries({}, optional=HOSTILE),
    body=st.sampled_from(BODIES),
)
def test_whatever_a_host_answers_its_own_feed_fails_and_no_other(
    kind: str, status: int, headers: dict[str, str], body: bytes
) -> None:
    fetcher = Fetcher(resolve=lambda host, port: ["93.184.216.34"], sleep=lambda seconds: None)
    with requests_mock.Mocker() as shop:
        shop.get(requests_mock.ANY, status_code=status, headers=headers, content=body)
        try:
            outcome: object = pull(Source(kind, "https://shop.example/feed", "token", None, {}), fetcher, NOW)
        except FetchError as fault:
            outcome = fault
    assert isinstance(outcome, (Pulled, FetchError))


@contextmanager
def dripping(start: bytes, drop: bytes) -> Iterator[str]:
    """Serve a start at once, then a few bytes now and then, without an end."""
    done = Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            with suppress(OSError):
                made, _ = server.accept()
                with made:
                    made.recv(4096)
                    made.sendall(start)
                    while not done.wait(WHOLE / 5):
                        made.sendall(drop)

        Thread(target=drip, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"
        done.set()


@pytest.mark.parametrize(
    ("start", "drop"),
    [
        (HEAD + b"Content-Length: 100000\r\n\r\n", b"x"),
        (HEAD + b"Connection: close\r\n\r\n<rss>", b"x"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        (HEAD, b"X-A: b\r\n"),
        (HEAD + b"X-A: ", b"b"),
        (b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 100 Continue\r\n\r\n"),
    ],
    ids=["body", "body without an end", "chunks", "headers", "one header", "promises"],
)
def test_a_host_that_drips_is_given_up_in_time_and_what_came_is_not_the_feed(
    start: bytes, drop: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetch, "WHOLE_SECONDS", WHOLE)
    outcomes: list[str] = []

    def get(url: str) -> None:
        try:
            outcomes.append(repr(Fetcher(allow_private=True).get(url, headers={})))
        except FetchError as fault:
            outcomes.append(fault.code)

    with dripping(start, drop) as url:
        getting = Thread(target=get, args=(url,), daemon=True)
        getting.start()
        getting.join(PATIENCE)
    assert outcomes == ["too_slow"]


def test_a_shop_of_endless_slow_pages_is_given_up_in_time() -> None:
    began = time.monotonic()
    clock = iter(range(0, 10**9, 60))
    fetcher = Fetcher(
        resolve=lambda host, port: ["93.184.216.34"], sleep=lambda seconds: None, clock=lambda: float(next(clock))
    )
    numbers = itertools.count()
    with requests_mock.Mocker() as shop:
        shop.get(
            requests_mock.ANY,
            json=lambda *_: {"products": [{"title": "Ghost 17", "variants": [{"id": next(numbers)}]}]},
        )
        with pytest.raises(FetchError) as caught:
            pull(Source(SHOPIFY_STOREFRONT, "https://shop.example", None, None, {}), fetcher, NOW)
        assert shop.call_count < fetch.PULL_SECONDS / 60
    assert caught.value.code == "too_slow"
    assert time.monotonic() - began < PATIENCE
