"""Reads tables: CSV files of people and of other services, with commas, semicolons or tabs, with or without a BOM.

What concerns the whole file (encoding, header, quoting, size) is refused as a whole; what concerns one row is a fault
of that row. Lines are counted as an editor shows them, also past cells with line breaks in them. An export may name a
column twice, so its columns are found by name and occurrence; a table of ours has known columns, each once.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO

from api.integrations.reasons import Reason, ReasonedError, why

MAX_RECORDS = 100_000
"""In one file: ten a day for more than 25 years."""

_DELIMITERS = ",;\t|"
_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")
_LONGEST_HEADER = 64 * 1024
_LONGEST_LINE = 1024 * 1024
_LONGEST_CELL = 10_000
_LINES_BEFORE = 10
_BEFORE_HEADER = re.compile(rb"(?:\xef\xbb\xbf)?(?:\s*|\"?sep=.\"?\s*|com\.samsung\.[a-z_.]+(?:,[0-9.]+)*,?\s*)")
"""A line before the header: the delimiter, as spreadsheets write it, the name of Samsung's table, or nothing."""

_MOST_COLUMNS = 500
_QUOTED = 100
_NUL = why("nul")
_AMID_TEXT = re.compile(r'[^,;\s"]"[^,;\t\r\n"]')


class FileFaultError(ReasonedError):
    """The file as a whole cannot be read; nothing of it was used. ``line`` is where it went wrong, if known."""

    def __init__(self, reason: Reason, line: int | None = None) -> None:
        super().__init__(reason)
        self.line = line


@dataclass(frozen=True, slots=True)
class ExportRow:
    """One row and the line it begins on; ``fault`` says what is wrong with the row as a whole."""

    line: int
    cells: list[str]
    header: Header
    fault: Reason | None = None

    def cell(self, *names: str, occurrence: int = 1) -> str:
        """Return the cell of the first of these columns that the file has at all, empty if none."""
        for name in names:
            position = self.header.positions.get((name, occurrence))
            if position is not None:
                return self.cells[position].strip()
        return ""


@dataclass(frozen=True, slots=True)
class Header:
    """The columns in their order; ``positions`` by lower-case name and occurrence, counted from 1."""

    names: tuple[str, ...]
    positions: Mapping[tuple[str, int], int]
    delimiter: str
    line: int = 1

    def has(self, *names: str) -> bool:
        """Return whether every one of these columns is there."""
        return all((name, 1) in self.positions for name in names)


def read_header(file: BinaryIO) -> Header:
    """Return the header of a CSV file from its beginning; raises FileFaultError."""
    file.seek(0)
    start = file.read(_LONGEST_HEADER)
    if start.startswith(_UTF16_BOMS):
        raise _utf16()
    lines = start.splitlines(keepends=True) or [b""]
    number = next((place for place, line in enumerate(lines[:_LINES_BEFORE]) if not _BEFORE_HEADER.fullmatch(line)), 0)
    try:
        text = lines[number].decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _wrong_encoding() from None
    if "\0" in text:
        raise FileFaultError(_NUL, number + 1)
    try:
        delimiter = _delimiter_of(text)
        cells = next(csv.reader([text], delimiter=delimiter, skipinitialspace=True, strict=True), [])
    except csv.Error as fault:
        raise FileFaultError(why("header_is_no_csv", fault=str(fault)), number + 1) from None
    return _header_of(cells, delimiter, number + 1)


def _header_of(cells: list[str], delimiter: str, line: int) -> Header:
    if len(cells) > _MOST_COLUMNS:
        raise FileFaultError(why("too_many_columns", most=_MOST_COLUMNS), line)
    names = tuple(" ".join(cell.lower().split()) for cell in cells)
    seen: dict[str, int] = {}
    positions = {}
    for position, name in enumerate(names):
        seen[name] = seen.get(name, 0) + 1
        positions[name, seen[name]] = position
    return Header(names, positions, delimiter, line)


def _delimiter_of(header: str) -> str:
    return max(_DELIMITERS, key=header.count)


def read_export(file: BinaryIO, max_rows: int = MAX_RECORDS) -> Iterator[ExportRow]:
    """Yield every row that is not empty, one by one; raises FileFaultError where the file cannot be read on."""
    header = read_header(file)
    file.seek(0)
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    try:
        reader = csv.reader(
            _quotes_mended(_lines(text), header.delimiter),
            delimiter=header.delimiter,
            skipinitialspace=True,
            strict=True,
        )
        yield from _all_rows(reader, header, max_rows)
    finally:
        # The wrapper would close the file when thrown away; a temporary file may be closed already.
        with suppress(ValueError):
            text.detach()


def column_of(file: BinaryIO, name: str, occurrence: int = 1) -> Iterator[str]:
    """Yield the cells of a column, of rows that can be read; raises FileFaultError."""
    return (row.cell(name, occurrence=occurrence) for row in read_export(file) if row.fault is None)


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    """Yield the lines; raises csv.Error for one that is longer than any row."""
    while line := text.readline(_LONGEST_LINE):
        if len(line) == _LONGEST_LINE:
            raise csv.Error("a line is longer than any row")
        yield line


def _quotes_mended(lines: Iterable[str], delimiter: str) -> Iterator[str]:
    """Yield the lines with each quote doubled that stands amid a quoted cell: some services write such titles.

    A cell ends at a quote that a delimiter or the end of the line follows.
    """
    within = False
    for line in lines:
        quotes = line.count('"')
        if within or quotes % 2 or (quotes and _AMID_TEXT.search(line)):
            line, within = _mended(line, delimiter, within)
        yield line


def _mended(line: str, delimiter: str, within: bool) -> tuple[str, bool]:
    """Return a line with its stray quotes doubled, and whether it ends within a quoted cell."""
    parts, place, starts = [], 0, not within
    while place < len(line):
        letter = line[place]
        if letter != '"':
            if not within:
                starts = letter == delimiter or (starts and letter == " ")
            parts.append(letter)
        elif not within:
            within = starts
            starts = False
            parts.append(letter)
        elif line[place + 1 : place + 2] == '"':
            parts.append('""')
            place += 1
        elif line[place + 1 : place + 2] in (delimiter, "\r", "\n", ""):
            within = False
            parts.append(letter)
        else:
            parts.append('""')
        place += 1
    return "".join(parts), within


def _all_rows(reader: Iterator[list[str]], header: Header, max_rows: int) -> Iterator[ExportRow]:
    try:
        for _ in range(header.line):
            next(reader, None)
        yield from _rows(reader, header, max_rows)
    except csv.Error as fault:
        raise FileFaultError(why("no_csv", fault=str(fault)), _line(reader)) from None
    except UnicodeDecodeError:
        raise _wrong_encoding() from None


def _rows(reader: Iterator[list[str]], header: Header, max_rows: int) -> Iterator[ExportRow]:
    count, line = 0, _line(reader) + 1
    for cells in reader:
        text = "".join(cells)
        if text and not text.isspace():
            count += 1
            if count > max_rows:
                raise FileFaultError(why("too_many_rows", most=max_rows), line)
            if "\0" in text:
                raise FileFaultError(_NUL, line)
            yield _row(line, cells, header)
        line = _line(reader) + 1


def _row(line: int, cells: list[str], header: Header) -> ExportRow:
    wanted = len(header.names)
    if len(cells) < wanted or any(cells[wanted:]):
        key = "row_is_short" if len(cells) < wanted else "row_is_long"
        return ExportRow(line, cells, header, why(key, cells=len(cells), columns=wanted))
    return ExportRow(line, cells, header)


def _line(reader: Iterator[list[str]]) -> int:
    return reader.line_num  # type: ignore[attr-defined,no-any-return]


def _wrong_encoding(line: int | None = None) -> FileFaultError:
    return FileFaultError(why("not_utf8"), line)


def _utf16() -> FileFaultError:
    return FileFaultError(why("utf16"))


# Tables of ours


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: the line it begins on, its cells by column without blanks around them, or what is wrong with it."""

    line: int
    cells: dict[str, str]
    fault: Reason | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A header and its rows; empty lines are left out."""

    columns: tuple[str, ...]
    rows: list[TableRow]


def read_table(body: bytes, *, known: Collection[str], required: Collection[str], max_rows: int) -> Table:
    """Return the table in ``body``; raises FileFaultError."""
    _check_text(body)
    columns = _columns_of(read_header(io.BytesIO(body)), known, required)
    return Table(columns, [_table_row(row, columns) for row in read_export(io.BytesIO(body), max_rows)])


def _check_text(body: bytes) -> None:
    if body.startswith(_UTF16_BOMS):
        raise _utf16()
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise _wrong_encoding(body.count(b"\n", 0, fault.start) + 1) from None
    if "\0" in text:
        raise FileFaultError(_NUL, text.count("\n", 0, text.find("\0")) + 1)
    if not text.strip():
        raise FileFaultError(why("empty"))


def _columns_of(header: Header, known: Collection[str], required: Collection[str]) -> tuple[str, ...]:
    names = header.names
    _refuse("columns_twice", sorted({name for name in names if names.count(name) > 1}))
    _refuse("columns_unknown", [name for name in names if name not in known])
    _refuse("columns_missing", [name for name in required if name not in names])
    return names


def _refuse(key: str, names: list[str]) -> None:
    if names:
        raise FileFaultError(why(key, columns=", ".join(repr(name[:_QUOTED]) for name in names[:_QUOTED])), 1)


def _table_row(row: ExportRow, columns: tuple[str, ...]) -> TableRow:
    if len(row.cells) != len(columns):
        return TableRow(row.line, {}, why("row_is_long", cells=len(row.cells), columns=len(columns)))
    if any(len(cell) > _LONGEST_CELL for cell in row.cells):
        return TableRow(row.line, {}, why("cell_is_long", most=_LONGEST_CELL))
    return TableRow(row.line, {name: cell.strip() for name, cell in zip(columns, row.cells, strict=True)})
