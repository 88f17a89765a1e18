"""The API description without repetition: what several operations have in common becomes a component they refer to.

Nothing of its meaning changes: a reference stands for what it names. Examples are real answers whose lists are
cut, as the description of the service says.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from typing import Any

from api.web.edge.openapi_examples import shortened

Node = dict[str, Any]

_METHODS = ("get", "post", "put", "patch", "delete")
LINE = "TextOnOneLine"
ANSWER, ANSWER_PART = "Answer", "AnswerPart"
FIGURES = {"Shown": "Figure", "Card": "FigureInBrief"}
"""Endings of the schemas of measured figures -> the one schema that describes them all as they are served."""

SENT_FIGURES = {"Figure": "SentFigure", "Patch": "SentFigurePatch"}
"""The same of measured figures as they are sent."""

_MANY = 5
_LONG_FIELD = 100


def share(spec: Node) -> None:
    """Move what stands in several places of ``spec`` to its components; take out components that nothing uses."""
    _share_examples(spec)
    _share_headers(spec)
    _share_parameters(spec)
    _share_responses(spec)
    schemas = spec["components"]["schemas"]
    _leave_open(schemas)
    _name_apart(spec)
    _share_figures(schemas)
    _share_sent_figures(schemas)
    _share_answers(schemas)
    _inherit(schemas)
    _share_fields(schemas)
    _share_lines(schemas)
    _merge_equal(spec)
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
        if name and schemas[name].setdefault("examples", [media["example"]]) == [media["example"]]:
            del media["example"]
    for name in {str(media.get("schema", {}).get("$ref", "")).rpartition("/")[2] for media in shown} - {""}:
        entries = _fields(schemas[name]).get("items", {}).get("items", {}).get("$ref", "")
        if "examples" in schemas.get(entries.rpartition("/")[2], {}):
            del schemas[name]["examples"]


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


# Schemas


def _leave_open(schemas: Node) -> None:
    """Leave unsaid what holds anyway: that an object may have other fields."""
    for schema in schemas.values():
        if schema.get("additionalProperties") is True:
            del schema["additionalProperties"]


def _name_apart(spec: Node) -> None:
    """Name no schema as one of its fields: makers of clients take both for one variable. Say each limit once."""
    schemas = spec["components"]["schemas"]
    for name, schema in list(schemas.items()):
        if name in {_title(field) for field in _fields(schema)}:
            schemas[f"{name}Entry"] = schemas.pop(name)
            _rename(spec, {_address(name): _address(f"{name}Entry")})
        for field in _fields(schema).values():
            for end in ("inimum", "aximum"):
                if f"exclusiveM{end}" in field:
                    field.pop(f"m{end}", None)


def _share_figures(schemas: Node) -> None:
    """Describe the measured figures of a shoe once as they are served, with every unit there is."""
    for ending, name in FIGURES.items():
        alike = _figures_ending(ending, "method", schemas)
        if not alike:
            continue
        schemas[name] = one = deepcopy(schemas[alike[0]])
        for field in ("unit", "method"):
            one["properties"][field]["enum"] = _all_words(schemas[figure]["properties"][field] for figure in alike)
        for figure in alike:
            del schemas[figure]
        _rename(schemas, {_address(figure): _address(name) for figure in alike})


def _share_sent_figures(schemas: Node) -> None:
    """Describe the measured figures of a shoe once as they are sent; each adds its own range and units."""
    for ending, common in SENT_FIGURES.items():
        alike = _figures_ending(ending, "source_url", schemas)
        if not alike:
            continue
        values = [_fields(schemas[name])["value"] for name in alike]
        one = deepcopy(schemas[alike[0]])
        one["properties"]["value"] |= {
            "minimum": min(value["minimum"] for value in values),
            "maximum": max(value["maximum"] for value in values),
        }
        for field in ("unit", "method"):
            words = _all_words(_fields(schemas[name])[field] for name in alike)
            one["properties"][field] = {"type": ["string", "null"], "enum": words}
        for name in alike:
            schemas[name] = {"allOf": [_reference(common)], **_narrowed(schemas[name], one)}
        schemas[common] = one


def _figures_ending(ending: str, field: str, schemas: Node) -> list[str]:
    return [
        name for name, schema in schemas.items() if name.endswith(ending) and {"value", field} <= {*_fields(schema)}
    ]


def _all_words(choices: Iterable[Node]) -> list[str | None]:
    """Return the words of all choices, null last."""
    words = dict.fromkeys(word for choice in choices for word in choice["enum"])
    return [*filter(None, words), *([None] if None in words else ())]


def _narrowed(schema: Node, common: Node) -> Node:
    """Return what a schema says more than ``common``."""
    out: Node = {"properties": {k: v for k, v in _fields(schema).items() if v != _fields(common)[k]}}
    more = [name for name in schema.get("required", ()) if name not in common.get("required", ())]
    return out | ({"required": more} if more else {})


def _inherit(schemas: Node) -> None:
    """Build what is served with all fields of another object, and more, on that object."""
    open_ones = {name: schema for name, schema in schemas.items() if len(_fields(schema)) >= _MANY and _is_open(schema)}
    for name, schema in open_ones.items():
        inner = {other: part for other, part in open_ones.items() if _holds_all_of(schema, part)}
        if inner:
            base = max(inner, key=lambda other: len(_fields(inner[other])))
            own = [field for field in _fields(schema) if field not in _fields(inner[base])]
            schemas[name] = {"allOf": [_reference(base), _slice(schema, own)], **_examples(schema)}


def _holds_all_of(schema: Node, other: Node) -> bool:
    fields = _fields(other)
    return len(fields) < len(_fields(schema)) and all(_is_same_in(schema, other, name) for name in fields)


def _is_open(schema: Node) -> bool:
    return "allOf" not in schema and "additionalProperties" not in schema


def _share_fields(schemas: Node) -> None:
    """Give a schema of its own to a long field that several objects describe alike.

    It is named as the field, and as its first owner too where that name is taken.
    """
    places: dict[str, list[tuple[str, Node, str]]] = {}
    for owner, schema in schemas.items():
        for fields in map(_fields, (schema, *schema.get("allOf", ()))):
            for name, field in fields.items():
                if len(text := json.dumps(field)) > _LONG_FIELD:
                    places.setdefault(text, []).append((owner, fields, name))
    for text, alike in sorted(places.items(), key=lambda item: -len(item[0]) * len(item[1])):
        if len(alike) > 1:
            owner, _, field = alike[0]
            title = _title(field) if _title(field) not in schemas else owner + _title(field)
            schemas[title] = json.loads(text)
            for _, fields, name in alike:
                fields[name] = _reference(title)


def _title(name: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in name.split("_"))


def _share_lines(schemas: Node) -> None:
    """Write the long pattern of a text on one line once; each text adds its own length."""
    texts = [
        text
        for schema in schemas.values()
        for text in (schema, *_fields(schema).values())
        if len(text.get("pattern", "")) > _LONG_FIELD and "string" in text["type"]
    ]
    pattern, count = Counter(text["pattern"] for text in texts).most_common(1)[0] if texts else ("", 0)
    if count > 1:
        alike = [text for text in texts if text["pattern"] == pattern]
        most = max(text["maxLength"] for text in alike)
        for text in alike:
            del text["pattern"]
            text["allOf"] = [_reference(LINE)]
        schemas[LINE] = {"type": ["string", "null"], "maxLength": most, "pattern": pattern}


def _merge_equal(spec: Node) -> None:
    """Let schemas that are equal be one, under the name that came first."""
    schemas = spec["components"]["schemas"]
    first: dict[str, str] = {}
    names: dict[str, str] = {}
    for name, schema in schemas.items():
        kept = first.setdefault(json.dumps(schema), name)
        if kept != name:
            names[_address(name)] = _address(kept)
    _rename(spec, names)


def _fields(schema: Node) -> Node:
    fields: Node = schema.get("properties", {})
    return fields


def _rename(node: Any, names: dict[str, str]) -> None:
    if isinstance(node, dict):
        if node.get("$ref") in names:
            node["$ref"] = names[node["$ref"]]
        for inner in node.values():
            _rename(inner, names)
    elif isinstance(node, list):
        for inner in node:
            _rename(inner, names)


def _share_answers(schemas: Node) -> None:
    """Build every advice on the fields that all share, and an advice and its part of a consultation on one body."""
    parts = [schema for name, schema in schemas.items() if name.endswith("Part") and "indicator" in _fields(schema)]
    if not parts:
        return
    common = [name for name in parts[0]["properties"] if all(_is_same_in(part, parts[0], name) for part in parts)]
    base = _slice(parts[0], common)
    whole = _slice(schemas["TriageAnswer"], ["missing", "rules", "rulebook_version", "disclaimer"])
    advices = {name: schema for name, schema in schemas.items() if "indicator" in _fields(schema)}
    for name, schema in advices.items():
        if not all(_is_same_in(schema, base, field) for field in common):
            continue
        is_whole = all(_is_same_in(schema, whole, field) for field in whole["properties"])
        inherited = {*common, *(whole["properties"] if is_whole else ())}
        own = _slice(schema, [field for field in schema["properties"] if field not in inherited])
        schemas[name] = {"allOf": [_reference(ANSWER if is_whole else ANSWER_PART), own], **_examples(schema)}
    schemas[ANSWER_PART] = {"description": "What every advice says.", **base}
    schemas[ANSWER] = {
        "description": "What an advice says that is asked for by itself.",
        "allOf": [_reference(ANSWER_PART), whole],
    }
    _share_findings(schemas)


def _share_findings(schemas: Node) -> None:
    for name in [name for name in schemas if name.endswith("Answer") and "allOf" in schemas[name]]:
        topic = name.removesuffix("Answer")
        part = schemas.get(f"{topic}Part")
        if part and "allOf" in part and part["allOf"][1] == schemas[name]["allOf"][1]:
            schemas[f"{topic}Findings"] = part["allOf"][1]
            part["allOf"][1] = schemas[name]["allOf"][1] = _reference(f"{topic}Findings")


def _is_same_in(one: Node, other: Node, name: str) -> bool:
    return bool(
        name in one["properties"]
        and one["properties"][name] == other["properties"].get(name)
        and (name in one.get("required", ())) == (name in other.get("required", ()))
    )


def _slice(schema: Node, names: list[str]) -> Node:
    return {
        "type": "object",
        "properties": {name: schema["properties"][name] for name in names},
        "required": [name for name in schema.get("required", ()) if name in names],
    }


def _examples(schema: Node) -> Node:
    return {"examples": schema["examples"]} if "examples" in schema else {}


def _reference(name: str) -> Node:
    return {"$ref": _address(name)}


def _address(name: str) -> str:
    return f"#/components/schemas/{name}"


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
