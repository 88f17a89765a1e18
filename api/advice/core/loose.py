"""Answers of topics whose own fields have no types yet, and typed answers told as such; goes with the last of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any, get_type_hints

from api.advice.core.answer import Answer, LooseAnswer
from api.advice.core.describe import INTERNAL, LEFT_OUT_WHEN_NONE
from api.advice.core.distance import Distance

_SHARED = frozenset(field.name for field in fields(Answer))


def loosen(answer: Answer) -> LooseAnswer:
    """Return the same advice with the topic's own fields as ``details``, ready for JSON."""
    if isinstance(answer, LooseAnswer):
        return answer
    shared = {name: getattr(answer, name) for name in _SHARED}
    return LooseAnswer(
        **shared, details={name: value for name, value in as_plain(answer).items() if name not in _SHARED}
    )


def as_plain(value: Any) -> Any:
    """Return a value as JSON would carry it."""
    if isinstance(value, Distance):
        return value.in_units()
    if is_dataclass(value):
        hints = get_type_hints(type(value), include_extras=True)
        out = {}
        for field in fields(value):
            marks = getattr(hints[field.name], "__metadata__", ())
            inner = getattr(value, field.name)
            if INTERNAL not in marks and not (inner is None and LEFT_OUT_WHEN_NONE in marks):
                out[field.name] = as_plain(inner)
        return out
    if isinstance(value, Mapping):
        return {key: as_plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [as_plain(inner) for inner in value]
    return value.isoformat() if hasattr(value, "isoformat") else value
