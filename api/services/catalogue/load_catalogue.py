"""Brings the shared catalogue in the database to what the seed files say, and every shoe's classes to the rulebook.

Run as often as you like: the second run changes nothing. A shoe or figure that left the files leaves the database.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from api.advice.core.rules import Rulebook
from api.advice.shoes.shoe import forefoot_cushioning_class, toe_box_class
from api.integrations.feeds.seed_catalogue import Seed, read_seed
from api.services.catalogue.shoe_record import new_row, record_of, shoe_of
from api.storage.catalogue.shoes import (
    ShoeRow,
    add_shoes,
    delete_shoe,
    derive_shoe,
    owners_of_shoes,
    replace_shoe,
    shoes_of_owner,
)
from api.storage.catalogue.states import (
    SHARED,
    ensure_shared_account,
    keep_shared_state,
    lock_catalogue,
    mark_catalogue_change,
    shared_state,
)
from api.storage.database.engines import Database, version_after


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did to the shared catalogue, and how many shoes of accounts got other classes."""

    created: int
    updated: int
    removed: int
    unchanged: int
    derived: int


def load_catalogue(database: Database, folder: Path, book: Rulebook, now: datetime) -> Loaded:
    """Load the seed files in ``folder``; raises SeedFaultError before anything is written.

    The shared catalogue changes in one transaction; then each account's shoes are derived anew, an account at a time.
    """
    seed = read_seed(folder)
    with database.writing() as tx:
        ensure_shared_account(tx, now)
        lock_catalogue(tx, SHARED)
        created, updated, removed, unchanged = _bring_to(tx, seed, book, now)
    with database.reading() as db:
        state = shared_state(db)
        owners = owners_of_shoes(db) if state is None or state.derived_with != book.version else []
    derived = sum(_derive(database, owner, book, now) for owner in owners if owner != SHARED)
    if state is None or (state.derived_with, state.seed_digest) != (book.version, seed.digest):
        with database.writing() as tx:
            keep_shared_state(tx, derived_with=book.version, seed_digest=seed.digest, now=now)
    return Loaded(created, updated, removed, unchanged, derived)


def catalogue_is_loaded(db: Connection) -> bool:
    """Return whether the shared catalogue was ever loaded to its end."""
    state = shared_state(db)
    return state is not None and state.seed_digest is not None


def _bring_to(tx: Connection, seed: Seed, book: Rulebook, now: datetime) -> tuple[int, int, int, int]:
    stored = {row.id: row for row in shoes_of_owner(tx, SHARED)}
    wanted = {shoe_id: new_row(SHARED, shoe_id, record, book, now) for shoe_id, record in seed.records.items()}
    gone = [row for shoe_id, row in stored.items() if shoe_id not in wanted]
    changed = [row for shoe_id, row in wanted.items() if shoe_id in stored and not _same(row, stored[shoe_id])]
    fresh = [row for shoe_id, row in wanted.items() if shoe_id not in stored]
    for row in gone:
        delete_shoe(tx, row)
    for row in changed:
        before = stored[row.id]
        version = version_after(before.version, now)
        replace_shoe(tx, replace(row, version=version, created_at=before.created_at), before.version)
    add_shoes(tx, fresh)
    if gone or changed or fresh or not stored:
        mark_catalogue_change(tx, SHARED, now)
    return len(fresh), len(changed), len(gone), len(wanted) - len(fresh) - len(changed)


def _same(row: ShoeRow, other: ShoeRow) -> bool:
    return replace(row, version=other.version, created_at=other.created_at, updated_at=other.updated_at) == other


def _derive(database: Database, owner: str, book: Rulebook, now: datetime) -> int:
    with database.writing() as tx:
        lock_catalogue(tx, owner)
        changed = 0
        for row in shoes_of_owner(tx, owner):
            shoe = shoe_of(row.id, record_of(row))
            classes = toe_box_class(shoe, book), forefoot_cushioning_class(shoe, book)
            if classes != (row.toe_box, row.forefoot_cushioning):
                derive_shoe(tx, row, *classes, now=now)
                changed += 1
        if changed:
            mark_catalogue_change(tx, owner, now)
        return changed
