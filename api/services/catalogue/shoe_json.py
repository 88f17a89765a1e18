"""What is served of shoes, as JSON bytes that are made once for each version of a shoe and remembered."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Connection

from api.services.catalogue.recent import Recent
from api.services.catalogue.shoe_record import shoe_card, shoe_document
from api.storage.catalogue.shoe_lists import Listed
from api.storage.catalogue.shoes import ShoeRow, shoe_head, shoe_row, shoe_rows
from api.storage.catalogue.states import SHARED
from api.storage.database.engines import Database

_MOST_DOCUMENTS = 4_000
_MOST_CARDS = 4_000

_Key = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class ShownShoe:
    """One shoe as it is served: ``body`` is its JSON."""

    shared: bool
    version: int
    body: bytes


def shoe_body(row: ShoeRow) -> bytes:
    """Return the JSON of one shoe."""
    return orjson.dumps(shoe_document(row))


class ShoeBytes:
    """Makes and remembers what is served of shoes. A version is never used twice, so nothing kept by it can be stale.

    A shoe of the shared catalogue, which only a release changes, is shown for ``shared_seconds`` without a read.
    """

    def __init__(self, shared_seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._documents: Recent[_Key, bytes] = Recent(_MOST_DOCUMENTS)
        self._cards: Recent[_Key, bytes] = Recent(_MOST_CARDS)
        self._shared: Recent[str, tuple[ShownShoe, float]] = Recent(_MOST_DOCUMENTS)
        self._shared_seconds = shared_seconds
        self._clock = clock

    def shown(self, database: Database, account_id: str, shoe_id: str) -> ShownShoe | None:
        """Return a shoe this account can see, or None; raises StorageUnavailableError."""
        lately = self._shared.get(shoe_id)
        if lately is not None and self._clock() < lately[1]:
            return lately[0]
        with database.reading() as db:
            shown = self._document(db, account_id, shoe_id)
        if shown is not None and shown.shared:
            self._shared.keep(shoe_id, (shown, self._clock() + self._shared_seconds))
        return shown

    def _document(self, db: Connection, account_id: str, shoe_id: str) -> ShownShoe | None:
        head = shoe_head(db, account_id, shoe_id)
        if head is None:
            return None
        owner, version = head
        known = self._documents.get((owner, shoe_id, version))
        if known is not None:
            return ShownShoe(owner == SHARED, version, known)
        row = shoe_row(db, account_id, shoe_id)
        if row is None:
            return None
        body = shoe_body(row)
        self._documents.keep((row.account_id, row.id, row.version), body)
        return ShownShoe(row.account_id == SHARED, row.version, body)

    def cards(self, db: Connection, account_id: str, listed: Sequence[Listed]) -> list[Any]:
        """Return the cards of listed shoes, ready to be put into a JSON answer.

        A shoe that was deleted since it was listed is left out; one that was changed is shown as it is now.
        """
        known = {line.id: self._cards.get((line.account_id, line.id, line.version)) for line in listed}
        missing = [shoe_id for shoe_id, card in known.items() if card is None]
        if missing:
            for shoe_id, row in shoe_rows(db, account_id, missing).items():
                known[shoe_id] = card = orjson.dumps(shoe_card(row))
                self._cards.keep((row.account_id, row.id, row.version), card)
        return [orjson.Fragment(card) for card in known.values() if card is not None]
