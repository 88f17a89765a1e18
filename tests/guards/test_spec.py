"""The API description: valid, complete, and the same in the code, in the repository and on the wire."""

from __future__ import annotations

import copy
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask.testing import FlaskClient
from openapi_spec_validator import OpenAPIV31SpecValidator

from tests.guards import spec_rules
from tests.support.openapi import Spec, generated_yaml, operations, resolve, spec_of_code

pytestmark = pytest.mark.http_alone


def test_the_description_is_valid_openapi() -> None:
    assert [error.message for error in OpenAPIV31SpecValidator(spec_of_code()).iter_errors()] == []


@pytest.mark.parametrize("rule", spec_rules.RULES, ids=lambda rule: rule.__name__)
def test_the_description_keeps_the_rule(rule: spec_rules.Rule) -> None:
    assert list(rule(spec_of_code())) == []


def test_what_is_served_is_what_the_code_makes_and_what_is_committed(anonymous: FlaskClient) -> None:
    served = anonymous.get("/openapi.yaml").text
    assert served == generated_yaml(anonymous.application)
    assert served == Path("openapi.yaml").read_text(encoding="utf-8"), "run `make openapi`"


def test_yaml_and_json_say_the_same(anonymous: FlaskClient) -> None:
    assert anonymous.get("/openapi.json").json == spec_of_code()


LISTED_WHOLE = {"list_exercises", "list_questions", "list_documents"}
"""Lists that come with the service: no account makes them longer."""


def test_every_list_goes_on_page_by_page() -> None:
    spec, whole = spec_of_code(), set()
    for operation in operations(spec):
        status, response = operation.success() or (0, {})
        content = resolve(spec, response).get("content", {}).get("application/json", {})
        fields = resolve(spec, content.get("schema", {})).get("properties", {})
        if operation.method == "get" and status == 200 and {"items", "next_cursor"} <= fields.keys():
            pages = {parameter["name"] for parameter in operation.parameters_in("query")}
            whole |= set() if {"limit", "cursor"} <= pages else {operation.body["operationId"]}
    assert whole == LISTED_WHOLE


MOST_BYTES_AN_OPERATION = 3_300


def test_the_description_is_small_enough_to_be_read() -> None:
    size = Path("openapi.yaml").stat().st_size
    most = MOST_BYTES_AN_OPERATION * len(list(operations(spec_of_code())))
    assert size <= most, f"openapi.yaml has {size} bytes, {most} would do: shorten examples, share what stands twice"


class _Yaml12(yaml.SafeLoader):
    """Reads numbers and booleans as YAML 1.2 has them, not as 1.1 has."""


_Yaml12.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", list("-+0123456789")),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", list("-+0123456789.")),
):
    _Yaml12.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(rf"^(?:{_pattern})$"), _first)


def test_readers_of_yaml_1_1_and_1_2_read_the_same() -> None:
    text = Path("openapi.yaml").read_text(encoding="utf-8")
    assert yaml.load(text, Loader=_Yaml12) == yaml.safe_load(text)  # noqa: S506


SMALL: Spec = {
    "openapi": "3.1.0",
    "info": {"title": "Small", "version": "1"},
    "components": {
        "securitySchemes": {"apiKey": {"type": "http", "scheme": "bearer"}},
        "responses": {
            "problem": {
                "description": "It failed.",
                "content": {"application/problem+json": {"schema": {"type": "object"}, "example": {}}},
            }
        },
        "schemas": {
            "Thing": {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    "name": {"type": "string", "maxLength": 9},
                    "drop_mm": {"type": ["number", "null"], "minimum": 0, "exclusiveMaximum": 9},
                    "kinds": {"type": "array", "maxItems": 2, "items": {"enum": ["a", "b"]}},
                },
            }
        },
    },
    "paths": {
        "/things": {
            "post": {
                "operationId": "create_thing",
                "tags": ["things"],
                "summary": "Make a thing.",
                "security": [{"apiKey": []}],
                "parameters": [
                    {"in": "header", "name": "Idempotency-Key", "schema": {"type": "string", "maxLength": 99}}
                ],
                "requestBody": {
                    "content": {
                        "application/json": {"schema": {"$ref": "#/components/schemas/Thing"}, "example": {"name": "x"}}
                    }
                },
                "responses": {
                    "201": {
                        "description": "Made.",
                        "headers": {"Location": {"schema": {"type": "string"}}},
                        "links": {"get": {"operationId": "get_thing"}},
                        "content": {
                            "application/json": {
                                "schema": {"$ref": "#/components/schemas/Thing"},
                                "example": {"name": "x", "drop_mm": None, "kinds": ["a"]},
                            }
                        },
                    },
                    **{
                        status: {"$ref": "#/components/responses/problem"}
                        for status in ("400", "401", "403", "413", "415", "422", "429", "500", "503")
                    },
                },
            }
        }
    },
}

POST = ("paths", "/things", "post")
MADE = (*POST, "responses", "201")
THING = ("components", "schemas", "Thing")
SENT = (*POST, "requestBody", "content", "application/json")
GONE = object()


@pytest.mark.parametrize("rule", spec_rules.RULES, ids=lambda rule: rule.__name__)
def test_a_good_description_passes(rule: spec_rules.Rule) -> None:
    assert list(rule(SMALL)) == []


@pytest.mark.parametrize(
    ("rule", "place", "value", "finding"),
    [
        (spec_rules.every_operation_is_named, (*POST, "operationId"), GONE, "operationId"),
        (spec_rules.every_operation_is_named, (*POST, "operationId"), "add_thing", "begins with none of create"),
        (spec_rules.every_operation_is_named, (*POST, "tags"), ["things", "others"], "two tags"),
        (spec_rules.every_operation_is_named, (*POST, "tags"), [], "no tags"),
        (spec_rules.every_operation_is_named, (*POST, "summary"), "", "no summary"),
        (spec_rules.every_operation_says_who_may, (*POST, "security"), GONE, "security"),
        (spec_rules.every_operation_says_who_may, (*POST, "security"), [{"other": []}], "unknown security"),
        (spec_rules.every_operation_lists_its_errors, (*POST, "responses", "429"), GONE, "no 429"),
        (spec_rules.every_operation_lists_its_errors, (*POST, "responses", "422"), GONE, "no 422"),
        (
            spec_rules.every_operation_lists_its_errors,
            (*POST, "responses", "422"),
            {"description": "", "content": {"application/json": {}}},
            "not a problem",
        ),
        (spec_rules.every_component_is_used, ("components", "schemas", "Other"), {"type": "null"}, "used by nothing"),
        (spec_rules.every_component_is_used, ("tags",), [{"name": "other", "description": "Others."}], "no operation"),
        (spec_rules.every_operation_answers_something, MADE, GONE, "no 2xx"),
        (spec_rules.every_operation_answers_something, (*MADE, "content"), GONE, "no content"),
        (spec_rules.every_operation_has_an_example, (*SENT, "example"), GONE, "its request"),
        (
            spec_rules.every_operation_has_an_example,
            (*MADE, "content", "application/json", "example"),
            GONE,
            "its 201 answer",
        ),
        (spec_rules.every_example_is_valid, (*SENT, "example"), {"name": 1}, "is not of type"),
        (spec_rules.every_example_is_valid, (*SENT, "example"), {"unknown": 1}, "unknown"),
        (spec_rules.every_input_is_bounded, (*THING, "properties", "name", "maxLength"), GONE, "any length"),
        (spec_rules.every_input_is_bounded, (*THING, "properties", "drop_mm", "minimum"), GONE, "without minimum"),
        (
            spec_rules.every_input_is_bounded,
            (*THING, "properties", "drop_mm", "exclusiveMaximum"),
            GONE,
            "without maximum",
        ),
        (spec_rules.every_input_is_bounded, (*THING, "properties", "kinds", "maxItems"), GONE, "array of any length"),
        (spec_rules.every_input_is_bounded, (*THING, "properties", "kinds", "items"), {"type": "string"}, "kinds[]"),
        (spec_rules.every_input_is_bounded, (*THING, "additionalProperties"), GONE, "unknown fields"),
        (spec_rules.every_input_is_bounded, (*THING, "additionalProperties"), {"type": "null"}, "any size"),
        (spec_rules.every_input_is_bounded, (*THING, "properties", "name"), {}, "no type"),
        (
            spec_rules.every_input_is_bounded,
            (*THING, "properties", "name"),
            {"anyOf": [{"type": "null"}, {"type": "string"}]},
            "any length",
        ),
        (
            spec_rules.every_input_is_bounded,
            (*POST, "parameters"),
            [{"in": "query", "name": "n", "schema": {"type": "integer", "minimum": 1}}],
            "without maximum",
        ),
        (spec_rules.every_number_carries_its_unit, (*THING, "properties", "width"), {"type": "number"}, "unit"),
        (spec_rules.every_creation_leads_on, (*MADE, "links"), GONE, "no links"),
        (spec_rules.every_creation_leads_on, (*MADE, "headers"), {}, "no Location"),
        (spec_rules.every_creation_leads_on, (*POST, "parameters"), [], "Idempotency-Key"),
    ],
)
def test_a_flaw_is_found(rule: spec_rules.Rule, place: tuple[str, ...], value: Any, finding: str) -> None:
    flawed = copy.deepcopy(SMALL)
    parent: Any = flawed
    for part in place[:-1]:
        parent = parent[part]
    if value is GONE:
        del parent[place[-1]]
    else:
        parent[place[-1]] = value
    found = list(rule(flawed))
    assert any(finding in each for each in found), found


def test_every_pattern_is_one_that_clients_in_other_languages_read() -> None:
    patterns = re.findall(r"pattern: (\S+)", Path("openapi.yaml").read_text())
    assert patterns
    assert [pattern for pattern in patterns if re.search(r"\\[AZz]|\(\?<?[a-zA-Z#]|\(\?P", pattern)] == []
