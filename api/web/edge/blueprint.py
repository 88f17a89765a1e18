"""Our blueprint: flask-smorest's decorators over a parser that refuses what it does not know, and marks on views.

A mark adds to the API description what decorators do not: links, and problems of a view's own.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeVar, cast

import flask_smorest
import orjson
from flask import Request, request
from marshmallow import RAISE, Schema, ValidationError

from api.advice.core.describe import INCLUDES
from api.web.edge.context import visit
from api.web.edge.deprecation import deprecation_of_answer
from api.web.edge.errors import Problem, messages_of, problem_of_validation
from api.web.fields.query import QueryWords
from api.web.fields.strict import RequestSchema


class IncludeQuery(RequestSchema):
    """What an answer carries besides what its reader needs now."""

    include = QueryWords(
        INCLUDES,
        metadata={
            "description": "What to answer besides, with commas between: `reasons`, the cards of the `rules` cited, "
            "the facts that a picture is `drawn_from`, the `trace` of an interview's choice, or `all`.",
            "example": "reasons,rules",
        },
    )


def include_as(query: Mapping[str, Any]) -> None:
    """Let the answer to this request carry what its query asks for."""
    words = query.get("include")
    visit().include = frozenset(words.split(",")) if words else frozenset()


View = TypeVar("View", bound=Callable[..., Any])


_INCLUDE = IncludeQuery()

MERGE_PATCH_TYPE = "application/merge-patch+json"
_JSON_TYPES = ("application/json", MERGE_PATCH_TYPE)


class NotJsonError(ValueError):
    """What was sent is not JSON, or says two things at once; the message speaks to whoever sent it."""


def read_json(raw: bytes) -> Any:
    """Return what the JSON text says; raises NotJsonError.

    Refused are NaN and Infinity, broken UTF-8, halves of surrogate pairs, numbers beyond a double, nesting beyond
    about a thousand, and an object with a member twice: which of the two was meant would be a guess.
    """
    try:
        value = orjson.loads(raw)
        if b"{" in raw:
            _NO_MEMBER_TWICE.decode(raw.decode())
    except orjson.JSONDecodeError as fault:
        raise NotJsonError(f"The body is not JSON: line {fault.lineno}, column {fault.colno}.") from fault
    except RecursionError as fault:
        raise NotJsonError("The body is nested too deeply.") from fault
    return value


def _object_of(members: list[tuple[str, Any]]) -> dict[str, Any]:
    named = dict(members)
    if len(named) < len(members):
        raise NotJsonError("An object in the body has two members of the same name.")
    return named


_NO_MEMBER_TWICE = json.JSONDecoder(object_pairs_hook=_object_of)


class StrictParser:
    """Reads a body or a query and turns each refusal into the problem that names the field.

    It stands where flask-smorest has a parser of webargs, of which schema instances and two locations need nothing.
    """

    DEFAULT_VALIDATION_STATUS = 422

    @classmethod
    def use_args(cls, schema: Schema, *, location: str) -> Callable[[View], View]:
        """Give a view what was read by the schema, behind other positional arguments."""
        load = {"json": cls.load_json, "query": cls.load_query}[location]

        def decorate(view: View) -> View:
            @wraps(view)
            def with_what_was_read(*args: Any, **named: Any) -> Any:
                sent = load(request._get_current_object())  # type: ignore[attr-defined]
                try:
                    read = schema.load(sent, unknown=RAISE)
                except ValidationError as fault:
                    raise problem_of_validation(messages_of(fault), location, schema) from fault
                return view(*args, read, **named)

            return cast(View, with_what_was_read)

        return decorate

    @staticmethod
    def load_json(incoming: Request) -> Any:
        """Return the body as JSON; raises Problem 415 for another content type and 400 for what is not JSON."""
        if incoming.mimetype not in _JSON_TYPES:
            wanted = MERGE_PATCH_TYPE if incoming.method == "PATCH" else "application/json"
            raise Problem("wrong_content_type", f"Send the body as {wanted}.")
        try:
            return read_json(incoming.get_data(cache=True))
        except NotJsonError as fault:
            raise Problem("malformed_json", str(fault)) from fault

    @staticmethod
    def load_query(incoming: Request) -> dict[str, str]:
        """Return the query; raises Problem 400 for a parameter that stands twice."""
        for name, values in incoming.args.lists():
            if len(values) > 1:
                detail = "Stands more than once."
                entry = {"parameter": name[:100], "detail": detail, "code": "repeated"}
                raise Problem("unknown_parameter", errors=[entry])
        return incoming.args.to_dict()


class Blueprint(flask_smorest.Blueprint):  # type: ignore[misc]
    """A group of operations with the strict parser; remembers which views take a query."""

    ARGUMENTS_PARSER = StrictParser()

    def arguments(self, schema: Any, *, location: str = "json", **kwargs: Any) -> Callable[..., Any]:
        """Read a body (``json``) or a query (``query``) by a schema *instance*: a class would be built per request."""
        if isinstance(schema, type):
            raise TypeError("give arguments a schema instance, not a class")
        decorate = super().arguments(schema, location=location, **kwargs)

        def marked(view: Callable[..., Any]) -> Callable[..., Any]:
            wrapped: Callable[..., Any] = decorate(view)
            if location == "query":
                wrapped.forefoot_query = True  # type: ignore[attr-defined]
            return wrapped

        return marked

    def asks(self, schema: Any, **kwargs: Any) -> Callable[[View], View]:
        """Read the body of a question by a schema, and from its query what the answer is to carry besides."""
        read_query = self.arguments(_INCLUDE, location="query")
        read_body = None if schema is None else self.arguments(schema, **kwargs)

        def decorate(view: View) -> View:
            @wraps(view)
            def with_what_is_included(query: dict[str, Any], *args: Any, **named: Any) -> Any:
                include_as(query)
                return view(*args, **named)

            inner = with_what_is_included if read_body is None else read_body(with_what_is_included)
            whole = read_query(inner)

            @wraps(whole)
            def without_query(*args: Any, **named: Any) -> Any:
                # Most questions have none, and reading nothing by a schema would cost each of them a twentieth.
                return whole(*args, **named) if request.query_string else inner({}, *args, **named)

            return cast(View, without_query)

        return decorate

    def route(self, rule: str, **options: Any) -> Callable[[View], View]:
        """Register a view in the app and in its description."""
        decorate: Callable[[View], View] = super().route(rule, **options)
        return decorate

    def response(self, status_code: int, schema: Any = None, **kwargs: Any) -> Callable[[View], View]:
        """Describe the answer of a view; a view that answers a Response is not dumped."""
        decorate: Callable[[View], View] = super().response(status_code, schema, **kwargs)

        def marked(view: View) -> View:
            wrapped = decorate(view)
            wrapped.forefoot_deprecated_answer = deprecation_of_answer(schema)  # type: ignore[attr-defined]
            return wrapped

        return marked

    def alt_response(self, status_code: int, **kwargs: Any) -> Callable[[View], View]:
        """Describe another answer of a view."""
        decorate: Callable[[View], View] = super().alt_response(status_code, **kwargs)
        return decorate

    @staticmethod
    def doc(**kwargs: Any) -> Callable[[View], View]:
        """Add to the description of a view by hand."""
        decorate: Callable[[View], View] = flask_smorest.Blueprint.doc(**kwargs)
        return decorate


def imports(view: View) -> View:
    """Mark a view that takes a file: its body may be as large as an import may be."""
    view.forefoot_import = True  # type: ignore[attr-defined]
    return view


__all__ = ["MERGE_PATCH_TYPE", "Blueprint", "StrictParser", "imports"]


def leads_to(parameter: str, **operations: str) -> Callable[[View], View]:
    """Describe the links of a 201: link name -> operationId, which takes the new id as ``parameter``."""
    links = {
        name: {"operationId": operation, "parameters": {parameter: "$response.body#/id"}}
        for name, operation in operations.items()
    }

    def mark(view: View) -> View:
        view.forefoot_links = links  # type: ignore[attr-defined]
        return view

    return mark


def may_conflict(view: View) -> View:
    """Describe that the view answers 409 when the change contradicts what is stored; PATCH and creations say so."""
    view.forefoot_conflict = True  # type: ignore[attr-defined]
    return view


def may_find_nothing(view: View) -> View:
    """Describe that the view answers 404 though its path holds no id."""
    view.forefoot_not_found = True  # type: ignore[attr-defined]
    return view


def takes_long(view: View) -> View:
    """Let each wait of this view for the database take its time, where others have to be done with all in theirs.

    For what may be about more rows than can be changed or read in seconds. Imports need no such mark.
    """
    view.forefoot_long = True  # type: ignore[attr-defined]
    return view


def may_go_on(view: View) -> View:
    """Describe a creation that takes ``Prefer: respond-async``, and an Idempotency-Key, which it honours by itself."""
    view.forefoot_creates = True  # type: ignore[attr-defined]
    view.forefoot_goes_on = True  # type: ignore[attr-defined]
    return view
