"""Signed addresses: they open without a key for a day, and nothing about them can be changed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from api.storage.database.errors import StorageUnavailableError
from api.web.advice import exercises, met_pad, return_to_run
from api.web.edge.signed_addresses import FREE, unsigned
from tests.support.accounts import Account
from tests.support.apps import SECRET, client_of
from tests.web.conftest import MakeApp

pytestmark = pytest.mark.http_alone

NOW = datetime(2026, 9, 1, 8, 20, tzinfo=UTC)
ADVICE = {
    "/v1/advice/met-pad": met_pad.EXAMPLE,
    "/v1/advice/return-to-run": return_to_run.EXAMPLE,
    "/v1/advice/exercises": exercises.EXAMPLE,
}


def addresses(found: object) -> list[str]:
    """Return every address within an answer."""
    if isinstance(found, list):
        return [address for entry in found for address in addresses(entry)]
    if not isinstance(found, dict):
        return []
    own = [value for name, value in found.items() if name.endswith("_url") and value]
    return own + [address for entry in found.values() for address in addresses(entry)]


@pytest.fixture
def address(client: FlaskClient) -> str:
    url: str = client.post("/v1/advice/met-pad", json=met_pad.EXAMPLE).json["diagram_url"]
    return url


def altered(address: str, **changes: str | None) -> str:
    """Return an address with parameters changed, added or, where ``None``, left out."""
    split = urlsplit(address)
    facts = {**dict(parse_qsl(split.query)), **changes}
    return split.path + "?" + urlencode({name: value for name, value in facts.items() if value is not None})


@pytest.mark.parametrize("path", ADVICE)
def test_every_address_of_an_answer_opens_without_a_key(client: FlaskClient, anonymous: FlaskClient, path: str) -> None:
    found = addresses(client.post(f"{path}?include=all", json=ADVICE[path]).json)
    assert found and all("signature=" in each for each in found)
    for each in {*found}:
        assert anonymous.get(each).status_code == client.get(each).status_code == 200, each
        if ".svg" in each:
            image = anonymous.get(each.replace(".svg", ".png"))
            assert image.content_type == "image/png" and image.data.startswith(b"\x89PNG")


def test_the_library_of_exercises_leads_to_drawings_that_open(client: FlaskClient, anonymous: FlaskClient) -> None:
    for each in addresses(client.get("/v1/exercises").json):
        assert anonymous.get(each).status_code == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"length_mm": "263"},
        {"side": "right"},
        {"signature": "A" * 16},
        {"signature": ""},
        {"expires": "99999999999"},
        {"expires": None},
        {"expires": "soon"},
        {"chronic": "true"},
        {"heel_to_ball_mm": None},
    ],
    ids=str,
)
def test_an_address_that_was_altered_is_refused(
    anonymous: FlaskClient, address: str, changes: dict[str, str | None]
) -> None:
    refused = anonymous.get(altered(address, **changes))
    assert (refused.status_code, refused.json["code"]) == (403, "invalid_link")


def test_a_signature_is_of_one_thing_and_of_reading_alone(anonymous: FlaskClient, address: str) -> None:
    assert anonymous.get(address.replace("diagram.svg", "template.pdf") + "&paper=letter").status_code == 200
    elsewhere = address.replace("/v1/advice/met-pad/diagram.svg", "/v1/exercises/calf_raise/drawing.svg")
    assert anonymous.get(elsewhere).json["code"] == "invalid_link"
    assert anonymous.get(address + "&signature=" + "A" * 16).json["code"] == "invalid_link"
    assert anonymous.get(unsigned(address)).json["code"] == "no_key"
    signature = urlsplit(address).query.partition("signature=")[2]
    assert anonymous.get(f"/v1/shoes?signature={signature}").json["code"] == "no_key"
    assert anonymous.head(address).status_code == 200


def test_how_it_is_shown_may_be_chosen_and_how_it_is_written_does_not_matter(
    anonymous: FlaskClient, address: str
) -> None:
    image = address.replace(".svg", ".png")
    assert anonymous.get(f"{image}&width_px=200").data != anonymous.get(f"{image}&width_px=400").data
    split = urlsplit(address)
    backwards = urlencode(parse_qsl(split.query)[::-1])
    assert "%2C" in backwards and anonymous.get(f"{split.path}?{backwards}").status_code == 200
    assert {"width_px", "paper"} <= FREE


@pytest.fixture
def at(make_app: MakeApp, account: Account) -> Callable[[datetime], FlaskClient]:
    """Make clients of the service at a time."""
    return lambda now: client_of(make_app(now=lambda: now), account.key)


def test_an_address_is_good_for_a_day(at: Callable[[datetime], FlaskClient]) -> None:
    address = at(NOW).post("/v1/advice/met-pad", json=met_pad.EXAMPLE).json["diagram_url"]
    for hours, status in ((24, 200), (24.6, 200), (24.7, 403), (240, 403)):
        later = at(NOW + timedelta(hours=hours)).application.test_client()
        assert later.get(address).status_code == status, hours


def test_an_address_is_the_same_for_an_hour(at: Callable[[datetime], FlaskClient]) -> None:
    first, second, third = (
        at(NOW + timedelta(minutes=minutes)).post("/v1/advice/met-pad", json=met_pad.EXAMPLE).json["diagram_url"]
        for minutes in (0, 39, 41)
    )
    assert first == second != third


def test_while_the_secret_cannot_be_read_advice_is_given_and_its_address_needs_a_key(
    make_app: MakeApp, account: Account, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise StorageUnavailableError("away")

    monkeypatch.setattr("api.web.edge.context.secret_of", away)
    client = client_of(make_app(), account.key)
    answer = client.post("/v1/advice/met-pad", json=met_pad.EXAMPLE)
    assert answer.status_code == 200 and answer.json["diagram_url"] == unsigned(address)
    assert client.get(answer.json["diagram_url"]).status_code == 200
    assert client.application.test_client().get(address).status_code == 503


def test_a_secret_of_ones_own_and_the_name_of_the_service(make_app: MakeApp, account: Account, address: str) -> None:
    app = make_app(secret="s" * 24, public_url="https://feet.example")
    own = client_of(app, account.key).post("/v1/advice/met-pad", json=met_pad.EXAMPLE).json["diagram_url"]
    assert own.startswith("https://feet.example/v1/advice/met-pad/diagram.svg?")
    assert app.test_client().get(own.removeprefix("https://feet.example")).status_code == 200
    assert app.test_client().get(address).status_code == 403


def test_strangers_are_counted_by_their_address(make_app: MakeApp, account: Account, address: str) -> None:
    app = make_app(secret=SECRET, rate_limit="2/minute")
    statuses = [app.test_client().get(address).status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
    assert client_of(app, account.key).get(address).status_code == 200


def test_whoever_comes_with_a_token_or_an_unsigned_hook_is_counted_too(make_app: MakeApp) -> None:
    app = make_app(secret=SECRET, rate_limit="2/minute")
    rules = [rule for rule in app.url_map.iter_rules() if {"token", "hook_id"} & rule.arguments]
    assert len(rules) > 5
    for number, rule in enumerate(rules):
        method = "POST" if "POST" in (rule.methods or ()) else "GET"
        path = re.sub(r"<[^>]+>", "a", rule.rule)
        where = {"REMOTE_ADDR": f"192.0.2.{number}"}
        statuses = [app.test_client().open(path, method=method, environ_base=where).status_code for _ in range(3)]
        assert (rule.rule, statuses) == (rule.rule, [404, 404, 429])


def test_nothing_of_the_facts_in_an_address_is_logged(
    make_app: MakeApp, address: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert make_app(secret=SECRET, log_level="info").test_client().get(address).status_code == 200
    printed = "".join(capfd.readouterr())
    assert "/v1/advice/met-pad/diagram.svg" in printed
    assert not any(word in printed for word in ("262.5", "mth_2", "length_mm", "signature"))


@given(st.lists(st.tuples(st.text(min_size=1, max_size=9), st.text(max_size=9)), max_size=9))
def test_what_was_signed_is_found_again_without_its_signature(pairs: list[tuple[str, str]]) -> None:
    kept = [pair for pair in pairs if pair[0] not in ("expires", "signature") and pair[1]]
    plain = "/v1/x" + ("?" + urlencode(kept, safe=",") if kept else "")
    mark = "&" if kept else "?"
    assert unsigned(f"{plain}{mark}expires=1&signature=ab") == unsigned(plain) == plain
