"""Sources of feeds over HTTP: what is sent, what is made of each answer, and whom we never call."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest
import requests
import requests_mock

from api.integrations.feeds.fetch import LONGEST_WAIT_SECONDS, WHOLE_SECONDS, Fetcher, FetchError
from api.integrations.feeds.sources import FILE, LIGHTSPEED_RETAIL, SHOPIFY_ADMIN, SHOPIFY_STOREFRONT, Source, pull
from api.integrations.public_net import Reach, reach_of

NOW = datetime(2026, 9, 1, tzinfo=UTC)
PRODUCT = {"title": "Ghost 17", "updated_at": "2026-08-30T10:00:00Z", "variants": [{"id": 1, "option1": "9"}]}
XML = "<rss><channel><item><id>1</id><title>Ghost 17</title></item></channel></rss>"


class Waits(list[float]):
    """Remembers each wait, and lets the time go on by it."""

    def clock(self) -> float:
        return sum(self)


@pytest.fixture
def waits() -> Waits:
    return Waits()


@pytest.fixture
def fetcher(waits: Waits) -> Fetcher:
    return Fetcher(resolve=lambda host, port: ["93.184.216.34"], sleep=waits.append, clock=waits.clock)


@pytest.fixture
def shop() -> Iterator[requests_mock.Mocker]:
    with requests_mock.Mocker() as mocker:
        yield mocker


def source(kind: str = FILE, url: str = "https://shop.example/feed.xml", credential: str | None = None) -> Source:
    return Source(kind, url, credential, None, {})


def refusal(source: Source, fetcher: Fetcher) -> str:
    with pytest.raises(FetchError) as caught:
        pull(source, fetcher, NOW)
    return caught.value.code


def other(number: int) -> dict[str, Any]:
    return {**PRODUCT, "variants": [{"id": number, "option1": "10"}]}


def test_a_file_is_asked_for_once_and_then_only_if_it_changed(shop: requests_mock.Mocker, fetcher: Fetcher) -> None:
    url = "https://shop.example/feed.xml"
    shop.get(url, text=XML, headers={"ETag": '"7"', "Last-Modified": "Mon, 31 Aug 2026 10:00:00 GMT"})
    first = pull(source(credential="secret"), fetcher, NOW)
    assert (first.format, len(first.articles), first.whole) == ("merchant_xml", 1, True)
    assert shop.last_request.headers["Authorization"] == "Bearer secret"
    assert "If-None-Match" not in shop.last_request.headers
    shop.get(url, status_code=304)
    again = pull(replace(source(), state=first.state), fetcher, NOW)
    assert (again.unchanged, again.state) == (True, first.state)
    assert shop.last_request.headers["If-None-Match"] == '"7"'
    assert shop.last_request.headers["If-Modified-Since"] == "Mon, 31 Aug 2026 10:00:00 GMT"


def test_a_storefront_is_read_page_by_page(shop: requests_mock.Mocker, fetcher: Fetcher) -> None:
    url = "https://shop.example/products.json"
    shop.get(f"{url}?limit=250&page=1", json={"products": [PRODUCT, other(2)]})
    shop.get(f"{url}?limit=250&page=2", json={"products": [other(3)]})
    shop.get(f"{url}?limit=250&page=3", json={"products": []})
    pulled = pull(source(SHOPIFY_STOREFRONT, "https://shop.example/"), fetcher, NOW)
    assert [article.number for article in pulled.articles] == [1, 2, 3]
    assert [request.method for request in shop.request_history] == ["GET"] * 3


def test_the_admin_api_gets_its_token_follows_pages_keeps_to_the_bucket_and_asks_for_changes(
    shop: requests_mock.Mocker, fetcher: Fetcher, waits: Waits
) -> None:
    base = "https://shop.example/admin/api/2025-01/products.json"
    following = f"{base}?limit=250&page_info=abc"
    link = {"Link": f'<{following}>; rel="next"', "X-Shopify-Shop-Api-Call-Limit": "40/40"}
    shop.get(f"{base}?limit=250", json={"products": [PRODUCT]}, headers=link)
    shop.get(following, json={"products": [other(2)]}, headers={"X-Shopify-Shop-Api-Call-Limit": "2/40"})
    admin = source(SHOPIFY_ADMIN, "https://shop.example", "shpat_1")
    whole = pull(admin, fetcher, NOW)
    assert (len(whole.articles), whole.whole, whole.state["updated_at"]) == (2, True, PRODUCT["updated_at"])
    assert [request.headers["X-Shopify-Access-Token"] for request in shop.request_history] == ["shpat_1"] * 2
    assert waits == [10, 0]
    changed = pull(replace(admin, state=whole.state), fetcher, NOW + timedelta(hours=1))
    assert not changed.whole
    assert shop.request_history[2].qs["updated_at_min"] == [str(PRODUCT["updated_at"]).lower()]
    assert pull(replace(admin, state=whole.state), fetcher, NOW + timedelta(hours=25)).whole


def test_a_token_is_not_carried_to_another_host(shop: requests_mock.Mocker, fetcher: Fetcher) -> None:
    base = "https://shop.example/admin/api/2025-01/products.json"
    shop.get(base, json={"products": []}, headers={"Link": '<https://evil.example/x>; rel="next"'})
    assert refusal(source(SHOPIFY_ADMIN, "https://shop.example", "shpat_1"), fetcher) == "unreadable"
    shop.get(base, status_code=302, headers={"Location": "https://evil.example/x"})
    shop.get("https://evil.example/x", json={"products": [PRODUCT]})
    pull(source(SHOPIFY_ADMIN, "https://shop.example", "shpat_1"), fetcher, NOW)
    assert "X-Shopify-Access-Token" not in shop.last_request.headers


@pytest.mark.parametrize("host", ["shop.example.evil.example", "shop.example@evil.example", "shop.example:8443"])
def test_a_host_that_only_begins_like_the_shop_s_gets_no_token(
    shop: requests_mock.Mocker, fetcher: Fetcher, host: str
) -> None:
    base = "https://shop.example/admin/api/2025-01/products.json"
    shop.get(base, json={"products": [PRODUCT]}, headers={"Link": f'<https://{host}/x>; rel="next"'})
    assert refusal(source(SHOPIFY_ADMIN, "https://shop.example", "shpat_1"), fetcher) == "unreadable"
    assert shop.call_count == 1


def test_what_moves_to_the_next_page_meanwhile_counts_once(shop: requests_mock.Mocker, fetcher: Fetcher) -> None:
    url = "https://shop.example/products.json"
    first, second = other(1), other(2)
    shop.get(f"{url}?page=1", json={"products": [first, second]})
    shop.get(f"{url}?page=2", json={"products": [second]})
    shop.get(f"{url}?page=3", json={"products": []})
    pulled = pull(source(SHOPIFY_STOREFRONT, "https://shop.example"), fetcher, NOW)
    assert [(article.number, article.own_id) for article in pulled.articles] == [(1, "1"), (2, "2")]


@pytest.mark.parametrize(
    ("second", "code"),
    [
        ({"status_code": 503}, "unavailable"),
        ({"status_code": 401}, "credential_refused"),
        ({"text": '{"products": ['}, "unreadable"),
        ({"json": {"errors": "x"}}, "unreadable"),
        ({"json": []}, "unreadable"),
        ({"exc": requests.ReadTimeout}, "too_slow"),
    ],
)
def test_a_page_that_fails_fails_the_whole_pull(
    shop: requests_mock.Mocker, fetcher: Fetcher, second: dict[str, Any], code: str
) -> None:
    url = "https://shop.example/products.json"
    shop.get(f"{url}?page=1", json={"products": [PRODUCT]})
    shop.get(f"{url}?page=2", **second)
    assert refusal(source(SHOPIFY_STOREFRONT, "https://shop.example"), fetcher) == code


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        (SHOPIFY_STOREFRONT, {"json": {"products": []}}),
        (LIGHTSPEED_RETAIL, {"json": {"@attributes": {"next": ""}}, "status_code": 200}),
        (FILE, {"text": "id,title,availability\n"}),
    ],
)
def test_a_shop_that_suddenly_has_nothing_is_a_fault_and_empties_no_shelf(
    shop: requests_mock.Mocker, fetcher: Fetcher, kind: str, answer: dict[str, Any]
) -> None:
    shop.get(requests_mock.ANY, **answer)
    assert refusal(source(kind, "https://shop.example/x", "token"), fetcher) in ("empty", "unreadable")


def test_an_answer_that_never_ends_is_given_up(shop: requests_mock.Mocker, waits: Waits) -> None:
    shop.get("https://shop.example/feed.xml", content=b"x" * 300_000)
    times = iter([0.0, 0.0, 1.0, WHOLE_SECONDS + 1, WHOLE_SECONDS + 2])
    slow = Fetcher(resolve=lambda host, port: ["93.184.216.34"], sleep=waits.append, clock=lambda: next(times))
    assert refusal(source(), slow) == "too_slow"


def test_an_answer_that_is_too_large_is_given_up(
    shop: requests_mock.Mocker, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.integrations.feeds.fetch.MOST_BYTES", 1000)
    shop.get("https://shop.example/feed.xml", content=b"x" * 2000)
    assert refusal(source(), fetcher) == "too_large"


def test_lightspeed_is_followed_to_its_next_page(shop: requests_mock.Mocker, fetcher: Fetcher) -> None:
    base = "https://api.lightspeed.example/API/V3/Account/1"
    following = f"{base}/Item.json?after=x"
    shop.get(f"{base}/Item.json", json={"@attributes": {"next": following}, "Item": {"itemID": "1"}})
    shop.get(following, json={"@attributes": {"next": ""}, "Item": [{"itemID": "2"}]}, complete_qs=True)
    pulled = pull(source(LIGHTSPEED_RETAIL, base, "token"), fetcher, NOW)
    assert [article.own_id for article in pulled.articles] == ["1", "2"]
    assert shop.request_history[0].qs["limit"] == ["100"]
    assert {request.headers["Authorization"] for request in shop.request_history} == {"Bearer token"}


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (401, "credential_refused"),
        (403, "credential_refused"),
        (404, "not_found"),
        (410, "not_found"),
        (418, "refused"),
    ],
)
def test_a_refusal_is_said_at_once(
    shop: requests_mock.Mocker, fetcher: Fetcher, waits: Waits, status: int, code: str
) -> None:
    shop.get("https://shop.example/feed.xml", status_code=status)
    assert (refusal(source(), fetcher), waits) == (code, [])


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_what_may_pass_is_tried_again_with_longer_waits(
    shop: requests_mock.Mocker, fetcher: Fetcher, waits: Waits, status: int
) -> None:
    shop.get("https://shop.example/feed.xml", [{"status_code": status}, {"status_code": status}, {"text": XML}])
    assert len(pull(source(), fetcher, NOW).articles) == 1
    assert len(waits) == 2
    shop.get("https://shop.example/feed.xml", status_code=status)
    assert refusal(source(), fetcher) == "unavailable"
    assert shop.call_count == 3 + 5
    assert all(0 <= wait <= LONGEST_WAIT_SECONDS for wait in waits)
    assert waits[-1] > waits[2]


def test_retry_after_is_kept_to(shop: requests_mock.Mocker, fetcher: Fetcher, waits: Waits) -> None:
    busy = {"status_code": 429, "headers": {"Retry-After": "7"}}
    shop.get("https://shop.example/feed.xml", [busy, {"text": XML}])
    pull(source(), fetcher, NOW)
    assert waits == [7]
    shop.get("https://shop.example/feed.xml", status_code=503, headers={"Retry-After": "9999"})
    with pytest.raises(FetchError, match="come back later") as raised:
        pull(source(), fetcher, NOW)
    assert (raised.value.wait, waits, shop.call_count) == (9999, [7], 3)


def test_a_host_that_answers_every_page_with_the_same_is_asked_twice(
    shop: requests_mock.Mocker, fetcher: Fetcher
) -> None:
    shop.get("https://shop.example/products.json", json={"products": [PRODUCT]})
    assert len(pull(source(SHOPIFY_STOREFRONT, "https://shop.example"), fetcher, NOW).articles) == 1
    assert shop.call_count == 2


def test_a_table_whose_last_row_is_cut_off_is_no_feed(shop: requests_mock.Mocker, fetcher: Fetcher) -> None:
    table = "id,title,brand,size,availability\n1,Ghost 17,Brooks,42,in stock\n2,Ghost 17,Bro"
    shop.get("https://shop.example/feed.xml", text=table)
    assert refusal(source(), fetcher) == "truncated"


@pytest.mark.parametrize("page", ["<!DOCTYPE html><html></html>", "\n<HTML lang='de'>Wartung</HTML>"])
def test_a_web_page_is_called_one(shop: requests_mock.Mocker, fetcher: Fetcher, page: str) -> None:
    shop.get("https://shop.example/feed.xml", text=page)
    with pytest.raises(FetchError, match="web page"):
        pull(source(), fetcher, NOW)


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (requests.ConnectTimeout, "too_slow"),
        (requests.ReadTimeout, "too_slow"),
        (requests.ConnectionError, "unreachable"),
        (requests.exceptions.SSLError, "unreachable"),
        (requests.exceptions.ChunkedEncodingError, "truncated"),
    ],
)
def test_a_line_that_breaks_is_tried_again_and_then_named(
    shop: requests_mock.Mocker, fetcher: Fetcher, fault: type[Exception], code: str
) -> None:
    shop.get("https://shop.example/feed.xml", exc=fault)
    assert refusal(source(), fetcher) == code
    assert shop.call_count == 5


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ({"text": XML[:40]}, "unreadable"),
        ({"text": "hello"}, "unreadable"),
        ({"text": '{"products": '}, "unreadable"),
        ({"text": ""}, "unreadable"),
        ({"text": XML, "headers": {"Content-Length": "99999"}}, "truncated"),
        ({"status_code": 302, "headers": {"Location": "https://shop.example/feed.xml"}}, "redirected_too_often"),
        ({"status_code": 302, "headers": {"Location": "http://shop.example/plain"}}, "address_refused"),
        ({"status_code": 302, "headers": {"Location": "file:///etc/passwd"}}, "address_refused"),
    ],
)
def test_what_is_no_feed_is_told_so(
    shop: requests_mock.Mocker, fetcher: Fetcher, answer: dict[str, object], code: str
) -> None:
    shop.get("https://shop.example/feed.xml", **answer)  # type: ignore[arg-type]
    assert refusal(source(), fetcher) == code


@pytest.mark.parametrize(
    "url", ["http://shop.example/f", "ftp://shop.example/f", "https://u:p@shop.example/f", "https:///f"]
)
def test_only_plain_https_addresses_are_fetched(shop: requests_mock.Mocker, fetcher: Fetcher, url: str) -> None:
    assert refusal(source(url=url), fetcher) == "address_refused"
    assert shop.call_count == 0


OWN_NET = (
    *("127.0.0.1", "10.0.0.1", "192.168.1.9", "169.254.169.254", "172.16.0.1", "100.64.0.1", "224.0.0.1"),
    *("0.0.0.0", "::1", "fe80::1%eth0", "fd00::1", "::ffff:10.0.0.1", "2002:7f00:0001::", "no-address"),  # noqa: S104
    *("::7f00:1", "64:ff9b::a00:1", "fec0::1", "240.0.0.1"),
)


@pytest.mark.parametrize("address", OWN_NET)
def test_an_address_of_our_own_net_is_never_called(shop: requests_mock.Mocker, waits: Waits, address: str) -> None:
    assert reach_of(address) is not Reach.PUBLIC
    for found in ([address], ["93.184.216.34", address]):
        fetcher = Fetcher(resolve=lambda host, port, found=found: found, sleep=waits.append)
        assert refusal(source(), fetcher) == "address_refused"
    assert shop.call_count == 0


def test_a_name_that_is_none_is_unreachable(fetcher: Fetcher) -> None:
    def nowhere(host: str, port: int) -> list[str]:
        raise OSError(host)

    assert refusal(source(), Fetcher(resolve=nowhere)) == "unreachable"


def test_the_connection_goes_to_the_address_that_was_looked_at_under_the_name_of_the_host() -> None:
    hosts: list[str] = []

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            hosts.append(self.headers["Host"])
            self.send_response(200)
            self.send_header("Content-Length", str(len(XML)))
            self.end_headers()
            self.wfile.write(XML.encode())

        def log_message(self, *words: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        port = server.server_address[1]
        fetcher = Fetcher(allow_private=True, resolve=lambda host, _: ["127.0.0.1"])
        pulled = pull(source(url=f"http://no-such-host.invalid:{port}/feed"), fetcher, NOW)
        server.shutdown()
    assert len(pulled.articles) == 1
    assert hosts == [f"no-such-host.invalid:{port}"]
