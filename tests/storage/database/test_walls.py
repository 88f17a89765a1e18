"""How the service gets behind the wall of row-level security, whoever it connects as."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from types import SimpleNamespace

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import Connection, make_url, text

from api.storage.database import migrate as migrations
from api.storage.database import postgres
from api.storage.database.engines import Database, acting
from api.storage.database.migrate import migrate
from api.storage.database.postgres import WALLED_ROLE, TimedConnection
from tests.support.postgres import fresh_database

LOGIN = "an_owner_of_forefoot"


@pytest.fixture
def url(worker_id: str) -> Iterator[str]:
    with fresh_database(f"walls_{worker_id}") as made:
        yield made


@pytest.fixture(params=["may make roles", "may make none, but is a member", "may make none"])
def owners(request: pytest.FixtureRequest, url: str, worker_id: str) -> Iterator[tuple[str, bool]]:
    """The URL of a database for a user who owns it and is no superuser, and whether the wall can be had."""
    login = f"{LOGIN}_{worker_id}"
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    name = sql.Identifier(login)
    with psycopg.connect(plain, autocommit=True) as admin:
        powers = "CREATEROLE" if request.param == "may make roles" else "NOCREATEROLE"
        admin.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(name))
        admin.execute(sql.SQL("CREATE ROLE {} LOGIN {}").format(name, sql.SQL(powers)))
        admin.execute(sql.SQL("GRANT ALL ON SCHEMA public TO {}").format(name))
        if request.param != "may make none":
            # Made by another database of this server, as a rule; CREATEROLE alone may not grant it from version 16 on.
            admin.execute(
                sql.SQL("DO $$ BEGIN CREATE ROLE {role}; EXCEPTION WHEN duplicate_object THEN NULL; END $$").format(
                    role=sql.Identifier(WALLED_ROLE)
                )
            )
            admin.execute(sql.SQL("GRANT {} TO {} WITH ADMIN OPTION").format(sql.Identifier(WALLED_ROLE), name))
    yield make_url(url).set(username=login).render_as_string(hide_password=False), request.param != "may make none"
    with psycopg.connect(plain, autocommit=True) as admin:
        admin.execute(sql.SQL("DROP OWNED BY {} CASCADE").format(name))
        admin.execute(sql.SQL("DROP ROLE {}").format(name))


def who_reads(database: Database) -> tuple[str, bool]:
    with database.reading() as db:
        row = db.execute(text("SELECT current_user, row_security_active('api_keys')")).one()
    return row[0], row[1]


def test_an_owner_goes_behind_the_wall_where_it_can(owners: tuple[str, bool], monkeypatch: pytest.MonkeyPatch) -> None:
    owner, can = owners
    seen: list[object] = []
    for module in (migrations, postgres):
        monkeypatch.setattr(module, "log", SimpleNamespace(warning=lambda event, **facts: seen.append(facts)))
    postgres._say_once_that_there_is_no_wall.cache_clear()
    bare, walled = Database(owner, pool_size=1), Database(owner, pool_size=1, walled=True)
    migrate(bare)
    assert who_reads(bare)[1] is False
    role, is_active = who_reads(walled)
    assert (role == WALLED_ROLE, is_active) == (can, can)
    assert seen == ([] if can else [{"missing_role": WALLED_ROLE}] * 2)
    bare.dispose()
    walled.dispose()


def test_a_service_that_was_there_before_the_release_goes_behind_the_wall_after_it(url: str) -> None:
    walled, bare = Database(url, pool_size=1, walled=True), Database(url, pool_size=1)
    with walled.reading() as db:
        assert db.execute(text("SELECT to_regclass('api_keys')")).scalar() is None
    migrate(bare)
    assert who_reads(walled) == (WALLED_ROLE, True)
    bare.dispose()
    walled.dispose()


@pytest.fixture
def ways(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """A list that grows by one with each way to the server and back."""
    made: list[object] = []
    wait = TimedConnection.wait

    def counted(self: TimedConnection, gen: object, *args: object, **named: object) -> object:
        made.append(gen)
        return wait(self, gen, *args, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(TimedConnection, "wait", counted)
    return made


def test_the_wall_costs_a_way_to_the_server_only_where_a_reader_acts_for_another(url: str, ways: list[object]) -> None:
    bare, walled = Database(url, pool_size=1), Database(url, pool_size=1, walled=True)
    migrate(bare)

    def ways_of(account: str, use: Callable[[], AbstractContextManager[Connection]]) -> int:
        ways.clear()
        with acting.for_account(account), use() as db:
            db.execute(text("SELECT 1"))
        return len(ways)

    accounts = ("acc_1", "acc_1", "acc_2", "acc_2", "acc_1")
    reads, writes = (
        {opened: [ways_of(account, use) for account in accounts][1:] for opened, use in uses.items()}
        for uses in ({bare: bare.reading, walled: walled.reading}, {bare: bare.writing, walled: walled.writing})
    )
    assert [more - usual for usual, more in zip(reads[bare], reads[walled], strict=True)] == [0, 1, 0, 1]
    # The account goes with the BEGIN.
    assert writes[walled] == writes[bare]
    bare.dispose()
    walled.dispose()
