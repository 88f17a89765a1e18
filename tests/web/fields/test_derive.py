"""A schema says what its dataclass says: limits, closed lists, descriptions, what is required and what may be null."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Annotated, Any

import pytest
from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from marshmallow import ValidationError

from api.advice.core.answer import Answer, SomeRules
from api.advice.core.describe import INTERNAL, LEFT_OUT_WHEN_NONE, Items, Length, OneOf, Range
from api.advice.core.distance import Distance
from api.rulebook.load import shipped_rulebook
from api.web.edge.response import encoder_of, plain, served
from api.web.fields.derive import answer_schema, request_schema, response_schema


@dataclass(frozen=True, slots=True)
class Inner:
    """Part of a body."""

    count: Annotated[int | None, Range(0, 5), "How many."] = None


@dataclass(frozen=True, slots=True)
class Body:
    """What is asked."""

    name: Annotated[str, Length(1, 5), "A name."]
    kind: Annotated[str | None, OneOf(("a", "b")), "Which."] = None
    kinds: Annotated[tuple[Annotated[str, OneOf(("a", "b"))], ...] | None, "Which ones."] = None
    size: Annotated[float, Range(0, 1, low_open=True)] = 0.5
    inner: Inner = Inner()
    many: Annotated[tuple[Inner, ...], Items(1, 2)] = ()
    far: Annotated[Distance | None, "How far."] = None
    day: date | None = None
    secret: Annotated[int, INTERNAL] = 7


SCHEMA = request_schema(Body)()


def refused(body: Any) -> Any:
    with pytest.raises(ValidationError) as error:
        SCHEMA.load(body)
    return error.value.messages


def test_a_body_is_read_into_its_dataclass() -> None:
    body = {"name": "x", "kinds": ["b", "b"], "inner": {"count": 3}, "many": [{}], "far": {"km": 2}}
    expected = Body("x", None, ("b",), 0.5, Inner(3), (Inner(),), Distance.of(2, "km"), date(2026, 9, 1))
    assert SCHEMA.load({**body, "day": "2026-09-01"}) == expected


def test_null_leaves_the_default() -> None:
    body = {"name": "x", "size": None, "inner": None, "kind": None, "many": None}
    assert SCHEMA.load(body) == Body("x")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"),
        ({"name": None}, "name"),
        ({"name": ""}, "name"),
        ({"name": "abcdef"}, "name"),
        ({"name": "x", "kind": "c"}, "kind"),
        ({"name": "x", "kinds": ["c"]}, "kinds"),
        ({"name": "x", "size": 0}, "size"),
        ({"name": "x", "size": 1.01}, "size"),
        ({"name": "x", "inner": {"count": 6}}, "inner"),
        ({"name": "x", "inner": {"unknown": 6}}, "inner"),
        ({"name": "x", "inner": []}, "inner"),
        ({"name": "x", "many": []}, "many"),
        ({"name": "x", "many": [{}, {}, {}]}, "many"),
        ({"name": "x", "secret": 3}, "secret"),
    ],
)
def test_what_is_out_of_limits_is_refused_by_name(body: dict[str, Any], field: str) -> None:
    assert list(refused(body)) == [field]


@dataclass(frozen=True, slots=True)
class Part:
    """Part of an answer."""

    rules: SomeRules
    far: Annotated[Distance | None, "How far."] = None
    note: Annotated[str | None, Length(1), LEFT_OUT_WHEN_NONE] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbeAnswer(Answer):
    """What is answered."""

    verdict: Annotated[str, OneOf(("yes", "no")), "Yes or no."]
    parts: Annotated[tuple[Part, ...], "All parts."] = ()
    by_name: Annotated[Mapping[str, float], "By name."]


ANSWER = ProbeAnswer(
    verdict="yes",
    indicator="info",
    summary="Yes.",
    parts=(Part(("FLAG-01",), Distance.of(1, "mi")), Part(("FLAG-02",), note="x")),
    by_name=MappingProxyType({"a": 1.5}),
    also_cites=("FLAG-01",),
)


def test_an_answer_is_served_with_its_own_fields_behind_the_actions() -> None:
    book = shipped_rulebook()
    answer = plain(served(ANSWER, book))
    assert list(answer) == [
        *("verdict", "indicator", "summary", "care", "actions", "parts", "by_name"),
        *("reasons", "missing", "conflicts", "rules", "rulebook_version", "disclaimer"),
    ]
    assert answer["parts"] == [
        {"rules": ["FLAG-01"], "far": {"km": 1.609344, "mi": 1.0, "m": 1609.344}},
        {"rules": ["FLAG-02"], "far": None, "note": "x"},
    ]
    assert answer["by_name"] == {"a": 1.5}
    assert list(answer["rules"]) == ["FLAG-01", "FLAG-12"]


def test_what_is_served_is_what_is_described() -> None:
    spec = APISpec("x", "1", "3.1.0", plugins=[MarshmallowPlugin()])
    spec.components.schema("Probe", schema=answer_schema(ProbeAnswer))
    schemas = spec.to_dict()["components"]["schemas"]
    described = schemas["Probe"]["properties"]
    assert set(described) == set(served(ANSWER, shipped_rulebook()))
    assert described["verdict"]["enum"] == ["yes", "no"] and described["verdict"]["description"] == "Yes or no."
    assert schemas["Part"]["required"] == ["far", "rules"]
    assert schemas["Part"]["properties"]["note"] == {"type": "string", "minLength": 1}
    assert "also_cites" not in described


def test_only_dataclasses_and_distances_are_written() -> None:
    with pytest.raises(TypeError):
        encoder_of(int)


def test_a_schema_is_made_once() -> None:
    assert response_schema(Part) is response_schema(Part)
