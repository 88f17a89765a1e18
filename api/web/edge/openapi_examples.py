"""Examples of the API description: real answers, cut until they are short and still hold to their schema."""

from __future__ import annotations

import json
from typing import Any

Node = dict[str, Any]

_LONG_EXAMPLE = 500
_LONG_TEXT = 40
_MANY = 3
_DEPTHS = (9, 3, 2, 1)


def shortened(example: Any, schema: Node, schemas: Node) -> Any:
    """Return an example whose lists of objects hold one object, and inner ones none where it would still be long.

    Long texts end in an ellipsis, numbers have three decimals. What the schema wants to hold something keeps its first
    entry; of objects within others what need not be there is left out where it would still be long.
    """
    for depth in _DEPTHS:
        short = _cut(example, schema, schemas, depth, ())
        if len(json.dumps(short)) <= _LONG_EXAMPLE:
            break
    return short


def _cut(value: Any, schema: Node, schemas: Node, depth: int, beside: Any) -> Any:
    """``beside`` is what stands next to it: an entry that is shown there is not shown again."""
    if isinstance(value, str):
        return value if len(value) <= _LONG_TEXT else value[: _LONG_TEXT - 1].rstrip() + "…"
    if isinstance(value, float):
        return round(value, 3)
    if isinstance(value, dict):
        whole = _whole(schema, schemas)
        fields = whole.get("properties", {})
        kept = value if depth > 0 or "required" not in whole else {name: value[name] for name in whole["required"]}
        return {
            name: _cut(inner, fields.get(name, {}), schemas, depth - 1, value.values()) for name, inner in kept.items()
        }
    if isinstance(value, list) and value and isinstance(value[0], dict):
        whole = _whole(schema, schemas)
        if (depth > 0 and value[0] not in beside) or whole.get("minItems"):
            return [_cut(value[0], whole.get("items", {}), schemas, depth - 1, ())]
        return []
    return value[:_MANY] if isinstance(value, list) else value


def _whole(schema: Node, schemas: Node) -> Node:
    """Return a schema as it stands behind references, and beside null."""
    while "$ref" in schema or "anyOf" in schema:
        if "$ref" in schema:
            schema = schemas[schema["$ref"].rpartition("/")[2]]
        else:
            schema = next(choice for choice in schema["anyOf"] if choice.get("type") != "null")
    return schema
