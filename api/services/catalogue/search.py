"""Find shoes that an account can see: by name, tolerant of typos and with every filter of the list, or by bar code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from heapq import merge
from typing import Any

from sqlalchemy import Connection

from api.services.catalogue.shoe_index import Find
from api.services.catalogue.shoe_record import shoe_card
from api.services.catalogue.visible_shoes import Visible
from api.storage.catalogue.shoe_gtins import shoe_id_by_gtin
from api.storage.catalogue.shoe_lists import Listed, filter_shoes
from api.storage.catalogue.shoes import shoe_row
from api.storage.catalogue.stock import stock_line_by_gtin

MAX_FINDS = 300
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
    finds = list(merge(*(part.index.find(query) for part in visible.parts)))[:MAX_FINDS]
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


def find_by_gtin(db: Connection, account_id: str, gtin: str) -> dict[str, Any] | None:
    """Return shoe, labelled size and width behind a 14-digit GTIN, or None.

    The GTIN of one of the account's own shoes counts before one on a line of a store's stock.
    """
    line = stock_line_by_gtin(db, account_id, gtin)
    shoe_id = shoe_id_by_gtin(db, account_id, gtin) or (line.shoe_id if line else None)
    row = None if shoe_id is None else shoe_row(db, account_id, shoe_id)
    if row is None:
        return None
    sized = line if line is not None and line.shoe_id == row.id else None
    return {
        "gtin": gtin,
        "shoe": shoe_card(row),
        "size": None if sized is None else {"system": sized.size_system, "value": sized.size_value},
        "width": None if sized is None else sized.stated_width,
    }
