"""Pairs of an account that are looked for otherwise than by an id: over all its runners, by their own reference."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, String, and_, bindparam, select, tuple_

from api.storage.database.engines import UtcDateTime
from api.storage.runners.pairs import COLUMNS, PairRow, pairs
from api.storage.runners.runners import runners

_FIRST = (
    select(*COLUMNS)
    .where(pairs.c.account_id == bindparam("account_id"))
    .order_by(pairs.c.runner_id, pairs.c.created_at, pairs.c.id)
    .limit(bindparam("page_size"))
)
_BEHIND = tuple_(pairs.c.runner_id, pairs.c.created_at, pairs.c.id) > tuple_(
    bindparam("runner_id", type_=String), bindparam("at", type_=UtcDateTime), bindparam("id", type_=String)
)
_WITH_REF = pairs.c.external_ref == bindparam("external_ref")
_OF_STORE = (
    select(runners.c.id)
    .where(
        and_(
            runners.c.account_id == pairs.c.account_id,
            runners.c.id == pairs.c.runner_id,
            runners.c.store_id == bindparam("store_id"),
        )
    )
    .exists()
)


def pairs_of_account(
    db: Connection,
    account_id: str,
    after: tuple[str, datetime, str] | None,
    limit: int,
    *,
    store_id: str | None = None,
    external_ref: str | None = None,
) -> list[PairRow]:
    """Return at most ``limit`` pairs behind (runner, created_at, id), runner by runner; of one store's runners or of
    one reference only, if it is given.
    """
    query, values = _FIRST, {"account_id": account_id, "page_size": limit}
    given: dict[str, object] = {}
    if external_ref is not None:
        query, given["external_ref"] = query.where(_WITH_REF), external_ref
    if store_id is not None:
        query, given["store_id"] = query.where(_OF_STORE), store_id
    if after is not None:
        query = query.where(_BEHIND)
        given |= {"runner_id": after[0], "at": after[1], "id": after[2]}
    return [PairRow(*row) for row in db.execute(query, {**values, **given})]
