"""Which store a runner belongs to, found by the runner or by anything of theirs."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Select, bindparam, select

from api.storage.runners.imports import imports
from api.storage.runners.items import items
from api.storage.runners.pairs import pairs
from api.storage.runners.runners import runners
from api.storage.runners.runs import runs

_BY_KIND: dict[str, Select[Any]] = {
    "runner_id": select(runners.c.store_id).where(runners.c.id == bindparam("id")),
    **{
        kind: select(runners.c.store_id)
        .join(table, (table.c.account_id == runners.c.account_id) & (table.c.runner_id == runners.c.id))
        .where(table.c.id == bindparam("id"))
        for kind, table in (("pair_id", pairs), ("run_id", runs), ("import_id", imports), ("item_id", items))
    },
}
OF_RUNNERS = frozenset(_BY_KIND)
"""The names of path parameters that lead to a runner."""


def belongs_to_store(db: Connection, account_id: str, store_id: str, kind: str, found_id: str) -> bool:
    """Return whether the runner behind this id exists and belongs to this store; ``kind`` is one of OF_RUNNERS."""
    query = _BY_KIND[kind].where(runners.c.account_id == bindparam("account_id"))
    found: str | None = db.execute(query, {"account_id": account_id, "id": found_id}).scalar()
    return found == store_id
