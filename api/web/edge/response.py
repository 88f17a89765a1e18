"""How answers are written: JSON by an encoder for each class, made once from its fields, and what every advice shares.

orjson's own way with slotted dataclasses takes eleven times as long as with dicts, and knows neither distances nor
fields that are left out; a function made for each class takes four times as long.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache, lru_cache, partial
from typing import Annotated, Any, TypeVar, cast, get_args, get_origin, get_type_hints
from urllib.parse import urlencode

import orjson
from flask import Flask, Response
from flask.json.provider import JSONProvider

from api.advice.core.answer import DISCLAIMER_RULE, Answer, Missing, RuleIds, once_each, with_question
from api.advice.core.describe import ALL, ALONE, INCLUDES, INTERNAL, LEFT_OUT_WHEN_NONE, RULES, OnRequest
from api.advice.core.distance import Distance
from api.advice.core.rules import Rulebook
from api.web.edge.context import cite, parts, visit
from api.web.edge.signed_addresses import signed

JSON_TYPE = "application/json"


class OrjsonProvider(JSONProvider):
    """Flask's JSON through orjson."""

    def dumps(self, obj: Any, **_: Any) -> str:
        return orjson.dumps(obj).decode()

    def loads(self, s: str | bytes, **_: Any) -> Any:
        return orjson.loads(s)

    def response(self, *args: Any, **kwargs: Any) -> Response:
        return Response(orjson.dumps(self._prepare_response_obj(args, kwargs)), content_type=JSON_TYPE)


def json_response(value: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Return a JSON response; ``value`` may be bytes that are JSON already."""
    body = value if isinstance(value, bytes) else dumps(value)
    return Response(body, status=status, headers=headers, content_type=JSON_TYPE)


def use_orjson(app: Flask) -> None:
    """Make the app read and write JSON through orjson."""
    app.json = OrjsonProvider(app)


_OPTIONS = orjson.OPT_PASSTHROUGH_DATACLASS

Function = TypeVar("Function", bound=Callable[..., Any])


def remembered(function: Function) -> Function:
    """Return the function with what it returned before, by its arguments; mypy takes no class for hashable."""
    return cast(Function, cache(function))


Encoder = Callable[[Any], dict[str, Any]]


EVERYTHING = frozenset(INCLUDES)


def dumps(value: Any, include: frozenset[str] = EVERYTHING) -> bytes:
    """Return ``value`` as JSON: dataclasses by their served fields, distances in every unit.

    ``include``: which of the fields are written that are served on request, of ``INCLUDES``.
    """
    return orjson.dumps(value, default=_default_for(include), option=_OPTIONS)


def plain(value: Any, include: frozenset[str] = EVERYTHING) -> Any:
    """Return ``value`` as JSON would carry it: dicts, lists, texts and numbers."""
    return orjson.loads(dumps(value, include))


@remembered
def _default_for(include: frozenset[str]) -> Callable[[Any], Any]:
    encoders: dict[type, Encoder] = {}

    def default(value: Any) -> Any:
        kind = type(value)
        encoder = encoders.get(kind)
        if encoder is None:
            encoder = encoders[kind] = _encoder_within(kind, include)
        return encoder(value)

    return default


def _encoder_within(kind: type, include: frozenset[str]) -> Encoder:
    """Return how an object is written that stands in another one."""
    if issubclass(kind, Mapping):
        return dict
    if issubclass(kind, Answer):
        return partial(part_of, include=include, within=True)
    return encoder_of(kind, include)


@remembered
def encoder_of(kind: type, include: frozenset[str] = EVERYTHING) -> Encoder:
    """Return the function that gives the served fields of an object of this class, one level deep.

    Raise TypeError for a class that is neither a dataclass nor a distance.
    """
    if kind is Distance:
        return Distance.in_units
    if not is_dataclass(kind):
        raise TypeError(f"{kind.__name__} is not written as JSON")
    marks = {name: _marks(hint) for name, hint in get_type_hints(kind, include_extras=True).items()}
    names = [member.name for member in fields(kind) if _is_served(marks[member.name], include)]
    left_out = tuple(name for name in names if LEFT_OUT_WHEN_NONE in marks[name])
    pairs = ", ".join(f"{name!r}: {_reading(name)}" for name in names)
    # Field names of our own classes alone.
    read: Encoder = eval(f"lambda value: {{{pairs}}}", {"signed": signed})  # noqa: S307
    if not left_out:
        return read

    def read_what_is_there(value: Any) -> dict[str, Any]:
        served = read(value)
        for name in left_out:
            if served[name] is None:
                del served[name]
        return served

    return read_what_is_there


def _reading(name: str) -> str:
    """Return how a field is read: the address of a picture, a template or a calendar is signed on its way out."""
    return f"signed(value.{name})" if name.endswith("_url") else f"value.{name}"


def _is_served(marks: tuple[Any, ...], include: frozenset[str]) -> bool:
    if INTERNAL in marks:
        return False
    on_request = next((mark.names for mark in marks if isinstance(mark, OnRequest)), None)
    return on_request is None or ALL in include or not include.isdisjoint(on_request)


def _marks(hint: Any) -> tuple[Any, ...]:
    return get_args(hint)[1:] if get_origin(hint) is Annotated else ()


_LAST = ("reasons", "missing", "conflicts")


def served(answer: Answer, book: Rulebook, include: frozenset[str] = EVERYTHING) -> dict[str, Any]:
    """Return an advice as it is served, one level deep: its fields, the rules it cites, and what holds of all advice.

    ``include``: what is served only on request, of ``INCLUDES``. Raise UnknownRuleError if it cites no rule of ours.
    """
    return _served(answer, rules_of(answer), book, include)


def rules_of(answer: Answer) -> RuleIds:
    """Return the ids of the rules that a served advice cites."""
    return (*answer.cited(), DISCLAIMER_RULE)


def _served(answer: Answer, cited: RuleIds, book: Rulebook, include: frozenset[str]) -> dict[str, Any]:
    cards = book.cards(cited)
    return {
        **part_of(answer, include),
        "missing": [_question_json(fact, book, include) for fact in once_each(answer.missing)],
        **({"rules": cards} if {RULES, ALL} & include else {}),
        "rulebook_version": book.version,
        "disclaimer": book.sentence(DISCLAIMER_RULE, "disclaimer"),
    }


@lru_cache(maxsize=4096)
def _question_json(fact: Missing, book: Rulebook, include: frozenset[str]) -> orjson.Fragment:
    """Return a question as it is written; the same few hundred are asked again and again."""
    return orjson.Fragment(dumps(with_question(fact, book), include))


def part_of(answer: Answer, include: frozenset[str] = EVERYTHING, *, within: bool = False) -> dict[str, Any]:
    """Return the fields of an advice as they are served, one level deep: a topic's own after the actions.

    ``within`` a consultation the questions are left out: the whole asks them.
    """
    fields_of = encoder_of(type(answer), include)(answer)
    last = {name: fields_of.pop(name) for name in _LAST if name in fields_of}
    if within:
        del last["missing"]
    return {**fields_of, **last}


EXAMPLE_VERSION = "1.0.0+ab12cd34"
"""Stands in the examples of the API description, which must not change with every word of the rulebook."""


BRIEF: frozenset[str] = frozenset()
"""What is included where nothing is asked for."""


def example_of(answer: Answer, book: Rulebook, *, alone: bool = True) -> dict[str, Any]:
    """Return an advice as the API description shows it: what comes where nothing is asked for."""
    include = BRIEF | {ALONE} if alone else BRIEF
    shown: dict[str, Any] = plain(served(answer, book, include), include)
    return shown | {"rulebook_version": EXAMPLE_VERSION}


def advice_response(answer: Answer, *, alone: bool = True) -> Response:
    """Return an advice as JSON, and note the ids of the rules it cites (nothing else of it) for the log.

    ``alone``: it is a topic's own advice, and no consultation, which is briefer.
    """
    book, include = parts().rulebook, visit().include | ({ALONE} if alone else BRIEF)
    cited = rules_of(answer)
    cite(cited)
    return json_response(dumps(_served(answer, cited, book, include), include))


def query_of(values: Mapping[str, object]) -> str:
    """Return facts as the query of an address; what is ``None`` is left out, lists are joined with commas."""
    known = {name: _query_value(value) for name, value in values.items() if value is not None}
    if _UNESCAPED.fullmatch("".join((*known, *known.values()))):
        return "&".join([f"{name}={value}" for name, value in known.items()])
    return urlencode(known, safe=",")


_UNESCAPED = re.compile(r"[A-Za-z0-9_.~,-]*")
"""What stands in an address as it is: almost all facts of ours, and looking takes a tenth of escaping."""


def _query_value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return ",".join(map(str, value))
    return f"{value:.10g}" if isinstance(value, float) else str(value)
