"""What is on its way out says so: in the description, and by `Deprecation` and `Sunset` on answers that involve it.

A field says it by ``metadata=deprecated(since=..., sunset=...)``, a view by ``@deprecated_route``. Headers as in
RFC 9745 and RFC 8594.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from operator import attrgetter
from typing import Any, TypeVar

from marshmallow import Schema, fields
from werkzeug.http import http_date

View = TypeVar("View", bound=Callable[..., Any])

_SINCE, _SUNSET = "x-deprecated-since", "x-sunset"


@dataclass(frozen=True, slots=True)
class Deprecation:
    """Since when something should no longer be used, and from which day on it may be gone."""

    since: date
    sunset: date

    def headers(self) -> tuple[tuple[str, str], ...]:
        """Return both headers."""
        since = int(_midnight(self.since).timestamp())
        return ("Deprecation", f"@{since}"), ("Sunset", http_date(_midnight(self.sunset)))


def deprecated(*, since: date, sunset: date) -> dict[str, Any]:
    """Return the metadata of a field that is on its way out."""
    return {"deprecated": True, _SINCE: since.isoformat(), _SUNSET: sunset.isoformat()}


def deprecated_route(*, since: date, sunset: date) -> Callable[[View], View]:
    """Mark a view that is on its way out."""

    def mark(view: View) -> View:
        view.forefoot_deprecated_route = Deprecation(since, sunset)  # type: ignore[attr-defined]
        return view

    return mark


def deprecation_of_field(metadata: Mapping[str, Any]) -> Deprecation | None:
    """Return what the metadata of a field says; raises LookupError when it says ``deprecated`` without both dates."""
    if not metadata.get("deprecated"):
        return None
    if _SINCE not in metadata or _SUNSET not in metadata:
        raise LookupError(f"A deprecated field has {_SINCE} and {_SUNSET}: use deprecated().")
    return Deprecation(date.fromisoformat(metadata[_SINCE]), date.fromisoformat(metadata[_SUNSET]))


def deprecation_of_view(view: Any) -> Deprecation | None:
    """Return the earlier end of what a view answers with: its own, or that of a field of its answer."""
    own: Deprecation | None = getattr(view, "forefoot_deprecated_route", None)
    return sooner(own, getattr(view, "forefoot_deprecated_answer", None))


def sooner(*deprecations: Deprecation | None) -> Deprecation | None:
    """Return the one that ends first, ``None`` when there is none."""
    return min(filter(None, deprecations), key=attrgetter("sunset"), default=None)


def deprecation_of_answer(schema: Any) -> Deprecation | None:
    """Return the earliest end of a field of an answer, at any depth."""
    if schema is None or isinstance(schema, dict):
        return None
    made = schema() if isinstance(schema, type) else schema
    return sooner(*_deprecations(made, set()))


def _deprecations(schema: Schema, seen: set[type]) -> Iterator[Deprecation]:
    if type(schema) in seen:
        return
    seen.add(type(schema))
    for field in schema.fields.values():
        deprecation = deprecation_of_field(field.metadata)
        if deprecation is not None:
            yield deprecation
        inner = field.inner if isinstance(field, fields.List) else field
        if isinstance(inner, fields.Nested):
            yield from _deprecations(inner.schema, seen)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
