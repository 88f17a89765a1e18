"""POST /v1/advice/met-pad and its adjustment over HTTP: the contract, both feet, refusals by name, addresses."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from api.web.advice.met_pad import ADJUSTMENT_EXAMPLE, EXAMPLE
from api.web.edge.signed_addresses import unsigned

pytestmark = pytest.mark.http_alone

PATH = "/v1/advice/met-pad"
ADJUSTMENT = f"{PATH}/adjustment"


def advice(client: FlaskClient, body: dict[str, Any], path: str = PATH) -> dict[str, Any]:
    answer = client.post(path, query_string={"include": "all"}, json=body)
    assert answer.status_code == 200, answer.json
    return answer.json  # type: ignore[no-any-return]


def refused(client: FlaskClient, body: dict[str, Any], path: str = PATH) -> dict[str, str]:
    answer = client.post(path, query_string={"include": "all"}, json=body)
    assert answer.status_code == 422, answer.json
    assert answer.content_type == "application/problem+json"
    return {error["pointer"]: error["detail"] for error in answer.json["errors"]}  # type: ignore[index]


def test_a_measured_foot_gets_its_pad(client: FlaskClient) -> None:
    answer = advice(client, EXAMPLE)
    assert answer["verdict"] == "place_pad"
    assert answer["placement"]["front_edge_from_heel_mm"]["target"] == 190
    assert answer["placement"]["behind_ball_mm"] == {"target": 5, "low": 0, "high": 10.6}
    assert answer["placement"] == answer["placements"][0]
    assert answer["pad"] == answer["placement"]["pad"]
    assert set(answer["placement"]["rules_by_figure"]["front_edge_from_heel_mm"]) <= answer["rules"].keys()


def test_nothing_known_is_answered_with_questions(client: FlaskClient) -> None:
    answer = advice(client, {})
    assert answer["verdict"] == "not_needed"
    assert answer["placement"] is answer["diagram_url"] is answer["template_url"] is None
    assert [entry["field"] for entry in answer["missing"]] == ["symptoms.pain_level", "symptoms.pain_sites"]


def test_pain_alone_is_answered_with_questions(client: FlaskClient) -> None:
    answer = advice(client, {"symptoms": {"pain_level": 3}})
    assert answer["verdict"] == "place_pad"
    asked = [entry["field"] for entry in answer["missing"]]
    assert asked[0] == "symptoms.diabetes" and {"foot.length_mm", "side", "symptoms.pain_sites"} <= set(asked)


def test_null_everywhere_is_not_known(client: FlaskClient) -> None:
    nothing = dict.fromkeys(("foot", "side", "feet", "sex", "size", "insole", "chronic", "use", "symptoms"))
    assert advice(client, nothing) == advice(client, {})


def test_both_feet_get_a_placement_and_pictures_each(client: FlaskClient) -> None:
    feet = {"left": {"length_mm": 262.5}, "right": {"length_mm": 266, "heel_to_ball_mm": 198}}
    answer = advice(client, {"feet": feet, "symptoms": {"pain_side": "right", "pain_sites": ["mth_2"]}})
    assert [placed["side"] for placed in answer["placements"]] == ["right", "left"]
    assert [placed["behind_ball_mm"]["target"] for placed in answer["placements"]] == [5, 7]
    addresses = [placed["diagram_url"] for placed in answer["placements"]]
    assert len(set(addresses)) == 2 and answer["diagram_url"] == addresses[0]


def test_the_addresses_of_the_pictures_hold_the_facts_and_work(client: FlaskClient) -> None:
    answer = advice(client, EXAMPLE)
    facts = parse_qs(urlsplit(unsigned(answer["template_url"])).query)
    assert facts == {
        "length_mm": ["262.5"],
        "heel_to_ball_mm": ["195"],
        "breadth_mm": ["100"],
        "sex": ["male"],
        "pain_sites": ["mth_2,mth_3"],
        "insole": ["flat"],
        "chronic": ["false"],
        "use": ["road"],
        "side": ["left"],
        "behind_ball_mm": ["5"],
    }
    drawn, printed = client.get(answer["diagram_url"]), client.get(answer["template_url"])
    assert (drawn.status_code, drawn.content_type) == (200, "image/svg+xml; charset=utf-8")
    assert (printed.status_code, printed.content_type) == (200, "application/pdf")
    image = client.get(answer["diagram_url"].replace(".svg", ".png") + "&width_px=300")
    assert (image.status_code, image.content_type) == (200, "image/png")
    assert int.from_bytes(image.data[16:20], "big") == 300
    assert client.get(answer["diagram_url"].replace(".svg", ".png") + "&width_px=2001").status_code == 422


def test_a_foot_placed_by_its_size_is_drawn_by_its_size(client: FlaskClient) -> None:
    body = {"size": {"system": "eu", "value": 42.5}, "side": "right", "symptoms": {"pain_sites": ["web_3_4"]}}
    answer = advice(client, body)
    assert "size_system=eu&size_value=42.5" in answer["diagram_url"]
    assert client.get(answer["diagram_url"]).status_code == 200


def test_without_a_side_nothing_is_drawn(client: FlaskClient) -> None:
    answer = advice(client, {"foot": {"length_mm": 262}, "symptoms": {"pain_sites": ["mth_2"]}})
    assert answer["placement"]["side"] is answer["diagram_url"] is answer["placement"]["template_url"] is None


def test_where_no_pad_is_fitted_nothing_is_drawn(client: FlaskClient) -> None:
    answer = advice(client, {**EXAMPLE, "symptoms": {"diabetes": True, "pain_sites": ["mth_2"]}})
    assert answer["verdict"] == "see_professional_first"
    assert answer["placement"] is answer["diagram_url"] is answer["template_url"] is None
    assert answer["placements"] == []


def test_an_emergency_shows_nothing_but_care(client: FlaskClient) -> None:
    answer = advice(client, {**EXAMPLE, "symptoms": {"sudden_numb_foot": True}})
    assert (answer["verdict"], answer["indicator"]) == ("see_professional_first", "critical")
    assert answer["care"]["level"] == "emergency"
    assert answer["placement"] is answer["pad"] is answer["wear"] is answer["insole"] is None


@pytest.mark.parametrize(
    ("body", "pointer", "says"),
    [
        ({"foot": {"length_mm": 250, "heel_to_ball_mm": 260}}, "/foot/heel_to_ball_mm", "measure both again"),
        ({"foot": {"length_mm": 90}}, "/foot/length_mm", "another unit"),
        ({"foot": {"length_mm": 26.25}}, "/foot/length_mm", "another unit"),
        ({"foot": {"length_mm": -250}}, "/foot/length_mm", "another unit"),
        ({"foot": {"length_mm": "250"}}, "/foot/length_mm", "number"),
        ({"foot": {"length_mm": True}}, "/foot/length_mm", "number"),
        ({"foot": [], "side": "left"}, "/foot", "object"),
        ({"foot": {"lenght_mm": 250}}, "/foot/lenght_mm", "Unknown"),
        ({"foott": {}}, "/foott", "Unknown"),
        ({"side": "both"}, "/side", "Must be one of"),
        ({"side": "left", "symptoms": {"pain_side": "right"}}, "/side", "Name one side"),
        ({"side": "left", "feet": {"right": {"length_mm": 250}}}, "/side", "Name one side"),
        ({"foot": {"length_mm": 250}, "feet": {"right": {"length_mm": 250}}}, "/feet", "not both"),
        ({"feet": {"left": {"length_mm": 250, "heel_to_ball_mm": 160}}}, "/feet/left/heel_to_ball_mm", "measure"),
        ({"insole": "soft"}, "/insole", "Must be one of"),
        ({"chronic": "yes"}, "/chronic", "true or false"),
        ({"symptoms": {"pain_sites": ["mth_6"]}}, "/symptoms/pain_sites/0", "Must be one of"),
        ({"size": {"system": "us_men", "value": 42}}, "/size/value", "another system"),
    ],
    ids=str,
)
def test_what_cannot_be_is_refused_by_name(client: FlaskClient, body: dict[str, Any], pointer: str, says: str) -> None:
    errors = refused(client, body)
    assert pointer in errors, errors
    assert says in errors[pointer]


def test_the_same_question_is_answered_alike_to_the_byte(client: FlaskClient) -> None:
    assert (
        client.post(PATH, query_string={"include": "all"}, json=EXAMPLE).data
        == client.post(PATH, query_string={"include": "all"}, json=EXAMPLE).data
    )


def test_an_adjustment_moves_the_placement_that_was_sent(client: FlaskClient) -> None:
    answer = advice(client, ADJUSTMENT_EXAMPLE, ADJUSTMENT)
    assert (answer["verdict"], answer["move_mm"]) == ("move_forward", 2.5)
    assert answer["placement"]["behind_ball_mm"]["target"] == 2.5
    assert answer["placement"]["front_edge_from_heel_mm"]["target"] == 192.5
    assert answer["placement"].keys() == ADJUSTMENT_EXAMPLE["placement"].keys()


def test_of_a_placement_that_comes_back_other_fields_are_not_read(client: FlaskClient) -> None:
    more = {**ADJUSTMENT_EXAMPLE["placement"], "pad": {"kind": "foam"}, "invented": [1, {"deep": None}]}
    plain, told = (
        advice(client, {**ADJUSTMENT_EXAMPLE, "placement": placement}, ADJUSTMENT)
        for placement in (ADJUSTMENT_EXAMPLE["placement"], more)
    )
    assert plain == told


def test_a_whole_walk_by_sending_back_what_was_answered(client: FlaskClient) -> None:
    placed = advice(client, EXAMPLE)["placement"]
    tried: list[dict[str, Any]] = []
    seen = []
    for _ in range(9):
        body = {"placement": placed, "feel": "same", "days_tried": 3, "tried": tried}
        answer = advice(client, body, ADJUSTMENT)
        seen.append(answer["verdict"])
        if answer["ends"]:
            break
        placed, tried = answer["placement"], answer["tried"]
        assert f"behind_ball_mm={placed['behind_ball_mm']['target']:g}" in placed["diagram_url"]
        assert client.get(placed["template_url"]).status_code == 200
    assert seen == ["move_forward", "move_forward", "combine", "see_professional_first"]


def _known(value: Any) -> Any:
    """Return an object without what is null in it."""
    return {name: part for name, part in value.items() if part is not None} if isinstance(value, dict) else value


def test_every_placement_of_an_answer_can_be_sent_back(client: FlaskClient) -> None:
    for sites in (["mth_1"], ["mth_5"], ["web_3_4"], ["mth_2"]):
        for foot in ({"length_mm": 250}, {"length_mm": 262.5, "heel_to_ball_mm": 195}):
            body = {"foot": foot, "side": "right", "symptoms": {"pain_sites": sites}}
            placed = advice(client, body)["placement"]
            answer = advice(client, {"placement": placed, "feel": "better", "days_tried": 3}, ADJUSTMENT)
            assert answer["verdict"] == "keep"
            assert answer["placement"] == {name: _known(placed[name]) for name in answer["placement"]}
            again = advice(client, {"placement": answer["placement"], "feel": "better", "days_tried": 3}, ADJUSTMENT)
            assert again["placement"] == answer["placement"]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"placement": None}, "/placement"),
        ({"placement": {}}, "/placement/behind_ball_mm"),
        ({"placement": {"behind_ball_mm": {}}}, "/placement/behind_ball_mm/target"),
        ({"placement": {"behind_ball_mm": {"target": 100}}}, "/placement/behind_ball_mm/target"),
        ({"placement": {"behind_ball_mm": {"target": 5}, "free_head": "mth_9"}}, "/placement/free_head"),
        ({"pain_free_days": -1}, "/pain_free_days"),
        ({"placement": ADJUSTMENT_EXAMPLE["placement"], "foo": 1}, "/foo"),
        ({"feel": "odd"}, "/feel"),
        ({"feel": None}, "/feel"),
        ({"days_tried": -1}, "/days_tried"),
        ({"days_tried": 1.5}, "/days_tried"),
        ({"tried": [{}]}, "/tried/0/feel"),
        ({"tried": [{"behind_ball_mm": 5, "feel": "same", "advised": "dance"}]}, "/tried/0/advised"),
        ({"tried": [{"behind_ball_mm": 5, "feel": "same"}] * 51}, "/tried"),
    ],
    ids=str,
)
def test_an_adjustment_that_cannot_be_is_refused_by_name(
    client: FlaskClient, change: dict[str, Any], pointer: str
) -> None:
    assert pointer in refused(client, {**ADJUSTMENT_EXAMPLE, **change}, ADJUSTMENT)


def test_no_key_no_pad(anonymous: FlaskClient) -> None:
    for path in (PATH, ADJUSTMENT):
        assert anonymous.post(path, json={}).status_code == 401
    for name in ("diagram.svg", "diagram.png", "template.pdf"):
        assert anonymous.get(f"{PATH}/{name}?side=left&length_mm=250").status_code == 401


def test_a_moved_pad_is_drawn_also_without_the_facts_of_its_picture(client: FlaskClient) -> None:
    placed = {name: value for name, value in advice(client, EXAMPLE)["placement"].items() if name != "drawn_from"}
    moved = advice(client, {"placement": placed, "feel": "same", "days_tried": 3}, ADJUSTMENT)["placement"]
    before = unsigned(placed["diagram_url"])
    assert unsigned(moved["diagram_url"]) == before.replace("behind_ball_mm=5", "behind_ball_mm=2.5")
    assert client.get(moved["diagram_url"]).status_code == 200
    other = {**placed, "diagram_url": "https://elsewhere.example/x?side=left"}
    assert "diagram_url" not in advice(client, {"placement": other, "feel": "same"}, ADJUSTMENT)["placement"]
