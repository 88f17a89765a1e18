"""Asks every operation for the owner's things with every key that must not have them, and compares.

Each question is asked twice: for what the owner has, and for what nobody ever had. The answers must be the same to the
byte. Before and after, everything the owner has must be the same to the byte too.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from api.storage.runners.store_runners import OF_RUNNERS
from tests.isolation.ask import Answer, Request, ask, twin_of
from tests.isolation.world import SHARED_KINDS, World, example_body, fill, places_of_ids
from tests.support.openapi import Operation, examples_of

PUBLIC_PATHS: set[str] = set()
"""Paths of the description that answer without a key; everything else is asked with keys that must not open it."""


@dataclass(frozen=True)
class Finding:
    """Something that gives the owner away or changes what they have."""

    check: str
    request: str
    what: str

    def __str__(self) -> str:
        return f"[{self.check}] {self.request}: {self.what}"


@dataclass(frozen=True)
class Pair:
    """The same request for what the owner has and for what nobody has; ``values`` are the two spellings, by kind."""

    foreign: Request
    absent: Request
    foreign_values: tuple[str, ...]
    absent_values: tuple[str, ...]


def probe(world: World) -> Iterator[Finding]:
    """Yield everything that is not as it should be, operation by operation."""
    before = world.belongings()
    for operation in world.operations():
        for check in CHECKS:
            yield from check(world, operation)
        after = world.belongings()
        if after != before:
            changed = sorted(name for name in after if after[name] != before[name])
            yield Finding("changed", operation.name, f"the owner's rows changed: {', '.join(changed)}")
            before = after


def strangers_are_refused(world: World, operation: Operation) -> Iterator[Finding]:
    """No key, a garbage, an expired and a revoked key: 401, whatever is asked for, and nothing tells why."""
    if operation.path in PUBLIC_PATHS:
        return
    for pair in _path_pairs(world, operation) or [_plain_pair(world, operation)]:
        seen: dict[str, Answer] = {}
        for who, key in world.stranger_keys.items():
            seen[who] = ask(world.app, pair.foreign, key).masked(*pair.foreign_values)
            yield from _compare("stranger", world, pair, key, status=401)
        if len({seen[who] for who in ("garbage", "expired", "revoked")}) > 1:
            yield Finding("stranger", str(pair.foreign), "garbage, expired and revoked keys are answered differently")


def paths_hide_the_owner(world: World, operation: Operation) -> Iterator[Finding]:
    """Another account that puts the owner's ids into the path gets the 404 of what never existed."""
    for pair in _path_pairs(world, operation):
        yield from _compare("path", world, pair, world.other.key, status=404)


def queries_hide_the_owner(world: World, operation: Operation) -> Iterator[Finding]:
    """Nor do the owner's ids, article numbers and words in the query find anything."""
    for parameter in operation.parameters_in("query"):
        for value in _values_for(world, parameter["name"]):
            absent = twin_of(value, world.dice)
            yield from _compare(
                "query",
                world,
                Pair(
                    own_request(world, operation, query={parameter["name"]: value}),
                    own_request(world, operation, query={parameter["name"]: absent}),
                    (value,),
                    (absent,),
                ),
                world.other.key,
            )


def _values_for(world: World, name: str) -> Iterator[str]:
    """Yield what the owner has under this name: an id, a field of the same name, or, for a search, its words."""
    if name == "cursor":
        return
    if name in world.owned and name not in SHARED_KINDS:
        yield world.owned[name].id
    for kind, thing in world.owned.items():
        if kind not in SHARED_KINDS and isinstance(thing.shown.get(name), str) and thing.shown[name] in world.secrets():
            yield thing.shown[name]
    if name == "q":
        yield from sorted(world.secrets() - {world.owner.id})
    if name == "gtin":
        yield from _article_numbers(world)


def _article_numbers(world: World) -> Iterator[str]:
    for thing in world.owned.values():
        yield from (number for number in thing.shown.get("gtins") or [] if isinstance(number, str))


def bodies_hide_the_owner(world: World, operation: Operation) -> Iterator[Finding]:
    """Nor does an id of the owner's in a body."""
    for kind, body_with in _bodies(world, operation):
        value, absent = world.owned[kind].id, twin_of(world.owned[kind].id, world.dice)
        pair = Pair(
            own_request(world, operation, body=body_with(value)),
            own_request(world, operation, body=body_with(absent)),
            (value,),
            (absent,),
        )
        yield from _compare("body", world, pair, world.other.key)


def _bodies(world: World, operation: Operation) -> Iterator[tuple[str, Callable[[str], Any]]]:
    """Yield (kind, function from an id to the body) for every place of the body where a thing may be named."""
    media = operation.json_body()
    if media is None or not examples_of(world.spec, media):
        return
    kinds = set(world.owned) - SHARED_KINDS
    yield from places_of_ids(world.spec, media["schema"], examples_of(world.spec, media)[0], kinds)


def cursors_belong_to_one_account(world: World, operation: Operation) -> Iterator[Finding]:
    """A cursor given to the owner is no better in another's hand than one that was never given out."""
    if not any(parameter["name"] == "cursor" for parameter in operation.parameters_in("query")):
        return
    ids = {kind: thing.id for kind, thing in world.owned.items()}
    first = ask(world.app, Request("GET", fill(operation.path, ids), query={"limit": 1}), world.owner.key)
    cursor = first.json().get("next_cursor") if first.status == 200 else None
    if cursor is None:
        yield Finding("cursor", operation.name, f"the owner gets no cursor to try: {first.status} {first.body[:200]}")
        return
    absent = twin_of(cursor, world.dice)
    pair = Pair(
        own_request(world, operation, query={"limit": 1, "cursor": cursor}),
        own_request(world, operation, query={"limit": 1, "cursor": absent}),
        (cursor,),
        (absent,),
    )
    yield from _compare("cursor", world, pair, world.other.key, status=400)


def answers_hold_nothing_of_the_owner(world: World, operation: Operation) -> Iterator[Finding]:
    """Whatever another account does with its own things, no answer holds an id or a word of the owner's.

    What it makes is made even under an Idempotency-Key that the owner used.
    """
    request = own_request(world, operation)
    if operation.method == "delete":
        return
    if any(parameter["name"] == "Idempotency-Key" for parameter in operation.parameters_in("header")):
        for used in world.owners_idempotency_keys():
            fresh = twin_of(used, world.dice)
            asked = (request.with_headers(Idempotency_Key=key) for key in (used, fresh))
            yield from _compare_statuses("answer", world, *asked)
            yield from _leaks("answer", world, request.with_headers(Idempotency_Key=used), world.other.key)
    yield from _leaks("answer", world, request, world.other.key)


def a_store_sees_no_other_store(world: World, operation: Operation) -> Iterator[Finding]:
    """A key that is limited to one store cannot tell the account's other stores from stores that never were."""
    key = world.second_store_key
    if key is None:
        return
    for pair in _path_pairs(world, operation):
        if "{store_id}" in operation.path and world.owned["store_id"].id in pair.foreign_values:
            yield from _compare("store", world, pair, key, status=404)
    for kind, body_with in _bodies(world, operation):
        if kind == "store_id" and "{" not in operation.path:
            value, absent = world.owned[kind].id, twin_of(world.owned[kind].id, world.dice)
            requests = (own_request(world, operation, body=body_with(each)) for each in (value, absent))
            yield from _compare("store", world, Pair(*requests, (value,), (absent,)), key)
    if operation.path.endswith("/stores") and operation.method == "get":
        answer = ask(world.app, Request("GET", operation.path), key)
        if world.owned["store_id"].id in answer.body:
            yield Finding("store", operation.name, "lists another store")


def a_store_sees_no_other_runner(world: World, operation: Operation) -> Iterator[Finding]:
    """A key that is limited to one store cannot tell the account's other runners from runners that never were."""
    key = world.second_store_key
    for pair in _path_pairs(world, operation) if key is not None else ():
        of_runners = [kind for kind in OF_RUNNERS if f"{{{kind}}}" in operation.path]
        if any(world.owned[kind].id in pair.foreign_values for kind in of_runners):
            yield from _compare("runner of a store", world, pair, key, status=404)
    if operation.path.endswith("/runners") and operation.method == "get":
        answer = ask(world.app, Request("GET", operation.path), key)
        if world.owned["runner_id"].id in answer.body:
            yield Finding("runner of a store", operation.name, "lists a runner of another store")


CHECKS: tuple[Callable[[World, Operation], Iterator[Finding]], ...] = (
    strangers_are_refused,
    paths_hide_the_owner,
    queries_hide_the_owner,
    bodies_hide_the_owner,
    cursors_belong_to_one_account,
    answers_hold_nothing_of_the_owner,
    a_store_sees_no_other_store,
    a_store_sees_no_other_runner,
)


def _path_pairs(world: World, operation: Operation) -> list[Pair]:
    """Every mix of the owner's and the caller's own ids in the path, with each way to ask conditionally."""
    names = [each["name"] for each in operation.parameters_in("path") if each["name"] not in SHARED_KINDS]
    pairs = []
    for count in range(1, len(names) + 1):
        for chosen in itertools.combinations(names, count):
            foreign = {name: world.owned[name].id for name in chosen}
            absent = {name: twin_of(value, world.dice) for name, value in foreign.items()}
            for headers in _conditions(world, operation, chosen[-1]):
                asked = (own_request(world, operation, ids=ids).with_headers(**headers) for ids in (foreign, absent))
                pairs.append(Pair(*asked, tuple(foreign.values()), tuple(absent.values())))
    return pairs


def _conditions(world: World, operation: Operation, kind: str) -> list[dict[str, str]]:
    etag = world.owned[kind].etag or '"1"'
    if operation.method == "get":
        return [{}, {"If_None_Match": etag}, {"If_None_Match": "*"}]
    if operation.method in ("put", "patch", "delete"):
        return [{}, {"If_Match": etag}, {"If_Match": '"never"'}, {"If_Match": "*"}]
    return [{}]


def _plain_pair(world: World, operation: Operation) -> Pair:
    request = own_request(world, operation)
    return Pair(request, request, (), ())


def own_request(
    world: World,
    operation: Operation,
    *,
    ids: dict[str, str] | None = None,
    query: dict[str, object] | None = None,
    body: Any = None,
) -> Request:
    """Return the operation as another account would use it for its own things, apart from what is given."""
    own = {kind: thing.id for kind, thing in world.others.items()}
    content_type = None
    if body is None and "requestBody" in operation.body:
        media = operation.json_body()
        if media is not None:
            body = _with_own(example_body(world.spec, operation, None), own)
            content_type = next(
                kind for kind, each in operation.body["requestBody"]["content"].items() if each is media
            )
        else:
            content_type, each = next(iter(operation.body["requestBody"]["content"].items()))
            body = str(examples_of(world.spec, each)[0]).encode()
    elif body is not None:
        content_type = next(iter(operation.body["requestBody"]["content"]))
    needed = {
        each["name"]: each["schema"].get("example", "x")
        for each in operation.parameters_in("query")
        if each.get("required")
    }
    return Request(
        operation.method.upper(),
        fill(operation.path, {**own, **(ids or {})}),
        query={**needed, **(query or {})},
        body=body,
        content_type=content_type,
    )


def _with_own(body: Any, own: Mapping[str, str]) -> Any:
    """Return a body in which what belongs to a runner is one's own thing, and not that of the example."""
    if isinstance(body, list):
        return [_with_own(inner, own) for inner in body]
    if not isinstance(body, dict):
        return body
    return {name: _own_thing(name, inner, own) for name, inner in body.items()}


def _own_thing(name: str, value: Any, own: Mapping[str, str]) -> Any:
    kind = name.removesuffix("s")
    if kind in OF_RUNNERS and kind in own and value is not None:
        return own[kind] if name == kind else [own[kind]]
    return _with_own(value, own)


def _compare(check: str, world: World, pair: Pair, key: str | None, status: int | None = None) -> Iterator[Finding]:
    foreign = ask(world.app, pair.foreign, key)
    absent = ask(world.app, pair.absent, key)
    if foreign.masked(*pair.foreign_values) != absent.masked(*pair.absent_values):
        yield Finding(check, str(pair.foreign), f"{_short(foreign)} but for what never was {_short(absent)}")
    if status is not None and foreign.status != status:
        yield Finding(check, str(pair.foreign), f"expected {status}, got {_short(foreign)}")
    masked = foreign.masked(*pair.foreign_values)
    yield from _leaks_in(check, world, pair.foreign, masked, set(pair.foreign_values))


def _compare_statuses(check: str, world: World, foreign: Request, absent: Request) -> Iterator[Finding]:
    """Two requests that make something cannot be alike to the byte, but they end alike."""
    told, usual = (ask(world.app, request, world.other.key) for request in (foreign, absent))
    if told.status != usual.status:
        yield Finding(check, str(foreign), f"{_short(told)} but with a key never used {_short(usual)}")


def _leaks(check: str, world: World, request: Request, key: str | None) -> Iterator[Finding]:
    yield from _leaks_in(check, world, request, ask(world.app, request, key), set())


def _leaks_in(check: str, world: World, request: Request, answer: Answer, given: set[str]) -> Iterator[Finding]:
    result = answer.body + repr(answer.headers)
    leaked = sorted(word for word in world.secrets() - given if word in result)
    if leaked:
        yield Finding(check, str(request), f"answers {answer.status} with the owner's {', '.join(leaked[:3])}")


def _short(answer: Answer) -> str:
    return f"{answer.status} {answer.body[:160]}"
