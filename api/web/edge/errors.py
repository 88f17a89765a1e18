"""One shape for every error, from every origin: RFC 9457 ``application/problem+json``."""

from __future__ import annotations

import traceback
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import structlog
from flask import Flask, Response, current_app, request
from gunicorn.http.errors import NoMoreData, ParseException
from marshmallow import Schema, ValidationError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from api.advice.core.wording import Wording
from api.advice.foot.measures import ImpossibleMeasurementError
from api.storage.database.errors import ConflictError, StaleVersionError, StorageUnavailableError, is_of_statement
from api.storage.database.migrate import can_serve
from api.web.edge.context import parts, request_id, rulebook
from api.web.edge.hints import UNKNOWN_FIELD, names_at, nearest, refused_name, refused_parameter
from api.web.edge.problems import STATUSES, help_of, title_of
from api.web.edge.refusals import refusal_in
from api.web.edge.response import dumps

log = structlog.get_logger()

RETRY_AFTER_SECONDS = 2
NOT_RELEASED = "The database is not at this version's schema: run `forefoot release`."
_BY_STATUS = {
    404: "no_such_page",
    405: "method_not_allowed",
    413: "too_large",
    415: "wrong_content_type",
    416: "bad_range",
}
_MISSING = ("Missing data", "Needed")
_ASIDE = frozenset({"HEAD", "OPTIONS"})
_MOST_ENTRIES = 50
_MOST_PLACES = 6
_MOST_NAMED = 5
_LONGEST_NAME_SHOWN = 100


class Problem(Exception):
    """An answer that is an error. ``code`` is one of ``problems.STATUSES``; ``detail`` speaks to the integrator.

    ``found`` is how many faults a check found, of which ``errors`` may show the first.
    """

    def __init__(
        self,
        code: str,
        detail: str | None = None,
        *,
        errors: Sequence[Mapping[str, str]] = (),
        headers: Mapping[str, str] | None = None,
        existing: Mapping[str, str] | None = None,
        found: int | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail
        self.errors = tuple(errors)
        self.headers = dict(headers or {})
        self.existing = existing
        self.found = found


def problem_response(problem: Problem) -> Response:
    """Return the problem as it goes out."""
    response = Response(
        dumps(problem_body(problem, request_id())),
        status=STATUSES[problem.code],
        content_type="application/problem+json",
    )
    response.headers.update(problem.headers)
    response.headers["Cache-Control"] = "no-store"
    return response


def problem_body(problem: Problem, this_request: str | None) -> dict[str, Any]:
    """Return the members of the problem, as JSON has them."""
    code, wording = problem.code, rulebook().wording
    errors = [{**entry, "detail": refusal_in(wording, entry["detail"])} for entry in problem.errors]
    body: dict[str, Any] = {
        "type": f"/problems/{code}",
        "title": title_of(code, wording),
        "status": STATUSES[code],
        "detail": _detail_of(problem, errors, wording),
        "code": code,
    }
    if this_request:
        body["instance"] = f"urn:forefoot:request:{this_request}"
    if errors:
        body["errors"] = errors
    if problem.existing is not None:
        body["existing"] = dict(problem.existing)
    return body


def _detail_of(problem: Problem, errors: Sequence[Mapping[str, str]], wording: Wording) -> str:
    """Return what is wrong: the first fault behind the name of its field, and how many more there are."""
    if errors and problem.detail in (None, problem.errors[0]["detail"]):
        first, found = errors[0], problem.found
        place = first.get("pointer") or first.get("parameter") or first.get("header")
        if not place and found is not None:
            place = wording.text("problems.the_body")
        detail = f"{place[:_LONGEST_NAME_SHOWN]}: {first['detail']}" if place else first["detail"]
        more = max(found or 0, len(errors)) - 1
        return wording.text("problems.first_and_more", first=detail, more=more) if more else detail
    return refusal_in(wording, problem.detail) if problem.detail else help_of(problem.code, wording)


def invalid(field: str, detail: str, code: str = "invalid") -> Problem:
    """Return a 422 for one field of the body by its JSON pointer such as ``/feet/left/length_mm``, empty for the whole.

    A name without a stroke at its beginning is that of a query parameter. ``unknown`` is the code of an id that is
    nobody's or another account's, ``missing`` of what is needed beside something else.
    """
    return Problem("invalid_input", errors=[_entry(_place_of(field), field, detail, code)])


def invalid_header(name: str, detail: str) -> Problem:
    """Return a 422 for a header."""
    return Problem("invalid_input", errors=[_entry("header", name, detail, "invalid")])


def unknown(field: str, detail: str) -> Problem:
    """Return a 404 for an id in the body, or in the query by its ``name``, whether it is another account's or none."""
    return Problem("not_found", errors=[_entry(_place_of(field), field, detail, "unknown")])


def _place_of(field: str) -> str:
    return "parameter" if field and not field.startswith("/") else "pointer"


def problem_of_validation(messages: Mapping[str, Any], location: str, schema: Schema | None = None) -> Problem:
    """Return the problem for what marshmallow refused: pointers for a body, parameter names for a query.

    With the ``schema`` that refused it, a name that it does not know gets a hint.
    """
    found = sorted(_flatten(messages), key=_unknown_last)
    if location == "query":
        unknown = [path[0] for path, text in found if text == UNKNOWN_FIELD]
        if unknown:
            return _of_unknown_parameters(unknown, names_at(schema, ()))
        errors = [_entry("parameter", path[0] if path else "", text, _code_of(text)) for path, text in found]
    else:
        errors = [
            _entry("pointer", _pointer(path), _hinted(path, text, schema), _code_of(text))
            for path, text in found[:_MOST_ENTRIES]
        ]
    return Problem("invalid_input", errors=errors[:_MOST_ENTRIES], found=len(found))


def _of_unknown_parameters(unknown: Sequence[str], known: Collection[str]) -> Problem:
    errors = []
    for name in unknown[:_MOST_ENTRIES]:
        meant = nearest(name, known)
        detail = f"Unknown parameter. Is {meant} meant?" if meant else "Unknown parameter."
        errors.append(_entry("parameter", name, detail, "unknown"))
    names = ", ".join(name[:_LONGEST_NAME_SHOWN] for name in unknown[:_MOST_NAMED])
    more = ", ..." if len(unknown) > _MOST_NAMED else ""
    detail = f"This operation has no parameter {names}{more}. {refused_parameter(known)}"
    return Problem("unknown_parameter", detail, errors=errors)


def _hinted(path: Sequence[str], text: str, schema: Schema | None) -> str:
    if text != UNKNOWN_FIELD or not path:
        return text
    return refused_name(path[-1], names_at(schema, path[:-1]) if schema is not None else ())


def messages_of(fault: ValidationError) -> dict[str, Any]:
    """Return what marshmallow refused, by field."""
    found: dict[str, Any] = fault.normalized_messages()  # type: ignore[no-untyped-call]
    return found


def _entry(kind: str, place: str, text: str, code: str) -> dict[str, str]:
    return {kind: place, "detail": text, "code": code}


def _unknown_last(refused: tuple[tuple[str, ...], str]) -> tuple[bool, tuple[str, ...]]:
    # marshmallow reports unknown fields in the order of a set; the others come in the order of the schema.
    path, text = refused
    return (True, path) if text == UNKNOWN_FIELD else (False, ())


def _code_of(text: str) -> str:
    if text.startswith((UNKNOWN_FIELD, "There is no such shoe")):
        return "unknown"
    return "missing" if text.startswith(_MISSING) else "invalid"


def _pointer(path: Sequence[str]) -> str:
    return "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in path)


def _flatten(messages: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(messages, Mapping):
        for key, inner in messages.items():
            yield from _flatten(inner, path if key == "_schema" else (*path, str(key)))
    elif isinstance(messages, list):
        for inner in messages:
            yield from _flatten(inner, path)
    else:
        yield path, str(messages)


def register_errors(app: Flask) -> None:
    """Map every way a request can fail to the one problem shape."""
    app.register_error_handler(Problem, problem_response)
    app.register_error_handler(HTTPException, _from_http)
    app.register_error_handler(StorageUnavailableError, _from_unavailable)
    app.register_error_handler(StaleVersionError, lambda _: problem_response(Problem("stale")))
    app.register_error_handler(ConflictError, _from_conflict)
    app.register_error_handler(ValidationError, _from_validation)
    app.register_error_handler(ImpossibleMeasurementError, _from_measurement)
    # What the server finds wrong with a body while it is being read.
    app.register_error_handler(ParseException, lambda _: problem_response(Problem("bad_request")))
    app.register_error_handler(NoMoreData, lambda _: problem_response(Problem("bad_request")))
    app.register_error_handler(Exception, _from_fault)
    app.log_exception = lambda exc_info: _log_fault(exc_info[1])  # type: ignore[method-assign]


def _from_http(fault: HTTPException) -> Response:
    code = _BY_STATUS.get(fault.code or 500, "bad_request" if (fault.code or 500) < 500 else "internal_error")
    headers, detail = {}, None
    if isinstance(fault, MethodNotAllowed) and fault.valid_methods:
        headers["Allow"] = ", ".join(sorted(fault.valid_methods))
        methods = tuple(sorted({*fault.valid_methods} - _ASIDE) or sorted(fault.valid_methods))
        method = request.method[:_LONGEST_NAME_SHOWN]
        detail = rulebook().wording.text("problems.method_not_allowed_here", methods=methods, method=method)
    elif code == "no_such_page" and (path := _path_beside()):
        detail = rulebook().wording.text("problems.no_such_page_but", path=path)
    return problem_response(Problem(code, detail, headers=headers))


def _path_beside() -> str | None:
    """Return the path that was meant: without a slash at its end, or below /v1."""
    bare = request.path.rstrip("/")
    routes = current_app.create_url_adapter(request)
    for path in (bare, f"/v1{bare}"):
        if routes is not None and bare and path != request.path and routes.test(path, request.method):
            return path[:_LONGEST_NAME_SHOWN]
    return None


def _from_unavailable(fault: StorageUnavailableError) -> Response:
    log.warning("storage unavailable", request_id=request_id(), fault=type(fault.__cause__ or fault).__name__)
    return problem_response(Problem("unavailable", headers={"Retry-After": str(RETRY_AFTER_SECONDS)}))


def _from_conflict(fault: ConflictError) -> Response:
    entry = {"pointer": fault.field, "detail": fault.message, "code": "conflict"}
    if fault.existing is None:
        return problem_response(Problem("conflict", errors=[entry]))
    kind, found = fault.existing
    existing = {"id": found, "href": f"/v1/{kind}/{found}"}
    headers = {"Location": existing["href"]}
    return problem_response(Problem("conflict", errors=[entry], headers=headers, existing=existing))


def _from_measurement(fault: ImpossibleMeasurementError) -> Response:
    return problem_response(invalid("/" + fault.field.replace(".", "/"), fault.message))


def _from_validation(fault: ValidationError) -> Response:
    return problem_response(problem_of_validation(messages_of(fault), "json"))


def _from_fault(fault: Exception) -> Response:
    if is_of_statement(fault) and not _is_prepared():
        log.error(NOT_RELEASED, request_id=request_id())
        return problem_response(not_released())
    _log_fault(fault)
    return problem_response(Problem("internal_error"))


def not_released() -> Problem:
    """Return the problem of a database that is not at this version's schema."""
    return Problem("unavailable", NOT_RELEASED, headers={"Retry-After": str(RETRY_AFTER_SECONDS)})


def _is_prepared() -> bool:
    # A statement can fail because its tables are not there yet; any other fault of a statement is ours.
    try:
        with parts().database.reading() as db:
            return can_serve(db)
    except StorageUnavailableError:
        return True


def _log_fault(fault: BaseException | None) -> None:
    log.error("internal error", request_id=request_id(), **facts_of(fault))


def facts_of(fault: BaseException | None) -> dict[str, Any]:
    """Return what a log may say of a fault: its kind and where it arose. Its message can hold what a person sent."""
    trace = traceback.extract_tb(fault.__traceback__ if fault else None)
    places = [f"{frame.filename}:{frame.lineno}" for frame in trace]
    return {"fault": type(fault).__name__, "places": places[-_MOST_PLACES:]}
