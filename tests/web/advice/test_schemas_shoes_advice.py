"""What a shoes request may hold, and that every shoes answer holds to its description."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from marshmallow import ValidationError

from api.advice.foot.feet import Feet, Foot, StatedSize
from api.advice.shoes.advise import advise, prepare
from api.advice.shoes.answer import ShoeCheckAnswer, ShoesAnswer
from api.advice.shoes.request import ShoesAdviceRequest
from api.advice.triage.request import Symptoms
from api.rulebook.load import shipped_rulebook
from api.web.advice.shoes import EXAMPLE, REQUEST
from api.web.catalogue.shoe_examples import SHOE_CARD
from api.web.fields.derive import answer_schema
from api.web.fields.feet import LENGTH_MM, SIZE_RANGES
from tests.advice.cases import Case, each_case
from tests.advice.shoes.inputs import CAST, answer_of, candidates_of
from tests.advice.shoes.inputs import request_of as request_of_case
from tests.support.served import shown
from tests.support.shapes import described

BOOK = shipped_rulebook()
OF_A_STORE = {"stock", "said_of", "counts_said"}
NOT_OF_A_REQUEST = OF_A_STORE | {"shelf", "both_feet"}


_REQUEST_DESCRIBED = described(REQUEST)
_ANSWER_DESCRIBED = described(answer_schema(ShoesAnswer))
_CHECK_DESCRIBED = described(answer_schema(ShoeCheckAnswer))


def request_of(case: Case) -> dict[str, Any]:
    """Return a golden case as a request would carry it."""
    given = {name: value for name, value in case.given.items() if name not in NOT_OF_A_REQUEST}
    if "both_feet" in case.given:
        given["feet"] = {"left": case.given["both_feet"], "right": case.given["both_feet"]}
    return given


def with_cards(given: dict[str, Any]) -> Any:
    """Return the candidates of a case, its shoes served as cards."""
    shoes = [CAST[entry] if isinstance(entry, str) else CAST[entry["like"]] for entry in given["shelf"]]
    return prepare(((shoe, {**SHOE_CARD, "id": shoe.id}) for shoe in shoes), BOOK)


def _check_is_described(case: Case) -> None:
    answer = answer_of(case.given, BOOK)
    jsonschema.validate({**answer, "shoe": answer["shoe"] and SHOE_CARD}, _CHECK_DESCRIBED)


@each_case("shoes")
def test_a_case_is_a_request_and_its_answer_holds_to_the_description(case: Case) -> None:
    given = request_of(case)
    if "refused" in str(case.expect) or given.get("brands") == []:
        return
    if "check" in given:
        _check_is_described(case)
        return
    jsonschema.validate(given, _REQUEST_DESCRIBED)
    sent = {name: value for name, value in case.given.items() if name not in OF_A_STORE}
    assert REQUEST.load(given) == request_of_case(sent)
    answer = shown(advise(request_of_case(case.given), with_cards(dict(case.given)), BOOK), BOOK)
    jsonschema.validate(answer, _ANSWER_DESCRIBED)


@each_case("sizes")
def test_feet_and_sizes_are_read_as_they_were_sent(case: Case) -> None:
    assert REQUEST.load(request_of(case)) == request_of_case(case.given)


def test_the_description_of_an_answer_is_not_too_loose() -> None:
    candidates = prepare(((shoe, {**SHOE_CARD, "id": shoe.id}) for shoe in CAST.values()), BOOK)
    answer = shown(advise(REQUEST.load(EXAMPLE), candidates, BOOK), BOOK)
    jsonschema.validate(answer, _ANSWER_DESCRIBED)
    first = answer["recommendations"][0]
    for fault in (
        {"verdict": "self_care"},
        {"fit": {**answer["fit"], "width_class": "broad"}},
        {"fit": {name: value for name, value in answer["fit"].items() if name != "size"}},
        {"recommendations": [{**first, "score": 101}]},
        {"recommendations": [{**first, "score": 70.5}]},
        {"recommendations": [{**first, "size": None}]},
        {"recommendations": [{**first, "criteria": [{**first["criteria"][0], "verdict": "excellent"}]}]},
        {"recommendations": [{**first, "criteria": [{**first["criteria"][0], "value": True}]}]},
        {"recommendations": [{**first, "criteria": [{**first["criteria"][0], "rules": []}]}]},
        {"excluded": {"count": -1, "by_reason": []}},
        {"excluded": {"count": 1, "by_reason": [{**answer["excluded"]["by_reason"][0], "reason": "ugly"}]}},
        {"relax": [{"change": "feet", "gains": 1, "text": "x", "rules": ["FIT-18"]}]},
        {"relax": [{"change": "use", "gains": 0, "text": "x", "rules": ["FIT-18"]}]},
    ):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({**answer, **fault}, _ANSWER_DESCRIBED)
    for name in answer.keys() - {"reasons", "rules"}:
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({key: value for key, value in answer.items() if key != name}, _ANSWER_DESCRIBED)


def test_null_equals_absent() -> None:
    nothing = dict.fromkeys(REQUEST.fields)
    jsonschema.validate(nothing, _REQUEST_DESCRIBED)
    assert REQUEST.load(nothing) == REQUEST.load({}) == ShoesAdviceRequest()
    empty = {"feet": {"left": dict.fromkeys(("length_mm", "arch", "bunion")), "right": None}}
    assert REQUEST.load(empty).feet == Feet(left=Foot())


def test_what_was_sent_is_handed_over() -> None:
    body = {
        "feet": {"right": {"length_mm": 262, "heel_to_ball_mm": 194.5, "breadth_mm": 101, "arch": "high"}},
        "sex": "female",
        "size": {"system": "eu", "value": 42.67, "width": "2E"},
        "use": "trail",
        "in_recovery": True,
        "minimalist_experience": "established",
        "max_price": 150,
        "brands": ["HOKA", "Altra"],
        "store_id": "str_1",
        "limit": 50,
        "symptoms": {"pain_sites": ["mth_2"]},
    }
    jsonschema.validate(body, _REQUEST_DESCRIBED)
    assert REQUEST.load(body) == ShoesAdviceRequest(
        feet=Feet(right=Foot(262, 194.5, 101, "high")),
        sex="female",
        size=StatedSize("eu", 42.67, "2E"),
        use="trail",
        in_recovery=True,
        minimalist_experience="established",
        max_price=150,
        brands=("HOKA", "Altra"),
        store_id="str_1",
        limit=50,
        symptoms=Symptoms(pain_sites=("mth_2",)),
    )


def foot(**facts: Any) -> dict[str, Any]:
    return {"feet": {"left": facts}}


@pytest.mark.parametrize(
    ("body", "path", "says"),
    [
        (foot(length_mm=90), "feet.left.length_mm", "90 mm is no length of a foot we can fit: it must be 150 to 350"),
        (foot(length_mm=400), "feet.left.length_mm", "400 mm is no length of a foot"),
        (foot(length_mm=-5), "feet.left.length_mm", "-5 mm is no length of a foot"),
        (foot(length_mm=149.9), "feet.left.length_mm", "149.9 mm"),
        (foot(length_mm=350.1), "feet.left.length_mm", "350.1 mm"),
        (foot(length_mm="262"), "feet.left.length_mm", "Must be a number."),
        (foot(length_mm=float("nan")), "feet.left.length_mm", "Must be a finite number."),
        (foot(length_mm=1e400), "feet.left.length_mm", "Must be a finite number."),
        (foot(length_mm=True), "feet.left.length_mm", "Must be a number."),
        (foot(heel_to_ball_mm=99), "feet.left.heel_to_ball_mm", "99 mm is no heel-to-ball length"),
        (foot(heel_to_ball_mm=281), "feet.left.heel_to_ball_mm", "281 mm"),
        (foot(breadth_mm=49), "feet.left.breadth_mm", "49 mm is no breadth of a foot"),
        (foot(breadth_mm=161), "feet.left.breadth_mm", "161 mm"),
        (foot(length_mm=155, breadth_mm=155), "feet.left.breadth_mm", "broader than the foot is long"),
        (foot(arch="flat"), "feet.left.arch", "Must be one of: low, normal, high."),
        (foot(bunion="yes"), "feet.left.bunion", "Must be true or false."),
        (foot(toes=5), "feet.left.toes", "Unknown field."),
        ({"feet": {"middle": {}}}, "feet.middle", "Unknown field."),
        ({"feet": []}, "feet", "Must be an object with fields such as left, right"),
        ({"feet": {"left": 262}}, "feet.left", "Must be an object with fields such as length_mm"),
        ({"size": {"system": "eu", "value": 9}}, "size.value", "9 is no EU size we can fit: it must be 25 to 56."),
        ({"size": {"system": "us_men", "value": 42}}, "size.value", "42 is no US men's size"),
        ({"size": {"system": "mondopoint", "value": 27}}, "size.value", "27 cm is 270"),
        ({"size": {"system": "us_men", "value": 0.5}}, "size.value", "Must be greater than or equal to 1"),
        ({"size": {"system": "jp", "value": 27}}, "size.system", "Must be one of"),
        ({"size": {"system": "eu"}}, "size.value", "Missing data for required field."),
        ({"size": {"value": 42}}, "size.system", "Missing data for required field."),
        ({"size": {"system": "eu", "value": 42, "width": "E"}}, "size.width", "Must be one of"),
        ({"size": {"system": "eu", "value": None}}, "size.value", "Field may not be null."),
        ({"size": {"system": "eu", "value": "42 1/4"}}, "size.value", 'a text such as "42 2/3"'),
        ({"size": {"system": "us_men", "value": 10.25}}, "size.value", "sizes go in halves"),
        ({"size": {"system": "mondopoint", "value": 24.5}}, "size.value", "24.5 cm is 245"),
        ({"size": {"system": "eu", "value": "42"}}, "size.value", "Must be a number"),
        ({"size": {"system": "us_men", "value": "42 2/3"}}, "size.value", "42.67 is no US men's size"),
        ({"sex": "m"}, "sex", "Must be one of: male, female."),
        ({"use": "track"}, "use", "Must be one of"),
        ({"max_price": 0}, "max_price", "Must be greater than 0"),
        ({"max_price": -1}, "max_price", "Must be greater than 0"),
        ({"brands": "HOKA"}, "brands", 'Must be a list such as ["..."].'),
        ({"brands": [""]}, "brands.0", "Length must be between 1 and"),
        ({"brands": ["x"] * 51}, "brands", "Must have at most 50 items."),
        ({"limit": 0}, "limit", "Must be greater than or equal to 1"),
        ({"limit": 51}, "limit", "less than or equal to 50"),
        ({"limit": 2.5}, "limit", "Must be a whole number."),
        ({"store_id": ""}, "store_id", "Length must be between 1 and"),
        ({"symptoms": {"pain_level": 11}}, "symptoms.pain_level", "10"),
        ({"foot": {}}, "foot", "Unknown field."),
    ],
)  # fmt: skip
def test_what_no_person_has_is_refused_where_it_stands(body: dict[str, Any], path: str, says: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        REQUEST.load(body)
    found: Any = refusal.value.messages
    for step in path.split("."):
        found = found[int(step) if step.isdigit() else step]
    assert says in found[0]


@pytest.mark.parametrize("length", LENGTH_MM)
def test_the_ends_of_the_range_are_accepted(length: float) -> None:
    assert REQUEST.load(foot(length_mm=length)).feet == Feet(left=Foot(length))


@pytest.mark.parametrize(("system", "value"), [(name, end) for name, ends in SIZE_RANGES.items() for end in ends])
def test_the_ends_of_each_size_system_are_accepted(system: str, value: float) -> None:
    body = {"size": {"system": system, "value": value}}
    assert REQUEST.load(body).size == StatedSize(system, value)


@pytest.mark.parametrize(
    ("sent", "read"),
    [("42 2/3", 42.67), ("43⅓", 43.33), ("37 1/2", 37.5), ("38,5", 38.5), (42.67, 42.67), (42.5, 42.5)],
)
def test_a_size_is_read_as_its_box_shows_it(sent: str | float, read: float) -> None:
    body = {"size": {"system": "eu", "value": sent}}
    jsonschema.validate(body, _REQUEST_DESCRIBED)
    assert REQUEST.load(body).size == StatedSize("eu", read)


def test_several_faults_are_named_at_once() -> None:
    with pytest.raises(ValidationError) as refusal:
        REQUEST.load({"feet": {"left": {"length_mm": 90, "arch": "flat"}, "right": {"length_mm": 400}}, "use": "no"})
    messages: Any = refusal.value.messages
    assert set(messages) == {"feet", "use"}
    assert set(messages["feet"]) == {"left", "right"}
    assert set(messages["feet"]["left"]) == {"length_mm", "arch"}


def test_the_example_finds_shoes() -> None:
    answer = advise(REQUEST.load(EXAMPLE), candidates_of({"shelf": ["sold_wide", "plain"]}, BOOK), BOOK)
    assert answer.verdict == "recommended"
