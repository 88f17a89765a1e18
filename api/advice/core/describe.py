"""What a field of a request or an answer carries beside its type, written once, in its ``Annotated``.

A bare text is the description. The web layer makes its schemas of these, so that nothing is described twice; limits
of input stand here as well, which are no figures of advice.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any


@dataclass(frozen=True, slots=True)
class Unit:
    """The unit of a number: ``mm``, ``days``, ``km``; for readers, never converted."""

    name: str


@dataclass(frozen=True, slots=True)
class OneOf:
    """A closed list of words."""

    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Range:
    """Limits of a number, both allowed unless marked as open."""

    low: float | None = None
    high: float | None = None
    low_open: bool = False
    high_open: bool = False


@dataclass(frozen=True, slots=True)
class Length:
    """How many characters a text has."""

    low: int = 0
    high: int | None = None


@dataclass(frozen=True, slots=True)
class Items:
    """How many items a list has."""

    low: int = 0
    high: int | None = None


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression that the whole text matches."""

    regex: str


@dataclass(frozen=True, slots=True)
class Field:
    """The name of a field type that the web layer holds ready, for what no marker says: ``session_minutes``."""

    name: str


@dataclass(frozen=True, slots=True)
class Metadata:
    """More of the API description of a field, by OpenAPI's own keywords: ``Metadata("example", "FLAG-04")``."""

    key: str
    value: Any


class Marker(Enum):
    """What a field is besides its type."""

    LEFT_OUT_WHEN_NONE = "not served at all when it is None"
    INTERNAL = "for the service itself: neither asked for nor served"
    NULLS = "the names of the fields that were sent as null: asked, and not known"


LEFT_OUT_WHEN_NONE, INTERNAL, NULLS = Marker.LEFT_OUT_WHEN_NONE, Marker.INTERNAL, Marker.NULLS


@dataclass(frozen=True, slots=True)
class OnRequest:
    """The field is served when it is asked for by one of ``names``, of ``INCLUDES``; ``all`` asks for everything.

    ``ALONE`` serves it in the advice of its own topic, not within a consultation.
    """

    names: frozenset[str]


def on_request(*names: str) -> OnRequest:
    """Return the mark of a field that is served when one of ``names`` is asked for."""
    return OnRequest(frozenset(names))


REASONS, RULES, DRAWN_FROM, TRACE, ALL = "reasons", "rules", "drawn_from", "trace", "all"
ALONE = "alone"
INCLUDES = (REASONS, RULES, DRAWN_FROM, TRACE, ALL)
"""What an answer carries besides, when it is asked for: why, the cards of the rules, the facts behind a picture, and
what an interview weighed for its next question."""

RULE_ID = r"^[A-Z]+-[0-9]{2}$"
CODE = r"^[a-z][a-z0-9_]*$"
