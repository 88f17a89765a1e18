"""Whoever sends the wrong kind of value is told what would be right, in every place of every request."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from marshmallow import Schema, ValidationError, fields

import api.app  # noqa: F401 - with it come the schemas of every view
from api.web.edge.refusals import key_and_facts
from api.web.fields.strict import OpenRequestSchema, RequestSchema

BARE = {"Must be an object.", "Must be a list.", "Must be a text."}


def schemas_below(kind: type[Schema]) -> Iterator[type[Schema]]:
    yield kind
    for lower in kind.__subclasses__():
        yield from schemas_below(lower)


def nested_in(field: fields.Field[Any]) -> Iterator[fields.Field[Any]]:
    yield field
    if isinstance(field, fields.List):
        yield from nested_in(field.inner)


def schemas() -> list[Schema]:
    """Return every schema of a request that the service has."""
    kinds = dict.fromkeys(schemas_below(RequestSchema))
    ours = [kind for kind in kinds if not kind.__module__.startswith("tests.")]
    return [kind() for kind in ours if kind not in (RequestSchema, OpenRequestSchema) and kind().load_fields]


def refusal(read: Any, sent: object) -> str:
    with pytest.raises(ValidationError) as refused:
        read(sent)
    messages = refused.value.messages
    (sentence,) = messages["_schema"] if isinstance(messages, dict) else messages
    return str(sentence)


def test_what_is_no_object_or_list_is_told_the_fields_or_items_of_one() -> None:
    assert len(schemas()) > 40
    bare, untranslated = [], []
    for schema in schemas():
        whole = refusal(schema.load, 5)
        assert any(name in whole for name in schema.load_fields), type(schema)
        inner = [
            (f"{type(schema).__name__}.{name}", part)
            for name, field in schema.load_fields.items()
            for part in nested_in(field)
            if isinstance(part, (fields.Nested, fields.List)) or hasattr(part, "choices")
        ]
        sentences = [(type(schema).__name__, whole)] + [(name, refusal(part.deserialize, True)) for name, part in inner]
        bare += [place for place, sentence in sentences if sentence in BARE]
        untranslated += [place for place, sentence in sentences if key_and_facts(sentence) is None]
    assert (bare, untranslated) == ([], [])


@pytest.mark.parametrize(
    ("path", "body", "pointer", "detail"),
    [
        ("/v1/advice/met-pad", [], "", "Must be an object with fields such as foot, side, feet,"),
        ("/v1/advice/met-pad", {"feet": {"left": 5}}, "/feet/left", "Must be an object with fields such as length_mm,"),
        ("/v1/advice/shoes", {"size": 42}, "/size", "Must be an object with system, value"),
        ("/v1/advice/shoes", {"brands": "HOKA"}, "/brands", 'Must be a list such as ["..."].'),
        ("/v1/advice/retirement", {"distance": 300}, "/distance", 'Must be a JSON object such as {"km": 8.5}.'),
        ("/v1/advice/interview", {"answers": 5}, "/answers", "Must be an object with fields such as"),
        ("/v1/shoes/import", {"shoes": [5]}, "/shoes/0", "Must be an object with fields such as"),
    ],
)
def test_a_body_is_told_too(client: FlaskClient, path: str, body: object, pointer: str, detail: str) -> None:
    answer = client.post(path, data=json.dumps(body), content_type="application/json")
    assert answer.status_code == 422
    assert [entry["detail"][: len(detail)] for entry in answer.json["errors"] if entry["pointer"] == pointer] == [
        detail
    ]


def test_it_is_told_in_the_language_asked_for(client: FlaskClient) -> None:
    answer = client.post("/v1/advice/shoes", json={"size": 42}, headers={"Accept-Language": "de"})
    (entry,) = answer.json["errors"]
    assert entry["detail"] == "Muss ein Objekt mit system, value sein; es kann mehr haben, etwa width."
