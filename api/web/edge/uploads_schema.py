"""What an import of any kind answers, and how its body is described."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from api.services.catalogue.row_report import STATUSES
from api.web.fields.strict import ResponseSchema

CSV_TYPE = "text/csv"
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


class ImportRowSchema(ResponseSchema):
    """What became of one row."""

    row = fields.Integer(required=True, metadata={"description": "Which row it was, counted from 1."})
    line = fields.Integer(
        required=True, allow_none=True, metadata={"description": "The line of the file on which it begins."}
    )
    status = fields.String(required=True, validate=validate.OneOf(STATUSES))
    id = fields.String(required=True, allow_none=True, metadata={"description": "Of what it created, changed, found."})
    reason = fields.String(required=True, allow_none=True, metadata={"description": "Why it was skipped or failed."})
    errors = fields.List(fields.Nested(RowErrorSchema), required=True)


class ImportReportSchema(ResponseSchema):
    """What an import did, row by row."""

    counts = fields.Nested(ImportCountsSchema, required=True)
    rows = fields.List(fields.Nested(ImportRowSchema), required=True)


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
                }
            ],
        },
    ],
}


ANY_VALUE: dict[str, Any] = {
    "description": "Any JSON. A row that says something else than the operation takes is told of as failed.",
    "type": ["null", "boolean", "number", "string", "array", "object"],
    "minimum": -1.7e308,
    "maximum": 1.7e308,
    "maxLength": MOST_BYTES,
    "maxItems": MOST_BYTES,
    "items": {"$ref": "#/components/schemas/AnyValue"},
    "maxProperties": MOST_BYTES,
    "additionalProperties": {"$ref": "#/components/schemas/AnyValue"},
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
    return {
        "required": True,
        "description": "A CSV file in UTF-8 (comma, semicolon or tab), or the same rows as JSON.",
        "content": {
            JSON_TYPE: {"schema": whole, "example": json_example},
            CSV_TYPE: {"schema": {"type": "string", "maxLength": MOST_BYTES}, "example": csv_example},
        },
    }
