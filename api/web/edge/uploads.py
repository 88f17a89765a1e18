"""Imports of any kind: how their body, CSV or JSON, is described and read into rows, and what they answer.

The body is read before any transaction begins.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from flask import Response, request
from marshmallow import Schema, ValidationError, fields, validate

from api.advice.core.wording import Wording
from api.integrations.readers.table import FileFaultError
from api.services.catalogue.row_report import STATUSES, Check, Fault, ImportReport, ImportRow, checked
from api.web.edge.blueprint import NotJsonError, View, imports, read_json
from api.web.edge.context import rulebook
from api.web.edge.errors import Problem, invalid, messages_of, problem_of_validation
from api.web.edge.hints import expected_object
from api.web.edge.refusals import refusal_in
from api.web.edge.response import json_response
from api.web.edge.transaction import only_shown
from api.web.fields.query import QueryFlag
from api.web.fields.strict import RequestSchema, ResponseSchema

CSV_TYPE = "text/csv"
TAB_TYPE = "text/tab-separated-values"
JSON_TYPE = "application/json"
MOST_BYTES = 16 * 1024 * 1024


def _count(description: str) -> fields.Integer:
    return fields.Integer(required=True, metadata={"description": description})


class ImportCountsSchema(ResponseSchema):
    """How many rows came to what."""

    created = _count("New.")
    updated = _count("Changed.")
    skipped = _count("Nothing to do: it says what is stored, or the same as an earlier row.")
    failed = _count("Not stored; each says why.")
    removed = _count("Taken away by a full replacement.")


class RowErrorSchema(ResponseSchema):
    """What is wrong with one field of a row."""

    field = fields.String(required=True, metadata={"description": "A column, or a JSON pointer within the row."})
    detail = fields.String(required=True)
    code = fields.String(required=True, metadata={"description": "The same for programs."})


class ImportRowSchema(ResponseSchema):
    """What became of one row."""

    row = fields.Integer(required=True, metadata={"description": "Which row it was, counted from 1."})
    line = fields.Integer(
        required=True, allow_none=True, metadata={"description": "The line of the file on which it begins."}
    )
    status = fields.String(required=True, validate=validate.OneOf(STATUSES))
    id = fields.String(required=True, allow_none=True, metadata={"description": "Of what it created, changed, found."})
    reason = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "Why it was skipped or failed, or what of it stays open."},
    )
    errors = fields.List(fields.Nested(RowErrorSchema), required=True)


class ImportReportSchema(ResponseSchema):
    """What an import did, row by row."""

    counts = fields.Nested(ImportCountsSchema, required=True)
    rows = fields.List(fields.Nested(ImportRowSchema), required=True)


class DryRunQuery(RequestSchema):
    """Whether to store what was sent."""

    dry_run = QueryFlag(load_default=False, metadata={"description": "Tell what would be done, and do nothing."})


def reported(report: ImportReport, *, dry_run: bool, **more: Any) -> Response:
    """Return what an import did; of a dry run what it would do, which is undone."""
    if not dry_run:
        return json_response({**more, **report.as_dict()})
    return only_shown(json_response({**more, **report.before_it_is_done().as_dict()}))


REPORT_EXAMPLE: dict[str, Any] = {
    "counts": {"created": 1, "updated": 0, "skipped": 0, "failed": 1, "removed": 0},
    "rows": [
        {"row": 1, "line": 2, "status": "created", "id": "shoe_3k9t2m4x8v7q1z5n6b0c", "reason": None, "errors": []},
        {
            "row": 2,
            "line": 3,
            "status": "failed",
            "id": None,
            "reason": "drop_mm: Must be a number such as 27.5 or 27,5, without unit or thousands separator.",
            "errors": [
                {
                    "field": "drop_mm",
                    "detail": "Must be a number such as 27.5 or 27,5, without unit or thousands separator.",
                    "code": "cell_is_no_plain_number",
                }
            ],
        },
    ],
}


ANY_VALUE: dict[str, Any] = {
    "description": "Any JSON; the size of the body bounds it. A row of something else is reported as failed."
}
"""A component of the API description: what a row may hold without the whole import being refused."""


def body_of_import(
    list_name: str, row: type[Schema], most_rows: int, csv_example: str, json_example: Any
) -> dict[str, Any]:
    """Return the description of a body that is either a CSV file or ``{list_name: [row, ...]}``."""
    any_object = {
        "type": "object",
        "maxProperties": MOST_BYTES,
        "additionalProperties": {"$ref": "#/components/schemas/AnyValue"},
    }
    rows = {"type": "array", "maxItems": most_rows, "items": {"anyOf": [row, any_object]}}
    whole = {"type": "object", "properties": {list_name: rows}, "required": [list_name], "additionalProperties": False}
    text = {"type": "string", "maxLength": MOST_BYTES}
    return {
        "required": True,
        "description": "A CSV file in UTF-8 (comma, semicolon or tab), or the same rows as JSON.",
        "content": {
            JSON_TYPE: {"schema": whole, "example": json_example},
            CSV_TYPE: {"schema": text, "example": csv_example},
            TAB_TYPE: {"schema": text, "example": csv_example.replace(";", "\t")},
        },
    }


ReadCsv = Callable[[bytes, Wording], list[ImportRow]]
"""Reads a file to rows, whose faults it says in a language."""

_UTF8 = ("", "utf-8", "utf8")


def reads_rows(
    read_csv: ReadCsv,
    json_name: str,
    most: int,
    row_schema: Schema,
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
            rows = _rows(read_csv, json_name, most, row_schema)
            if check_for is not None:
                check = check_for(*args, **kwargs)
                rows = [checked(row, check) for row in rows]
            return view(*args, rows=rows, **kwargs)

        return imports(run)  # type: ignore[return-value]

    return decorate


def check_by(schema: Schema) -> Check:
    """Return a check of one row by a schema, with its rules between fields."""

    def check(sent: Mapping[str, Any]) -> tuple[dict[str, Any], list[Fault]]:
        try:
            loaded: dict[str, Any] = schema.load(sent)
        except ValidationError as error:
            return {}, _faults(error)
        return {name: value for name, value in loaded.items() if value is not None}, []

    return check


def check_fields_by(schema: Schema, defaults: Mapping[str, Any]) -> Check:
    """Return a check of one row by the fields of a schema without rules between them.

    ``defaults`` stand in for what the row leaves out. Only what a row holds is checked: marshmallow goes through every
    field of every one of thousands of rows.
    """
    known = schema.load_fields
    needed = {name for name, field in known.items() if field.required}

    def check(sent: Mapping[str, Any]) -> tuple[dict[str, Any], list[Fault]]:
        values = {**defaults, **{name: value for name, value in sent.items() if value is not None}}
        try:
            if known.keys() >= values.keys() >= needed:
                return {name: known[name].deserialize(value) for name, value in values.items()}, []
        except ValidationError:
            pass  # the whole schema says what is wrong, and in which fields
        try:
            return schema.load(values), []
        except ValidationError as error:
            return {}, _faults(error)

    return check


def _faults(error: ValidationError) -> list[Fault]:
    entries = problem_of_validation(messages_of(error), "json").errors
    wording = rulebook().wording
    return [
        Fault(entry["pointer"].removeprefix("/"), refusal_in(wording, entry["detail"]), entry["code"])
        for entry in entries
    ]


def _rows(read_csv: ReadCsv, json_name: str, most: int, row_schema: Schema) -> list[ImportRow]:
    body = request.get_data(cache=True)
    if request.mimetype in (CSV_TYPE, TAB_TYPE):
        if request.mimetype_params.get("charset", "").lower() not in _UTF8:
            raise Problem("wrong_content_type", "Send the file in UTF-8.")
        try:
            return read_csv(body, rulebook().wording)
        except FileFaultError as fault:
            raise file_refused(fault) from None
    if request.mimetype == JSON_TYPE:
        try:
            return json_rows(read_json(body), json_name, most, row_schema)
        except NotJsonError as fault:
            raise Problem("malformed_json", str(fault)) from fault
    raise Problem("wrong_content_type", f"Send the file as one of: {CSV_TYPE}, {TAB_TYPE}, {JSON_TYPE}.")


def file_refused(fault: FileFaultError) -> Problem:
    """Return the problem of a file that cannot be read as a whole."""
    line = "" if fault.line is None else f" (line {fault.line})"
    return invalid("", fault.reason.say(rulebook().wording) + line)


def json_rows(body: Any, name: str, most: int, row_schema: Schema) -> list[ImportRow]:
    """Return the rows of a JSON body ``{name: [row, ...]}``, each an object; raises Problem 422."""
    if not isinstance(body, dict) or not isinstance(body.get(name), list):
        raise invalid(f"/{name}", f"The body must be an object with a list {name}.")
    unknown = [key for key in body if key != name]
    if unknown:
        raise invalid("/" + unknown[0][:100], "Unknown field.")
    if len(body[name]) > most:
        raise invalid(f"/{name}", f"Must have at most {most} rows. Send them in parts.")
    for number, row in enumerate(body[name]):
        if not isinstance(row, dict):
            raise invalid(f"/{name}/{number}", expected_object(row_schema))
    return [ImportRow(number, None, row) for number, row in enumerate(body[name], start=1)]
