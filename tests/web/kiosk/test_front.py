"""The front page: anybody may try two answers, without a key and not too often."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from tests.web.conftest import MakeApp

pytestmark = pytest.mark.http_alone

PAD = "/?try=pad&sex=female&system=eu&size=40&side=left&site=mth_2"
PAIR = "/?try=pair&kind=trainer&km=900&week=30"


def page(client: FlaskClient, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status
    return answer.get_data(as_text=True)


def test_it_says_what_the_service_is_and_asks_nothing_of_the_database(anonymous: FlaskClient) -> None:
    text = page(anonymous, "/")
    assert "Where does the pad go?" in text and "Are my shoes due?" in text
    assert "<script" not in text and "style=" not in text


def test_anybody_may_try_where_the_pad_goes(anonymous: FlaskClient) -> None:
    text = page(anonymous, PAD)
    assert "Left foot: front edge" in text and "data:image/svg+xml;base64," in text


def test_anybody_may_try_whether_their_shoes_are_due(anonymous: FlaskClient) -> None:
    assert "Retire this pair" in page(anonymous, PAIR)


def test_a_decimal_comma_is_read_too(anonymous: FlaskClient) -> None:
    assert "front edge" in page(anonymous, PAD.replace("size=40", "size=40,5"))


@pytest.mark.parametrize(
    "url",
    [
        PAD.replace("size=40", "size=forty"),
        PAD.replace("size=40", "size=400"),
        PAD.replace("size=40", "size=nan"),
        PAD.replace("mth_2", "elbow"),
        PAD.replace("sex=female", "sex="),
        PAIR.replace("900", "-1"),
        PAIR.replace("trainer", "boot"),
        "/?try=pair",
    ],
)
def test_what_cannot_be_is_asked_for_again(anonymous: FlaskClient, url: str) -> None:
    assert "look at the numbers again" in page(anonymous, url, 422)


@pytest.mark.parametrize("url", [PAD, PAIR, "/?try=pad&size=400", "/?try=pair&km=-1"])
def test_the_page_opens_at_what_was_asked_for(anonymous: FlaskClient, url: str) -> None:
    """A phone shows the form alone: the answer would be beyond its screen."""
    text = anonymous.get(url).get_data(as_text=True)
    fragment = re.search(rf'action="/#(\w+)">\s*<input type="hidden" name="try" value="{url[6:].split("&")[0]}"', text)
    assert fragment is not None
    assert re.search(rf'<(?:div role="status"|p role="alert" class="fault") id="{fragment[1]}"', text)


def test_the_intended_use_is_named_by_its_whole_address(anonymous: FlaskClient) -> None:
    assert '<a href="http://localhost/docs/intended-use"' in page(anonymous, PAIR)


def test_what_is_typed_is_never_markup(anonymous: FlaskClient) -> None:
    text = page(anonymous, PAD.replace("size=40", "size=%22%3E%3Cscript%3E"), 422)
    assert "<script>" not in text


def test_tries_are_counted_by_address(make_app: MakeApp) -> None:
    client = make_app(visitor_rate_limit="2/minute").test_client()
    assert [client.get(PAIR).status_code for _ in range(3)] == [200, 200, 429]
    assert client.get("/").status_code == 200


def test_behind_a_named_proxy_each_visitor_is_counted_alone(make_app: MakeApp) -> None:
    def tried(client: FlaskClient, address: str) -> int:
        return client.get(PAIR, headers={"X-Forwarded-For": address}).status_code

    behind = make_app(visitor_rate_limit="1/minute", trusted_proxies=("127.0.0.1",)).test_client()
    assert [tried(behind, address) for address in ("192.0.2.1", "192.0.2.2", "192.0.2.1")] == [200, 200, 429]
    # Of anybody else it is only said.
    bare = make_app(visitor_rate_limit="1/minute").test_client()
    assert [tried(bare, address) for address in ("192.0.2.1", "192.0.2.2")] == [200, 429]
