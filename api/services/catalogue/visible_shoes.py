"""The shoes an account can see, held in memory as advice and search need them, exact in every process.

Each owner's part is made once for each mark of its catalogue (see ``api.storage.catalogue.states``): every request asks
for the marks, one small read, and a part whose mark has changed is made anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from threading import Lock

import orjson
from sqlalchemy import Connection

from api.advice.core.rules import Rulebook
from api.advice.shoes.advise import Candidates, prepare
from api.advice.shoes.shoe import Shoe, measured_like
from api.services.catalogue.estimates import with_estimates
from api.services.catalogue.known_models import KnownModels
from api.services.catalogue.recent import Recent
from api.services.catalogue.shoe_index import Name, ShoeIndex
from api.services.catalogue.shoe_record import record_of, shoe_card, shoe_of
from api.storage.catalogue.shoes import ShoeRow, shoes_of_owner
from api.storage.catalogue.states import CATALOGUE_MARKS, SHARED

_ACCOUNTS_REMEMBERED = 8
_LAST_SEEN_REMEMBERED = 256


@dataclass(frozen=True)
class Part:
    """One owner's shoes as of ``mark``."""

    mark: str
    shelf: Candidates
    names: tuple[Name, ...]
    known: KnownModels

    @cached_property
    def index(self) -> ShoeIndex:
        """Finds these shoes by name."""
        return ShoeIndex(self.names)


@dataclass(frozen=True, slots=True)
class Visible:
    """Everything one account can see: the parts to search, and one shelf of all shoes for advice."""

    parts: tuple[Part, ...]
    shelf: Candidates

    @property
    def marks(self) -> tuple[str, ...]:
        return tuple(part.mark for part in self.parts)

    @property
    def known(self) -> KnownModels:
        """The models of the shared catalogue."""
        return self.parts[0].known


class Shelves:
    """Makes and remembers what accounts can see."""

    def __init__(self, book: Rulebook) -> None:
        self._book = book
        self._making = Lock()
        self._shared: Part | None = None
        self._own: Recent[str, Visible] = Recent(_ACCOUNTS_REMEMBERED)
        self._last: dict[str, Visible] = {}

    @property
    def known(self) -> KnownModels | None:
        """The models of the shared catalogue, as they were last read."""
        return None if self._shared is None else self._shared.known

    def last_seen_by(self, account_id: str) -> Visible | None:
        """Return what this account could see when it was last looked at, None if this process never did."""
        return self._last.get(account_id)

    def visible_to(self, db: Connection, account_id: str) -> Visible:
        """Return what this account can see now."""
        visible = self._visible_to(db, account_id)
        if len(self._last) >= _LAST_SEEN_REMEMBERED:
            self._last.clear()
        self._last[account_id] = visible
        return visible

    def _visible_to(self, db: Connection, account_id: str) -> Visible:
        shared_mark, own_mark = CATALOGUE_MARKS.one(db, {"account_id": account_id})
        shared = self._shared
        if shared is None or shared.mark != shared_mark:
            shared = self._make_shared(db, shared_mark)
        if not own_mark:
            return Visible((shared,), shared.shelf)
        visible = self._own.get(account_id)
        if visible is None or visible.marks != (shared_mark, own_mark):
            own = _part(shoes_of_owner(db, account_id), own_mark, self._book, shared.known)
            visible = Visible((shared, own), shared.shelf.joined(own.shelf))
            self._own.keep(account_id, visible)
        return visible

    def _make_shared(self, db: Connection, mark: str) -> Part:
        with self._making:
            if self._shared is None or self._shared.mark != mark:
                self._shared = _part(shoes_of_owner(db, SHARED), mark, self._book)
            return self._shared


def _part(rows: list[ShoeRow], mark: str, book: Rulebook, known: KnownModels | None = None) -> Part:
    """Return one owner's shoes; ``known`` are the measured models that an account's own entries may name (FIT-23)."""
    shelf = prepare((_as_advised(row, known) for row in rows), book)
    return Part(mark, shelf, tuple(_name(row) for row in rows), KnownModels(() if known else rows))


def _as_advised(row: ShoeRow, known: KnownModels | None) -> tuple[Shoe, orjson.Fragment]:
    """Return a shoe as the advice sees it and as it is served."""
    record = record_of(row)
    shoe = shoe_of(row.id, record)
    model = None if known is None else known.find(record)
    if model is not None:
        shoe = measured_like(shoe, shoe_of(model.id, record_of(model)))
    return with_estimates(shoe), orjson.Fragment(orjson.dumps(shoe_card(row, model)))


def _name(row: ShoeRow) -> Name:
    record = record_of(row)
    return Name(row.id, record["brand"], record["model"], record["release_year"], row.brand_key, row.model_key)
