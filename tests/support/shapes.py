"""Holds what is served to the schema that describes it: the answers themselves are written without one."""

from __future__ import annotations

from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from marshmallow import Schema, fields


def described(schema: Schema | type[Schema]) -> dict[str, Any]:
    """Return the JSON Schema that the API description gives of a schema, with all that it refers to."""
    spec = APISpec("t", "1", "3.1.0", plugins=[MarshmallowPlugin()])
    spec.components.schema("Described", schema=schema)
    return {"$ref": "#/components/schemas/Described", "components": spec.to_dict()["components"]}


def faults(schema: Schema, shown: Any) -> list[str]:
    """Return where what is shown differs from its description: a field more or less, a value it does not allow."""
    found = [f"{name}: {text}" for name, text in schema.validate(shown).items()]
    found += [f"{name}: described or shown, but not both" for name in set(shown) ^ set(schema.fields)]
    for name, field in schema.fields.items():
        inner = field.inner if isinstance(field, fields.List) else field
        values = shown.get(name) if isinstance(field, fields.List) else [shown.get(name)]
        if isinstance(inner, fields.Nested):
            found += [fault for value in values or [] if value is not None for fault in faults(inner.schema, value)]
    return found
