"""What a retirement request may hold, and that every retirement answer holds to its description."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Any

import jsonschema
import pytest

from api.advice.core.distance import Distance, speaks_miles
from api.advice.retirement.answer import RetirementAnswer
from api.advice.retirement.request import NOT_LOOKED_AT, Inspection, RetirementRequest, WornPair
from api.web.advice.retirement import EXAMPLE, REQUEST
from api.web.fields.derive import answer_schema
from tests.advice.cases import Case, each_case
from tests.advice.retirement.inputs import answered, pair_of
from tests.support.shapes import described

NOT_OF_A_REQUEST = {"runs", "first_run_on"}
"""What cases hold for the advice on a logged pair alone."""


_REQUEST_DESCRIBED = described(REQUEST)
_ANSWER_DESCRIBED = described(answer_schema(RetirementAnswer))


def as_pair(request: RetirementRequest) -> WornPair:
    """Return the pair of a request alone."""
    return WornPair(**{field.name: getattr(request, field.name) for field in fields(WornPair)})


@each_case("retirement")
def test_a_case_is_a_request_and_its_answer_holds_to_the_description(case: Case) -> None:
    given = {name: value for name, value in case.given.items() if name not in NOT_OF_A_REQUEST}
    jsonschema.validate(given, _REQUEST_DESCRIBED)
    assert as_pair(REQUEST.load(given)) == pair_of(given)
    jsonschema.validate(answered(case.given), _ANSWER_DESCRIBED)


def test_the_description_is_not_too_loose() -> None:
    answer = dict(answered(EXAMPLE))
    jsonschema.validate(answer, _ANSWER_DESCRIBED)
    for fault in (
        {"verdict": "maybe"},
        {"life_used": -0.1},
        {"cushioning_left": {"estimate": 0.5, "low": 0.4}},
        {"cushioning_left": {"estimate": 1.5, "low": 0.4, "high": 1}},
        {"limits": {**answer["limits"], "retire_by": None}},
        {"remaining": {"km": 1, "mi": 1}},
        {"ok_for": {"easy": True, "speed": None, "race": False}},
        {"forecast": {**answer["forecast"], "certainty": "quite"}},
    ):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({**answer, **fault}, _ANSWER_DESCRIBED)
    for name in answer.keys() - {"reasons", "rules"}:
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({key: value for key, value in answer.items() if key != name}, _ANSWER_DESCRIBED)


def test_null_equals_absent() -> None:
    nothing = dict.fromkeys(REQUEST.fields)
    jsonschema.validate(nothing, _REQUEST_DESCRIBED)
    assert REQUEST.load(nothing) == REQUEST.load({}) == RetirementRequest()
    assert REQUEST.load({"inspection": {}}).inspection == NOT_LOOKED_AT


def test_what_was_sent_is_handed_over() -> None:
    request = REQUEST.load({**EXAMPLE, "limit": {"mi": 400}, "inspection": {"tilts": None, "outsole_through": True}})
    assert (request.distance, request.limit) == (Distance.of(560, "km"), Distance.of(400, "mi"))
    assert request.inspection == Inspection(tilts=None, outsole_through=True)
    assert (request.feel, request.forefoot_pain, request.body_mass_kg) == ("springy", False, 72)
    assert request.as_of == date(2026, 9, 1)


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ({}, ("peba", "race")),
        ({"foam": "unknown"}, ("peba", "race")),
        ({"foam": None, "kind": None}, ("peba", "race")),
        ({"foam": "eva"}, ("eva", "race")),
        ({"kind": "trainer"}, ("peba", "trainer")),
    ],
)
def test_the_catalogue_fills_what_the_request_leaves_open(stated: dict[str, Any], expected: tuple[str, str]) -> None:
    pair = REQUEST.load(stated).completed("peba", "race")
    assert (pair.foam, pair.kind) == expected


def test_sentences_speak_the_unit_that_was_sent_first() -> None:
    km, mi = Distance.of(1, "km"), Distance.of(1, "mi")
    assert speaks_miles(mi, km) and speaks_miles(None, mi)
    assert not speaks_miles(km, mi) and not speaks_miles(None, None) and not speaks_miles(Distance(1))


@pytest.mark.parametrize(
    ("field", "value", "below"),
    [
        ("distance", {}, None),
        ("distance", {"km": 5, "mi": 3}, None),
        ("distance", {"km": 5, "mi": None}, None),
        ("distance", 5, None),
        ("distance", "5 km", None),
        ("distance", [5], None),
        ("distance", {"yards": 5}, "yards"),
        ("distance", {"km": 5, "yards": 5}, "yards"),
        ("distance", {"km": "5"}, "km"),
        ("distance", {"km": None}, "km"),
        ("distance", {"km": True}, "km"),
        ("distance", {"km": -1}, "km"),
        ("distance", {"km": 100_001}, "km"),
        ("distance", {"mi": 62_001}, "mi"),
        ("distance", {"m": 1e30}, "m"),
        ("distance", {"m": float("nan")}, "m"),
        ("weekly_distance", {"km": -1}, "km"),
        ("limit", {"km": 0}, "km"),
        ("limit", {"m": 999}, "m"),
        ("body_mass_kg", 19, None),
        ("body_mass_kg", "70", None),
        ("foam", "rubber", None),
        ("kind", "spike", None),
        ("feel", "FLAT", None),
        ("forefoot_pain", "no", None),
        ("inspection", {"tilts": 1}, "tilts"),
        ("inspection", {"leans": True}, "leans"),
        ("pairs_in_use", 0, None),
        ("pairs_in_use", 2.5, None),
        ("as_of", "1.9.2026", None),
        ("as_of", "20260901", None),
        ("as_of", "2026-W36-2", None),
        ("as_of", "2026-02-29", None),
        ("as_of", "2026-09-01T00:00:00", None),
        ("as_of", "２０２６-09-01", None),
        ("as_of", 20260901, None),
        ("shoe_id", "", None),
        ("shoe_id", "x" * 101, None),
        ("shoe_id", "a\0b", None),
        ("shoe_id", 7, None),
        ("symptoms", {"fever": "yes"}, "fever"),
        ("milage", 5, None),
    ],
)
def test_a_wrong_field_is_refused_by_name(field: str, value: Any, below: str | None) -> None:
    faults = REQUEST.validate({"feel": "springy", field: value})
    assert set(faults) == {field}
    if below is not None:
        assert set(faults[field]) == {below}
