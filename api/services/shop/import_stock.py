"""Import what a store has in stock: all of it anew (``replace``) or only the lines that are sent (``upsert``).

Each row is written whole or not at all, and reported; a repetition changes nothing. A replacement in which a row
failed removes nothing: what failed might be what would be removed. Of a shop's own export, where rows fail every day,
a row that failed keeps the line that its SKU or GTIN names, and what the export no longer has is removed all the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection

from api.advice.core.rules import Rulebook
from api.integrations.feeds.gtin import GtinFaultError, gtin14
from api.integrations.reasons import why
from api.services.catalogue.row_report import Fault, ImportReport, ImportRow, RowResult, failed
from api.services.shop.stock_line import (
    ShoeFinder,
    StockFaultError,
    key_without_gender,
    note_on,
    own_key,
    shoe_finder,
    stock_row,
)
from api.storage.catalogue.shoe_gtins import gtins_taken
from api.storage.catalogue.shoes import visible_names
from api.storage.catalogue.states import lock_catalogue
from api.storage.catalogue.stock import (
    StockRow,
    add_stock,
    delete_stock,
    gtins_in_stock,
    replace_stock,
    stock_by_key,
    stock_of_store,
)
from api.storage.catalogue.stores import StoreRow, UnknownStoreError, mark_stock, store_row

MODES = ("replace", "upsert")

_Line = tuple[ImportRow, StockRow]


def import_stock(
    tx: Connection,
    account_id: str,
    store_id: str,
    rows: Sequence[ImportRow],
    *,
    mode: str,
    book: Rulebook,
    now: datetime,
    each_alone: bool = False,
) -> ImportReport:
    """Store the lines that the rows describe and return what became of each; all in the caller's transaction.

    ``rows`` are checked field by field already; ``each_alone`` is a shop's own export that came whole. Raises
    UnknownStoreError.
    """
    lock_catalogue(tx, account_id)
    store = store_row(tx, account_id, store_id)
    if store is None:
        raise UnknownStoreError(store_id)
    finder = _finder(tx, account_id, rows)
    read = [_read(row, store, finder, book, now) for row in rows]
    wanted: dict[str, _Line] = {}
    for result in read:
        if not isinstance(result, RowResult):
            wanted.setdefault(result[1].line_key, result)
    stored = _stored(tx, store, mode, wanted)
    results = [result if isinstance(result, RowResult) else _result(*result, wanted, stored, book) for result in read]
    faulty = [result for result in results if result.status == "failed"]
    whole = mode == "replace" and (not faulty or (each_alone and bool(wanted)))
    stay = {*wanted, *(own_key(result.row.values) for result in faulty)}
    gone = [line for key, line in stored.items() if key not in stay] if whole else _without_gender(tx, store, wanted)
    _write(tx, [line for _, line in wanted.values()], stored, gone)
    report = ImportReport(results, len(gone))
    if whole or mode == "upsert":
        mark_stock(tx, store, now, changed=report.changed)
    return report


def _read(row: ImportRow, store: StoreRow, finder: ShoeFinder, book: Rulebook, now: datetime) -> RowResult | _Line:
    if row.faults:
        return failed(row, row.faults)
    try:
        return row, stock_row(row.values, store.account_id, store.id, finder, book, now)
    except StockFaultError as error:
        return failed(row, [Fault.of(error.field, error.reason, book.wording)])


def _result(
    row: ImportRow, line: StockRow, wanted: Mapping[str, _Line], stored: Mapping[str, StockRow], book: Rulebook
) -> RowResult:
    earlier, first = wanted[line.line_key]
    if earlier is not row:
        if first.content() == line.content():
            return RowResult(row, "skipped", line.line_key, why("same_as", place=earlier.place).say(book.wording))
        return failed(row, [Fault.of("", why("contradicts_line", place=earlier.place), book.wording)])
    before, reason = stored.get(line.line_key), note_on(line)
    note = None if reason is None else reason.say(book.wording)
    if before is None:
        return RowResult(row, "created", line.line_key, note)
    if before.content() == line.content():
        return RowResult(row, "skipped", line.line_key, why("nothing_to_change").say(book.wording))
    return RowResult(row, "updated", line.line_key, note)


def _finder(tx: Connection, account_id: str, rows: Sequence[ImportRow]) -> ShoeFinder:
    """Return a finder that knows the GTINs of the rows: from any store's stock, or, more surely, from own shoes."""
    gtins = sorted({gtin for row in rows if (gtin := _gtin(row)) is not None})
    own = {gtin: (account_id, shoe_id) for gtin, shoe_id in gtins_taken(tx, account_id, gtins).items()}
    return shoe_finder(visible_names(tx, account_id), {**gtins_in_stock(tx, account_id, gtins), **own})


def _gtin(row: ImportRow) -> str | None:
    try:
        return gtin14(row.values["gtin"]) if isinstance(row.values.get("gtin"), str) else None
    except GtinFaultError:
        return None


def _stored(tx: Connection, store: StoreRow, mode: str, wanted: Mapping[str, _Line]) -> dict[str, StockRow]:
    if mode == "replace":
        return stock_of_store(tx, store.account_id, store.id)
    return stock_by_key(tx, store.account_id, store.id, list(wanted))


def _without_gender(tx: Connection, store: StoreRow, wanted: Mapping[str, _Line]) -> list[StockRow]:
    """Return the lines that come again under another key, because they name now for whom their shoes are made."""
    earlier = {key for _, line in wanted.values() if (key := key_without_gender(line)) is not None} - wanted.keys()
    return list(stock_by_key(tx, store.account_id, store.id, sorted(earlier)).values()) if earlier else []


def _write(tx: Connection, lines: list[StockRow], stored: Mapping[str, StockRow], gone: list[StockRow]) -> None:
    delete_stock(tx, gone)
    add_stock(tx, [line for line in lines if line.line_key not in stored])
    known = [line for line in lines if line.line_key in stored]
    replace_stock(tx, [line for line in known if line.content() != stored[line.line_key].content()])
