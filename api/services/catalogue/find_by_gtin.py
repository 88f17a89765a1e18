"""The shoe behind a bar code: on one of the account's own shoes, or on a line of one of its stores' stock."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from api.services.catalogue.shoe_record import shoe_card
from api.storage.catalogue.shoe_gtins import shoe_id_by_gtin
from api.storage.catalogue.shoes import shoe_row
from api.storage.catalogue.stock import stock_line_by_gtin


def find_by_gtin(db: Connection, account_id: str, gtin: str) -> dict[str, Any] | None:
    """Return shoe, labelled size and width behind a 14-digit GTIN, or None; a shoe's own GTIN counts before stock's."""
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
