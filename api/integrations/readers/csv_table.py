"""Reads a table that a person exported from a spreadsheet: commas, semicolons or tabs, with or without a BOM.

What concerns the whole file (encoding, header, quoting, size) is refused as a whole; what concerns one row is told of
that row. Lines are counted as an editor shows them, also past cells with line breaks in them.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

_BOM = "\ufeff"
_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")
_DELIMITERS = ",;\t"
_LONGEST_CELL = 10_000
_QUOTED = 100
_LINE_END = re.compile(r"[\r\n]")


class FileFaultError(Exception):
    """The file as a whole cannot be read; nothing of it was used. ``line`` is where it went wrong, if known."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: the line it begins on, its cells by column without blanks around them, or what is wrong with it."""

    line: int
    cells: dict[str, str]
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A header and its rows; empty lines are left out."""

    columns: tuple[str, ...]
    rows: list[TableRow]


def read_table(body: bytes, *, known: Collection[str], required: Collection[str], max_rows: int) -> Table:
    """Return the table in ``body``; raises FileFaultError."""
    text = _text_of(body)
    delimiter = _delimiter_of(_LINE_END.split(text, maxsplit=1)[0])
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True, strict=True)
    try:
        columns = _columns_of(next(reader, []), known, required)
        return Table(columns, _rows(reader, columns, max_rows))
    except csv.Error as fault:
        raise FileFaultError(f"The file cannot be read as CSV: {fault}.", reader.line_num) from None


def _text_of(body: bytes) -> str:
    if body.startswith(_UTF16_BOMS):
        raise FileFaultError("The file is in UTF-16. Save it as UTF-8 and send it again.")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as fault:
        line = body.count(b"\n", 0, fault.start) + 1
        raise FileFaultError(
            "The file is not in UTF-8 (Latin-1 or Windows-1252, perhaps). Save it as UTF-8 and send it again.", line
        ) from None
    if "\0" in text:
        raise FileFaultError(
            "The file holds NUL characters: it is not a text file.", text.count("\n", 0, text.find("\0")) + 1
        )
    text = text.removeprefix(_BOM)
    if not text.strip():
        raise FileFaultError("The file is empty.")
    return text


def _delimiter_of(header: str) -> str:
    return max(_DELIMITERS, key=header.count)


def _columns_of(cells: list[str], known: Collection[str], required: Collection[str]) -> tuple[str, ...]:
    columns = tuple(cell.strip().lower() for cell in cells)
    _refuse("The header names a column twice", sorted({name for name in columns if columns.count(name) > 1}))
    _refuse("Unknown column", [name for name in columns if name not in known])
    _refuse("Missing column", [name for name in required if name not in columns])
    return columns


def _refuse(what: str, names: list[str]) -> None:
    if names:
        raise FileFaultError(f"{what}: {', '.join(repr(name[:_QUOTED]) for name in names[:_QUOTED])}.", 1)


def _rows(reader: Any, columns: tuple[str, ...], max_rows: int) -> list[TableRow]:
    rows: list[TableRow] = []
    line = reader.line_num + 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            if len(rows) == max_rows:
                raise FileFaultError(f"The file has more than {max_rows} rows. Send it in parts.", line)
            rows.append(_row(line, cells, columns))
        line = reader.line_num + 1
    return rows


def _row(line: int, cells: list[str], columns: tuple[str, ...]) -> TableRow:
    if len(cells) != len(columns):
        return TableRow(line, {}, f"The row has {len(cells)} cells where the header has {len(columns)}.")
    if any(len(cell) > _LONGEST_CELL for cell in cells):
        return TableRow(line, {}, f"A cell has more than {_LONGEST_CELL} characters.")
    return TableRow(line, {name: cell.strip() for name, cell in zip(columns, cells, strict=True)})
