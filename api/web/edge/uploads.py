"""Reads the body of an import, CSV or JSON, into rows; the body is read before any transaction begins."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from flask import request
from marshmallow import Schema, ValidationError

from api.advice.core.wording import Wording
from api.integrations.readers.table import FileFaultError
from api.services.catalogue.row_report import Check, Fault, ImportRow, checked
from api.web.edge.blueprint import NotJsonError, View, imports, read_json
from api.web.edge.context import rulebook
from api.web.edge.errors import Problem, invalid, messages_of, problem_of_validation
from api.web.edge.uploads_schema import CSV_TYPE, JSON_TYPE

ReadCsv = Callable[[bytes, Wording], list[ImportRow]]
"""Reads a file to rows, whose faults it says in a language."""

_UTF8 = ("", "utf-8", "utf8")


def reads_rows(
    read_csv: ReadCsv,
    json_name: str,
    most: int,
    check_for: Callable[..., Check] | None = None,
) -> Callable[[View], View]:
    """Read the body and hand its rows to the view as ``rows``; JSON is ``{json_name: [row, ...]}``.

    Stands above ``@creates``, so that no transaction waits meanwhile. ``check_for`` answers, from what the view is
    given, the check that each row has to pass here already. Raises Problem 400, 415 or 422 for a body that cannot be
    read as a whole.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def run(*args: Any, **kwargs: Any) -> Any:
            rows = _rows(read_csv, json_name, most)
            if check_for is not None:
                check = check_for(*args, **kwargs)
                rows = [checked(row, check) for row in rows]
            return view(*args, rows=rows, **kwargs)

        return imports(run)  # type: ignore[return-value]

    return decorate


def check_by(schema: Schema) -> Check:
    """Return a check of one row by a schema, with its rules between fields."""

    def check(says: Mapping[str, Any]) -> tuple[dict[str, Any], list[Fault]]:
        try:
            loaded: dict[str, Any] = schema.load(says)
        except ValidationError as error:
            return {}, _faults(error)
        return {name: value for name, value in loaded.items() if value is not None}, []

    return check


def check_fields_by(schema: Schema, defaults: Mapping[str, Any]) -> Check:
    """Return a check of one row by the fields of a schema without rules between them.

    ``defaults`` stand in for what the row leaves out. Only what a row says is looked at: marshmallow goes through every
    field of every one of thousands of rows.
    """
    known = schema.load_fields
    needed = {name for name, field in known.items() if field.required}

    def check(says: Mapping[str, Any]) -> tuple[dict[str, Any], list[Fault]]:
        told = {**defaults, **{name: value for name, value in says.items() if value is not None}}
        try:
            if known.keys() >= told.keys() >= needed:
                return {name: known[name].deserialize(value) for name, value in told.items()}, []
        except ValidationError:
            pass  # the whole schema says what is wrong, and in which fields
        try:
            return schema.load(told), []
        except ValidationError as error:
            return {}, _faults(error)

    return check


def _faults(error: ValidationError) -> list[Fault]:
    entries = problem_of_validation(messages_of(error), "json").errors
    return [Fault(entry["pointer"].removeprefix("/"), entry["detail"]) for entry in entries]


def _rows(read_csv: ReadCsv, json_name: str, most: int) -> list[ImportRow]:
    body = request.get_data(cache=True)
    if request.mimetype == CSV_TYPE:
        if request.mimetype_params.get("charset", "").lower() not in _UTF8:
            raise Problem("wrong_content_type", "Send the file in UTF-8.")
        try:
            return read_csv(body, rulebook().wording)
        except FileFaultError as fault:
            line = "" if fault.line is None else f" (line {fault.line})"
            raise invalid("", fault.reason.say(rulebook().wording) + line) from None
    if request.mimetype == JSON_TYPE:
        return _json_rows(body, json_name, most)
    raise Problem("wrong_content_type", f"Send {CSV_TYPE} or {JSON_TYPE}.")


def _json_rows(body: bytes, name: str, most: int) -> list[ImportRow]:
    try:
        told = read_json(body)
    except NotJsonError as fault:
        raise Problem("malformed_json", str(fault)) from fault
    if not isinstance(told, dict) or not isinstance(told.get(name), list):
        raise invalid(f"/{name}", f"The body must be an object with a list {name}.")
    unknown = [key for key in told if key != name]
    if unknown:
        raise invalid("/" + unknown[0][:100], "Unknown field.")
    if len(told[name]) > most:
        raise invalid(f"/{name}", f"Must have at most {most} rows. Send them in parts.")
    for number, row in enumerate(told[name]):
        if not isinstance(row, dict):
            raise invalid(f"/{name}/{number}", "Must be an object.")
    return [ImportRow(number, None, row) for number, row in enumerate(told[name], start=1)]
