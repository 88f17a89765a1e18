"""Prepared statements: they take, give and refuse what SQLAlchemy does, and see the same transaction."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Date, String, bindparam, cast, insert, select, text
from sqlalchemy.exc import IntegrityError

from api.storage.accounts.accounts import accounts, add_account
from api.storage.database.engines import Database, new_id
from api.storage.database.errors import StorageUnavailableError
from api.storage.database.prepared import Prepared
from api.storage.runners.runners import runners

NOW = datetime(2026, 3, 1, 12, 30, 15, 123456, tzinfo=UTC)

RUNNERS = select(*runners.c).where(runners.c.account_id == bindparam("account_id")).order_by(runners.c.id)
ADD = Prepared(insert(accounts))
SHOWN = Prepared(select(accounts.c.name, accounts.c.id).where(accounts.c.id == bindparam("id")))


def a_runner(account_id: str, **facts: object) -> dict[str, object]:
    blank = dict.fromkeys(column.name for column in runners.c)
    known = {"account_id": account_id, "id": new_id("runner"), "units": "metric", "version": 1}
    return {**blank, **known, "created_at": NOW, "updated_at": NOW, **facts}


def test_every_kind_of_value_goes_in_as_by_sqlalchemy(database: Database) -> None:
    add = Prepared(insert(runners))
    with database.writing() as tx:
        account_id = add_account(tx, "x", NOW)
        rows = [
            a_runner(account_id, **values)
            for values in ({}, {"health_consent": True, "body_mass_kg": 72.5}, {"health_consent": False})
        ]
        for row in rows:
            assert add.run(tx, row) == 1
    with database.reading() as db:
        stored = [dict(row) for row in db.execute(RUNNERS, {"account_id": account_id}).mappings()]
    assert stored == sorted(rows, key=lambda row: str(row["id"]))
    assert {type(value) for row in stored for value in row.values()} >= {bool, float, datetime, str, int, type(None)}


def test_a_day_goes_in_as_by_sqlalchemy(database: Database) -> None:
    given = date(2026, 2, 28)
    with database.reading() as db:
        written = Prepared(select(cast(bindparam("day", type_=Date), String))).first(db, {"day": given})
        assert written == ("2026-02-28",)


def test_every_kind_of_value_comes_back_as_from_sqlalchemy(database: Database) -> None:
    result = ({}, {"health_consent": True, "body_mass_kg": 72.5}, {"health_consent": False})
    with database.writing() as tx:
        account_id = add_account(tx, "x", NOW)
        tx.execute(insert(runners), [a_runner(account_id, **values) for values in result])
        kept = [tuple(row) for row in tx.execute(RUNNERS, {"account_id": account_id})]
        read = Prepared(RUNNERS).all(tx, {"account_id": account_id})
    assert read == kept
    assert len(read) == len(result)
    assert [list(map(type, row)) for row in read] == [list(map(type, row)) for row in kept]


def test_it_writes_in_the_transaction_it_is_given(database: Database) -> None:
    facts = {"id": "acc_1", "name": "undone", "created_at": NOW}
    with pytest.raises(ZeroDivisionError), database.writing() as tx:
        assert ADD.run(tx, facts) == 1
        assert SHOWN.first(tx, {"id": "acc_1"}) == ("undone", "acc_1")
        raise ZeroDivisionError
    with database.reading() as db:
        assert SHOWN.first(db, {"id": "acc_1"}) is None


def test_nothing_stays_open_after_a_read(database: Database) -> None:
    with database.reading() as db:
        assert SHOWN.first(db, {"id": "acc_1"}) is None
        with database.writing() as tx:
            ADD.run(tx, {"id": "acc_1", "name": "new", "created_at": NOW})
        assert SHOWN.first(db, {"id": "acc_1"}) == ("new", "acc_1")


def test_what_the_database_refuses_is_refused_as_by_sqlalchemy(database: Database) -> None:
    facts = {"id": "acc_1", "name": "a name nobody may read in a log", "created_at": NOW}
    with pytest.raises(IntegrityError) as refused, database.writing() as tx:
        ADD.run(tx, facts)
        ADD.run(tx, facts)
    assert "nobody" not in str(refused.value)
    with database.reading() as db:
        assert SHOWN.first(db, {"id": "acc_1"}) is None


def test_a_connection_that_is_lost_is_unavailable_and_replaced(postgres_database: Database) -> None:
    with pytest.raises(StorageUnavailableError), postgres_database.reading() as db:
        own = db.execute(text("SELECT pg_backend_pid()")).scalar()
        with postgres_database.writing() as tx:
            tx.execute(text("SELECT pg_terminate_backend(:own, 5000)"), {"own": own})
        SHOWN.first(db, {"id": "acc_1"})
    with postgres_database.reading() as db:
        assert SHOWN.first(db, {"id": "acc_1"}) is None
