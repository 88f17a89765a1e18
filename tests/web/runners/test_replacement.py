"""What may follow a pair: it fits the runner, is for the same runs, is compared with the old one; from stock too."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient

from tests.support.logbook import a_pair, a_run, a_runner, faults_in, made
from tests.web.edge.test_errors import problem

FEET = {"sex": "male", "feet": {"left": {"length_mm": 268, "breadth_mm": 104}}}


def a_shoe_of_the_catalogue(client: FlaskClient, category: str = "road") -> dict[str, Any]:
    found = made(client.get(f"/v1/shoes?category={category}&limit=20"), 200)["items"]
    return next(shoe for shoe in found if not shoe["discontinued"])


def asked(client: FlaskClient, pair: str, status: int = 200, **query: Any) -> Any:
    return made(client.get(f"/v1/pairs/{pair}/replacement", query_string=query), status)


def test_shoes_that_fit_are_compared_with_the_old_one(client: FlaskClient) -> None:
    runner, old = a_runner(client, foot_profile=FEET), a_shoe_of_the_catalogue(client)
    pair = a_pair(client, runner, shoe_id=old["id"], starting_distance={"km": 1200})
    view = asked(client, pair, limit=10)
    assert faults_in(view, "Replacement") == []
    assert view["compared_with"] == {"shoe_id": old["id"], "name": f"{old['brand']} {old['model']}"}
    assert view["verdict"] == "retire" and view["due_on"]
    assert len(view["items"]) == 10 and old["id"] not in [each["shoe"]["id"] for each in view["items"]]
    assert view["items"][0]["alike"] >= view["items"][-1]["alike"]
    assert {each["criterion"] for each in view["items"][0]["comparisons"]} >= {"toe_box", "cushioning", "drop"}
    assert all(each["shoe"]["category"] == old["category"] for each in view["items"])
    assert all(each["size"]["label"] for each in view["items"])
    assert len(asked(client, pair)["items"]) == 5


def test_a_trail_pair_is_followed_by_trail_shoes(client: FlaskClient) -> None:
    old = a_shoe_of_the_catalogue(client, "trail")
    view = asked(client, a_pair(client, shoe_id=old["id"], size={"system": "us_men", "value": 9.5}))
    assert view["items"] and all(each["shoe"]["category"] == "trail" for each in view["items"])


def test_only_what_a_store_has_in_the_size(client: FlaskClient, other_client: FlaskClient) -> None:
    store = made(client.post("/v1/stores", json={"name": "Shop"}))["id"]
    runner, old = a_runner(client), a_shoe_of_the_catalogue(client)
    pair = a_pair(client, runner, shoe_id=old["id"], size={"system": "us_men", "value": 9.5})
    offered = asked(client, pair)["items"][0]["shoe"]
    assert asked(client, pair, store_id=store)["items"] == []
    file = f"shoe_id,size_system,size,quantity,price,currency\n{offered['id']},us_men,9.5,2,111,USD\n"
    imported = client.post(f"/v1/stores/{store}/stock/import", data=file, content_type="text/csv")
    assert imported.status_code == 200, imported.text
    view = asked(client, pair, store_id=store)
    assert [(each["shoe"]["id"], each["offer"]["price"]) for each in view["items"]] == [(offered["id"], 111)]
    problem(client.get(f"/v1/pairs/{pair}/replacement?store_id=store_0"), 404, "not_found")
    foreign = made(other_client.post("/v1/stores", json={"name": "Theirs"}))["id"]
    problem(client.get(f"/v1/pairs/{pair}/replacement?store_id={foreign}"), 404, "not_found")


def test_a_pair_of_which_nobody_said_what_it_is_is_compared_with_nothing(client: FlaskClient) -> None:
    pair = a_pair(client, description="My old ones")
    a_run(client, pair)
    view = asked(client, pair)
    assert (view["compared_with"], view["items"][0]["comparisons"]) == (None, [])
    assert view["summary"].startswith("Which shoe this pair is, is not on record, nor is it known")
    problem(client.get("/v1/pairs/pair_0/replacement"), 404, "not_found")


def test_what_nobody_measured_is_to_be_tried_on_and_comes_last(client: FlaskClient) -> None:
    guess = made(client.post("/v1/shoes", json={"brand": "Common", "model": "Guess 1", "category": "road"}))["id"]
    old = a_shoe_of_the_catalogue(client)
    pair = a_pair(client, a_runner(client, foot_profile=FEET), shoe_id=old["id"])
    items = asked(client, pair, limit=20)["items"]
    store = made(client.post("/v1/stores", json={"name": "Shop"}))["id"]
    fits = items[0]["size"]
    line = {"size_system": "us_men", "size": fits["us_men"], "width": fits["width_class"], "quantity": 2}
    lines = [{"shoe_id": shoe_id, **line} for shoe_id in (guess, items[0]["shoe"]["id"])]
    made(client.post(f"/v1/stores/{store}/stock/import", json={"lines": lines}), 200)
    view = asked(client, pair, store_id=store)
    assert [(each["shoe"]["id"], each["measured"]) for each in view["items"]] == [
        (items[0]["shoe"]["id"], True),
        (guess, False),
    ]
    assert all(each["measured"] for each in items[:5])


def test_of_a_runner_of_whom_nothing_is_known_no_shoe_is_said_to_fit(client: FlaskClient) -> None:
    old = a_shoe_of_the_catalogue(client)
    view = asked(client, a_pair(client, a_runner(client), shoe_id=old["id"], starting_distance={"km": 1200}))
    assert view["summary"].startswith("This pair is due. Whether one of these shoes suits you is not known")
    assert not any(each["measured"] for each in view["items"])


def test_the_successor_is_the_first_to_be_tried(client: FlaskClient) -> None:
    runner = a_runner(client, foot_profile={"sex": "male", "feet": {"left": {"length_mm": 262, "breadth_mm": 105}}})
    view = asked(client, a_pair(client, runner, shoe_id="hoka-bondi-8", starting_distance={"km": 900}))
    assert (view["items"][0]["shoe"]["id"], view["items"][0]["successor"]) == ("hoka-bondi-9", True)
    assert {each["likeness"] for each in view["items"][0]["comparisons"]} >= {"alike", "different"}
