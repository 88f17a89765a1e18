"""What would be right in place of what was refused: a name that is known, an object of some fields, a list of items.

The names are those of the schema that refused, so that a hint never speaks of what is not taken.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from marshmallow import Schema, fields, validate
from rapidfuzz import fuzz, process

UNKNOWN_FIELD = "Unknown field."
_SET_BY_US = frozenset({"id", "created_at", "updated_at"})
_ALIKE_FROM = 65
_LONGEST_NAME_COMPARED = 100
_MOST_FIELDS_NAMED = 8
_MOST_WORDS_NAMED = 3


def refused_name(name: str, known: Collection[str]) -> str:
    """Return the sentence for a field that the object does not know, with the name that was meant where one is near."""
    if name in _SET_BY_US:
        return f"{UNKNOWN_FIELD} The service sets it: leave it out."
    meant = nearest(name, known)
    return f"{UNKNOWN_FIELD} Is {meant} meant?" if meant else UNKNOWN_FIELD


def refused_parameter(known: Collection[str]) -> str:
    """Return the sentence that names the query parameters that an operation takes."""
    return f"It takes {', '.join(sorted(known))}." if known else "It takes none."


def nearest(name: str, known: Collection[str]) -> str | None:
    """Return the known name that is written most like ``name``, or None where none is near."""
    found = process.extractOne(
        name[:_LONGEST_NAME_COMPARED].lower(), sorted(known), scorer=fuzz.ratio, score_cutoff=_ALIKE_FROM
    )
    return str(found[0]) if found else None


def expected_object(*schemas: Schema) -> str:
    """Return the sentence for what is no object: the fields it must have, and some of those it may have."""
    known = {
        field.data_key or name: field
        for schema in schemas
        for name, field in schema.load_fields.items()
        if not field.metadata.get("deprecated")
    }
    needed = [name for name, field in known.items() if field.required]
    others = [name for name in known if name not in needed][: max(2, _MOST_FIELDS_NAMED - len(needed))]
    if not known:
        return "Must be an object."
    if not needed:
        return f"Must be an object with fields such as {', '.join(others)}."
    if not others:
        return f"Must be an object with {', '.join(needed)}."
    return f"Must be an object with {', '.join(needed)}; it may have more, such as {', '.join(others)}."


def expected_list(item: fields.Field[Any]) -> str:
    """Return the sentence for what is no list, with an example of what may stand in it; items of any kind have none."""
    example = _example_of(item)
    return "Must be a list." if example is None else f"Must be a list such as [{example}]."


def _example_of(item: fields.Field[Any]) -> str | None:
    choices = next((check.choices for check in item.validators if isinstance(check, validate.OneOf)), None)
    if choices:
        return ", ".join(f'"{word}"' for word in tuple(choices)[:_MOST_WORDS_NAMED])
    if isinstance(item, fields.Nested):
        known = [
            *(name for name, field in item.schema.load_fields.items() if field.required),
            *(name for name, field in item.schema.load_fields.items() if not field.required),
        ]
        return "{" + ", ".join(f'"{name}": ...' for name in known[:_MOST_WORDS_NAMED]) + "}"
    if isinstance(item, fields.Number):
        return next((f"{check.min:g}" for check in item.validators if isinstance(check, validate.Range)), None)
    return '"..."' if isinstance(item, fields.String) else None


def names_at(schema: Any, path: Iterable[str]) -> Collection[str]:
    """Return the names that the object at ``path`` within a body of this schema takes; none where that is open.

    A field that several schemas read lists them as ``read_by``.
    """
    at: list[Any] = [schema]
    for step in path:
        at = [inner for node in at for inner in _within(node, step)]
    return {field.data_key or name for node in at if isinstance(node, Schema) for name, field in node.fields.items()}


def _within(node: Any, step: str) -> Iterable[Any]:
    field = node.fields.get(step) if isinstance(node, Schema) else getattr(node, "inner", None)
    if field is None:
        return ()
    return getattr(field, "read_by", None) or ([field.schema] if isinstance(field, fields.Nested) else [field])
