"""One shape for every error, from every origin: RFC 9457 ``application/problem+json``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import structlog
from flask import Flask, Response, g, has_request_context, request
from marshmallow import ValidationError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from api.storage.errors import ConflictError, StaleVersionError, StorageUnavailableError
from api.web.json import dumps
from api.web.problems import KINDS

log = structlog.get_logger()

RETRY_AFTER_SECONDS = 2
_BY_STATUS = {404: "no_such_page", 405: "method_not_allowed", 413: "too_large", 415: "wrong_content_type"}
_UNKNOWN_FIELD = "Unknown field."


class Problem(Exception):
    """An answer that is an error. ``code`` is one of ``problems.KINDS``; ``detail`` speaks to the integrator."""

    def __init__(
        self,
        code: str,
        detail: str | None = None,
        *,
        errors: Sequence[Mapping[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail
        self.errors = tuple(errors)
        self.headers = dict(headers or {})


def problem_response(problem: Problem) -> Response:
    """Answer the problem as it goes out."""
    kind = KINDS[problem.code]
    body: dict[str, Any] = {
        "type": f"/problems/{kind.code}",
        "title": kind.title,
        "status": kind.status,
        "detail": problem.detail or kind.help,
        "code": kind.code,
    }
    if has_request_context() and "request_id" in g:
        body["instance"] = f"urn:forefoot:request:{g.request_id}"
    if problem.errors:
        body["errors"] = list(problem.errors)
    response = Response(dumps(body), status=kind.status, content_type="application/problem+json")
    response.headers.update(problem.headers)
    response.headers["Cache-Control"] = "no-store"
    return response


def invalid(field: str, detail: str) -> Problem:
    """Answer a 422 for one field of the body, named by its JSON pointer such as ``/feet/left/length_mm``."""
    return Problem("invalid_input", detail, errors=[{"pointer": field, "detail": detail, "code": "invalid"}])


def problem_of_validation(messages: Mapping[str, Any], location: str) -> Problem:
    """Answer the problem for what marshmallow refused: pointers for a body, parameter names for a query."""
    found = list(_flatten(messages))
    if location == "query":
        unknown = [path for path, text in found if text == _UNKNOWN_FIELD]
        if unknown:
            names = ", ".join(path[0] for path in unknown)
            return Problem(
                "unknown_parameter",
                f"This operation has no parameter {names}.",
                errors=[_entry("parameter", path[0], "Unknown parameter.", "unknown") for path in unknown],
            )
        errors = [_entry("parameter", path[0] if path else "", text, "invalid") for path, text in found]
    else:
        errors = [_entry("pointer", _pointer(path), text, _code_of(text)) for path, text in found]
    where = ", ".join(dict.fromkeys(error.get("pointer", error.get("parameter", "")) or "the body" for error in errors))
    return Problem("invalid_input", f"Not valid: {where}.", errors=errors)


def messages_of(fault: ValidationError) -> dict[str, Any]:
    """Answer what marshmallow refused, by field."""
    found: dict[str, Any] = fault.normalized_messages()  # type: ignore[no-untyped-call]
    return found


def _entry(kind: str, place: str, text: str, code: str) -> dict[str, str]:
    return {kind: place, "detail": text, "code": code}


def _code_of(text: str) -> str:
    if text == _UNKNOWN_FIELD:
        return "unknown"
    return "missing" if text.startswith("Missing data") else "invalid"


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
    app.register_error_handler(Exception, _from_fault)


def _from_http(fault: HTTPException) -> Response:
    if fault.code is not None and fault.code < 400:
        return Response(status=fault.code, headers=fault.get_headers())
    code = _BY_STATUS.get(fault.code or 500, "bad_request" if (fault.code or 500) < 500 else "internal_error")
    headers = {}
    if isinstance(fault, MethodNotAllowed) and fault.valid_methods:
        headers["Allow"] = ", ".join(sorted(fault.valid_methods))
    return problem_response(Problem(code, headers=headers))


def _from_unavailable(fault: StorageUnavailableError) -> Response:
    log.warning("storage unavailable", fault=type(fault.__cause__).__name__)
    return problem_response(Problem("unavailable", headers={"Retry-After": str(RETRY_AFTER_SECONDS)}))


def _from_conflict(fault: ConflictError) -> Response:
    entry = {"pointer": fault.field, "detail": fault.message, "code": "conflict"}
    return problem_response(Problem("conflict", fault.message, errors=[entry]))


def _from_validation(fault: ValidationError) -> Response:
    return problem_response(problem_of_validation(messages_of(fault), "json"))


def _from_fault(fault: Exception) -> Response:
    # The message of a fault can hold what a person sent; only its kind and place are logged.
    trace = fault.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace is not None else "unknown"
    log.error("internal error", fault=type(fault).__name__, place=place, route=str(request.url_rule))
    return problem_response(Problem("internal_error"))
