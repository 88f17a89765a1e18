"""How each pair stood when it was last looked at for events, and which pairs have to be looked at again.

The mark of a change is the pair's own version, which every change of a pair and of its runs moves in its own
transaction: nothing more is written when a run is logged, and nothing is lost when a process dies.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from sqlalchemy import (
    BigInteger,
    Connection,
    ForeignKeyConstraint,
    String,
    and_,
    bindparam,
    delete,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from api.storage.database.engines import UtcDateTime
from api.storage.database.records import Row, Statements, Stored, table_of
from api.storage.runners.pairs import pairs
from api.storage.runners.runners import runners
from api.storage.runners.runs import runs


@dataclass(frozen=True, slots=True)
class WatchedPair(Row):
    """A pair when it was last looked at: the verdict on it, and what that rested on.

    ``again_at`` is when the day of its runner ends; ``limits`` is a JSON text.
    """

    account_id: Annotated[str, Stored(String(40), key=True)]
    pair_id: Annotated[str, Stored(String(40), key=True)]
    verdict: Annotated[str, Stored(String(20))]
    again_at: Annotated[datetime, Stored(UtcDateTime)]
    pair_version: Annotated[int, Stored(BigInteger)]
    runner_version: Annotated[int, Stored(BigInteger)]
    recorded_um: Annotated[int, Stored(BigInteger)]
    limits: Annotated[str, Stored(String(120))]


@dataclass(frozen=True, slots=True)
class PairToLookAt:
    """A pair that changed, or whose day passed, since it was looked at; ``seen`` is None for one never looked at."""

    pair_id: str
    runner_version: int
    time_zone: str | None
    seen: WatchedPair | None


watched_pairs = table_of(
    "watched_pairs",
    WatchedPair,
    ForeignKeyConstraint(["account_id", "pair_id"], ["pairs.account_id", "pairs.id"], ondelete="CASCADE"),
)

_w = watched_pairs.c
_WRITE = Statements(watched_pairs, WatchedPair)
_STALE = (
    select(pairs.c.id, runners.c.version, runners.c.time_zone, *_WRITE.columns)
    .select_from(
        pairs.join(
            runners, and_(runners.c.account_id == pairs.c.account_id, runners.c.id == pairs.c.runner_id)
        ).outerjoin(watched_pairs, and_(_w.account_id == pairs.c.account_id, _w.pair_id == pairs.c.id))
    )
    .where(
        pairs.c.account_id == bindparam("account_id"),
        pairs.c.retired_on.is_(None),
        or_(
            _w.pair_id.is_(None),
            _w.pair_version != pairs.c.version,
            _w.runner_version != runners.c.version,
            _w.again_at <= bindparam("now", type_=UtcDateTime),
        ),
        pairs.c.id > bindparam("after"),
    )
    .order_by(pairs.c.id)
    .limit(bindparam("most"))
)
_ADD = {
    name: made(watched_pairs).on_conflict_do_nothing().returning(_w.pair_id)
    for name, made in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}
_MOVE = (
    update(watched_pairs)
    .where(
        _w.account_id == bindparam("b_account_id"),
        _w.pair_id == bindparam("b_pair_id"),
        _w.verdict == bindparam("b_before"),
        _w.pair_version == bindparam("b_pair_version"),
        _w.runner_version == bindparam("b_runner_version"),
        _w.again_at == bindparam("b_again_at"),
    )
    .values(
        {
            name: bindparam(name)
            for name in ("verdict", "again_at", "pair_version", "runner_version", "recorded_um", "limits")
        }
    )
)
_FORGET = delete(watched_pairs).where(_w.account_id == bindparam("b_account_id"))
_LAST_CHANGED = (
    select(runs.c.id, runs.c.import_id)
    .where(runs.c.account_id == bindparam("account_id"), runs.c.pair_id == bindparam("pair_id"))
    .order_by(runs.c.version.desc(), runs.c.id)
    .limit(1)
)


def pairs_to_look_at(db: Connection, account_id: str, now: datetime, after: str, most: int) -> list[PairToLookAt]:
    """Return at most so many pairs in use behind an id, in the order of ids, that have to be looked at again."""
    values = {"account_id": account_id, "now": now, "after": after, "most": most}
    return [
        PairToLookAt(pair_id, version, time_zone, None if seen[0] is None else WatchedPair(*seen))
        for pair_id, version, time_zone, *seen in db.execute(_STALE, values)
    ]


def note_look(tx: Connection, seen: WatchedPair | None, now: WatchedPair) -> bool:
    """Store how a pair stands now in place of how it was seen; return False where another was quicker."""
    if seen is None:
        return tx.execute(_ADD[tx.dialect.name], now.as_dict()).first() is not None
    values: dict[str, Any] = {
        **now.as_dict(),
        "b_account_id": seen.account_id,
        "b_pair_id": seen.pair_id,
        "b_before": seen.verdict,
        "b_pair_version": seen.pair_version,
        "b_runner_version": seen.runner_version,
        "b_again_at": seen.again_at,
    }
    del values["account_id"], values["pair_id"]
    return tx.execute(_MOVE, values).rowcount > 0


def forget_looks(tx: Connection, account_id: str) -> None:
    """Forget how the pairs of an account stood, for an account that subscribes anew."""
    tx.execute(_FORGET, {"b_account_id": account_id})


def last_changed_run(db: Connection, account_id: str, pair_id: str) -> Sequence[str | None] | None:
    """Return (id, id of its import) of the run of a pair that was stored or changed last, or None."""
    return db.execute(_LAST_CHANGED, {"account_id": account_id, "pair_id": pair_id}).first()
