"""From rows to records: a row that cannot be read is told of, and the others go on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from api.integrations.readers.activity_table import ExportRow
from api.integrations.readers.run_record import Record, RecordFaultError, RunRecord, Unread, checked
from api.integrations.readers.sports import Sport, sport_named

_SHOWN = 60


def records_of(
    rows: Iterable[ExportRow], make: Callable[[ExportRow, str], Record], file_name: str = ""
) -> Iterator[Record]:
    """Yield what ``make`` makes of each row and its place; its RecordFaultError becomes a failed record."""
    for row in rows:
        place = f"{file_name}, line {row.line}" if file_name else f"line {row.line}"
        if row.fault is not None:
            yield Unread(place, "failed", row.fault)
            continue
        try:
            record = make(row, place)
            yield checked(record) if isinstance(record, RunRecord) else record
        except RecordFaultError as fault:
            yield Unread(place, "failed", str(fault))


def on_foot(name: str, place: str) -> Sport | Unread:
    """Return the sport of this name, or that it wears out no running shoes."""
    sport = sport_named(name)
    if sport is not None:
        return sport
    return Unread(place, "skipped", f"{name[:_SHOWN] or 'No sport'} is not known as running, walking or hiking.")
