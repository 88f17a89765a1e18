"""Two accounts and what they own, made through the operations of the API description alone.

The owner's things carry marked words wherever a free text may stand, so that a leak can be told from chance.
A path parameter that the description gains tomorrow is filled the same way, with no change here.
"""

from __future__ import annotations

import random
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from sqlalchemy import select

from api.storage.catalogue.states import SHARED
from api.storage.database.engines import Database
from api.storage.migrations.tables import metadata
from tests.isolation.ask import Answer, Request, ask, twin_of
from tests.support.accounts import Account, new_account, new_key
from tests.support.openapi import Operation, Spec, examples_of, operations, resolve

SHARED_KINDS = {"rule_id", "exercise_id"}
"""Path parameters that name what belongs to nobody; everything else must not be seen by another account."""

MARK = "Zqxv"
_BY_IMPORT = {
    "match_id": (
        "/stock/import",
        {
            "vendor": "Brooks",
            "options": [{"name": "Size"}],
            "variants": [{"id": 41, "option1": "US 10.5", "price": "139.95", "inventory_quantity": 2}],
        },
    )
}
"""What no POST makes but an import does: kind -> path of the import beside its collection, and a product of it."""
GARBAGE_KEY = "ff_this-was-never-a-key-of-anybody"
_FREE_TEXT_LENGTH = 12
_MOMENT = re.compile(r"^(\d{4}-\d\d-\d\dT)(\d\d)(?=:)")
_PARAMETER = re.compile(r"\{(\w+)\}")


class CannotMakeError(Exception):
    """The probe found no way to make a thing of some kind: teach it, or the description lacks an example."""


@dataclass(frozen=True)
class Thing:
    """Something an account owns: its kind (a path parameter), id, path, ETag and how it is shown."""

    kind: str
    id: str
    path: str
    etag: str | None
    shown: Mapping[str, Any]


@dataclass
class World:
    """The service, its description, the owner of things, another account, and one thing of each kind for both."""

    app: Flask
    database: Database
    spec: Spec
    dice: random.Random
    owner: Account
    other: Account
    owned: dict[str, Thing] = field(default_factory=dict)
    others: dict[str, Thing] = field(default_factory=dict)
    stranger_keys: dict[str, str | None] = field(default_factory=dict)
    second_store_key: str | None = None
    imported: list[Any] = field(default_factory=list)

    def operations(self) -> list[Operation]:
        """Return every operation of the description."""
        return list(operations(self.spec))

    def secrets(self) -> set[str]:
        """Return the words by which an answer would give away something of the owner's."""
        words = {thing.id for kind, thing in self.owned.items() if kind not in SHARED_KINDS}
        for shown in (*(thing.shown for thing in self.owned.values()), self.imported):
            words |= {text for text in _texts(shown) if MARK in text}
        made = (row for report in self.imported for row in report["rows"] if row["status"] == "created")
        return words | {row["id"] for row in made} | {self.owner.id}

    def owners_idempotency_keys(self) -> list[str]:
        """Return every Idempotency-Key that the owner made something with."""
        return [f"key-of-{self.owner.id}-{kind}-0" for kind in self.owned]

    def belongings(self) -> dict[str, list[str]]:
        """Return every row of the owner and of the shared catalogue, table by table."""
        with self.database.reading() as db:
            return {
                table.name: sorted(
                    str(row) for row in db.execute(select(table).where(table.c.account_id.in_([self.owner.id, SHARED])))
                )
                for table in metadata.sorted_tables
                if "account_id" in table.c
            }


def new_world(app: Flask, database: Database, spec: Spec, seed: int = 0) -> World:
    """Make the world, with one thing of every kind for either account and a second of each for the owner's lists."""
    dice = random.Random(seed)
    world = World(app, database, spec, dice, new_account(database, f"{MARK} owner"), new_account(database, "Other"))
    world.stranger_keys = {
        "none": None,
        "garbage": GARBAGE_KEY,
        "expired": new_key(database, world.owner.id, expired=True).secret,
        "revoked": new_key(database, world.owner.id, revoked=True).secret,
    }
    for kind, path in _kinds(spec):
        world.others[kind] = _make(world, kind, path, world.other, world.others, marked=False)
        world.owned[kind] = _make(world, kind, path, world.owner, world.owned, marked=True)
        if kind == "store_id":
            second = _make(world, kind, path, world.owner, world.owned, marked=True)
            world.second_store_key = new_key(database, world.owner.id, store_id=second.id).secret
        elif _maker(world, kind, path) is not None:
            _make(world, kind, path, world.owner, world.owned, marked=True)
    _import_examples(world, world.other, world.others, None)
    _import_examples(world, world.owner, world.owned, None)
    world.imported = _import_examples(world, world.owner, world.owned, dice)
    _count_fits(world, world.other, world.others)
    _count_fits(world, world.owner, world.owned)
    return world


def _count_fits(world: World, account: Account, known: Mapping[str, Thing]) -> None:
    """Count how an account's own shoe fitted, in two sizes: a count is no thing that a POST makes."""
    path = f"/v1/stores/{known['store_id'].id}/fit-feedback"
    for value in (9, 9.5):
        body = {
            "shoe_id": known["shoe_id"].id,
            "size": {"system": "us_men", "value": value},
            "outcome": "too_narrow",
        }
        answer = ask(world.app, Request("POST", path, body=body), account.key)
        if answer.status != 200:
            raise CannotMakeError(f"{path}: {answer.status} {answer.body[:600]}")


def _import_examples(
    world: World, account: Account, known: Mapping[str, Thing], dice: random.Random | None
) -> list[Any]:
    """Send every import its own example for an account: what only an import makes is there to be found too."""
    ids = {name: thing.id for name, thing in known.items()}
    reports = []
    for operation in operations(world.spec):
        if operation.method == "post" and operation.path.endswith("/import") and operation.json_body() is not None:
            request = Request("POST", fill(operation.path, ids), body=example_body(world.spec, operation, dice, ids))
            answer = ask(world.app, request, account.key)
            if answer.status != 200:
                raise CannotMakeError(f"{request}: {answer.status} {answer.body[:600]}")
            reports.append(answer.json())
    return reports


def _kinds(spec: Spec) -> Iterator[tuple[str, str]]:
    """Yield each path parameter with the shortest path that ends in it, outer things first."""
    shortest: dict[str, str] = {}
    for path in spec["paths"]:
        for match in _PARAMETER.finditer(path):
            up_to = path[: match.end()]
            known = shortest.get(match[1])
            if known is None or len(up_to) < len(known):
                shortest[match[1]] = up_to
    yield from sorted(shortest.items(), key=lambda item: item[1].count("/"))


def fill(path: str, ids: Mapping[str, str]) -> str:
    """Return the path with its parameters filled in."""
    return _PARAMETER.sub(lambda match: ids[match[1]], path)


def _make(world: World, kind: str, path: str, account: Account, known: Mapping[str, Thing], *, marked: bool) -> Thing:
    ids = {name: thing.id for name, thing in known.items()}
    maker = _maker(world, kind, path)
    collection = fill(maker.path if maker is not None else path.rpartition("/")[0], ids)
    if maker is not None:
        body, content_type = _body_of(world, maker, marked=marked)
        if kind in known:
            body = _hours_later(body)
        key = {"Idempotency-Key": f"key-of-{account.id}-{kind}-{int(kind in known)}"}
        request = Request("POST", collection, body=body, headers=key, content_type=content_type)
        answer = ask(world.app, request, account.key)
        if answer.status != 201:
            raise CannotMakeError(f"{request}: {answer.status} {answer.body[:600]}")
        shown = answer.json()
    else:
        if kind in _BY_IMPORT:
            tail, body = _BY_IMPORT[kind]
            title = f"Ghost 17 {MARK if marked else 'Other'}"
            body = {"products": [{**body, "title": f"{title} {word} Men's"} for word in ("Alpha", "Beta")]}
            ask(world.app, Request("POST", collection.rpartition("/")[0] + tail, body=body), account.key)
        answer = ask(world.app, Request("GET", collection), account.key)
        items = answer.json().get("items") if answer.status == 200 else None
        if not items:
            raise CannotMakeError(f"no POST makes a {kind}, and GET {collection} lists none: {answer.status}")
        shown = items[0]
    return Thing(kind, shown["id"], fill(path, {**ids, kind: shown["id"]}), answer.header("ETag"), shown)


def _body_of(world: World, maker: Operation, *, marked: bool) -> tuple[Any, str | None]:
    """Return the example that makes a thing, as JSON or, where a file does, as that file with its type."""
    if maker.json_body() is not None:
        return example_body(world.spec, maker, world.dice if marked else None), None
    for content_type, media in maker.body["requestBody"]["content"].items():
        if examples := examples_of(world.spec, media):
            return str(examples[0]).encode(), content_type
    raise CannotMakeError(f"{maker.name}: no example of its request")


def _hours_later(body: Any) -> Any:
    """Return a body whose moments are three hours later: the same run twice would count once."""
    if not isinstance(body, dict):
        return body
    return {
        name: _MOMENT.sub(lambda found: f"{found[1]}{(int(found[2]) + 3) % 24:02}", value)
        if isinstance(value, str)
        else value
        for name, value in body.items()
    }


def _maker(world: World, kind: str, path: str) -> Operation | None:
    """Return the POST that makes things of a kind: that of their collection, else one whose 201 leads to them."""
    collection = path.rpartition("/")[0]
    made = [each for each in operations(world.spec) if each.method == "post" and "201" in each.body["responses"]]
    for operation in made:
        if operation.path == collection:
            return operation
    for operation in made:
        links = resolve(world.spec, operation.body["responses"]["201"]).get("links", {})
        if any(kind in link.get("parameters", {}) for link in links.values()):
            return operation
    return None


def example_body(spec: Spec, operation: Operation, dice: random.Random | None, kept: Collection[str] = ()) -> Any:
    """Return the operation's own example; with ``dice`` its free texts are marked words, its article numbers fresh.

    Fields named in ``kept`` stay as they are: they name things.
    """
    media = operation.json_body()
    if media is None or not examples_of(spec, media):
        raise CannotMakeError(f"{operation.name}: no JSON example of its request")
    example = examples_of(spec, media)[0]
    return example if dice is None else _marked(spec, media["schema"], example, dice, kept)


def _marked(spec: Spec, schema: Spec, value: Any, dice: random.Random, kept: Collection[str]) -> Any:
    schema = _plain(spec, schema)
    if isinstance(value, dict):
        fields = schema.get("properties", {})
        return {
            name: inner if name in kept else _marked(spec, fields.get(name, {}), inner, dice, kept)
            for name, inner in value.items()
        }
    if isinstance(value, list):
        return [_marked(spec, schema.get("items", {}), inner, dice, kept) for inner in value]
    if isinstance(value, str) and value.isdigit() and len(value) in (8, 12, 13, 14):
        return twin_of(value, dice)
    if isinstance(value, str) and _takes_any_word(schema):
        return MARK + "".join(dice.choice("bcdfghjkmnpqrstvwxz") for _ in range(_FREE_TEXT_LENGTH - len(MARK)))
    return value


def _takes_any_word(schema: Spec) -> bool:
    if "enum" in schema or "format" in schema or schema.get("maxLength", 0) < _FREE_TEXT_LENGTH:
        return False
    return re.search(schema.get("pattern", ""), MARK + "b" * (_FREE_TEXT_LENGTH - len(MARK))) is not None


def _plain(spec: Spec, schema: Spec) -> Spec:
    """Return the schema behind references and behind ``anyOf [it, null]``."""
    schema = resolve(spec, schema)
    for part in schema.get("allOf", []):
        base = _plain(spec, part)
        fields = base.get("properties", {}) | schema.get("properties", {})
        schema = {**base, **schema, **({"properties": fields} if fields else {})}
    for key in ("anyOf", "oneOf"):
        for part in schema.get(key, []):
            if resolve(spec, part).get("type") != "null":
                return _plain(spec, part)
    return schema


def places_of_ids(spec: Spec, schema: Spec, example: Any, kinds: set[str]) -> Iterator[tuple[str, Any]]:
    """Yield (kind, function from an id to the body) for every place of a body where a thing may be named."""
    schema = _plain(spec, schema)
    if isinstance(example, list) and example:
        for kind, build in places_of_ids(spec, schema.get("items", {}), example[0], kinds):
            yield kind, lambda value, build=build: [build(value), *example[1:]]
    if not isinstance(example, dict):
        return
    for name, inner in schema.get("properties", {}).items():
        if name in kinds:
            yield name, lambda value, name=name: {**example, name: value}
        elif name.removesuffix("s") in kinds:
            yield name.removesuffix("s"), lambda value, name=name: {**example, name: [value]}
        elif name in example:
            for kind, build in places_of_ids(spec, inner, example[name], kinds):
                yield kind, lambda value, name=name, build=build: {**example, name: build(value)}


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


__all__ = [
    "MARK",
    "SHARED_KINDS",
    "Answer",
    "CannotMakeError",
    "Thing",
    "World",
    "example_body",
    "fill",
    "new_world",
    "places_of_ids",
]
