"""Which pair a source means by what it calls the shoes: the pair's own reference, or a name that a file taught."""

from __future__ import annotations

from sqlalchemy import Connection

from api.services.catalogue.shoe_names import normalize_blanks
from api.storage.runners.pair_names import pair_with_name
from api.storage.runners.pairs import PairRow, pair_row, pair_with_ref

_LONGEST_KEY = 120


def pair_name_key(text: str) -> str:
    """Return by what a name of a pair is known again: without case, outer and double blanks."""
    return normalize_blanks(text)[:_LONGEST_KEY]


def pair_of_gear(db: Connection, account_id: str, runner_id: str, source: str, gear_ref: str) -> PairRow | None:
    """Return the runner's pair that a source calls so, or None."""
    found = pair_with_ref(db, account_id, runner_id, gear_ref)
    if found is None:
        found = pair_with_name(db, account_id, runner_id, source, pair_name_key(gear_ref))
    return None if found is None else pair_row(db, account_id, found)
