"""Writes typed answers as JSON: an encoder for each class, made once from its fields.

orjson's own way with slotted dataclasses takes eleven times as long as with dicts, and knows neither distances nor
fields that are left out; a function made for each class takes four times as long.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Annotated, Any, TypeVar, cast, get_args, get_origin, get_type_hints

import orjson

from api.advice.core.answer import Answer, LooseAnswer
from api.advice.core.describe import INTERNAL, LEFT_OUT_WHEN_NONE
from api.advice.core.distance import Distance
from api.advice.core.questions import asked
from api.advice.core.rules import Rulebook

_OPTIONS = orjson.OPT_PASSTHROUGH_DATACLASS

Function = TypeVar("Function", bound=Callable[..., Any])


def remembered(function: Function) -> Function:
    """Return the function with what it returned before, by its arguments; mypy takes no class for hashable."""
    return cast(Function, cache(function))


Encoder = Callable[[Any], dict[str, Any]]


def dumps(value: Any) -> bytes:
    """Return ``value`` as JSON: dataclasses by their served fields, distances in every unit."""
    return orjson.dumps(value, default=_default, option=_OPTIONS)


def plain(value: Any) -> Any:
    """Return ``value`` as JSON would carry it: dicts, lists, texts and numbers."""
    return orjson.loads(dumps(value))


def _default(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Answer):
        return part_of(value, within=True)
    return encoder_of(type(value))(value)


@remembered
def encoder_of(kind: type) -> Encoder:
    """Return the function that gives the served fields of an object of this class, one level deep.

    Raise TypeError for a class that is neither a dataclass nor a distance.
    """
    if kind is Distance:
        return Distance.in_units
    if not is_dataclass(kind):
        raise TypeError(f"{kind.__name__} is not written as JSON")
    marks = {name: _marks(hint) for name, hint in get_type_hints(kind, include_extras=True).items()}
    names = [each.name for each in fields(kind) if INTERNAL not in marks[each.name]]
    left_out = tuple(name for name in names if LEFT_OUT_WHEN_NONE in marks[name])
    pairs = ", ".join(f"{name!r}: value.{name}" for name in names)
    read: Encoder = eval(f"lambda value: {{{pairs}}}")  # noqa: S307 - field names of our own classes alone
    if not left_out:
        return read

    def read_what_is_there(value: Any) -> dict[str, Any]:
        served = read(value)
        for name in left_out:
            if served[name] is None:
                del served[name]
        return served

    return read_what_is_there


def _marks(hint: Any) -> tuple[Any, ...]:
    return get_args(hint)[1:] if get_origin(hint) is Annotated else ()


_FIRST = ("verdict", "indicator", "summary", "care", "actions")
_LAST = ("reasons", "missing", "conflicts")


def served(answer: Answer, book: Rulebook) -> dict[str, Any]:
    """Return an advice as it is served, one level deep: its fields, the rules it cites, and what holds of all advice.

    Raise UnknownRuleError if it cites a rule that does not exist.
    """
    own = part_of(answer)
    return {
        **own,
        "missing": asked(answer.missing, book),
        "rules": book.cards((*answer.cited(), "FLAG-12")),
        "rulebook_version": book.version,
        "disclaimer": book.sentence("FLAG-12", "disclaimer"),
    }


def part_of(answer: Answer, *, within: bool = False) -> dict[str, Any]:
    """Return the fields of an advice as they are served, one level deep: a topic's own after the actions.

    ``within`` a consultation the questions are left out: the whole asks them.
    """
    fields_of = encoder_of(type(answer))(answer)
    details = fields_of.pop("details") if isinstance(answer, LooseAnswer) else {}
    last = {name: fields_of.pop(name) for name in _LAST}
    if within:
        del last["missing"]
    return {**fields_of, **details, **last}


def details_of(answer: Answer) -> dict[str, Any]:
    """Return what a topic says besides the fields of every advice, as JSON would carry it."""
    if isinstance(answer, LooseAnswer):
        return dict(answer.details)
    shared = {*_FIRST, *_LAST}
    return {name: plain(value) for name, value in part_of(answer).items() if name not in shared}
