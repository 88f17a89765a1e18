"""Which pair a file means by a shoe: one it named before, one of that name, or a new one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Connection

from api.integrations.readers.forefoot_export import SOURCE, PairCopy
from api.integrations.readers.run_record import RunRecord, ShoeRecord
from api.integrations.reasons import Reason, ReasonedError, why
from api.services.catalogue.shoe_names import on_one_line, sort_key
from api.services.imports.choices import ImportChoices, Start
from api.services.runs.change_pair import MOST_PAIRS
from api.services.runs.gear import pair_name_key
from api.storage.catalogue.shoes import ShoeRow, shoe_row, shoes_named
from api.storage.catalogue.states import SHARED
from api.storage.database.engines import new_id
from api.storage.database.records import fresh
from api.storage.runners.pair_names import add_names_of_pairs, names_of_pairs
from api.storage.runners.pairs import PairRow, add_pair, pair_row, pairs_of_runner

LastDays = dict[tuple[str, str], date]
"""By (source, plain name of a shoe) the last day on which a file runs in it."""

_LONGEST_NAME, _LONGEST_NICKNAME = 200, 80


_RETIRED_ELSEWHERE = "Retired where it was imported from."


class UnclearShoeError(ReasonedError, LookupError):
    """A file names a shoe that could be several of the runner's pairs, or one pair too many."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of a record of a file: the run or the pair concerned, why it is skipped or failed."""

    place: str
    status: str
    run_id: str | None = None
    pair_id: str | None = None
    reason: Reason | None = None
    notes: tuple[Reason, ...] = ()
    run: RunRecord | None = None
    start: Start | None = None
    pair_name: str | None = None
    pair_is_new: bool = False


class RunnersPairs:
    """A runner's pairs while an import goes on: those there are, and those that the file adds."""

    def __init__(
        self,
        tx: Connection,
        account_id: str,
        runner_id: str,
        last_days: LastDays,
        now: datetime,
        choices: ImportChoices,
    ) -> None:
        self._last_days, self._choices = last_days, choices
        self._tx, self._account_id, self._runner_id, self._now = tx, account_id, runner_id, now
        self._names = names_of_pairs(tx, account_id, runner_id)
        self._by_id = {row.id: row for row in pairs_of_runner(tx, account_id, runner_id)}
        self._by_name: dict[str, set[str]] = {}
        for row in self._by_id.values():
            for name in _names_of(row):
                self._by_name.setdefault(name, set()).add(row.id)
        self._new_names: dict[tuple[str, str], str] = {}
        self._fresh: dict[str, PairRow] = {}

    def has(self, pair_id: str) -> bool:
        """Return whether the runner has this pair."""
        return pair_id in self._by_id

    def rows(self) -> list[PairRow]:
        """Return the runner's pairs, those that the file adds included."""
        return list(self._by_id.values())

    def retired_on(self, pair_id: str) -> date | None:
        """Return when a pair was retired, None while it is in use."""
        return self._by_id[pair_id].retired_on

    def name_of(self, pair_id: str | None) -> tuple[str | None, bool]:
        """Return what a pair is called, and whether the file adds it; nothing where there is none."""
        row = None if pair_id is None else self._by_id.get(pair_id)
        if row is None:
            return None, False
        return row.nickname or row.shoe_name or row.description, row.id in self._fresh

    def walking(self) -> str | None:
        """Return the one pair in use whose roles say walking, None if there is none or several."""
        found = [row.id for row in self._by_id.values() if "walking" in row.roles.split() and row.retired_on is None]
        return found[0] if len(found) == 1 else None

    def take(self, shoe: ShoeRecord) -> Outcome:
        """Know a shoe of the file, as a new pair or as one that is there, and return what became of its row."""
        known = next((found for key in shoe.keys if (found := self._find(shoe.source, key)) is not None), None)
        if known is None:
            named = self._named(shoe.name)
            # Two shoes of one name in a file with ids of its own are two pairs.
            taken = {pair for (source, _), pair in self._all_names() if source == shoe.source}
            known = named if named is not None and named not in taken else None
        if known is not None:
            self._link(shoe, known)
            name, is_new = self.name_of(known)
            reason = why("pair_is_there")
            return Outcome(shoe.place, "skipped", None, known, reason, pair_name=name, pair_is_new=is_new)
        row = self._new_pair(shoe)
        self._link(shoe, row.id)
        name, is_new = self.name_of(row.id)
        return Outcome(shoe.place, "created", None, row.id, pair_name=name, pair_is_new=is_new)

    def pair_of(self, source: str, text: str, place: str) -> tuple[str, Outcome | None]:
        """Return the pair that a run's text names, and its row of the report if it is new; raises UnclearShoeError."""
        known = self._find(source, text) or self._named(text)
        if known is not None:
            return known, None
        outcome = self.take(ShoeRecord(f"{place}: its shoe", source, (text,), text))
        return str(outcome.pair_id), outcome

    def of_copied_id(self, pair_id: str) -> str | None:
        """Return the pair that a pair of our own export is here."""
        return pair_id if pair_id in self._by_id else self._find(SOURCE, pair_id)

    def of_copy(self, copy: PairCopy) -> str | None:
        """Return the pair that a pair of our own export is here: by its id, or by a name of its that is known."""
        known = self.of_copied_id(copy.id)
        for source, name in copy.names if known is None else ():
            known = known or (self.of_copied_id(name) if source == SOURCE else self._find(source, name))
        ref = copy.values.get("external_ref")
        if known is None and ref is not None:
            # No two pairs of a runner have one reference: it is the same pair.
            known = next((row.id for row in self._by_id.values() if row.external_ref == ref), None)
        return known

    def add_copy(self, copy: PairCopy, row: PairRow) -> str:
        """Add a pair as our own export holds it, and return its id; raises UnclearShoeError if it is one too many."""
        self._check_room()
        if pair_row(self._tx, self._account_id, row.id) is not None:
            row = replace(row, id=new_id("pair"))
        shoe = None if row.shoe_id is None else shoe_row(self._tx, self._account_id, row.shoe_id)
        if shoe is None:
            described = row.description or row.shoe_name
            if described is None:
                raise UnclearShoeError(why("pair_without_shoe"))
            row = replace(row, shoe_id=None, shoe_account_id=None, shoe_name=None, description=described)
        else:
            row = replace(row, shoe_account_id=shoe.account_id)
        usual = {kind for other in self._by_id.values() for kind in other.usual_for}
        replaces = None if row.replaces is None else self.of_copied_id(row.replaces)
        row = replace(row, replaces=replaces, default_for=" ".join(kind for kind in row.usual_for if kind not in usual))
        self._fresh[row.id] = self._by_id[row.id] = row
        for source, name in ((SOURCE, copy.id), *copy.names):
            if self._find(source, name) is None:
                self._new_names[source, pair_name_key(name)] = row.id
        return row.id

    def store(self) -> None:
        """Store the new pairs and names."""
        for row in self._fresh.values():
            add_pair(self._tx, row)
        add_names_of_pairs(self._tx, self._account_id, self._runner_id, self._new_names)

    def _all_names(self) -> list[tuple[tuple[str, str], str]]:
        return [*self._names.items(), *self._new_names.items()]

    def _find(self, source: str, text: str) -> str | None:
        key = (source, pair_name_key(text))
        return self._names.get(key) or self._new_names.get(key)

    def _named(self, text: str) -> str | None:
        found = self._by_name.get(pair_name_key(text), set())
        if len(found) > 1:
            raise UnclearShoeError(why("pair_name_is_ambiguous", name=text))
        return next(iter(found), None)

    def _link(self, shoe: ShoeRecord, pair_id: str) -> None:
        for text in shoe.keys:
            if self._find(shoe.source, text) is None:
                self._new_names[shoe.source, pair_name_key(text)] = pair_id

    def _new_pair(self, shoe: ShoeRecord) -> PairRow:
        self._check_room()
        row = _pair_row(self._account_id, self._runner_id, shoe, self._in_catalogue(shoe), self._now)
        if self._choices.new_pairs_unworn:
            row = replace(row, starting_um=0)
        if shoe.retired:
            row = replace(row, retired_on=self._retired_on(shoe), retired_reason=_RETIRED_ELSEWHERE)
        self._fresh[row.id] = self._by_id[row.id] = row
        return row

    def _check_room(self) -> None:
        if len(self._by_id) >= MOST_PAIRS:
            raise UnclearShoeError(why("too_many_pairs", most=MOST_PAIRS))

    def _retired_on(self, shoe: ShoeRecord) -> date:
        """Return the day that the file gives, but none before the last run that it has in the shoe."""
        run_days = [self._last_days.get((shoe.source, pair_name_key(key))) for key in shoe.keys]
        return max(
            (day for day in (shoe.retired_on, *run_days) if day is not None), default=self._choices.today(self._now)
        )

    def _in_catalogue(self, shoe: ShoeRecord) -> ShoeRow | None:
        """Return the one shoe of this very brand and model, the account's own before the shared one."""
        if not shoe.brand or not shoe.model:
            return None
        for owner in (self._account_id, SHARED):
            found = shoes_named(self._tx, owner, sort_key(shoe.brand), sort_key(shoe.model))
            if len(found) == 1:
                return found[0]
        return None


def _names_of(row: PairRow) -> set[str]:
    made_as = [name for name in (row.shoe_name, row.description) if name]
    names = [*made_as, row.nickname, *(f"{name} {row.nickname}" for name in made_as if row.nickname)]
    return {pair_name_key(name) for name in names if name}


def _pair_row(account_id: str, runner_id: str, shoe: ShoeRecord, known: ShoeRow | None, now: datetime) -> PairRow:
    values = {
        "account_id": account_id,
        "runner_id": runner_id,
        "shoe_account_id": None if known is None else known.account_id,
        "shoe_id": None if known is None else known.id,
        "shoe_name": None if known is None else f"{shoe.brand} {shoe.model}",
        "description": on_one_line(shoe.name)[:_LONGEST_NAME] if known is None else None,
        "nickname": on_one_line(shoe.nickname)[:_LONGEST_NICKNAME] or None if shoe.nickname else None,
        "started_on": shoe.started_on,
    }
    return fresh(PairRow, "pair", now, values)
