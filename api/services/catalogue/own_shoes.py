"""An account's own shoes: added, changed and deleted, each in the caller's transaction.

The shared catalogue cannot be changed this way. A shoe is known by its external_ref or else by brand and model.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from api.advice.core.rules import Rulebook
from api.integrations.feeds.gtin import gtin14
from api.services.catalogue.own_record import record_from
from api.services.catalogue.shoe_names import name_key
from api.services.catalogue.shoe_record import new_row, record_of
from api.storage.catalogue.shoe_gtins import gtins_taken, set_gtins
from api.storage.catalogue.shoes import (
    ShoeRow,
    add_shoes,
    count_shoes,
    delete_shoe,
    replace_shoe,
    shoes_by_match_key,
    shoes_named,
)
from api.storage.catalogue.states import lock_catalogue, mark_catalogue_change
from api.storage.catalogue.stock import shoe_is_stocked
from api.storage.database.engines import new_id, version_after
from api.storage.database.errors import ConflictError

MOST_SHOES = 5_000
"""How many shoes of its own an account may have."""


def add_shoe(tx: Connection, account_id: str, document: Mapping[str, Any], book: Rulebook, now: datetime) -> ShoeRow:
    """Store a new shoe from a valid document; raises ConflictError if the account has it already."""
    lock_catalogue(tx, account_id)
    if count_shoes(tx, account_id) >= MOST_SHOES:
        raise ConflictError("", f"The account has {MOST_SHOES} shoes, which is the most it may have.")
    record = record_from(document)
    row = new_row(account_id, new_id("shoe"), record, book, now)
    check_key_is_free(tx, row, record)
    add_shoes(tx, [row])
    keep_gtins(tx, row, record)
    mark_catalogue_change(tx, account_id, now)
    return row


def change_shoe(tx: Connection, before: ShoeRow, document: Mapping[str, Any], book: Rulebook, now: datetime) -> ShoeRow:
    """Store a valid document in place of ``before`` and return the shoe; one that says the same changes nothing.

    Raises ConflictError if another shoe is the same or carries one of its GTINs, StaleVersionError if it was changed.
    """
    lock_catalogue(tx, before.account_id)
    record = record_from(document)
    row = changed_row(before, record, book, now)
    if row is before:
        return before
    check_key_is_free(tx, row, record)
    replace_shoe(tx, row, before.version)
    keep_gtins(tx, row, record)
    mark_catalogue_change(tx, before.account_id, now)
    return row


def remove_shoe(tx: Connection, row: ShoeRow, now: datetime) -> None:
    """Delete a shoe; raises ConflictError while a store has it in stock, StaleVersionError if it changed meanwhile."""
    lock_catalogue(tx, row.account_id)
    if shoe_is_stocked(tx, row.account_id, row.id):
        raise ConflictError("", "A store still has this shoe in stock. Take it out of the stock first.")
    delete_shoe(tx, row)
    mark_catalogue_change(tx, row.account_id, now)


def changed_row(before: ShoeRow, record: Mapping[str, Any], book: Rulebook, now: datetime) -> ShoeRow:
    """Return the next version of a shoe with another record, or ``before`` itself when the record says the same."""
    row = new_row(before.account_id, before.id, record, book, now)
    if row.record == before.record:
        return before
    return replace(row, version=version_after(before.version, now), created_at=before.created_at)


def check_key_is_free(tx: Connection, row: ShoeRow, record: Mapping[str, Any]) -> None:
    """Raise ConflictError if another shoe of the account is, or might be, the same.

    Two shoes may share brand and model only if each has an external_ref that tells them apart.
    """
    ref = record["external_ref"]
    if ref is not None:
        taken = shoes_by_match_key(tx, row.account_id, [row.match_key]).get(row.match_key)
        if taken is not None and taken.id != row.id:
            raise ConflictError(
                "/external_ref", f"Another shoe has this external_ref: {taken.id}.", ("shoes", taken.id)
            )
    for other in shoes_named(tx, row.account_id, row.brand_key, row.model_key):
        stored = record_of(other)
        same = name_key(stored["brand"], stored["model"]) == name_key(record["brand"], record["model"])
        if same and other.id != row.id and (ref is None or record["external_ref"] is None):
            message = f"The account has this brand and model already: {other.id}."
            raise ConflictError("/model", message, ("shoes", other.id))


def keep_gtins(tx: Connection, row: ShoeRow, record: Mapping[str, Any]) -> None:
    """Store the GTINs of a shoe; raises ConflictError for one that another shoe of the account carries."""
    gtins = sorted({gtin14(gtin) for gtin in record["gtins"]})
    for gtin, shoe_id in gtins_taken(tx, row.account_id, gtins).items():
        if shoe_id != row.id:
            raise ConflictError("/gtins", f"Another shoe carries the GTIN {gtin}: {shoe_id}.", ("shoes", shoe_id))
    set_gtins(tx, row.account_id, {row.id: gtins})
