"""Search the shoes an account can see by name, tolerant of typos, together with every filter of the list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from heapq import merge
from typing import Any

from sqlalchemy import Connection

from api.services.catalogue.shoe_index import Find
from api.services.catalogue.visible_shoes import Visible
from api.storage.catalogue.shoe_lists import Listed, filter_shoes

MOST_FOUND = 300
"""How many finds are looked at: what is less alike than that many others is not worth a page."""


def search_shoes(
    db: Connection,
    visible: Visible,
    account_id: str,
    query: str,
    filters: Mapping[str, Any],
    after: Sequence[Any] | None,
    limit: int,
) -> tuple[list[Listed], list[Any] | None]:
    """Return a page of finds, best first, and the sort key of its last when more follow.

    A find's key says how good it is and what it is called: while shoes come and go, nothing is found twice.
    """
    finds = list(merge(*(part.index.find(query) for part in visible.parts)))[:MOST_FOUND]
    if after is not None:
        last = Find(*after)
        finds = [find for find in finds if find > last]
    if not finds:
        return [], None
    passing = filter_shoes(db, account_id, filters, [find.id for find in finds])
    shown = [find for find in finds if find.id in passing]
    more = len(shown) > limit
    shown = shown[:limit]
    return [passing[find.id] for find in shown], shown[-1].as_key() if more else None
