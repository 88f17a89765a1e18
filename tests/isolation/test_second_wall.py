"""The wall that PostgreSQL keeps: with every filter of our own switched off, another account's rows are still not seen.

Teeth: the same probe, with the same filters off, on a service that does not stand behind the wall.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch

import pytest
from flask import Flask
from sqlalchemy import Table, delete, event, func, insert, select, text, update
from sqlalchemy.exc import ProgrammingError

from api.rulebook.load import shipped_rulebook
from api.services.shop.sealed import Seal
from api.services.webhooks.deliver import Deliverer
from api.services.webhooks.watch_pairs import watch_pairs
from api.storage.catalogue.states import SHARED
from api.storage.database.engines import Database, acting
from api.storage.database.postgres import EVERY_ACCOUNT, NOBODY, WALLED_ROLE
from api.storage.database.prepared import Prepared
from api.storage.migrations.tables import metadata
from tests.isolation.probe import probe
from tests.isolation.world import World, new_world
from tests.support.accounts import new_account
from tests.support.apps import SECRET, new_app
from tests.support.databases import Databases, url_of
from tests.support.openapi import generated_spec
from tests.support.receivers import PlannedSender

FILTER = re.compile(r"(?:\w+\.)?account_id (?:= %\(\w+\)s(?:::\w+)?|IN \([^()]*\))")
WALLED = [table for table in metadata.sorted_tables if table.name != "service_secrets"]


def owner_of(table: Table) -> Any:
    return table.c.id if table.name == "accounts" else table.c.account_id


@contextmanager
def filters_off(database: Database) -> Iterator[list[str]]:
    """Take the account out of every condition of every statement; gives the statements that had one."""
    changed: list[str] = []
    execute = Prepared.execute

    def without(statement: str) -> str:
        open_to_all = FILTER.sub("TRUE", statement)
        if open_to_all != statement:
            changed.append(statement)
        return open_to_all

    def before(_c: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> tuple[str, Any]:
        return without(statement), values

    engines = (database._reader, database._writer)
    for engine in engines:
        event.listen(engine, "before_cursor_execute", before, retval=True)
    try:
        unfiltered = staticmethod(lambda cursor, sql, values: execute(cursor, without(sql), values))
        with patch.object(Prepared, "execute", unfiltered):
            yield changed
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", before)


@pytest.fixture
def postgres(databases: Databases) -> Database:
    return databases.released("postgresql")


@pytest.fixture
def service(postgres: Database) -> Iterator[Flask]:
    app = new_app(postgres)
    yield app
    app.extensions["forefoot"].database.dispose()


@pytest.fixture
def world(service: Flask, postgres: Database) -> World:
    made = new_world(service, postgres, generated_spec(service))
    now = datetime.now(UTC)
    watch_pairs(postgres, shipped_rulebook(), now)
    Deliverer(postgres, PlannedSender(), Seal((SECRET,)), lambda: now, threads=1).deliver_due()
    return made


@pytest.fixture
def walled(postgres: Database) -> Iterator[Database]:
    """The database as the service opens it."""
    opened = Database(url_of(postgres), pool_size=2, walled=True)
    yield opened
    opened.dispose()


def owners_seen(database: Database, table: Table) -> set[str]:
    with database.reading() as db:
        return set(db.execute(select(owner_of(table)).distinct()).scalars())


@pytest.mark.row("D5")
def test_a_query_without_a_filter_finds_the_rows_of_the_acting_account_alone(
    world: World, walled: Database, postgres: Database
) -> None:
    filled = [table for table in WALLED if world.owner.id in owners_seen(postgres, table)]
    assert len(filled) >= len(WALLED) - 2, {table.name for table in WALLED} - {table.name for table in filled}
    for table in WALLED:
        for who in (world.owner.id, world.other.id):
            with acting.for_account(who):
                assert owners_seen(walled, table) <= {who, SHARED}, table.name
        assert owners_seen(walled, table) <= {SHARED}, table.name
        with acting.for_every_account():
            assert owners_seen(walled, table) == owners_seen(postgres, table)


def test_a_change_without_a_filter_changes_nobody_elses_rows(world: World, walled: Database) -> None:
    for table in reversed(WALLED):
        with acting.for_account(world.other.id), walled.writing() as tx:
            seen = tx.execute(select(func.count()).where(owner_of(table) == world.other.id)).scalar()
            column = owner_of(table)
            assert tx.execute(update(table).values({column: column})).rowcount == seen, table.name
    before = world.belongings()
    for table in reversed(WALLED):
        if table.name not in ("accounts", "api_keys"):
            with acting.for_account(world.other.id), walled.writing() as tx:
                tx.execute(delete(table))
    assert world.belongings() == before


def test_a_row_is_made_for_nobody_else(world: World, walled: Database) -> None:
    table = metadata.tables["stores"]
    made = {"id": "store_x", "account_id": world.owner.id, "name": "x", "version": 1}
    moments = {"created_at": datetime.now(UTC), "updated_at": datetime.now(UTC)}
    for who in (world.other.id, NOBODY):
        refused = pytest.raises(ProgrammingError, match="row-level security")
        with refused, acting.for_account(who), walled.writing() as tx:
            tx.execute(insert(table).values(**made, **moments))


def test_the_service_is_a_role_that_cannot_walk_through_the_wall(walled: Database) -> None:
    with walled.reading() as db:
        role = db.execute(text("SELECT current_user")).scalar()
        powers = db.execute(text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")).scalar()
        owned = db.execute(text("SELECT count(*) FROM pg_class WHERE pg_has_role(relowner, 'USAGE')")).scalar()
    assert (role, powers, owned) == (WALLED_ROLE, False, 0)


@pytest.mark.parametrize("table", WALLED, ids=lambda table: table.name)
def test_every_table_of_accounts_stands_behind_the_wall(postgres: Database, table: Table) -> None:
    with postgres.reading() as db:
        walled = db.execute(
            text("SELECT relrowsecurity FROM pg_class WHERE oid = to_regclass(:name)"), {"name": table.name}
        ).scalar()
        policies = db.execute(
            text("SELECT count(*) FROM pg_policies WHERE tablename = :name"), {"name": table.name}
        ).scalar()
    assert walled and policies, f"a migration that makes {table.name} calls raise_wall"


def test_whom_a_connection_acts_for_ends_with_its_use(walled: Database, postgres: Database) -> None:
    first, second = new_account(postgres).id, new_account(postgres).id
    table = metadata.tables["api_keys"]
    for opened in (walled.reading, walled.writing, walled.snapshot):
        for who, seen in ((first, {first}), (NOBODY, set()), (second, {second}), (EVERY_ACCOUNT, {first, second})):
            with acting.for_account(who), opened() as db:
                assert set(db.execute(select(table.c.account_id).distinct()).scalars()) == seen


@pytest.mark.row("D5")
@pytest.mark.long
def test_with_our_own_filters_off_the_probe_finds_nothing(service: Flask, world: World) -> None:
    database: Database = service.extensions["forefoot"].database
    with filters_off(database) as changed:
        assert [str(finding) for finding in probe(world)] == []
    assert len(set(changed)) > 30


@pytest.mark.teeth("D5")
@pytest.mark.long
def test_without_the_wall_the_probe_finds_what_the_filters_kept(postgres: Database) -> None:
    app = new_app(postgres)
    parts = app.extensions["forefoot"]
    bare = Database(url_of(postgres), pool_size=2)
    object.__setattr__(parts, "database", bare)
    parts.keys._database = bare
    world = new_world(app, postgres, generated_spec(app))
    with filters_off(bare):
        assert next(iter(probe(world)), None) is not None
    bare.dispose()
