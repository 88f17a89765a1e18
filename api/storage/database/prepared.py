"""A statement of SQLAlchemy, compiled once for each database and run on the driver's own cursor.

For what every request of a hot path runs: most of the time that a short statement takes otherwise goes into working out
anew what never changes. It runs in the transaction of the connection it is given.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import psycopg
from sqlalchemy import Connection, Dialect, Select, TextClause
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.dml import UpdateBase

Row = tuple[Any, ...]
Statement = Select[Any] | UpdateBase | TextClause
Convert = Callable[[Any], Any]

_CURSOR = "cursor of prepared statements"


@dataclass(frozen=True, slots=True)
class _Compiled:
    """``order`` names the parameters by place (None: the driver takes them by name), ``said`` holds those to which the
    statement itself gives a value, ``to_driver`` converts those that the driver does not take as they are.
    """

    sql: str
    order: tuple[str, ...] | None
    said: Mapping[str, Any]
    to_driver: tuple[tuple[str, Convert], ...]


class Prepared:
    """One statement, or one for each dialect by name. It takes exactly the parameters that stand in it.

    An INSERT names every column of its table. IN with a list of any length is not to be had here.
    """

    def __init__(self, statement: Statement | Mapping[str, Statement]) -> None:
        self._statement = statement
        self._compiled: dict[str, _Compiled] = {}
        self._from_driver: dict[str, tuple[tuple[int, Convert], ...]] = {}

    def first(self, db: Connection, values: Mapping[str, Any]) -> Row | None:
        """Return the one row that there can be, or None; raises DBAPIError."""
        rows = self.all(db, values)
        return rows[0] if rows else None

    def all(self, db: Connection, values: Mapping[str, Any]) -> list[Row]:
        """Return every row; raises DBAPIError."""
        cursor, rows = self._asked(db, values, rows=True)
        converts = self._reader(db.dialect, cursor)
        return [_read(row, converts) for row in rows] if converts else rows

    def run(self, tx: Connection, values: Mapping[str, Any]) -> int:
        """Change rows and return how many; raises DBAPIError."""
        cursor, _ = self._asked(tx, values, rows=False)
        count: int = cursor.rowcount
        return count

    def _asked(self, db: Connection, values: Mapping[str, Any], *, rows: bool) -> tuple[Any, list[Row]]:
        compiled = self._compiled.get(db.dialect.name)
        if compiled is None:
            compiled = self._compiled[db.dialect.name] = _compile(self._for(db.dialect), db.dialect)
        cursor = _cursor_of(db)
        try:
            self.execute(cursor, compiled.sql, _for_driver(values, compiled))
            return cursor, cursor.fetchall() if rows else []
        except (sqlite3.Error, psycopg.Error) as fault:
            raise _as_ever(fault, db, cursor, compiled) from fault

    @staticmethod
    def execute(cursor: Any, sql: str, values: Mapping[str, Any] | Row) -> None:
        """Run a statement on a cursor of the driver."""
        cursor.execute(sql, values)

    def _reader(self, dialect: Dialect, cursor: Any) -> tuple[tuple[int, Convert], ...]:
        known = self._from_driver.get(dialect.name)
        if known is None:
            known = self._from_driver[dialect.name] = _from_driver(self._for(dialect), dialect, cursor.description)
        return known

    def _for(self, dialect: Dialect) -> Statement:
        return self._statement[dialect.name] if isinstance(self._statement, Mapping) else self._statement


def _cursor_of(db: Connection) -> Any:
    # One for each connection of the driver: a new one would learn anew how to write each type. Every row is read
    # before the next statement, so nothing stays open on it.
    cursor = db.info.get(_CURSOR)
    if cursor is None:
        cursor = db.info[_CURSOR] = db.connection.cursor()
    return cursor


def _for_driver(values: Mapping[str, Any], compiled: _Compiled) -> Mapping[str, Any] | Row:
    told = {**compiled.said, **values}
    for name, convert in compiled.to_driver:
        value = told[name]
        if value is not None:
            told[name] = convert(value)
    return told if compiled.order is None else tuple([told[name] for name in compiled.order])


def _as_ever(fault: sqlite3.Error | psycopg.Error, db: Connection, cursor: Any, compiled: _Compiled) -> Exception:
    """Return the error that SQLAlchemy would have raised."""
    base: Any = sqlite3.Error if isinstance(fault, sqlite3.Error) else psycopg.Error
    raw: Any = db.connection.dbapi_connection
    lost = db.dialect.is_disconnect(cast(Any, fault), raw, cursor)
    error: Exception = DBAPIError.instance(
        compiled.sql, None, fault, base, hide_parameters=True, connection_invalidated=lost, dialect=db.dialect
    )
    return error


def _compile(statement: Statement, dialect: Dialect) -> _Compiled:
    made: Any = statement.compile(dialect=dialect)
    converts = {name: bound.type.dialect_impl(dialect).bind_processor(dialect) for name, bound in made.binds.items()}
    return _Compiled(
        sql=made.string,
        order=None if made.positiontup is None else tuple(made.positiontup),
        said={name: value for name, value in made.params.items() if not made.binds[name].required},
        to_driver=tuple((name, convert) for name, convert in converts.items() if convert is not None),
    )


def _from_driver(statement: Statement, dialect: Dialect, told: Sequence[Any]) -> tuple[tuple[int, Convert], ...]:
    columns = statement.selected_columns if isinstance(statement, Select) else ()
    converts = (
        column.type.dialect_impl(dialect).result_processor(dialect, described[1])
        for column, described in zip(columns, told, strict=True)
    )
    return tuple((place, convert) for place, convert in enumerate(converts) if convert is not None)


def _read(row: Row, converts: tuple[tuple[int, Convert], ...]) -> Row:
    read = list(row)
    for place, convert in converts:
        value = read[place]
        if value is not None:
            read[place] = convert(value)
    return tuple(read)
