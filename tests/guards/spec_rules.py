"""What a good description of this API has to say: each rule answers the places where one falls short."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from tests.support.openapi import (
    Operation,
    Spec,
    examples_of,
    faults_against,
    operations,
    resolve,
)

Rule = Callable[[Spec], Iterator[str]]

_FORMATS_OF_BOUNDED_LENGTH = {"date", "date-time", "uuid"}
_EVERYONE = {"400", "500"}
_WITH_A_KEY = {"401", "403", "429", "503"}
_WITH_A_BODY = {"413", "415", "422"}


_VERBS = {
    "get": ("list", "get"),
    "post": ("create", "advise", "import"),
    "put": ("create",),
    "patch": ("change",),
    "delete": ("delete", "erase"),
}


def every_operation_is_named(spec: Spec) -> Iterator[str]:
    """operationId (unique, by the verbs of its method), one tag, a summary."""
    seen: set[str] = set()
    for operation in operations(spec):
        name = operation.body.get("operationId", "")
        if not name or name in seen:
            yield f"{operation.name}: operationId {name!r} is missing or used twice"
        elif name.partition("_")[0] not in _VERBS[operation.method]:
            yield f"{operation.name}: operationId {name} begins with none of {', '.join(_VERBS[operation.method])}"
        seen.add(name)
        if len(operation.body.get("tags", ())) > 1:
            yield f"{operation.name}: two tags"
        for part in ("tags", "summary"):
            if not operation.body.get(part):
                yield f"{operation.name}: no {part}"


def every_operation_says_who_may(spec: Spec) -> Iterator[str]:
    """``security``, even where nobody has to show a key."""
    known = spec["components"].get("securitySchemes", {})
    for operation in operations(spec):
        security = operation.body.get("security", spec.get("security"))
        if security is None:
            yield f"{operation.name}: says nothing of security"
        elif any(scheme not in known for entry in security for scheme in entry):
            yield f"{operation.name}: names an unknown security scheme"


def every_operation_lists_its_errors(spec: Spec) -> Iterator[str]:
    """The statuses that its kind can answer with, each as a problem: by itself, or named by the default response."""
    for operation in operations(spec):
        responses = operation.body.get("responses", {})
        default = resolve(spec, responses.get("default", {})).get("description", "")
        named = {*responses, *re.findall(r"[45][0-9]{2}", default)}
        for status in sorted(_errors_due(spec, operation) - named):
            yield f"{operation.name}: no {status} response"
        for status, response in responses.items():
            content = resolve(spec, response).get("content", {})
            if status[0] in "45d" and list(content) != ["application/problem+json"]:
                yield f"{operation.name}: {status} is not a problem"


def _errors_due(spec: Spec, operation: Operation) -> set[str]:
    due = set(_EVERYONE)
    if operation.body.get("security", spec.get("security")):
        due |= _WITH_A_KEY
    if operation.parameters_in("path"):
        due.add("404")
    if "requestBody" in operation.body:
        due |= _WITH_A_BODY
    if operation.method in ("patch", "put", "delete"):
        due.add("412")
    return due


def every_operation_answers_something(spec: Spec) -> Iterator[str]:
    """A 2xx response with a described body, but for 204."""
    for operation in operations(spec):
        success = operation.success()
        if success is None:
            yield f"{operation.name}: no 2xx response"
        elif success[0] != 204 and not resolve(spec, success[1]).get("content"):
            yield f"{operation.name}: its {success[0]} has no content"


def every_operation_has_an_example(spec: Spec) -> Iterator[str]:
    """Of its JSON body where it takes one, of its JSON answer where it gives one."""
    for operation, place, media in _media(spec):
        if not examples_of(spec, media):
            yield f"{operation.name}: no example of its {place}"


def every_example_is_valid(spec: Spec) -> Iterator[str]:
    """Each example holds to the schema beside it."""
    for operation, place, media in _media(spec):
        for example in examples_of(spec, media):
            for fault in faults_against(spec, media["schema"], example):
                yield f"{operation.name}: the example of its {place}: {fault}"


def _media(spec: Spec) -> Iterator[tuple[Operation, str, Spec]]:
    for operation in operations(spec):
        body = operation.json_body()
        if body is not None:
            yield operation, "request", body
        for status, response in operation.body.get("responses", {}).items():
            for kind, media in resolve(spec, response).get("content", {}).items():
                if kind.endswith("json"):
                    yield operation, f"{status} answer", media


def every_input_is_bounded(spec: Spec) -> Iterator[str]:
    """Strings have a greatest length, numbers a range, arrays a greatest length, objects no unknown field."""
    for operation in operations(spec):
        for parameter in operation.parameters:
            yield from _unbounded(spec, parameter["schema"], f"{operation.name} {parameter['name']}", ())
        for kind, media in operation.body.get("requestBody", {}).get("content", {}).items():
            yield from _unbounded(spec, media["schema"], f"{operation.name} {kind}", ())


ANY_VALUE = "#/components/schemas/AnyValue"
"""Whatever a row holds: what does not fit is told of, and the size of the body bounds it."""


def _unbounded(spec: Spec, schema: Spec, place: str, seen: tuple[str, ...]) -> Iterator[str]:
    if "$ref" in schema:
        if schema["$ref"] in (ANY_VALUE, *seen):
            return
        seen = (*seen, schema["$ref"])
    schema = resolve(spec, schema)
    parts = [part for key in ("allOf", "anyOf", "oneOf") for part in schema.get(key, [])]
    for part in parts:
        yield from _unbounded(spec, part, place, seen)
    if parts or "enum" in schema or "const" in schema:
        return
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if not kinds:
        yield f"{place}: has no type"
    for kind in kinds:
        yield from _UNBOUNDED_BY_TYPE.get(kind, _nothing)(spec, schema, place, seen)


def _nothing(spec: Spec, schema: Spec, place: str, seen: tuple[str, ...]) -> Iterator[str]:
    yield from ()


def _unbounded_text(spec: Spec, schema: Spec, place: str, seen: tuple[str, ...]) -> Iterator[str]:
    if "maxLength" not in schema and schema.get("format") not in _FORMATS_OF_BOUNDED_LENGTH:
        yield f"{place}: a text of any length"


def _unbounded_number(spec: Spec, schema: Spec, place: str, seen: tuple[str, ...]) -> Iterator[str]:
    for end in ("inimum", "aximum"):
        if f"m{end}" not in schema and f"exclusiveM{end}" not in schema:
            yield f"{place}: a number without m{end}"


COMES_BACK_AS_SERVED = frozenset({"POST /v1/advice/met-pad/adjustment application/json.placement"})
"""Objects of an answer that clients send back: what they do not use is not read, and the size of the body bounds it."""


def _unbounded_array(spec: Spec, schema: Spec, place: str, seen: tuple[str, ...]) -> Iterator[str]:
    if "maxItems" not in schema:
        yield f"{place}: an array of any length"
    yield from _unbounded(spec, schema.get("items", {}), f"{place}[]", seen)


def _unbounded_object(spec: Spec, schema: Spec, place: str, seen: tuple[str, ...]) -> Iterator[str]:
    more = schema.get("additionalProperties", True)
    if isinstance(more, dict):
        if "maxProperties" not in schema:
            yield f"{place}: an object of any size"
        yield from _unbounded(spec, more, f"{place}.*", seen)
    elif more is not False and place not in COMES_BACK_AS_SERVED:
        yield f"{place}: an object that takes unknown fields"
    for name, inner in schema.get("properties", {}).items():
        yield from _unbounded(spec, inner, f"{place}.{name}", seen)


_UNBOUNDED_BY_TYPE = {
    "string": _unbounded_text,
    "integer": _unbounded_number,
    "number": _unbounded_number,
    "array": _unbounded_array,
    "object": _unbounded_object,
}


def every_number_carries_its_unit(spec: Spec) -> Iterator[str]:
    """A date-time or id needs none; ``length`` or ``weight`` alone says too little."""
    vague = {"length", "breadth", "width", "weight", "mass", "height", "duration", "distance", "drop", "stack"}
    for name, schema in spec["components"].get("schemas", {}).items():
        bodies = (schema, *schema.get("allOf", ()))
        for field, inner in [entry for body in bodies for entry in body.get("properties", {}).items()]:
            kinds = resolve(spec, inner).get("type", [])
            if field in vague and ("number" in kinds or "integer" in kinds):
                yield f"{name}.{field}: a number without its unit"


def every_creation_leads_on(spec: Spec) -> Iterator[str]:
    """A POST that answers 201 links to the operations on what it made, takes an Idempotency-Key, says where it is."""
    for operation in operations(spec):
        success = operation.success()
        if operation.method != "post" or success is None or success[0] != 201:
            continue
        response = resolve(spec, success[1])
        if not response.get("links"):
            yield f"{operation.name}: its 201 has no links"
        if "Location" not in response.get("headers", {}):
            yield f"{operation.name}: its 201 has no Location"
        if not any(each["name"] == "Idempotency-Key" for each in operation.parameters_in("header")):
            yield f"{operation.name}: takes no Idempotency-Key"


def every_component_is_used(spec: Spec) -> Iterator[str]:
    """Components that something refers to, from an operation on; tags that have an operation and a description."""
    used, open_ends = set(), [*_references(spec["paths"])]
    while open_ends:
        reference = open_ends.pop()
        if reference not in used:
            used.add(reference)
            _, _, section, name = reference.split("/")
            open_ends += _references(spec["components"][section][name])
    for section, entries in spec["components"].items():
        for name in entries if section != "securitySchemes" else ():
            if f"#/components/{section}/{name}" not in used:
                yield f"{section}/{name}: used by nothing"
    tags = {tag for operation in operations(spec) for tag in operation.body.get("tags", [])}
    for tag in spec.get("tags", []):
        if tag["name"] not in tags or not tag.get("description"):
            yield f"tag {tag['name']}: has no operation or no description"


def _references(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for inner in node.values():
            yield from _references(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from _references(inner)


RULES: tuple[Rule, ...] = (
    every_operation_is_named,
    every_operation_says_who_may,
    every_operation_lists_its_errors,
    every_operation_answers_something,
    every_operation_has_an_example,
    every_example_is_valid,
    every_input_is_bounded,
    every_number_carries_its_unit,
    every_creation_leads_on,
    every_component_is_used,
)
