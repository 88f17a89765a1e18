"""No statement is made of text: not in our source, and not when every place that takes text holds something odd."""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from sqlalchemy import text

from api.storage.database.engines import Database
from api.web.shop import stores as stores_web
from tests.isolation.ask import Request, ask
from tests.isolation.probe import own_request
from tests.isolation.world import World, new_world
from tests.support.apps import new_app
from tests.support.databases import Databases
from tests.support.openapi import Operation, generated_spec
from tests.support.scorecard import IS_FULL, Note
from tests.support.service import ROOT
from tests.support.statements import statements

MARK = "zq7x"
PAYLOADS = (
    f"{MARK}' OR '1'='1",
    f'{MARK}" OR "1"="1',
    f"{MARK}'; DROP TABLE runs; --",
    f"{MARK}%' ESCAPE '\\",
    f"{MARK}) UNION SELECT hash FROM api_keys --",  # noqa: S608
    f"{MARK}:id %s ? {{0}} $1",
)
EXECUTES = {"exec_driver_sql", "execute", "executemany"}
TAKES_A_STATEMENT = {*EXECUTES, "text", "literal_column", "SQL"}
SPEAKS_SQL = re.compile(r"^\s*(?:from|import) (?:sqlalchemy|alembic|psycopg|sqlite3)", re.MULTILINE)
MADE_OF_OUR_OWN_WORDS = {
    "api/web/runners/run_page.py": "a word of the rulebook, which is no statement",
    "api/storage/backup.py": "names of tables and columns, from the description of the tables",
    "api/storage/database/migrate.py": "the role of the service, a name of ours",
    "api/storage/database/postgres.py": "an id that was looked up, checked against a pattern",
    "api/storage/database/sqlite.py": "pragmas of ours and whole numbers",
    "api/storage/migrations/walls.py": "names of tables, from the description of the tables",
}
"""File -> what its statements are put together of; nothing of it comes from outside."""


def put_together(source: str) -> list[int]:
    """Return the lines of calls that take a statement and get one that was put together."""
    # Where nothing of a database is imported, "text" is that of a person.
    names = TAKES_A_STATEMENT if SPEAKS_SQL.search(source) else EXECUTES
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and _name(node.func) in names
        if any(_is_put_together(argument) for argument in node.args[:1])
    ]


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _is_put_together(node: ast.expr) -> bool:
    if isinstance(node, ast.JoinedStr):
        # What stands in capitals is a constant of ours.
        return any(
            isinstance(part, ast.FormattedValue) and not ast.unparse(part.value).isupper() for part in node.values
        )
    if isinstance(node, ast.BinOp):
        return any(_is_text(side) for side in (node.left, node.right))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        joined = node.func.attr in ("format", "join", "replace", "encode") and (
            _is_text(node.func.value) or _is_put_together(node.func.value)
        )
        return joined or _is_put_together(node.func.value)
    return False


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


@pytest.mark.row("C5")
def test_no_statement_of_the_source_is_put_together_of_what_comes_from_outside(note: Note) -> None:
    sources = {str(file.relative_to(ROOT)): file.read_text() for file in sorted((ROOT / "api").rglob("*.py"))}
    found = {name: put_together(source) for name, source in sources.items()}
    note(files=len(found))
    assert {name: lines for name, lines in found.items() if lines and name not in MADE_OF_OUR_OWN_WORDS} == {}


@pytest.mark.teeth("C5")
@pytest.mark.parametrize(
    "source",
    [
        "tx.execute(text(f\"SELECT * FROM runs WHERE id = '{given}'\"))",
        "db.exec_driver_sql(\"SELECT '%s'\" % given)",
        'cursor.execute("SELECT " + given)',
        'db.execute(text("SELECT {}".format(given)))',
        'cursor.execute(f"SELECT {given}".encode())',
    ],
)
def test_a_statement_that_is_put_together_is_noticed(source: str) -> None:
    assert put_together(f"from sqlalchemy import text\n{source}") == [2]


def places(world: World, operation: Operation) -> Iterator[tuple[str, Any]]:
    """Yield (where, function from a text to the request) for every place of an operation that may hold text."""
    for parameter in operation.parameters_in("path"):
        name = parameter["name"]
        yield name, lambda value, name=name: own_request(world, operation, ids={name: quote(value, safe="")})
    for parameter in operation.parameters_in("query"):
        name = parameter["name"]
        yield name, lambda value, name=name: own_request(world, operation, query={name: value})
    for name in ("Idempotency_Key", "If_Match", "If_None_Match", "Accept_Language", "Prefer", "X_Request_Id"):
        yield name, lambda value, name=name: own_request(world, operation).with_headers(**{name: value})
    if operation.json_body() is not None:
        body = own_request(world, operation).body
        for path in texts_in(body):
            yield (
                "/".join(map(str, path)),
                lambda value, path=path: own_request(world, operation, body=with_text(body, path, value)),
            )


def texts_in(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, str):
        yield path
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from texts_in(inner, (*path, name))
    elif isinstance(value, list):
        for place, inner in enumerate(value[:2]):
            yield from texts_in(inner, (*path, place))


def with_text(value: Any, path: tuple[Any, ...], text: str) -> Any:
    if not path:
        return text
    first, *rest = path
    changed = dict(value) if isinstance(value, dict) else list(value)
    changed[first] = with_text(changed[first], tuple(rest), text)
    return changed


def injected(world: World) -> tuple[list[str], int]:
    """Put payloads into every place, all of them in the full form; return the faults, and how many were sent."""
    found, sent = [], 0
    payloads = itertools.cycle(PAYLOADS)
    for operation in world.operations():
        for where, request_with in places(world, operation):
            for payload in itertools.islice(payloads, len(PAYLOADS) if IS_FULL else 1):
                sent += 1
                found += _faults(world, where, request_with(payload))
    return found, sent


def _faults(world: World, where: str, request: Request) -> Iterator[str]:
    with statements(world.app.extensions["forefoot"].database) as executed:
        answer = ask(world.app, request, world.other.key)
    if answer.status >= 500:
        yield f"{request.method} {request.path} {where}: {answer.status}"
    for statement, _ in executed:
        if MARK in str(statement):
            yield f"{request.method} {request.path} {where}: it stands in {statement}"


@pytest.mark.long
@pytest.mark.row("C5")
def test_what_is_sent_stands_in_no_statement(app: Flask, released_database: Database, note: Note) -> None:
    world = new_world(app, released_database, generated_spec(app))
    found, sent = injected(world)
    note(requests=sent, injected=len(found))
    assert found == []


@pytest.mark.long
@pytest.mark.teeth("C5")
def test_one_query_that_is_put_together_is_noticed(databases: Databases, monkeypatch: pytest.MonkeyPatch) -> None:
    database = databases.released("sqlite")
    app = new_app(database)
    world = new_world(app, database, generated_spec(app))

    def of_text(db: Any, account_id: str, store_id: str) -> Any:
        return db.execute(text("SELECT * FROM stores WHERE id = '%s'" % store_id)).first()  # noqa: S608, UP031

    monkeypatch.setattr(stores_web, "store_row", of_text)
    (operation,) = [each for each in world.operations() if each.name == "GET /v1/stores/{store_id}"]
    found = [
        fault
        for where, request_with in places(world, operation)
        for payload in PAYLOADS
        for fault in _faults(world, where, request_with(payload))
    ]
    assert found != []
