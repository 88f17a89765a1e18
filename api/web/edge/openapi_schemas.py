"""The schemas of the API description without repetition: what several describe alike stands once, under a name.

Nothing of its meaning changes: a reference stands for what it names.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from copy import deepcopy
from typing import Any

Node = dict[str, Any]

LINE = "TextOnOneLine"
ANSWER, ANSWER_PART = "Answer", "AnswerPart"
FIGURES = {"Shown": "Figure", "Card": "FigureInBrief"}
"""Endings of the schemas of measured figures -> the one schema that describes them all as they are served."""

SENT_FIGURE, SENT_FIGURE_ENDING = "SentFigure", "Patch"
"""The same of measured figures as they are sent, each of which is built on what a change of it takes."""

_MANY = 5
_LONG_PATTERN = 100
_LEAST_GAIN = 10


def share_schemas(spec: Node) -> None:
    """Let the schemas of ``spec`` refer to what they have in common."""
    schemas = spec["components"]["schemas"]
    _leave_open(schemas)
    _name_apart(spec)
    _share_figures(schemas)
    _share_changes(schemas)
    _share_sent_figures(schemas)
    _share_answers(schemas)
    _inherit(schemas)
    _share_fields(schemas)
    _share_lines(schemas)
    _merge_equal(spec)


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


def _share_changes(schemas: Node) -> None:
    """Build what is created on what a change of it takes: the same fields, of which some have to be there."""
    closed = {name: schema for name, schema in schemas.items() if schema.get("additionalProperties") is False}
    changes = {name: schema for name, schema in closed.items() if "required" not in schema}
    for name, schema in closed.items():
        alike = {other: _alike(change, schema) for other, change in changes.items() if name not in changes}
        base = max(alike, key=alike.__getitem__, default=name)
        if alike.get(base, 0) * 2 >= len(_fields(schema)) > 0:
            own = {key: part for key, part in schema.items() if key not in ("type", "properties", "required")}
            own = {key: part for key, part in own.items() if part != changes[base].get(key)}
            schemas[name] = {"allOf": [_reference(base)], **_narrowed(schema, changes[base]), **own}


def _alike(change: Node, schema: Node) -> int:
    """Return how many fields are alike in two objects of which one narrows the fields of the other, else 0."""
    fields, others = _fields(schema), _fields(change)
    if fields.keys() != others.keys() or not all(_is_narrower(part, others[name]) for name, part in fields.items()):
        return 0
    return sum(part == others[name] for name, part in fields.items())


def _is_narrower(field: Node, other: Node) -> bool:
    """Whether a field says the same, but for null and a default, or refers to another schema for the same."""
    return _bare(field) == _bare(other) or ("anyOf" in field and "anyOf" in other)


def _bare(field: Node) -> Node:
    bare = {key: part for key, part in field.items() if key not in ("default", "description")}
    for key, null in (("type", "null"), ("enum", None)):
        if isinstance(bare.get(key), list):
            bare[key] = [entry for entry in bare[key] if entry != null]
    return bare | ({"type": bare["type"][0]} if isinstance(bare.get("type"), list) else {})


def _share_sent_figures(schemas: Node) -> None:
    """Describe the measured figures of a shoe once as they are sent; each adds its own range and units."""
    alike = _figures_ending(SENT_FIGURE_ENDING, "source_url", schemas)
    if not alike:
        return
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
        schemas[name] = {"allOf": [_reference(SENT_FIGURE)], **_narrowed(schemas[name], one)}
    schemas[SENT_FIGURE] = one


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
    more = [name for name in schema.get("required", ()) if name not in common.get("required", ())]
    own = {name: part for name, part in _fields(schema).items() if name in more or part != _fields(common)[name]}
    return {"properties": own} | ({"required": more} if more else {})


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
    """Give a schema of its own to a field, or the entries of a list, that several objects describe alike at length.

    It is named as the field, and as its first owner too where that name is taken.
    """
    places: dict[str, list[tuple[str, Node, str, str]]] = {}
    for owner, schema in schemas.items():
        for fields in map(_fields, (schema, *schema.get("allOf", ()))):
            for name, field in fields.items():
                places.setdefault(json.dumps(field), []).append((name, fields, name, owner))
                if "items" in field:
                    places.setdefault(json.dumps(field["items"]), []).append((name, field, "items", owner))
    for text, alike in sorted(places.items(), key=lambda item: -len(item[0]) * len(item[1])):
        still = [(name, holder, key, owner) for name, holder, key, owner in alike if json.dumps(holder[key]) == text]
        if len(still) > 1:
            name, _, _, owner = still[0]
            title = _title(name) if _title(name) not in schemas else owner + _title(name)
            if title not in schemas and _is_shorter(text, len(still), title):
                schemas[title] = json.loads(text)
                for _, holder, key, _ in still:
                    holder[key] = _reference(title)


def _is_shorter(text: str, times: int, title: str) -> bool:
    """Whether YAML takes fewer characters for references, and what they refer to, than for a schema in all places."""
    plain, reference = len(text) - text.count('"'), len(_address(title)) + 10
    return times * reference + len(title) + plain + _LEAST_GAIN < times * plain


def _title(name: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in name.split("_"))


def _share_lines(schemas: Node) -> None:
    """Write the long pattern of a text on one line once; each text adds its own length."""
    texts = [
        text
        for schema in schemas.values()
        for text in (schema, *_fields(schema).values())
        if len(text.get("pattern", "")) > _LONG_PATTERN and "string" in text["type"]
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
    _share_whole_advice(schemas)


def _share_whole_advice(schemas: Node) -> None:
    """Build an advice that says all that another says, and more, on that other."""
    advices = {name: parts for name, schema in schemas.items() if len(parts := _own_parts(schema)) == 1}
    for name, [own] in advices.items():
        for other, [base] in advices.items():
            if _fields(base) and _holds_all_of(own, base):
                more = _slice(own, [field for field in _fields(own) if field not in _fields(base)])
                schemas[name] = {"allOf": [_reference(other), more], **_examples(schemas[name])}


def _own_parts(schema: Node) -> list[Node]:
    """Return what an advice has beside the fields of all advice."""
    first, *parts = schema.get("allOf", [{}])
    return [part for part in parts if "$ref" not in part] if first == _reference(ANSWER) else []


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
