"""Import an account's own shoes: each row is written whole or not at all, and reported; a repetition changes nothing.

A row finds its shoe by external_ref, else by brand and model; a shoe without external_ref takes on the row's. Two shoes
of one brand and model are told apart only by their external_refs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from api.advice.core.rules import Rulebook
from api.integrations.feeds.gtin import gtin14
from api.integrations.reasons import why
from api.services.catalogue.own_record import document_of, record_from
from api.services.catalogue.own_shoes import MOST_SHOES, changed_row
from api.services.catalogue.row_report import Check, Fault, ImportReport, ImportRow, RowResult, failed
from api.services.catalogue.shoe_names import name_key, ref_key
from api.services.catalogue.shoe_record import new_row, record_of
from api.storage.catalogue.shoe_gtins import gtins_of_owner, set_gtins
from api.storage.catalogue.shoes import ShoeRow, add_shoes, replace_shoe, shoes_of_owner
from api.storage.catalogue.states import lock_catalogue, mark_catalogue_change
from api.storage.database.engines import new_id


class _Own:
    """The account's shoes as the import goes on: what each row finds, and what is to be written at the end."""

    def __init__(self, account_id: str, stored: Sequence[ShoeRow], carriers: Mapping[str, str]) -> None:
        self.account_id = account_id
        self.fresh: dict[str, ShoeRow] = {}
        self.changed: dict[str, tuple[ShoeRow, int]] = {}
        self.gtins: dict[str, set[str]] = {}
        self.row_of: dict[str, ImportRow] = {}
        self.count = len(stored)
        self._carriers = dict(carriers)
        self._by_ref: dict[str, ShoeRow] = {}
        self._by_name: dict[str, dict[str, ShoeRow]] = {}
        self._keys: dict[str, tuple[str, str]] = {}
        for shoe in stored:
            self._know(shoe, record_of(shoe))
        for gtin, shoe_id in carriers.items():
            self.gtins.setdefault(shoe_id, set()).add(gtin)
        self._gtins_before = {shoe_id: frozenset(gtins) for shoe_id, gtins in self.gtins.items()}

    def put(self, shoe: ShoeRow, record: Mapping[str, Any]) -> None:
        """Know a shoe and its GTINs in place of what was known of it."""
        self._know(shoe, record)
        for gtin in self.gtins.get(shoe.id, ()):
            del self._carriers[gtin]
        self.gtins[shoe.id] = {gtin14(gtin) for gtin in record["gtins"]}
        self._carriers.update(dict.fromkeys(self.gtins[shoe.id], shoe.id))

    def _know(self, shoe: ShoeRow, record: Mapping[str, Any]) -> None:
        key, name = self._keys.get(shoe.id, ("", ""))
        self._by_ref.pop(key, None)
        self._by_name.get(name, {}).pop(shoe.id, None)
        name = name_key(record["brand"], record["model"])
        self._by_name.setdefault(name, {})[shoe.id] = shoe
        self._keys[shoe.id] = shoe.match_key, name
        if shoe.match_key != name:
            self._by_ref[shoe.match_key] = shoe

    def changed_gtins(self) -> dict[str, set[str]]:
        """Return the GTINs of each shoe that has others than before."""
        before = self._gtins_before
        return {shoe_id: gtins for shoe_id, gtins in self.gtins.items() if gtins != before.get(shoe_id, frozenset())}

    def carrier(self, gtin: str) -> str | None:
        """Return the id of the shoe that carries a GTIN."""
        return self._carriers.get(gtin14(gtin))

    def with_ref(self, external_ref: str) -> ShoeRow | None:
        """Return the shoe with this external_ref."""
        return self._by_ref.get(ref_key(external_ref))

    def named(self, name: str, *, without_ref: bool = False) -> list[ShoeRow]:
        """Return the shoes of this name."""
        found = self._by_name.get(name, {}).values()
        return [shoe for shoe in found if not without_ref or shoe.match_key == name]


def import_shoes(
    tx: Connection, account_id: str, rows: Sequence[ImportRow], check: Check, book: Rulebook, now: datetime
) -> ImportReport:
    """Store what the rows say and return what became of each; all in the caller's transaction."""
    lock_catalogue(tx, account_id)
    own = _Own(account_id, shoes_of_owner(tx, account_id), gtins_of_owner(tx, account_id))
    report = ImportReport([_import(row, own, check, book, now) for row in rows])
    add_shoes(tx, list(own.fresh.values()))
    for shoe, version in own.changed.values():
        replace_shoe(tx, shoe, version)
    set_gtins(tx, account_id, own.changed_gtins())
    if report.changed:
        mark_catalogue_change(tx, account_id, now)
    return report


def _import(row: ImportRow, own: _Own, check: Check, book: Rulebook, now: datetime) -> RowResult:
    if row.faults:
        return failed(row, row.faults)
    found = _find(row.values, own)
    if len(found) > 1:
        return failed(row, [Fault.of("model", why("shoe_name_is_ambiguous", by="external_ref"), book.wording)])
    before = found[0] if found else None
    document, faults = check(_merged(document_of(record_of(before)) if before else {}, row.values))
    if faults:
        return failed(row, faults)
    record = record_from(document)
    if before is None:
        after = new_row(own.account_id, new_id("shoe"), record, book, now)
    else:
        after = changed_row(before, record, book, now)
    faults = list(_contradictions(after, before, record, own, book))
    if faults:
        return failed(row, faults)
    return _store(row, before, after, record, own, book)


def _store(
    row: ImportRow, before: ShoeRow | None, after: ShoeRow, record: dict[str, Any], own: _Own, book: Rulebook
) -> RowResult:
    earlier = own.row_of.setdefault(after.id, row)
    if after is before:
        return RowResult(row, "skipped", after.id, why("nothing_to_change").say(book.wording))
    if earlier is not row:
        return failed(row, [Fault.of("", why("contradicts_shoe", place=earlier.place), book.wording)])
    own.put(after, record)
    if before is None:
        own.count += 1
        own.fresh[after.id] = after
        return RowResult(row, "created", after.id)
    own.changed[after.id] = (after, before.version)
    return RowResult(row, "updated", after.id)


def _find(values: Mapping[str, Any], own: _Own) -> list[ShoeRow]:
    """Return the shoes a row may mean: one, none, or several of one name."""
    brand, model, ref = values.get("brand"), values.get("model"), values.get("external_ref")
    has_ref = isinstance(ref, str)
    if has_ref and (known := own.with_ref(str(ref))) is not None:
        return [known]
    if isinstance(brand, str) and isinstance(model, str):
        return own.named(name_key(brand, model), without_ref=has_ref)
    return []


def _contradictions(
    after: ShoeRow, before: ShoeRow | None, record: Mapping[str, Any], own: _Own, book: Rulebook
) -> Iterator[Fault]:
    if before is None and own.count >= MOST_SHOES:
        yield Fault.of("", why("too_many_shoes", most=MOST_SHOES), book.wording)
    name = name_key(record["brand"], record["model"])
    for other in own.named(name, without_ref=record["external_ref"] is not None):
        if other.id != after.id:
            yield Fault.of("model", why("shoe_name_is_taken", shoe=other.id), book.wording)
    for gtin in record["gtins"]:
        carrier = own.carrier(gtin)
        if carrier is not None and carrier != after.id:
            yield Fault.of("gtins", why("gtin_is_taken", gtin=gtin, shoe=carrier), book.wording)


def _merged(document: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the document changed by a row: ``None`` removes; a figure is replaced whole, with its source."""
    merged = {**document, **values}
    figures = values.get("figures")
    if isinstance(figures, Mapping):
        merged["figures"] = _without_nulls({**document.get("figures", {}), **figures})
    return _without_nulls(merged)


def _without_nulls(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}
