"""What may have been meant by a name that nobody knows: of a field, of a query parameter, of a path.

The names are those of the schema that refused, so that a hint never speaks of what is not taken.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from marshmallow import Schema, fields
from rapidfuzz import fuzz, process

UNKNOWN_FIELD = "Unknown field."
_SET_BY_US = frozenset({"id", "created_at", "updated_at"})
_ALIKE_FROM = 65
_LONGEST_NAME_COMPARED = 100


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
