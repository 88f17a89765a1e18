"""Idempotency keys as stored: one answer for one place, kept thirty days, held by one request at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from api.storage.accounts.accounts import add_account
from api.storage.accounts.idempotency import (
    Place,
    StoredAnswer,
    find_answer,
    forget_answers_about,
    forget_old,
    keep_answer,
    rewrite_answers_about,
    try_to_hold,
)
from api.storage.database.engines import Database
from tests.support.databases import url_of

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
ANSWER = StoredAnswer("a" * 64, 201, '{"Location":"/v1/x"}', b'{"id":"\xc3\xa9\x00"}')


@pytest.fixture
def place(database: Database) -> Place:
    with database.writing() as tx:
        return Place(add_account(tx, "x", NOW), "key_1", "POST", "/v1/runs", "0123456789abcdef")


def test_an_answer_comes_back_byte_for_byte(database: Database, place: Place) -> None:
    with database.writing() as tx:
        assert find_answer(tx, place) is None
        keep_answer(tx, place, ANSWER, NOW)
    with database.reading() as db:
        assert find_answer(db, place) == ANSWER


def test_a_key_belongs_to_its_place_alone(database: Database, place: Place) -> None:
    with database.writing() as tx:
        other_account = add_account(tx, "y", NOW)
        keep_answer(tx, place, ANSWER, NOW)
    others = [
        replace(place, account_id=other_account),
        replace(place, credential_id="key_2"),
        replace(place, method="PUT"),
        replace(place, path="/v1/pairs"),
        replace(place, key=place.key + "x"),
        replace(place, key=place.key.upper()),
    ]
    with database.reading() as db:
        assert [find_answer(db, other) for other in others] == [None] * len(others)


def test_a_place_has_one_answer_whoever_comes_second(database: Database, place: Place) -> None:
    with database.writing() as tx:
        keep_answer(tx, place, ANSWER, NOW)
    with pytest.raises(IntegrityError), database.writing() as tx:
        keep_answer(tx, place, replace(ANSWER, status=200), NOW)
    with database.reading() as db:
        assert find_answer(db, place) == ANSWER


def test_an_answer_goes_with_the_transaction_of_its_effect(database: Database, place: Place) -> None:
    with pytest.raises(ZeroDivisionError), database.writing() as tx:
        keep_answer(tx, place, ANSWER, NOW)
        raise ZeroDivisionError
    with database.reading() as db:
        assert find_answer(db, place) is None


def test_answers_about_a_runner_are_changed_and_forgotten_in_one_account_alone(
    database: Database, place: Place
) -> None:
    with database.writing() as tx:
        elsewhere = replace(place, account_id=add_account(tx, "y", NOW))
        about_another = replace(place, key=place.key + "x")
        for where, about in ((place, "runner_1"), (elsewhere, "runner_1"), (about_another, "runner_2")):
            keep_answer(tx, where, ANSWER, NOW, about=about)
        rewrite_answers_about(tx, place.account_id, "runner_1", lambda body: b"{}")
        others = (elsewhere, about_another)
        assert find_answer(tx, place) == replace(ANSWER, body=b"{}")
        assert [find_answer(tx, where) for where in others] == [ANSWER, ANSWER]
        forget_answers_about(tx, place.account_id, "runner_1")
        assert find_answer(tx, place) is None
        assert [find_answer(tx, where) for where in others] == [ANSWER, ANSWER]


def test_what_is_older_than_thirty_days_is_forgotten(database: Database, place: Place) -> None:
    old = replace(place, key="old" * 6)
    with database.writing() as tx:
        keep_answer(tx, place, ANSWER, NOW)
        keep_answer(tx, old, ANSWER, NOW - timedelta(microseconds=1))
    with database.writing() as tx:
        assert forget_old(tx, NOW + timedelta(days=30)) == 1
    with database.reading() as db:
        assert find_answer(db, place) == ANSWER
        assert find_answer(db, old) is None


@contextmanager
def another_writer(database: Database) -> Iterator[Connection]:
    opened = Database(url_of(database), pool_size=1)
    with opened.writing() as tx:
        yield tx
    opened.dispose()


def test_a_key_is_held_by_one_transaction_at_a_time(backend: str, database: Database, place: Place) -> None:
    if backend == "sqlite":
        with database.writing() as tx:
            assert try_to_hold(tx, place)
        return
    with database.writing() as first:
        assert try_to_hold(first, place)
        assert try_to_hold(first, place), "one's own hold is no hindrance"
        with another_writer(database) as second:
            assert not try_to_hold(second, place)
            assert try_to_hold(second, replace(place, key="another key, just as good"))
    with another_writer(database) as second:
        assert try_to_hold(second, place)


def test_places_that_read_alike_are_not_the_same(backend: str, database: Database, place: Place) -> None:
    if backend == "sqlite":
        return
    left, right = (
        replace(place, path="/v1/a", key="bcdefghijklmnopq"),
        replace(place, path="/v1/ab", key="cdefghijklmnopq"),
    )
    with database.writing() as first, another_writer(database) as second:
        assert try_to_hold(first, left)
        assert try_to_hold(second, right)
