"""What the catalogue knows of a shoe that its wear depends on."""

from __future__ import annotations

from sqlalchemy import Connection

from api.advice.retirement.request import foam_and_kind
from api.services.catalogue.shoe_record import record_of, shoe_of
from api.storage.catalogue.shoes import shoe_row


def foam_and_kind_of(db: Connection, account_id: str, shoe_id: str) -> tuple[str | None, str | None] | None:
    """Return foam and kind of a shoe this account can see, each ``None`` if not known; ``None`` without such a shoe."""
    row = shoe_row(db, account_id, shoe_id)
    if row is None:
        return None
    shoe = shoe_of(row.id, record_of(row))
    return foam_and_kind(shoe.midsole_foam, shoe.category)
