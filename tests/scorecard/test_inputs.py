"""What clients send: JSON to the letter of the grammar, odd texts, damaged files."""

from __future__ import annotations

import contextlib
import json
import random
import time
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from api.integrations.readers import detect, members, one_file
from api.integrations.readers.table import FileFaultError
from api.storage.database.engines import Database
from api.web.edge import blueprint
from tests.integrations.export_help import read
from tests.integrations.readers.test_hostile_files import SAMPLES
from tests.isolation.ask import ask
from tests.isolation.probe import own_request
from tests.isolation.world import World, new_world
from tests.scorecard.odd import bad_documents, good_documents, odd_texts
from tests.scorecard.test_edge import client_on
from tests.scorecard.test_statements import texts_in, with_text
from tests.support.apps import new_app
from tests.support.databases import Databases
from tests.support.openapi import Operation, generated_spec
from tests.support.scorecard import IS_FULL, Note

pytestmark = pytest.mark.http_alone

# C3: JSON and texts


def misjudged(client: FlaskClient) -> list[str]:
    """Return the documents of which the service thinks otherwise than the grammar."""
    found = []
    for documents, is_good in ((good_documents(), True), (bad_documents(), False)):
        for document in documents:
            answer = client.post("/v1/probe/echo", data=document, content_type="application/json")
            # What keeps the grammar may still be nothing that this operation takes.
            if answer.status_code not in ((200, 422) if is_good else (400,)):
                found.append(f"{document[:60]!r}: {answer.status_code}")
    return found


@pytest.mark.row("C3")
def test_json_is_taken_or_refused_to_the_letter(databases: Databases, note: Note) -> None:
    found = misjudged(client_on(databases.released("sqlite")))
    count = len([*good_documents(), *bad_documents()])
    note(documents=count, misjudged=len(found))
    assert count > 500
    assert found == []


@pytest.mark.teeth("C3")
def test_a_reader_that_mends_bytes_is_noticed(databases: Databases, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blueprint, "orjson", Lenient)
    assert misjudged(client_on(databases.released("sqlite"))) != []


class Lenient:
    JSONDecodeError = json.JSONDecodeError

    @staticmethod
    def loads(data: bytes) -> Any:
        return json.loads(bytes(data).decode(errors="ignore"))


def text_places(world: World) -> list[tuple[Operation, tuple[Any, ...]]]:
    """Return each text of the example of each operation that makes something."""
    return [
        (operation, path)
        for operation in world.operations()
        if operation.method == "post" and "201" in operation.body["responses"] and operation.json_body() is not None
        for path in texts_in(own_request(world, operation).body)
    ]


def changed_texts(world: World) -> Iterator[str]:
    """Yield what was answered with a fault of ours, or taken and shown otherwise."""
    every = text_places(world)
    for number, text in enumerate(odd_texts()):
        for operation, path in every if IS_FULL else every[number % 5 :: 5]:
            answer = ask(
                world.app, own_request(world, operation, body=_body(world, operation, path, text)), world.other.key
            )
            shown = _at(answer.json(), path) if answer.status == 201 else None
            if answer.status >= 500 or shown not in (None, text):
                yield f"{operation.name} {path} {text[:40]!r}: {answer.status}, shown as {shown!r}"


def _body(world: World, operation: Operation, path: tuple[Any, ...], text: str) -> Any:
    return with_text(own_request(world, operation).body, path, text)


def _at(value: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return None
    return value if isinstance(value, str) else None


@pytest.mark.long
@pytest.mark.row("C3")
def test_a_text_that_is_taken_reads_back_equal(released_database: Database, note: Note) -> None:
    app = new_app(released_database)
    world = new_world(app, released_database, generated_spec(app))
    found = list(changed_texts(world))
    note(texts=len(odd_texts()), changed=len(found))
    assert len(odd_texts()) > 300
    assert found == []


@pytest.mark.long
@pytest.mark.teeth("C3")
def test_a_text_that_is_changed_is_noticed(databases: Databases) -> None:
    database = databases.released("sqlite")
    app = new_app(database)

    @app.after_request
    def change(answer: Any) -> Any:
        answer.set_data(answer.get_data().replace("é".encode(), b"e"))
        return answer

    world = new_world(app, database, generated_spec(app))
    assert next(changed_texts(world), None) is not None


# C7: files

FILES = 120
FULL_SECONDS = 600


def damaged(name: str) -> Iterator[bytes]:
    """Yield good files in which bytes were changed, cut, repeated or put in."""
    dice, until = random.Random(name), time.monotonic() + FULL_SECONDS
    number = 0
    while number < FILES or (IS_FULL and time.monotonic() < until):
        number += 1
        body = bytearray(SAMPLES[name])
        for _ in range(dice.randint(1, 8)):
            place, kind = dice.randrange(len(body)), dice.random()
            if kind < 0.25:
                del body[place : place + dice.randint(1, 200)]
            elif kind < 0.4:
                body[place:place] = body[place : place + dice.randint(1, 400)] * dice.randint(1, 20)
            elif kind < 0.5:
                body[place:place] = dice.choice((b"\0", b"\xff\xff\xff\xff", b"<a>", b'"', b"[", b"9" * 400, b"\r"))
            else:
                body[place] = dice.randrange(256)
            body = body or bytearray(b" ")
        yield bytes(body)


LONGEST_SECONDS_OF_PROCESSOR = 1.0


def crashes(name: str) -> tuple[list[str], int]:
    found, count = [], 0
    for body in damaged(name):
        count += 1
        began = time.thread_time()
        try:
            with contextlib.suppress(FileFaultError):
                read(body, unit="km", kind="run")
        except Exception as fault:
            found.append(f"{type(fault).__name__} for {body[:40]!r}")
        if time.thread_time() - began > LONGEST_SECONDS_OF_PROCESSOR:
            found.append(f"too long for {body[:40]!r}")
    return found, count


@pytest.mark.long
@pytest.mark.row("C7")
@pytest.mark.parametrize("name", SAMPLES)
def test_a_damaged_file_is_read_or_refused(name: str, note: Note) -> None:
    found, count = crashes(name)
    note(files=count, crashes=len(found))
    assert found == []


@pytest.mark.long
@pytest.mark.teeth("C7")
def test_a_parser_outside_the_guard_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise IndexError("deep within a parser")

    monkeypatch.setattr(one_file.gpx, "read", broken)
    for module in (detect, members):
        monkeypatch.setattr(module, "guarded", lambda read: read())
    assert crashes("gpx")[0] != []
