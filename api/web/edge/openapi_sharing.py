"""The API description without repetition: what several operations have in common becomes a component they refer to.

Nothing of its meaning changes: a reference stands for what it names. Examples are real answers whose lists are
cut, as the description of the service says.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from api.web.edge.openapi_examples import shortened
from api.web.edge.openapi_schemas import share_schemas

Node = dict[str, Any]

_METHODS = ("get", "post", "put", "patch", "delete")


def share(spec: Node) -> None:
    """Move what stands in several places of ``spec`` to its components; take out components that nothing uses."""
    _share_examples(spec)
    _share_examples_of_requests(spec)
    _share_headers(spec)
    _share_parameters(spec)
    _share_responses(spec)
    share_schemas(spec)
    _drop_unused(spec)


def _operations(spec: Node) -> Iterator[Node]:
    for item in spec["paths"].values():
        for method in _METHODS:
            if method in item:
                yield item[method]


def _media(spec: Node) -> Iterator[Node]:
    """Yield what operations answer, each with its schema and its example."""
    for operation in _operations(spec):
        for response in operation["responses"].values():
            yield from response.get("content", {}).values()


def _share_examples(spec: Node) -> None:
    """Let a schema carry the example of its answers; a list needs none beside the example of its entries."""
    schemas = spec["components"]["schemas"]
    shown = [media for media in _media(spec) if "example" in media]
    for media in shown:
        media["example"] = shortened(media["example"], media.get("schema", {}), schemas)
        name = str(media.get("schema", {}).get("$ref", "")).rpartition("/")[2]
        if name:
            schemas[name].setdefault("examples", [media.pop("example")])
    for name in {str(media.get("schema", {}).get("$ref", "")).rpartition("/")[2] for media in shown} - {""}:
        entries = schemas[name].get("properties", {}).get("items", {}).get("items", {}).get("$ref", "")
        if "examples" in schemas.get(entries.rpartition("/")[2], {}):
            del schemas[name]["examples"]


def _share_examples_of_requests(spec: Node) -> None:
    """Let a schema that several operations take carry the example of them all."""
    taken = [
        (str(media["schema"].get("$ref", "")).rpartition("/")[2], media)
        for operation in _operations(spec)
        for media in operation.get("requestBody", {}).get("content", {}).values()
        if "example" in media
    ]
    for name, example in _common([(name, media["example"]) for name, media in taken if name]).items():
        spec["components"]["schemas"][name]["examples"] = [example]
        for _, media in [entry for entry in taken if entry[0] == name]:
            del media["example"]


def _share_headers(spec: Node) -> None:
    responses = [answer for operation in _operations(spec) for answer in operation["responses"].values()]
    holders = [answer["headers"] for answer in responses if "headers" in answer]
    _refer(spec, "headers", holders)


def _share_parameters(spec: Node) -> None:
    lists = [
        holder["parameters"]
        for item in spec["paths"].values()
        for holder in (item, *(item[method] for method in _METHODS if method in item))
        if "parameters" in holder
    ]
    kept = _common([(parameter["name"], parameter) for parameters in lists for parameter in parameters])
    for parameters in lists:
        for index, parameter in enumerate(parameters):
            if kept.get(parameter["name"]) == parameter:
                parameters[index] = {"$ref": f"#/components/parameters/{parameter['name']}"}
    spec["components"].setdefault("parameters", {}).update(kept)


def _share_responses(spec: Node) -> None:
    """Refer to an answer that several operations give: by its schema, or by what it says where it has no body."""
    holders = [operation["responses"] for operation in _operations(spec)]

    def name_of(response: Node) -> str | None:
        kinds = list(response.get("content", {}).values())
        if not kinds:
            return str(response.get("description", "")).lower().rstrip(".").replace(" ", "_") or None
        reference = kinds[0].get("schema", {}).get("$ref") if len(kinds) == 1 else None
        return reference and str(reference).rpartition("/")[2]

    _refer(spec, "responses", holders, lambda _, response: name_of(response))


def _refer(
    spec: Node, section: str, holders: list[Node], name_of: Callable[[str, Node], str | None] = lambda key, _: key
) -> None:
    """Put what stands alike under several holders into a section of the components, and references in its place."""
    components = spec["components"].setdefault(section, {})
    named = [(name_of(key, part), part) for holder in holders for key, part in holder.items() if "$ref" not in part]
    kept = _common([(name, part) for name, part in named if name and name not in components])
    for holder in holders:
        for key, part in holder.items():
            name = None if "$ref" in part else name_of(key, part)
            if name is not None and kept.get(name) == part:
                holder[key] = {"$ref": f"#/components/{section}/{name}"}
    components.update(kept)


def _common(named: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Return for each name the value it stands for most often, where that is more than once."""
    counts = Counter((name, json.dumps(value)) for name, value in named)
    out: dict[str, Any] = {}
    for (name, value), count in counts.most_common():
        if count > 1 and name not in out:
            out[name] = json.loads(value)
    return out


def _drop_unused(spec: Node) -> None:
    """Take out components, and tags, that nothing refers to."""
    components = spec["components"]
    used: set[str] = set()
    found = set(_references(spec["paths"]))
    while found:
        used |= found
        found = {reference for name in found for reference in _references(_component(spec, name))} - used
    for section, entries in components.items():
        for name in [name for name in entries if f"#/components/{section}/{name}" not in used]:
            if section != "securitySchemes":
                del entries[name]
    for section in [section for section, entries in components.items() if not entries]:
        del components[section]
    tags = {tag for operation in _operations(spec) for tag in operation["tags"]}
    spec["tags"] = [tag for tag in spec["tags"] if tag["name"] in tags]


def _component(spec: Node, reference: str) -> Any:
    _, _, section, name = reference.split("/")
    return spec["components"][section][name]


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for inner in node.values():
            yield from _references(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from _references(inner)
