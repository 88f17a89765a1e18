"""What is refused of several fields together, each field being right, as JSON Schema says it.

A request schema names it as ``refused``. It is described as a ``not``, which makers of clients pass over and makers of
data keep. ``null`` is as good as left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

Refused = dict[str, Any]

_NULL: Refused = {"type": "null"}


def none_of(*names: str) -> Refused:
    """Return the schema of an object that says nothing of these fields, of which one is needed."""
    return {"properties": dict.fromkeys(names, _NULL)}


def both(one: str, other: str) -> Refused:
    """Return the schema of an object that holds both fields, of which one makes the other contradict it."""
    return {"properties": {name: {"not": _NULL} for name in (one, other)}, "required": [one, other]}


def alone(one: str, other: str) -> Refused:
    """Return the schema of an object that holds a field without the other, which it needs beside it."""
    return {"properties": {one: {"not": _NULL}, other: _NULL}, "required": [one]}


def price_and_currency() -> tuple[Refused, ...]:
    """Return what is refused of a price: an amount of no currency, and a currency of no amount."""
    return alone("price", "currency"), alone("currency", "price")


def described(refused: Iterable[Refused]) -> Refused:
    """Return what a schema says to refuse them all."""
    schemas = list(refused)
    return {"not": schemas[0] if len(schemas) == 1 else {"anyOf": schemas}} if schemas else {}
