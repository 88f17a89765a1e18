"""A statement of SQLAlchemy, compiled once for each database and run on the driver's own cursor.

For the few statements of which ``Connection.execute`` would cost a request a tenth of its time or more, and for nothing
else (docs/decisions/0010). It runs in the transaction of the connection it is given.
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
from sqlalchemy.types import TypeEngine

Row = tuple[Any, ...]
Statement = Select[Any] | UpdateBase | TextClause
Convert = Callable[[Any], Any]

_CURSOR = "cursor of prepared statements"


@dataclass(slots=True)
class _Compiled:
    """``order`` names the parameters by place (None: the driver takes them by name), ``fixed`` holds those to which the
    statement itself gives a value, ``to_driver`` converts those that the driver does not take as they are. ``types``
    are those of the columns of a query, by which ``from_driver`` is found when it is first run.
    """

    sql: str
    order: tuple[str, ...] | None
    fixed: Mapping[str, Any]
    to_driver: tuple[tuple[str, Convert], ...]
    types: tuple[TypeEngine[Any], ...]
    from_driver: list[tuple[int, Convert]] | None = None


class Prepared:
    """One statement, or one for each dialect by name. It takes exactly the parameters that are in it.

    Rows come as SQLAlchemy would give them. An INSERT names every column of its table. IN with a list of any length is
    not possible.
    """

    def __init__(self, statement: Statement | Mapping[str, Statement]) -> None:
        self._statement = statement
        self._compiled: dict[str, _Compiled] = {}

    def first(self, db: Connection, values: Mapping[str, Any]) -> Row | None:
        """Return the first row, or None; raises DBAPIError."""
        rows = self.all(db, values)
        return rows[0] if rows else None

    def one(self, db: Connection, values: Mapping[str, Any]) -> Row:
        """Return the first row of a query that always has one; raises DBAPIError."""
        return self.all(db, values)[0]

    def all(self, db: Connection, values: Mapping[str, Any]) -> Sequence[Row]:
        """Return every row; raises DBAPIError."""
        return self._run(db, values, read=True)[1]

    def run(self, tx: Connection, values: Mapping[str, Any]) -> int:
        """Change rows and return how many; raises DBAPIError."""
        cursor, _ = self._run(tx, values, read=False)
        count: int = cursor.rowcount
        return count

    def _run(self, db: Connection, values: Mapping[str, Any], *, read: bool) -> tuple[Any, Sequence[Row]]:
        compiled = self._compiled.get(db.dialect.name)
        if compiled is None:
            compiled = self._compiled[db.dialect.name] = _compile(self._for(db.dialect), db.dialect)
        cursor = _cursor_of(db)
        try:
            self.execute(cursor, compiled.sql, _for_driver(values, compiled))
            return cursor, _rows_of(cursor, compiled, db.dialect) if read else ()
        except (sqlite3.Error, psycopg.Error) as fault:
            raise _as_sqlalchemy(fault, db, cursor, compiled) from fault

    @staticmethod
    def execute(cursor: Any, sql: str, values: Mapping[str, Any] | Row) -> None:
        """Run a statement on a cursor of the driver."""
        cursor.execute(sql, values)

    def _for(self, dialect: Dialect) -> Statement:
        return self._statement[dialect.name] if isinstance(self._statement, Mapping) else self._statement


def _cursor_of(db: Connection) -> Any:
    # One for each connection of the driver: a new one would learn anew how to write each type. Every row is read
    # before the next statement, so nothing stays open on it.
    cursor = db.info.get(_CURSOR)
    if cursor is None:
        cursor = db.info[_CURSOR] = db.connection.cursor()
    return cursor


def _rows_of(cursor: Any, compiled: _Compiled, dialect: Dialect) -> Sequence[Row]:
    if compiled.from_driver is None:
        found = (
            (place, type_.dialect_impl(dialect).result_processor(dialect, described[1]))
            for place, (type_, described) in enumerate(zip(compiled.types, cursor.description, strict=True))
        )
        compiled.from_driver = [(place, convert) for place, convert in found if convert is not None]
    rows: list[Row] = cursor.fetchall()
    if not compiled.from_driver:
        return rows
    converted = []
    for row in map(list, rows):
        for place, convert in compiled.from_driver:
            row[place] = convert(row[place])
        converted.append(tuple(row))
    return converted


def _for_driver(values: Mapping[str, Any], compiled: _Compiled) -> Mapping[str, Any] | Row:
    parameters = {**compiled.fixed, **values}
    for name, convert in compiled.to_driver:
        value = parameters[name]
        if value is not None:
            parameters[name] = convert(value)
    return parameters if compiled.order is None else tuple([parameters[name] for name in compiled.order])


def _as_sqlalchemy(fault: sqlite3.Error | psycopg.Error, db: Connection, cursor: Any, compiled: _Compiled) -> Exception:
    """Return the error that SQLAlchemy would have raised."""
    base: Any = sqlite3.Error if isinstance(fault, sqlite3.Error) else psycopg.Error
    raw: Any = db.connection.dbapi_connection
    lost = db.dialect.is_disconnect(cast(Any, fault), raw, cursor)
    error: Exception = DBAPIError.instance(
        compiled.sql, None, fault, base, hide_parameters=True, connection_invalidated=lost, dialect=db.dialect
    )
    return error


def _compile(statement: Statement, dialect: Dialect) -> _Compiled:
    compiled: Any = statement.compile(dialect=dialect)
    converts = {
        name: bound.type.dialect_impl(dialect).bind_processor(dialect) for name, bound in compiled.binds.items()
    }
    return _Compiled(
        sql=compiled.string,
        order=None if compiled.positiontup is None else tuple(compiled.positiontup),
        fixed={name: value for name, value in compiled.params.items() if not compiled.binds[name].required},
        to_driver=tuple((name, convert) for name, convert in converts.items() if convert is not None),
        types=tuple(column.type for column in statement.selected_columns) if isinstance(statement, Select) else (),
    )
