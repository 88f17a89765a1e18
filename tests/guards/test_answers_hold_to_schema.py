"""What goes out is written by plain functions; here it is held to the schemas that describe it, field by field."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api.storage.database.engines import Database
from tests.isolation.ask import Answer, ask
from tests.isolation.probe import own_request
from tests.isolation.world import World, new_world
from tests.support.openapi import Operation, Spec, faults_against, generated_spec, resolve, spec_of_code


def undeclared(spec: Spec, schema: Spec, value: Any, place: str = "") -> Iterator[str]:
    """Yield every field of ``value`` that the schema does not name."""
    schema = _whole(spec, schema)
    choices = [part for key in ("anyOf", "oneOf") for part in schema.get(key, [])]
    if choices:
        found = [list(undeclared(spec, part, value, place)) for part in choices if _fits(spec, part, value)]
        yield from min(found, key=len, default=[])
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from undeclared(spec, schema.get("items", {}), inner, f"{place}/{index}")
    elif isinstance(value, dict):
        named, others = schema.get("properties", {}), schema.get("additionalProperties", {})
        for name, inner in value.items():
            if name in named:
                yield from undeclared(spec, named[name], inner, f"{place}/{name}")
            elif isinstance(others, dict) and others:
                yield from undeclared(spec, others, inner, f"{place}/{name}")
            else:
                yield f"{place}/{name}"


def _whole(spec: Spec, schema: Spec) -> Spec:
    """Return a schema with the fields of all that it is built on."""
    schema = resolve(spec, schema)
    bases = [_whole(spec, base) for base in schema.get("allOf", [])]
    fields = {name: field for body in (*bases, schema) for name, field in body.get("properties", {}).items()}
    return {**schema, "properties": fields} if bases else schema


def _fits(spec: Spec, schema: Spec, value: Any) -> bool:
    return not faults_against(spec, schema, value)


def complaints(spec: Spec, operation: Operation, answer: Answer) -> list[str]:
    """Return where an answer differs from its description."""
    responses = {status: resolve(spec, part) for status, part in operation.body["responses"].items()}
    response = responses.get(str(answer.status), responses["default"])
    if response is responses["default"] and f"{answer.status} `" not in response["description"]:
        return [f"{operation.name}: {answer.status} is not described"]
    content = response.get("content", {})
    kind = (answer.header("Content-Type") or "").partition(";")[0]
    if not content:
        return [] if not answer.body else [f"{operation.name}: {answer.status} has a body that is not described"]
    if kind not in content:
        return [f"{operation.name}: {answer.status} is {kind}, described as {', '.join(content)}"]
    if not kind.endswith("json"):
        return []
    schema = content[kind]["schema"]
    found = faults_against(spec, schema, answer.json())
    found += [f"{each} is not described" for each in undeclared(spec, schema, answer.json())]
    return [f"{operation.name}: {each}" for each in found]


@pytest.fixture
def world(app: Flask, released_database: Database) -> World:
    return new_world(app, released_database, generated_spec(app))


def _deletes_last(world: World) -> list[Operation]:
    """What belongs to another thing goes before it, a pair before its runner; the key that is used goes last."""
    made = list(world.others)
    last = [each for each in world.operations() if each.method == "delete"]
    last.sort(
        key=lambda each: (
            "{key_id}" in each.path,
            -made.index(each.parameters_in("path")[-1]["name"]),
            -each.path.count("/"),
        )
    )
    return [each for each in world.operations() if each.method != "delete"] + last


def _shown_by_example(operation: Operation) -> list[Spec]:
    """Advice that is asked for in the query is asked for with every example of its parameters."""
    asked = operation.parameters_in("query") if operation.path.startswith("/v1/advice/") else []
    return [each for each in asked if "example" in each["schema"]]


def test_every_operation_answers_its_own_example_as_described(world: World) -> None:
    found = []
    for operation in _deletes_last(world):
        shown = {each["name"]: each["schema"]["example"] for each in _shown_by_example(operation)}
        # What comes where nothing more is asked for is another answer than with all that can be asked for.
        brief = {name: value for name, value in shown.items() if name != "include"}
        for query in [shown] if brief == shown else [shown, brief]:
            answer = ask(world.app, own_request(world, operation, query=query), world.other.key)
            found += complaints(world.spec, operation, answer)
            if answer.status >= 400 and answer.status != 409:
                found.append(f"{operation.name}: {answer.status} to its own example: {answer.body[:300]}")
    assert "\n".join(found) == ""


def test_every_shoe_of_the_catalogue_is_shown_as_described(client: FlaskClient) -> None:
    spec = spec_of_code()
    page, shoe = (
        resolve(spec, spec["paths"][path]["get"]["responses"]["200"])["content"]["application/json"]["schema"]
        for path in ("/v1/shoes", "/v1/shoes/{shoe_id}")
    )
    seen, link = 0, "/v1/shoes?limit=100"
    while link:
        answer = client.get(link)
        items = answer.json["items"]
        assert faults_against(spec, page, answer.json) == []
        assert list(undeclared(spec, page, answer.json)) == []
        for item in items[:: max(1, len(items) // 12)]:
            shown = client.get(f"/v1/shoes/{item['id']}").json
            assert faults_against(spec, shoe, shown) == []
            assert list(undeclared(spec, shoe, shown)) == []
        seen += len(items)
        cursor = answer.json["next_cursor"]
        link = f"/v1/shoes?limit=100&cursor={cursor}" if cursor else ""
    assert seen > 100


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"a": 1, "b": {"c": 2}}, []),
        ({"a": 1, "z": 2}, ["/z"]),
        ({"b": {"z": 1}}, ["/b/z"]),
        ({"b": None}, []),
        ({"many": [{"c": 1}, {"y": 1}]}, ["/many/1/y"]),
        ({"map": {"any": {"c": 1}, "other": {"x": 1}}}, ["/map/other/x"]),
    ],
)
def test_an_undeclared_field_is_seen(value: Any, expected: list[str]) -> None:
    inner = {"type": "object", "properties": {"c": {"type": "integer"}}}
    schema = {
        "type": "object",
        "properties": {
            "a": {"type": "integer"},
            "b": {"anyOf": [inner, {"type": "null"}]},
            "many": {"type": "array", "items": inner},
            "map": {"type": "object", "additionalProperties": inner},
        },
    }
    assert list(undeclared({"components": {}}, schema, value)) == expected
