"""Reads CSV exports of other services: columns found by name and occurrence, since some exports name one twice."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from api.integrations.readers.csv_table import FileFaultError
from api.integrations.readers.run_record import MOST_RECORDS

_DELIMITERS = ",;\t"
_LONGEST_HEADER = 64 * 1024
_MOST_COLUMNS = 500
_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class ExportRow:
    """One row and the line it begins on; ``fault`` says what is wrong with the row as a whole."""

    line: int
    cells: list[str]
    header: Header
    fault: str | None = None

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

    def has(self, *names: str) -> bool:
        """Return whether every one of these columns is there."""
        return all((name, 1) in self.positions for name in names)


def read_header(file: BinaryIO) -> Header:
    """Return the header of a CSV file from its beginning; raises FileFaultError."""
    file.seek(0)
    start = file.read(_LONGEST_HEADER)
    if start.startswith(_UTF16_BOMS):
        raise FileFaultError("The file is in UTF-16. Save it as UTF-8 and send it again.")
    line = start.splitlines(keepends=True)[:1] or [b""]
    try:
        text = line[0].decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _wrong_encoding() from None
    if "\0" in text:
        raise FileFaultError("The file holds NUL characters: it is not a text file.", 1)
    try:
        delimiter = _delimiter_of(text)
        cells = next(csv.reader([text], delimiter=delimiter, skipinitialspace=True, strict=True), [])
    except csv.Error as fault:
        raise FileFaultError(f"The header cannot be read as CSV: {fault}.", 1) from None
    return _header_of(cells, delimiter)


def _header_of(cells: list[str], delimiter: str) -> Header:
    if len(cells) > _MOST_COLUMNS:
        raise FileFaultError(f"The header has more than {_MOST_COLUMNS} columns.", 1)
    names = tuple(" ".join(cell.lower().split()) for cell in cells)
    seen: dict[str, int] = {}
    positions = {}
    for position, name in enumerate(names):
        seen[name] = seen.get(name, 0) + 1
        positions[name, seen[name]] = position
    return Header(names, positions, delimiter)


def _delimiter_of(header: str) -> str:
    return max(_DELIMITERS, key=header.count)


def read_export(file: BinaryIO) -> Iterator[ExportRow]:
    """Yield every row that is not empty, one by one; raises FileFaultError where the file cannot be read on."""
    header = read_header(file)
    file.seek(0)
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    try:
        reader = csv.reader(text, delimiter=header.delimiter, skipinitialspace=True, strict=True)
        yield from _told(reader, header)
    finally:
        # The wrapper would close the file when thrown away.
        text.detach()


def _told(reader: Iterator[list[str]], header: Header) -> Iterator[ExportRow]:
    try:
        next(reader, None)
        yield from _rows(reader, header)
    except csv.Error as fault:
        raise FileFaultError(f"The file cannot be read as CSV: {fault}.", _line(reader)) from None
    except UnicodeDecodeError:
        raise _wrong_encoding() from None


def _rows(reader: Iterator[list[str]], header: Header) -> Iterator[ExportRow]:
    count, line = 0, _line(reader) + 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            count += 1
            if count > MOST_RECORDS:
                raise FileFaultError(f"The file has more than {MOST_RECORDS} rows. Send it in parts.", line)
            yield _row(line, cells, header)
        line = _line(reader) + 1


def _row(line: int, cells: list[str], header: Header) -> ExportRow:
    if any("\0" in cell for cell in cells):
        raise FileFaultError("The file holds NUL characters: it is not a text file.", line)
    wanted = len(header.names)
    if len(cells) < wanted or any(cells[wanted:]):
        told = f"The row has {len(cells)} cells where the header has {wanted}: is the file cut off?"
        return ExportRow(line, [], header, told)
    return ExportRow(line, cells, header)


def _line(reader: Iterator[list[str]]) -> int:
    return reader.line_num  # type: ignore[attr-defined,no-any-return]


def _wrong_encoding() -> FileFaultError:
    return FileFaultError(
        "The file is not in UTF-8 (Latin-1 or Windows-1252, perhaps). Save it as UTF-8 and send it again."
    )
