"""One definition for each stored record: the fields of its row.

A field says in ``Annotated`` how it is stored and who may change it. The table, the statements that write a row, what a
request may change, what is left of an emptied record, and what is exported and imported again follow from it.
"""

from __future__ import annotations

import re
import types
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, Generic, ParamSpec, TypeVar, Union, get_args, get_origin, get_type_hints

from sqlalchemy import Column, Connection, Insert, Table, bindparam, delete, insert, update
from sqlalchemy.schema import SchemaItem

from api.advice.core.distance import Distance
from api.storage.database.engines import metadata, new_id, version_after
from api.storage.database.errors import StaleVersionError

VERSION = "version"
_THIS = "this_{}"


@dataclass(frozen=True, slots=True)
class Stored:
    """How a field of a row is stored, and what else follows from it.

    ``type`` is a type of SQLAlchemy, or a ForeignKey. ``called`` is its name outside the database, if another.
    ``empty`` is what it holds where nothing is known, else NULL. ``choices``, ``pattern`` and ``most`` bound what an
    import may bring.
    """

    type: Any
    key: bool = False
    """Part of the primary key."""
    fixed: bool = False
    """Never changed by a change of the record."""
    sent: bool = False
    """Whoever owns the record sends it and may change it."""
    stays: bool = False
    """Not lost when the record is emptied."""
    shown: bool = True
    """Served as it is by the API."""
    exported: bool = True
    """In the export of a runner."""
    restored: bool = False
    """Taken from an export again, as is everything that is sent."""
    listed: bool = True
    """In the tables of an export that people read."""
    json: bool = False
    """A JSON text."""
    words: bool = False
    """Words with blanks between them."""
    called: str | None = None
    empty: Any = None
    default: str | None = None
    choices: tuple[str, ...] = ()
    pattern: re.Pattern[str] | None = None
    most: float | None = None


P = ParamSpec("P")
T = TypeVar("T")


def remembered(make: Callable[P, T]) -> Callable[P, T]:
    """Make what a class of rows gives only once; ``functools.cache`` does not take a class for hashable."""
    kept: Any = cache(make)
    return kept  # type: ignore[no-any-return]


class Row:
    """What every row can do."""

    __slots__ = ()
    __dataclass_fields__: ClassVar[dict[str, Any]]

    def as_dict(self) -> dict[str, Any]:
        """Return every field by name."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a row: its name, whether it may be NULL, and its definition."""

    name: str
    nullable: bool
    stored: Stored

    @property
    def called(self) -> str:
        """Its name outside the database."""
        return self.stored.called or self.name

    def column(self) -> Column[Any]:
        """Return the column that keeps it."""
        stored = self.stored
        nullable = self.nullable and not stored.key
        options: dict[str, Any] = {"primary_key": stored.key, "nullable": nullable, "server_default": stored.default}
        return Column(self.name, stored.type, info={"field": self}, **options)


@dataclass(frozen=True, slots=True)
class StoredDistance:
    """A distance of a row, in three fields: exact micrometres, and the value and unit that were sent."""

    stem: str
    field: Field

    @property
    def names(self) -> tuple[str, str, str]:
        """The names of the three fields."""
        return f"{self.stem}_um", f"{self.stem}_value", f"{self.stem}_unit"

    @property
    def called(self) -> str:
        """Its name outside the database."""
        return self.field.stored.called or self.stem

    def of(self, row: Row) -> Distance | None:
        """Return the distance, as it was sent where that is known."""
        micrometres, value, unit = (getattr(row, name) for name in self.names)
        if micrometres is None:
            return None
        return Distance(micrometres, None if value is None or unit is None else (value, unit))

    def values(self, distance: Distance | None) -> dict[str, Any]:
        """Return what the three fields hold of a distance."""
        if distance is None:
            return dict.fromkeys(self.names)
        sent = distance.sent or (distance.m, "m")
        return dict(zip(self.names, (distance.micrometres, *sent), strict=True))


RowType = TypeVar("RowType", bound=Row)


@remembered
def fields_of(row_class: type[Row]) -> tuple[Field, ...]:
    """Return the fields of a row, in their order."""
    hints = get_type_hints(row_class, include_extras=True)
    return tuple(_field(name, hints[name]) for name in row_class.__dataclass_fields__)


def _field(name: str, hint: Any) -> Field:
    if get_origin(hint) is not Annotated:
        raise TypeError(f"{name} does not say how it is stored")
    kind, stored = get_args(hint)
    nullable = get_origin(kind) in (Union, types.UnionType) and type(None) in get_args(kind)
    return Field(name, nullable, stored)


@remembered
def parts_of(row_class: type[Row]) -> tuple[Field | StoredDistance, ...]:
    """Return the fields of a row, the three of a distance as one."""
    found = fields_of(row_class)
    stems = {field.name.removesuffix("_value") for field in found if field.name.endswith("_value")}
    inner = {f"{stem}_{part}" for stem in stems for part in ("value", "unit")}
    return tuple(
        StoredDistance(field.name.removesuffix("_um"), field) if field.name.removesuffix("_um") in stems else field
        for field in found
        if field.name not in inner
    )


def table_of(name: str, row_class: type[Row], *more: SchemaItem) -> Table:
    """Return the table of these rows; ``more`` are its keys, checks and indexes, and columns that no row has."""
    outer = [item for item in more if isinstance(item, Column)]
    rest = [item for item in more if not isinstance(item, Column)]
    return Table(name, metadata, *outer, *(field.column() for field in fields_of(row_class)), *rest)


def blank(row_class: type[RowType], values: Mapping[str, Any]) -> RowType:
    """Return a row with these values, and nothing where none is given."""
    return row_class(**{**_nothing(row_class), **values})


@remembered
def _nothing(row_class: type[Row]) -> Mapping[str, Any]:
    return {field.name: field.stored.empty for field in fields_of(row_class)}


def fresh(row_class: type[RowType], prefix: str, now: datetime, values: Mapping[str, Any]) -> RowType:
    """Return a new row with these values: its first version, under a new id such as ``run_3k9…``."""
    started = {"id": new_id(prefix), VERSION: version_after(None, now), "created_at": now}
    changed = {"updated_at": now} if "updated_at" in _nothing(row_class) else {}
    return blank(row_class, {**started, **changed, **values})


@remembered
def emptied(row_class: type[Row]) -> Mapping[str, Any]:
    """Return what those fields hold that an emptied record loses."""
    lost = (field for field in fields_of(row_class) if not field.stored.key and not field.stored.stays)
    return MappingProxyType({field.name: field.stored.empty for field in lost})


class Statements(Generic[RowType]):
    """What is written of one kind of rows: each by its primary key, and by its version where rows have one."""

    def __init__(self, table: Table, row_class: type[RowType]) -> None:
        self._row_class = row_class
        found = fields_of(row_class)
        self._key = tuple(field.name for field in found if field.stored.key)
        self.columns = tuple(table.c[field.name] for field in found)
        named = (*self._key, VERSION) if VERSION in table.c else self._key
        self.this = tuple(table.c[name] == bindparam(_THIS.format(name)) for name in named)
        changing = [field.name for field in found if not field.stored.key and not field.stored.fixed]
        self._insert = insert(table)
        self._replace = update(table).where(*self.this).values({name: bindparam(name) for name in changing})
        self._delete = delete(table).where(*self.this)

    def rows(self, result: Iterable[Sequence[Any]]) -> Iterator[RowType]:
        """Yield the rows of a query of ``columns``."""
        return (self._row_class(*row) for row in result)

    def first(self, result: Iterable[Sequence[Any]]) -> RowType | None:
        """Return the first row of a query of ``columns``, or None."""
        return next(self.rows(result), None)

    def add(self, tx: Connection, rows: Sequence[RowType]) -> None:
        """Store new rows."""
        if rows:
            tx.execute(self._insert, [row.as_dict() for row in rows])

    def replace(self, tx: Connection, row: RowType, version: int) -> None:
        """Store a row in place of the one at ``version``; raises StaleVersionError."""
        self.change(tx, self._replace, row, version, row.as_dict())

    def delete(self, tx: Connection, row: RowType, version: int) -> None:
        """Delete the row that is at ``version``; raises StaleVersionError."""
        self.change(tx, self._delete, row, version, {})

    def change(self, tx: Connection, statement: Any, row: RowType, version: int, values: Mapping[str, Any]) -> None:
        """Run a statement on ``this`` row; raises StaleVersionError if it is not at ``version``."""
        this = {**self._named(row), _THIS.format(VERSION): version}
        if tx.execute(statement, {**values, **this}).rowcount == 0:
            raise StaleVersionError

    def replace_all(self, tx: Connection, rows: Sequence[RowType]) -> None:
        """Store rows in place of those of their keys; for rows without a version."""
        if rows:
            tx.execute(self._replace, [{**row.as_dict(), **self._named(row)} for row in rows])

    def delete_all(self, tx: Connection, rows: Sequence[RowType]) -> None:
        """Delete the rows of these keys; for rows without a version."""
        if rows:
            tx.execute(self._delete, [self._named(row) for row in rows])

    def _named(self, row: RowType) -> dict[str, Any]:
        return {_THIS.format(name): getattr(row, name) for name in self._key}


def insert_rows(tx: Connection, statement: Insert, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, as ``statement`` says for one: PostgreSQL takes them through a pipeline, parsing it once."""
    if not rows:
        return
    tx.execute(statement, rows)
