"""How shoes fitted: kept by account and store without a person, shown in advice, counted only where that is wanted."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.web.shop.test_stores import NOWHERE, add, put, row

SHOE = "hoka-clifton-10"
PERSON = {"sex": "male", "size": {"system": "us_men", "value": 9.5}, "symptoms": {"pain_level": 0}}


@pytest.fixture
def store(client: FlaskClient) -> str:
    """A store with one shoe on the shelf."""
    made = add(client)["id"]
    put(client, made, row(shoe_id=SHOE, size=9.5, size_system="us_men", width=None, quantity=3))
    return str(made)


def say(client: FlaskClient, store: str, outcome: str, count: int = 1, **changed: Any) -> Any:
    body = {"shoe_id": SHOE, "size": {"system": "us_men", "value": 9.5}, "outcome": outcome, "count": count}
    return client.post(f"/v1/stores/{store}/fit-feedback", json={**body, **changed})


def advised(client: FlaskClient, store: str) -> dict[str, Any]:
    answer = client.post("/v1/advice/shoes", json={**PERSON, "store_id": store})
    assert answer.status_code == 200
    (found,) = answer.json["recommendations"]
    return dict(found)


def test_pairs_are_counted_by_shoe_size_and_width(client: FlaskClient, store: str) -> None:
    assert say(client, store, "bought", 12).json["bought"] == 12
    say(client, store, "too_narrow", 3)
    line = say(client, store, "too_narrow").json
    wide = say(client, store, "fits", size={"system": "us_men", "value": 9.5, "width": "2E"}).json
    assert (line["bought"], line["too_narrow"], line["width_class"]) == (12, 4, None)
    assert (wide["fits"], wide["width_class"]) == (1, "wide")
    assert client.get(f"/v1/stores/{store}/fit-feedback").json["items"] == [line, wide]
    first = client.get(f"/v1/stores/{store}/fit-feedback?limit=1").json
    rest = client.get(f"/v1/stores/{store}/fit-feedback?limit=1&cursor={first['next_cursor']}").json
    assert [*first["items"], *rest["items"]] == [line, wide]
    assert rest["next_cursor"] is None


def test_a_call_that_comes_again_is_counted_once(client: FlaskClient, store: str) -> None:
    body = {"shoe_id": SHOE, "size": {"system": "eu", "value": 43}, "outcome": "returned"}
    for _ in range(2):
        answer = client.post(
            f"/v1/stores/{store}/fit-feedback", json=body, headers={"Idempotency-Key": "receipt-17-line-0001"}
        )
        assert answer.json["returned"] == 1


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"shoe_id": "no-such-shoe"}, "/shoe_id"),
        ({"outcome": "liked"}, "/outcome"),
        ({"count": 0}, "/count"),
        ({"size": {"system": "us_men", "value": 99}}, "/size/value"),
        ({"size": {"system": "eu", "value": 43, "width": "D"}}, "/size/width"),
        ({"customer": "Ann"}, "/customer"),
    ],
)
def test_what_makes_no_sense_or_names_a_person_is_refused(
    client: FlaskClient, store: str, changed: dict[str, Any], pointer: str
) -> None:
    answer = say(client, store, **{"outcome": "fits", **changed})
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, pointer)
    assert client.get(f"/v1/stores/{store}/fit-feedback").json["items"] == []


def test_counts_are_shown_with_the_shoe_and_count_only_where_the_store_says_so(client: FlaskClient, store: str) -> None:
    before = advised(client, store)
    assert "fit_feedback" not in before
    elsewhere = add(client, name="Second")["id"]
    say(client, store, "too_narrow", 15)
    say(client, elsewhere, "too_narrow", 5)
    found = advised(client, store)
    assert (found["score"], found["fit_feedback"]["counts"]["too_narrow"]) == (before["score"], 20)
    assert found["fit_feedback"]["points"] is None
    check = client.post("/v1/advice/shoes/check", json={**PERSON, "store_id": store, "shoe": {"id": SHOE}}).json
    assert check["fit_feedback"] == found["fit_feedback"]
    assert client.patch(f"/v1/stores/{store}", json={"fit_evidence": True}).json["fit_evidence"] is True
    counted = advised(client, store)
    assert counted["fit_feedback"]["points"] == -5.3
    assert counted["score"] in (before["score"] - 5, before["score"] - 6)
    consulted = client.post("/v1/advice/consultation", json={**PERSON, "use": "road", "store_id": store}).json
    (shoe,) = consulted["shoes"]["recommendations"]
    assert shoe["fit_feedback"]["points"] == -5.3
    assert client.patch(f"/v1/stores/{store}", json={"name": "Renamed"}).json["fit_evidence"] is True


def test_counts_are_erased_by_shoe_at_once_and_with_their_store(client: FlaskClient, store: str) -> None:
    say(client, store, "fits")
    say(client, store, "fits", shoe_id="brooks-ghost-17")
    assert client.delete(f"/v1/stores/{store}/fit-feedback?shoe_id={SHOE}").status_code == 204
    (left,) = client.get(f"/v1/stores/{store}/fit-feedback").json["items"]
    assert left["shoe_id"] == "brooks-ghost-17"
    assert client.delete(f"/v1/stores/{store}/fit-feedback").status_code == 204
    assert client.get(f"/v1/stores/{store}/fit-feedback").json["items"] == []
    say(client, store, "fits")
    assert client.delete(f"/v1/stores/{store}").status_code == 204
    second = add(client)["id"]
    put(client, second, row(shoe_id=SHOE, size=9.5, size_system="us_men", width=None, quantity=3))
    assert "fit_feedback" not in advised(client, second)


def test_another_account_neither_sees_nor_changes_them(
    client: FlaskClient, other_client: FlaskClient, store: str
) -> None:
    say(client, store, "too_short", 9)
    for place in (store, NOWHERE):
        path = f"/v1/stores/{place}/fit-feedback"
        assert other_client.get(path).status_code == 404
        assert say(other_client, place, "fits").status_code == 404
        assert other_client.delete(path).status_code == 404
    theirs = add(other_client)["id"]
    put(other_client, theirs, row(shoe_id=SHOE, size=9.5, size_system="us_men", width=None, quantity=3))
    assert "fit_feedback" not in advised(other_client, theirs)
    assert client.get(f"/v1/stores/{store}/fit-feedback").json["items"][0]["too_short"] == 9
