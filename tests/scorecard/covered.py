"""How much of the description some traffic reaches: operations, parameters, status codes, properties of schemas."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.support.openapi import Operation, Spec, operations, resolve

Place = tuple[str, str]
"""What it is a part of, an operation or a schema, and its name there."""


@dataclass
class Reached:
    """What was reached; ``properties`` are those that held something, in an answer or in a request that was taken."""

    operations: set[Place] = field(default_factory=set)
    parameters: set[Place] = field(default_factory=set)
    codes: set[Place] = field(default_factory=set)
    properties: set[Place] = field(default_factory=set)

    def note(self, spec: Spec, operation: Operation, request: Any, status: int, content: bytes) -> None:
        """Note a request, as requests prepares them, and how it was answered."""
        self.operations.add((operation.name, ""))
        self.codes.add((operation.name, str(status)))
        given = {name for name, _ in parse_qsl(urlsplit(request.url).query, keep_blank_values=True)}
        headers = {name.lower() for name in request.headers}
        for parameter in operation.parameters:
            name, where = parameter["name"], parameter["in"]
            if where == "path" or (where == "query" and name in given) or name.lower() in headers:
                self.parameters.add((operation.name, name))
        answer = operation.body["responses"].get(str(status), operation.body["responses"].get("default"))
        self._note_body(spec, resolve(spec, answer or {}), content, f"{operation.name} {status}")
        if status < 300:
            self._note_body(spec, resolve(spec, operation.body.get("requestBody", {})), request.body, operation.name)

    def _note_body(self, spec: Spec, described: Spec, body: bytes | str | None, where: str) -> None:
        try:
            value = json.loads(body or "null")
        except ValueError:
            return
        for schema in _json_schemas(described):
            self.properties.update(_held(spec, schema, value, where))

    def as_json(self) -> dict[str, list[Place]]:
        return {name: sorted(places) for name, places in vars(self).items()}

    def missing(self, whole: Reached) -> dict[str, list[Place]]:
        """Return what of the whole was not reached, by its kind."""
        return {name: sorted(places - vars(self)[name]) for name, places in vars(whole).items()}


def reached_in(written: Mapping[str, Collection[list[str]]]) -> Reached:
    """Return what was written as JSON."""
    return Reached(**{name: {(where, what) for where, what in places} for name, places in written.items()})


def whole_of(spec: Spec, paths: str = "") -> Reached:
    """Return all that these paths of a description hold, without the codes that every operation has alike."""
    whole = Reached()
    for operation in operations(spec):
        if re.search(paths, operation.path) is None:
            continue
        whole.operations.add((operation.name, ""))
        whole.parameters |= {(operation.name, parameter["name"]) for parameter in operation.parameters}
        whole.codes |= {(operation.name, code) for code in operation.body["responses"] if code != "default"}
        bodies = {f"{operation.name} {code}": answer for code, answer in operation.body["responses"].items()}
        for where, described in {**bodies, operation.name: operation.body.get("requestBody", {})}.items():
            for schema in _json_schemas(resolve(spec, described)):
                whole.properties |= set(_all(spec, schema, where, set()))
    return whole


def _json_schemas(described: Spec) -> Iterator[Spec]:
    for kind, media in described.get("content", {}).items():
        if "json" in kind and "schema" in media:
            yield media["schema"]


def _parts(spec: Spec, schema: Spec, where: str) -> Iterator[tuple[Spec, str]]:
    """Yield a schema and those that it is made of, each with its name or the place it stands at."""
    where = schema["$ref"].rpartition("/")[2] if "$ref" in schema else where
    schema = resolve(spec, schema)
    yield schema, where
    for word in ("allOf", "anyOf", "oneOf"):
        for part in schema.get(word, []):
            yield from _parts(spec, part, where)


def _inner(schema: Spec) -> Iterator[tuple[str, Spec]]:
    yield from schema.get("properties", {}).items()
    for word in ("items", "additionalProperties"):
        if isinstance(schema.get(word), dict):
            yield "", schema[word]


def _all(spec: Spec, schema: Spec, where: str, seen: set[int]) -> Iterator[Place]:
    for part, place in _parts(spec, schema, where):
        if id(part) in seen:
            continue
        seen.add(id(part))
        for name, inner in _inner(part):
            if name:
                yield place, name
            yield from _all(spec, inner, f"{place}.{name}", seen)


def _held(spec: Spec, schema: Spec, value: Any, where: str) -> Iterator[Place]:
    for part, place in _parts(spec, schema, where):
        if isinstance(value, list) and isinstance(part.get("items"), dict):
            for each in value:
                yield from _held(spec, part["items"], each, f"{place}.")
        if isinstance(value, dict):
            known = part.get("properties", {})
            more = part.get("additionalProperties")
            for name, inner in value.items():
                if name in known and inner is not None:
                    yield place, name
                    yield from _held(spec, known[name], inner, f"{place}.{name}")
                elif isinstance(more, dict):
                    yield from _held(spec, more, inner, f"{place}.")
