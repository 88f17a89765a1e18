"""What a person decides of a model of a feed, and what follows: its stock counts as the shoe that it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

import orjson
from sqlalchemy import Connection

from api.advice.core.rules import Rulebook
from api.services.catalogue.own_shoes import MOST_SHOES
from api.services.catalogue.shoe_names import ref_key
from api.services.shop.feed_models import BY_PERSON, entry_for, entry_reference
from api.storage.catalogue.feed_models import CONFIRMED, FeedModelRow, replace_model, shoe_has_model
from api.storage.catalogue.shoes import ShoeRow, count_shoes, delete_shoe, shoe_row, shoes_by_match_key
from api.storage.catalogue.states import SHARED, mark_catalogue_change
from api.storage.catalogue.stock import move_stock, shoe_is_stocked
from api.storage.catalogue.stores import StoreRow, mark_stock
from api.storage.database.errors import ConflictError


def decide(
    tx: Connection, store: StoreRow, model: FeedModelRow, decision: Mapping[str, str], book: Rulebook, now: datetime
) -> FeedModelRow:
    """Store a decision and return the model as it is now; call it under the account's lock.

    Raise ConflictError for a shoe that the account cannot see, StaleVersionError.
    """
    if decision["status"] == CONFIRMED:
        owner, shoe_id = _confirmed(tx, model, decision.get("shoe_id"))
    else:
        owner, shoe_id = _apart(tx, model, book, now)
    candidates = model.candidates
    row = replace(
        model,
        status=decision["status"],
        matched_by=BY_PERSON,
        shoe_account_id=owner,
        shoe_id=shoe_id,
        candidates=candidates,
    )
    if row.content() == model.content():
        return model
    row = replace_model(tx, row, now)
    if move_stock(tx, store.account_id, store.id, row.id, owner, shoe_id, now):
        mark_stock(tx, store, store.stock_as_of or now, changed=True)
    _forget_entry(tx, model, row, now)
    return row


def _confirmed(tx: Connection, model: FeedModelRow, shoe_id: str | None) -> tuple[str, str]:
    """Return the shoe that was named, else the best candidate."""
    if shoe_id is None:
        candidates = orjson.loads(model.candidates)
        if not candidates:
            raise ConflictError("/shoe_id", "There is no candidate: name the shoe.")
        shoe_id = candidates[0][1]
    row = shoe_row(tx, model.account_id, shoe_id)
    if row is None:
        raise ConflictError("/shoe_id", "There is no such shoe in the catalogue.")
    return row.account_id, row.id


def _apart(tx: Connection, model: FeedModelRow, book: Rulebook, now: datetime) -> tuple[str, str]:
    """Return the entry that stands for the model alone, made now where there is none."""
    reference = ref_key(entry_reference(model.id))
    stored = shoes_by_match_key(tx, model.account_id, [reference]).get(reference)
    if stored is not None:
        return stored.account_id, stored.id
    if count_shoes(tx, model.account_id) >= MOST_SHOES:
        raise ConflictError("", f"The account has {MOST_SHOES} shoes, which is the most it may have.")
    row = entry_for(tx, model, book, now)
    return row.account_id, row.id


def _forget_entry(tx: Connection, before: FeedModelRow, after: FeedModelRow, now: datetime) -> None:
    """Delete the entry that stood for a model, once nothing counts as it any more."""
    if before.shoe_account_id == SHARED or before.shoe_id == after.shoe_id:
        return
    entry: ShoeRow | None = shoe_row(tx, before.account_id, before.shoe_id)
    if entry is None or entry.match_key != ref_key(entry_reference(before.id)):
        return
    if shoe_is_stocked(tx, entry.account_id, entry.id) or shoe_has_model(tx, entry.account_id, entry.id):
        return
    delete_shoe(tx, entry)
    mark_catalogue_change(tx, entry.account_id, now)
