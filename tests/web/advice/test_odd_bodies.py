"""Bodies that keep the description and that nobody would send: no advice fails over one, or leaves its own schema."""

from __future__ import annotations

import math
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from tests.guards.test_answers_hold_to_schema import complaints
from tests.isolation.ask import Request, ask
from tests.support.accounts import new_account
from tests.support.apps import new_app
from tests.support.databases import Databases
from tests.support.openapi import Operation, Spec, examples_of, operations, resolve, spec_of_code

ODD = (5e-324, -0.0, 1e308, 0.1 + 0.2, 2.0**63)
DAYS = ("0001-01-01", "1970-01-01", "2024-02-29", "2026-03-29", "9999-12-31")
DEEPEST = 6

Place = tuple[str | int, ...]
ADVICE = [
    each
    for each in operations(spec_of_code())
    if each.method == "post" and each.path.startswith("/v1/advice/") and each.json_body() is not None
]


@pytest.fixture(scope="module")
def service(databases: Databases) -> tuple[Flask, str]:
    database = databases.released("sqlite")
    return new_app(database), new_account(database).key


def numbers_in(schema: Spec, place: Place = (), seen: int = 0) -> Iterator[tuple[Place, Spec]]:
    """Yield every place of a body at which a number may stand, with its schema."""
    schema = resolve(spec_of_code(), schema)
    kinds = schema.get("type") if isinstance(schema.get("type"), list) else [schema.get("type")]
    if {"number", "integer"} & set(kinds or ()):
        yield place, schema
    if seen < DEEPEST:
        for part in (part for key in ("anyOf", "oneOf", "allOf") for part in schema.get(key, ())):
            yield from numbers_in(part, place, seen + 1)
        for name, part in schema.get("properties", {}).items():
            yield from numbers_in(part, (*place, name), seen + 1)
        if "items" in schema:
            yield from numbers_in(schema["items"], (*place, 0), seen + 1)


def with_number(body: Any, place: Place, number: float) -> Any:
    """Return a body with a number at a place, whatever stood there."""
    if not place:
        return number
    step, *rest = place
    if isinstance(step, int):
        inner = body[0] if isinstance(body, list) and body else None
        return [with_number(inner, tuple(rest), number)]
    kept = body if isinstance(body, dict) else {}
    return {**kept, step: with_number(kept.get(step), tuple(rest), number)}


def ends_of(schema: Spec) -> Iterator[float]:
    """Yield the least and the greatest number that a schema takes, and their neighbours."""
    for name, inner in (("inimum", math.inf), ("aximum", -math.inf)):
        for key in (f"m{name}", f"exclusiveM{name}"):
            if key in schema:
                yield from (schema[key], math.nextafter(schema[key], inner))


def faults(service: tuple[Flask, str], operation: Operation, body: Any, *, in_full: bool = False) -> list[str]:
    """Return what is wrong with what an operation answers to a body, in brief or in full."""
    app, key = service
    query = {"include": "all"} if in_full and operation.parameters_in("query") else {}
    answer = ask(app, Request("POST", operation.path, query=query, body=body), key)
    return [f"{answer.status}"] if answer.status >= 500 else complaints(spec_of_code(), operation, answer)


@pytest.mark.parametrize("operation", ADVICE, ids=lambda operation: operation.path)
def test_every_number_may_be_odd(service: tuple[Flask, str], operation: Operation) -> None:
    media = operation.json_body() or {}
    example = examples_of(spec_of_code(), media)[0]
    found = []
    for place, schema in dict(numbers_in(media["schema"])).items():
        for number in dict.fromkeys((*ODD, *ends_of(schema))):
            body = with_number(deepcopy(example), place, number)
            found += [f"{place} = {number}: {fault}" for fault in faults(service, operation, body)]
    assert found == []


def bodies(schema: Spec, depth: int = 0) -> st.SearchStrategy[Any]:
    """Return bodies that keep a schema, of the least, the greatest and odd values."""
    schema = resolve(spec_of_code(), schema)
    for key in ("anyOf", "oneOf"):
        if key in schema:
            return st.one_of([bodies(part, depth) for part in schema[key]])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    kinds = schema["type"] if isinstance(schema.get("type"), list) else [schema.get("type", "object")]
    return st.one_of([_OF_KIND[kind](schema, depth) for kind in kinds])


def _number(schema: Spec, depth: int) -> st.SearchStrategy[Any]:
    low = schema.get("minimum", schema.get("exclusiveMinimum", -1e9))
    high = schema.get("maximum", schema.get("exclusiveMaximum", 1e9))
    ends = (low, high, math.nextafter(low, math.inf), math.nextafter(high, -math.inf), 0, 1, *ODD)
    open_ends = {schema.get("exclusiveMinimum"), schema.get("exclusiveMaximum")}
    found = [end for end in ends if low <= end <= high and end not in open_ends]
    return st.sampled_from(found) | st.floats(low, high).filter(lambda number: number not in open_ends)


def _integer(schema: Spec, depth: int) -> st.SearchStrategy[Any]:
    return st.integers(schema.get("minimum", 0), schema.get("maximum", 100))


def _text(schema: Spec, depth: int) -> st.SearchStrategy[Any]:
    if schema.get("format") == "date":
        return st.sampled_from(DAYS)
    shown = [schema["example"]] if "example" in schema else []
    return st.sampled_from([*shown, *schema.get("examples", []), "x" * max(1, schema.get("minLength", 1))])


def _list(schema: Spec, depth: int) -> st.SearchStrategy[Any]:
    unique = repr if schema.get("uniqueItems") else None
    most = min(schema.get("maxItems", 3), 3)
    return st.lists(
        bodies(schema["items"], depth + 1), min_size=schema.get("minItems", 0), max_size=most, unique_by=unique
    )


def _object(schema: Spec, depth: int) -> st.SearchStrategy[Any]:
    fields = {name: bodies(part, depth + 1) for name, part in schema.get("properties", {}).items() if depth < DEEPEST}
    needed = {name: fields.pop(name) for name in schema.get("required", ())}
    return st.fixed_dictionaries(needed, optional=fields)


_OF_KIND = {
    "number": _number,
    "integer": _integer,
    "string": _text,
    "array": _list,
    "object": _object,
    "boolean": lambda schema, depth: st.booleans(),
    "null": lambda schema, depth: st.none(),
}


@pytest.mark.parametrize("operation", ADVICE, ids=lambda operation: operation.path)
@given(data=st.data())
def test_whatever_keeps_the_description_is_answered_as_described(
    service: tuple[Flask, str], operation: Operation, data: st.DataObject
) -> None:
    body = data.draw(bodies((operation.json_body() or {})["schema"]))
    assert faults(service, operation, body, in_full=data.draw(st.booleans())) == []


@pytest.mark.parametrize("symptoms", [{}, {"pain_level": 3}, {"pain_side": "both"}])
@pytest.mark.parametrize("path", ["/v1/advice/met-pad", "/v1/advice/consultation"])
def test_feet_of_which_nothing_is_said_are_asked_for(
    service: tuple[Flask, str], path: str, symptoms: dict[str, Any]
) -> None:
    app, key = service
    facts = {"symptoms": {"pain_sites": ["mth_2"], **symptoms}}
    answers = [
        ask(app, Request("POST", path, body={**facts, **feet}), key)
        for feet in ({}, {"feet": {}}, {"feet": {"left": None, "right": None}})
    ]
    assert [answer.status for answer in answers] == [200, 200, 200]
    assert answers[0].body == answers[1].body == answers[2].body
    foot = {"foot": {"length_mm": 262, "heel_to_ball_mm": 193}, "side": "left", "sex": "male"}
    bare, beside = (ask(app, Request("POST", path, body={**foot, **feet}), key).body for feet in ({}, {"feet": {}}))
    assert bare == beside


def test_a_shoe_of_no_catalogue_is_compared_without_an_id(service: tuple[Flask, str]) -> None:
    app, key = service
    named = {"brand": "Nobody", "model": "Knows"}
    body = {"shoe": {"brand": "Nor", "model": "This"}, "compare_with": [named]}
    answer = ask(app, Request("POST", "/v1/advice/shoes/check", body=body), key)
    assert {"id": None, **named} in [each["shoe"] for each in answer.json()["compared"]]
