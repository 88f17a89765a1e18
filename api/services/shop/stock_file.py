"""What a row of a stock file says: which shoe, in which size and width, how many; from CSV or from JSON."""

from __future__ import annotations

from api.advice.core.wording import Wording
from api.integrations.feeds.table_text import as_utf8
from api.integrations.readers.cells import CellFaultError, number_cell, text_cell, whole_number_cell
from api.integrations.readers.table import TableRow, read_table
from api.integrations.readers.written_size import size_written
from api.services.catalogue.row_report import Fault, ImportRow

MOST_ROWS = 10_000


def _size_cell(text: str) -> float:
    """Return the size of a cell, as shops write it; raise CellFaultError."""
    size = size_written(" ".join(text.split()))
    return number_cell(text) if size is None else size


_READERS = {
    "shoe_id": text_cell,
    "shoe_external_ref": text_cell,
    "brand": text_cell,
    "model": text_cell,
    "gtin": text_cell,
    "sku": text_cell,
    "size": _size_cell,
    "size_system": text_cell,
    "gender": text_cell,
    "width": text_cell,
    "quantity": whole_number_cell,
    "price": number_cell,
    "currency": text_cell,
}
COLUMNS = tuple(_READERS)
REQUIRED_COLUMNS = ("size", "quantity")


def read_stock_file(body: bytes, wording: Wording) -> list[ImportRow]:
    """Return the rows of a CSV file of stock; raises FileFaultError."""
    table = read_table(as_utf8(body), known=COLUMNS, required=REQUIRED_COLUMNS, max_rows=MOST_ROWS)
    return [_import_row(number, row, wording) for number, row in enumerate(table.rows, start=1)]


def _import_row(number: int, row: TableRow, wording: Wording) -> ImportRow:
    if row.fault is not None:
        return ImportRow(number, row.line, {}, (Fault.of("", row.fault, wording),))
    values: dict[str, object] = {}
    faults: list[Fault] = []
    for name, cell in row.cells.items():
        if cell == "":
            continue
        try:
            values[name] = _READERS[name](cell)
        except CellFaultError as fault:
            faults.append(Fault.of(name, fault.reason, wording))
    return ImportRow(number, row.line, values, tuple(faults))
