"""The columns of a shoe file, and what each row of one says: a part of a shoe document, ready to be merged.

A column that is there is written, an empty cell as *not known*; a column that is not there leaves what is stored.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from api.advice.core.wording import Wording
from api.integrations.feeds.shoe_figures import FIGURES, PLAIN_FIELDS
from api.integrations.feeds.table_text import as_utf8
from api.integrations.readers.cells import (
    CellFaultError,
    list_cell,
    number_cell,
    text_cell,
    whole_number_cell,
    yes_no_cell,
)
from api.integrations.readers.table import Table, TableRow, read_table
from api.integrations.reasons import Reason
from api.services.catalogue.row_report import Fault, ImportRow

MOST_ROWS = 2_000

Reader = Callable[[str], Any]
_Faults = dict[str, Reason]

_OF_KIND: Mapping[type, Reader] = {
    str: text_cell,
    int: whole_number_cell,
    float: number_cell,
    bool: yes_no_cell,
    tuple: list_cell,
}
_READERS: dict[str, Reader] = {
    **{field.name: _OF_KIND[field.kind] for field in PLAIN_FIELDS.values()},
    "gtins": list_cell,
}
_METHOD_COLUMNS = {"toe_box_width_mm": "toe_box_width_method", "ball_width_mm": "ball_width_method"}
_UNIT_COLUMNS = {"midsole_softness": "midsole_softness_unit"}
_OF_ALL_FIGURES = ("method", "sample", "note", "source", "source_url")

COLUMNS = (
    *_READERS,
    *FIGURES,
    *_METHOD_COLUMNS.values(),
    *_UNIT_COLUMNS.values(),
    *_OF_ALL_FIGURES,
)
REQUIRED_COLUMNS = ("brand", "model")


def read_shoe_file(body: bytes, wording: Wording) -> list[ImportRow]:
    """Return the rows of a CSV file of shoes; raises FileFaultError."""
    table = read_table(as_utf8(body), known=COLUMNS, required=REQUIRED_COLUMNS, max_rows=MOST_ROWS)
    return [_import_row(number, row, table, wording) for number, row in enumerate(table.rows, start=1)]


def _import_row(number: int, row: TableRow, table: Table, wording: Wording) -> ImportRow:
    if row.fault is not None:
        return ImportRow(number, row.line, {}, (Fault.of("", row.fault, wording),))
    faults: _Faults = {}
    values = {name: _value(row.cells, name, _READERS[name], faults) for name in table.columns if name in _READERS}
    figures = {name: _figure(row.cells, name, faults) for name in table.columns if name in FIGURES}
    if figures:
        values["figures"] = figures
    return ImportRow(number, row.line, values, tuple(Fault.of(name, why, wording) for name, why in faults.items()))


def _figure(cells: Mapping[str, str], name: str, faults: _Faults) -> dict[str, Any] | None:
    value = _value(cells, name, number_cell, faults)
    if value is None:
        return None
    method = _METHOD_COLUMNS.get(name, "method")
    parts = {
        "method": _value(cells, method, text_cell, faults),
        "unit": _value(cells, _UNIT_COLUMNS[name], text_cell, faults) if name in _UNIT_COLUMNS else None,
        **{part: _value(cells, part, text_cell, faults) for part in _OF_ALL_FIGURES if part != "method"},
    }
    return {"value": value, **{part: given for part, given in parts.items() if given is not None}}


def _value(cells: Mapping[str, str], name: str, read: Reader, faults: _Faults) -> Any:
    cell = cells.get(name, "")
    if cell == "":
        return None
    try:
        return read(cell)
    except CellFaultError as fault:
        faults.setdefault(name, fault.reason)
        return None
