"""Import an account's own shoes: each row is written whole or not at all, and told of; a second time changes nothing.

A row finds its shoe by external_ref, else by brand and model; a shoe without external_ref takes on the row's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from api.advice.rules import Rulebook
from api.integrations.gtin import gtin14
from api.services.import_report import Check, Fault, ImportReport, ImportRow, RowResult, failed
from api.services.own_record import document_of, record_from
from api.services.own_shoes import MOST_SHOES, changed_row
from api.services.shoe_names import match_key
from api.services.shoe_record import new_row, record_of
from api.storage.catalogue import lock_catalogue, mark_catalogue_change
from api.storage.metadata import new_id
from api.storage.shoe_gtins import gtins_of_owner, set_gtins
from api.storage.shoes import ShoeRow, add_shoes, replace_shoe, shoes_of_owner


@dataclass(slots=True)
class _Own:
    """The account's shoes while the import goes on, by natural key, and who carries which GTIN."""

    account_id: str
    by_key: dict[str, ShoeRow]
    carriers: dict[str, str]
    count: int
    written_at: dict[str, ImportRow] = field(default_factory=dict)
    fresh: dict[str, ShoeRow] = field(default_factory=dict)
    changed: dict[str, tuple[ShoeRow, int]] = field(default_factory=dict)
    gtins: dict[str, set[str]] = field(default_factory=dict)


def import_shoes(
    tx: Connection, account_id: str, rows: Sequence[ImportRow], check: Check, book: Rulebook, now: datetime
) -> ImportReport:
    """Store what the rows say and answer what became of each; all in the caller's transaction."""
    lock_catalogue(tx, account_id)
    stored = shoes_of_owner(tx, account_id)
    own = _Own(account_id, {row.match_key: row for row in stored}, gtins_of_owner(tx, account_id), len(stored))
    report = ImportReport([_import(row, own, check, book, now) for row in rows])
    add_shoes(tx, list(own.fresh.values()))
    for shoe, version in own.changed.values():
        replace_shoe(tx, shoe, version)
    for shoe_id, gtins in own.gtins.items():
        set_gtins(tx, account_id, shoe_id, sorted(gtins))
    if report.changed:
        mark_catalogue_change(tx, account_id, now)
    return report


def _import(row: ImportRow, own: _Own, check: Check, book: Rulebook, now: datetime) -> RowResult:
    if row.faults:
        return failed(row, row.faults)
    before = _find(row.says, own)
    document, faults = check(_merged(document_of(record_of(before)) if before else {}, row.says))
    if faults:
        return failed(row, faults)
    record = record_from(document)
    if before is None:
        after = new_row(own.account_id, new_id("shoe"), record, book, now)
    else:
        after = changed_row(before, record, book, now)
    faults = list(_contradictions(after, before, record, own))
    if faults:
        return failed(row, faults)
    return _keep(row, before, after, record, own)


def _keep(row: ImportRow, before: ShoeRow | None, after: ShoeRow, record: dict[str, Any], own: _Own) -> RowResult:
    earlier = own.written_at.setdefault(after.id, row)
    if after is before:
        return RowResult(row, "skipped", after.id, "Nothing to change.")
    if earlier is not row:
        return failed(row, [Fault("", f"Says something else of the same shoe as {earlier.place}.")])
    gtins = {gtin14(gtin) for gtin in record["gtins"]}
    for gtin in [gtin for gtin, shoe_id in own.carriers.items() if shoe_id == after.id]:
        del own.carriers[gtin]
    own.carriers.update(dict.fromkeys(gtins, after.id))
    own.gtins[after.id] = gtins
    own.by_key[after.match_key] = after
    if before is None:
        own.count += 1
        own.fresh[after.id] = after
        return RowResult(row, "created", after.id)
    if before.match_key != after.match_key:
        del own.by_key[before.match_key]
    own.changed[after.id] = (after, before.version)
    return RowResult(row, "updated", after.id)


def _find(says: Mapping[str, Any], own: _Own) -> ShoeRow | None:
    brand, model, ref = says.get("brand"), says.get("model"), says.get("external_ref")
    if isinstance(ref, str) and ref:
        known = own.by_key.get(match_key("", "", ref))
        if known is not None:
            return known
    if isinstance(brand, str) and isinstance(model, str):
        return own.by_key.get(match_key(brand, model, None))
    return None


def _contradictions(after: ShoeRow, before: ShoeRow | None, record: Mapping[str, Any], own: _Own) -> Iterator[Fault]:
    if before is None and own.count >= MOST_SHOES:
        yield Fault("", f"The account has {MOST_SHOES} shoes, which is the most it may have.")
    holder = own.by_key.get(after.match_key)
    if holder is not None and holder.id != after.id:
        yield Fault("model", f"Another shoe of the account is the same: {holder.id}.")
    for gtin in record["gtins"]:
        carrier = own.carriers.get(gtin14(gtin))
        if carrier is not None and carrier != after.id:
            yield Fault("gtins", f"Another shoe carries the GTIN {gtin}: {carrier}.")


def _merged(document: Mapping[str, Any], says: Mapping[str, Any]) -> dict[str, Any]:
    """Answer the document changed by a row: ``None`` removes; a figure is replaced whole, with its source."""
    merged = {**document, **says}
    figures = says.get("figures")
    if isinstance(figures, Mapping):
        merged["figures"] = _without_nulls({**document.get("figures", {}), **figures})
    return _without_nulls(merged)


def _without_nulls(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}
