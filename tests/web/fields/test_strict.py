"""The strict field types: each input has one spelling, a range or a greatest length, and the description says so."""

from __future__ import annotations

import math
from typing import Any

import pytest
from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError, fields, validate

from api.web.fields.strict import (
    NO_NUL,
    RequestSchema,
    ResponseSchema,
    StrictBoolean,
    StrictChoice,
    StrictInteger,
    StrictList,
    StrictNumber,
    StrictString,
)

FIELDS: dict[str, fields.Field[Any]] = {
    "boolean": StrictBoolean(),
    "integer": StrictInteger(low=-1, high=10),
    "even": StrictInteger(low=0, high=10, validate=lambda number: number % 2 == 0 or _fail()),
    "number": StrictNumber(low=0, high=10),
    "open": StrictNumber(low=0, high=1, low_open=True, high_open=True),
    "string": StrictString(min_length=1, max_length=3),
    "letters": StrictString(max_length=3, validate=validate.Regexp("^[a-z]*$")),
    "choice": StrictChoice(("left", "right")),
    "list": StrictList(StrictChoice(("a", "b")), min_length=1, max_length=2),
    "free_list": StrictList(StrictInteger(low=0, high=1), max_length=2),
}


def _fail() -> None:
    raise ValidationError("odd")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("boolean", True),
        ("boolean", False),
        ("integer", -1),
        ("integer", 10),
        ("even", 4),
        ("number", 0),
        ("number", 10.0),
        ("number", 2.5),
        ("open", 0.001),
        ("string", "abc"),
        ("string", "ß🦶é"),
        ("letters", "abc"),
        ("letters", ""),
        ("choice", "left"),
        ("list", ["a"]),
        ("list", ["a", "a"]),
        ("free_list", []),
    ],
)
def test_what_is_right_passes_unchanged(name: str, value: Any) -> None:
    loaded = FIELDS[name].deserialize(value)
    assert loaded == value and isinstance(loaded, (bool, int, float, str, list))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("boolean", value) for value in ("true", "yes", "1", 1, 0, 1.0, None, [], {})),
        *(("integer", value) for value in ("5", True, False, 5.5, None, [5], -2, 11, 11.0, 1e300, 10**40)),
        *(("even", value) for value in (3, 12)),
        *(("number", value) for value in ("5", True, None, [5], -0.001, 10.001, 10**400)),
        *(("number", value) for value in (float("nan"), float("inf"), float("-inf"))),
        *(("open", value) for value in (0, 1, -1)),
        *(("string", value) for value in ("", "abcd", 5, None, True, ["a"], "a\0", "\ud800")),
        *(("letters", value) for value in ("A", "abcd", "a\0")),
        *(("choice", value) for value in ("", "Left", "left ", 1, None, ["left"])),
        *(("list", value) for value in ([], ["a"] * 3, "ab", {"a": 1}, None, ["c"], [None], [["a"]])),
        *(("free_list", value) for value in ([0, 1, 0], [True], [2], 0)),
    ],
)
def test_what_is_not_is_refused(name: str, value: Any) -> None:
    with pytest.raises(ValidationError):
        FIELDS[name].deserialize(value)


def test_a_whole_number_may_be_written_with_a_point() -> None:
    loaded = FIELDS["integer"].deserialize(5.0)
    assert loaded == 5 and isinstance(loaded, int)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_what_is_no_number_is_no_whole_number(value: float) -> None:
    with pytest.raises(ValidationError):
        FIELDS["integer"].deserialize(value)


def test_a_number_comes_out_as_a_float() -> None:
    assert isinstance(FIELDS["number"].deserialize(3), float)


@pytest.mark.parametrize(("sent", "read"), [(5e-324, 0.0), (1e-10, 0.0), (-0.0, 0.0), (1e-9, 1e-9), (0.001, 0.001)])
def test_what_nothing_tells_from_zero_is_zero(sent: float, read: float) -> None:
    assert FIELDS["number"].deserialize(sent) == read


@given(st.floats(0, 10, exclude_min=True))
def test_the_inverse_of_a_number_is_a_number(sent: float) -> None:
    read = FIELDS["number"].deserialize(sent)
    assert read == 0 or math.isfinite(1e30 / read)


def test_the_faulty_item_of_a_list_is_named() -> None:
    with pytest.raises(ValidationError) as fault:
        FIELDS["list"].deserialize(["a", "c"])
    assert fault.value.messages == {1: ["Must be one of: a, b."]}


def test_null_passes_only_where_it_is_allowed() -> None:
    assert StrictInteger(low=0, high=1, allow_none=True).deserialize(None) is None
    assert StrictBoolean(allow_none=True).deserialize(None) is None


class _Asked(RequestSchema):
    boolean = StrictBoolean(allow_none=True, metadata={"description": "Said."})
    integer = StrictInteger(low=0, high=10, allow_none=True)
    number = StrictNumber(low=0, high=10, low_open=True, required=True)
    string = StrictString(min_length=1, max_length=5)
    letters = StrictString(max_length=5, validate=validate.Regexp("^[a-z]*$"))
    choice = StrictChoice(("a", "b"), allow_none=True)
    items = StrictList(StrictChoice(("a", "b")), min_length=1, max_length=3)


class _Answered(ResponseSchema):
    part = fields.Nested(_Asked, required=True, allow_none=True)


def test_an_unknown_field_is_refused_by_name() -> None:
    assert _Asked().validate({"number": 1, "numbr": 2}) == {"numbr": ["Unknown field."]}


def test_the_description_says_what_is_accepted() -> None:
    spec = APISpec("t", "1", "3.1.0", plugins=[MarshmallowPlugin()])
    spec.components.schema("Answered", schema=_Answered)
    schemas = spec.to_dict()["components"]["schemas"]
    asked = schemas["_Asked"]
    assert schemas["Answered"]["additionalProperties"] is True
    assert schemas["Answered"]["properties"]["part"] == {
        "anyOf": [{"$ref": "#/components/schemas/_Asked"}, {"type": "null"}]
    }
    assert asked["additionalProperties"] is False and asked["required"] == ["number"]
    assert asked["properties"] == {
        "boolean": {"type": ["boolean", "null"], "description": "Said."},
        "integer": {"type": ["integer", "null"], "minimum": 0, "maximum": 10},
        "number": {"type": "number", "minimum": 0, "maximum": 10, "exclusiveMinimum": 0},
        "string": {"type": "string", "minLength": 1, "maxLength": 5, "pattern": NO_NUL},
        "letters": {"type": "string", "maxLength": 5, "pattern": "^[a-z]*$"},
        "choice": {"type": ["string", "null"], "enum": ["a", "b", None]},
        "items": {"type": "array", "minItems": 1, "maxItems": 3, "items": {"type": "string", "enum": ["a", "b"]}},
    }


def test_a_pattern_holds_to_the_very_end() -> None:
    with pytest.raises(ValidationError):
        FIELDS["letters"].deserialize("abc\n")
