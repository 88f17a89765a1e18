"""Pages of shoes: filters, and an order (brand, model, id) that holds still while shoes are added.

Each owner's part of a page is read from the index by itself, then both are merged: neither a large catalogue of an
account's own nor a far page costs more than a near one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Float,
    Select,
    String,
    bindparam,
    literal_column,
    select,
    tuple_,
    union_all,
)

from api.storage.catalogue.shoes import CLASSES, ShoeRow, shoes
from api.storage.catalogue.states import SHARED
from api.storage.database.records import Field, fields_of

_LIKE_ANY = "%|{}|%"


class Listed(NamedTuple):
    """One line of a list: enough to sort it and to find what is to be shown of it."""

    account_id: str
    id: str
    version: int
    brand_key: str
    model_key: str

    @property
    def sort_key(self) -> tuple[str, str, str]:
        return self.brand_key, self.model_key, self.id


def _filter(field: Field) -> tuple[str, ColumnElement[bool]]:
    """Return the filter by a field: equal to a word or flag, or at most a number."""
    column = shoes.c[field.name]
    if isinstance(column.type, Float):
        name = f"max_{field.name}"
        return name, column <= bindparam(name, type_=Float)
    return field.name, column == bindparam(field.name, type_=column.type)


_FILTERS: Mapping[str, ColumnElement[bool]] = {
    "brand": shoes.c.brand_key == bindparam("brand", type_=String),
    "width_sold": shoes.c.widths_sold.like(bindparam("width_sold", type_=String)),
    **dict(_filter(field) for field in fields_of(ShoeRow) if field.stored.sent or field.name in CLASSES),
}
"""Every filter; an unknown value (NULL) passes none of them."""

_LINE = tuple(shoes.c[name] for name in Listed._fields)
_AFTER = tuple_(shoes.c.brand_key, shoes.c.model_key, shoes.c.id) > tuple_(
    bindparam("after_brand", type_=String), bindparam("after_model", type_=String), bindparam("after_id", type_=String)
)


def list_shoes(
    db: Connection, account_id: str, filters: Mapping[str, Any], after: Sequence[str] | None, limit: int
) -> list[Listed]:
    """Return at most ``limit`` shoes behind the sort key ``after`` that pass every filter of ``filters``.

    ``brand`` is a sort key (``shoe_names.sort_key``), ``width_sold`` one width class; prices compare only within one
    ``currency``.
    """
    values = {**_values(filters), "own": account_id, "page_size": limit}
    if after is not None:
        values |= dict(zip(("after_brand", "after_model", "after_id"), after, strict=True))
    return [Listed._make(row) for row in db.execute(_page(frozenset(filters), after is not None), values).all()]


def filter_shoes(
    db: Connection, account_id: str, filters: Mapping[str, Any], shoe_ids: Sequence[str]
) -> dict[str, Listed]:
    """Return by id those of the given shoes that this account sees and that pass every filter."""
    values = {**_values(filters), "own": account_id, "ids": list(shoe_ids)}
    return {row.id: Listed._make(row) for row in db.execute(_among(frozenset(filters)), values).all()}


def _values(filters: Mapping[str, Any]) -> dict[str, Any]:
    if "width_sold" in filters:
        return {**filters, "width_sold": _LIKE_ANY.format(filters["width_sold"])}
    return dict(filters)


@lru_cache(maxsize=512)
def _page(names: frozenset[str], continued: bool) -> Select[Any]:
    owners: tuple[ColumnElement[str], ...] = (literal_column(f"'{SHARED}'"), bindparam("own", type_=String))
    parts = [_part(names, continued).where(shoes.c.account_id == owner).subquery() for owner in owners]
    both = union_all(*(select(part) for part in parts)).subquery()
    columns = both.c
    return select(both).order_by(columns.brand_key, columns.model_key, columns.id).limit(bindparam("page_size"))


def _part(names: frozenset[str], continued: bool) -> Select[Any]:
    query = select(*_LINE).where(*(_FILTERS[name] for name in sorted(names)))
    if continued:
        query = query.where(_AFTER)
    return query.order_by(shoes.c.brand_key, shoes.c.model_key, shoes.c.id).limit(bindparam("page_size"))


@lru_cache(maxsize=512)
def _among(names: frozenset[str]) -> Select[Any]:
    return select(*_LINE).where(
        shoes.c.account_id.in_([SHARED, bindparam("own", type_=String)]),
        shoes.c.id.in_(bindparam("ids", expanding=True)),
        *(_FILTERS[name] for name in sorted(names)),
    )
