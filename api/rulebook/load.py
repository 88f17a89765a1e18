"""Reads sources.yaml and rules/*.yaml into a Rulebook, strictly: what is not understood is refused by name.

A key that is silently ignored is how a citation gets lost, so an unknown key, a duplicate key, a missing or unknown
reference, an unknown unit, a figure without one and a wording with an unknown placeholder all stop the start.
"""

from __future__ import annotations

import hashlib
import string
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from api.advice.rules import BASES, Parameter, Reference, Rule, Rulebook, SourceConflict, Value
from api.rulebook.errors import RulebookError
from api.rulebook.sources import Source, read_sources
from api.rulebook.units import check_unit
from api.rulebook.yaml_strict import mapping_of, read_yaml, text_of

HERE = Path(__file__).parent

AREAS = (
    "triage",
    "sizes",
    "shoes",
    "retirement",
    "met_pad",
    "run_today",
    "self_care",
    "exercises",
    "return_to_run",
    "training",
    "risk",
)
TOPICS = (*AREAS, "met_pad_adjustment", "consultation")

RULE_KEYS = frozenset(
    {"title", "says", "basis", "used_by", "parameters", "references", "conflicts", "wordings", "wording_facts"}
)
REQUIRED_RULE_KEYS = frozenset({"title", "says", "basis", "used_by", "references"})


@cache
def shipped_rulebook() -> Rulebook:
    """Answer the rulebook that ships with this version; raises RulebookError if it is not sound."""
    return load_rulebook(HERE)


@cache
def shipped_sources() -> Mapping[str, Source]:
    """Answer the sources of the shipped rulebook by id; raises RulebookError if they are not sound."""
    return read_sources(HERE / "sources.yaml").by_id


def load_rulebook(folder: Path) -> Rulebook:
    """Answer the rulebook in ``folder`` (sources.yaml and rules/<area>.yaml); raises RulebookError naming the fault."""
    shelf = read_sources(folder / "sources.yaml")
    rules: dict[str, Rule] = {}
    for path in sorted((folder / "rules").glob("*.yaml")):
        for rule in _read_area(path, shelf.by_id):
            if rule.id in rules:
                raise RulebookError(f"{path.name}: rule {rule.id} stands in two files")
            rules[rule.id] = rule
    _check_links(rules)
    return Rulebook(f"{shelf.rulebook_version}+{_digest(folder)}", rules.values())


def _digest(folder: Path) -> str:
    content = hashlib.sha256()
    for path in [folder / "sources.yaml", *sorted((folder / "rules").glob("*.yaml"))]:
        content.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return content.hexdigest()[:8]


def _read_area(path: Path, sources: Mapping[str, Source]) -> Iterable[Rule]:
    page = mapping_of(read_yaml(path), path.name, allowed={"area", "rules"}, required={"area", "rules"})
    area = page["area"]
    if area not in AREAS or path.stem != area:
        raise RulebookError(f"{path.name}: area {area!r} is not known or is not the file's name")
    for rule_id, entry in mapping_of(page["rules"], f"{path.name}: rules").items():
        yield _rule(str(rule_id), area, entry, f"{path.name}: {rule_id}", sources)


def _rule(rule_id: str, area: str, entry: object, where: str, sources: Mapping[str, Source]) -> Rule:
    given = mapping_of(entry, where, allowed=RULE_KEYS, required=REQUIRED_RULE_KEYS)
    parameters = _parameters(given.get("parameters", {}), where)
    return Rule(
        id=rule_id,
        area=area,
        title=text_of(given["title"], f"{where}: title"),
        says=text_of(given["says"], f"{where}: says"),
        basis=_one_of(given["basis"], BASES, f"{where}: basis"),
        used_by=_used_by(given["used_by"], where),
        parameters=parameters,
        references=_references(given["references"], where, sources),
        conflicts=_conflicts(given.get("conflicts", []), where),
        wordings=_wordings(given.get("wordings", {}), given.get("wording_facts", []), parameters, where),
    )


def _one_of(value: object, allowed: Iterable[str], where: str) -> str:
    if not isinstance(value, str) or value not in allowed:
        raise RulebookError(f"{where}: {value!r} is none of {', '.join(allowed)}")
    return value


def _list_of(value: object, where: str) -> list[Any]:
    if not isinstance(value, list):
        raise RulebookError(f"{where}: a list is wanted, not {value!r}")
    return value


def _used_by(value: object, where: str) -> tuple[str, ...]:
    topics = _list_of(value, f"{where}: used_by")
    if not topics:
        raise RulebookError(f"{where}: used_by names no advice topic")
    return tuple(_one_of(topic, TOPICS, f"{where}: used_by") for topic in topics)


def _parameters(value: object, where: str) -> dict[str, Parameter]:
    out = {}
    for name, entry in mapping_of(value, f"{where}: parameters").items():
        place = f"{where}: {name}"
        given = mapping_of(entry, place, allowed={"value", "unit"}, required={"value", "unit"})
        out[name] = Parameter(name, _figure(given["value"], place), check_unit(given["unit"], name, place))
    return out


def _figure(value: object, where: str) -> Value:
    if isinstance(value, list) and value:
        return tuple(_figure(item, where) for item in value)
    if isinstance(value, (bool, int, float, str)):
        return value
    raise RulebookError(f"{where}: {value!r} is no figure")


def _references(value: object, where: str, sources: Mapping[str, Source]) -> tuple[Reference, ...]:
    entries = _list_of(value, f"{where}: references")
    if not entries:
        raise RulebookError(f"{where}: a rule needs at least one reference")
    return tuple(_reference(entry, where, sources) for entry in entries)


def _reference(entry: object, where: str, sources: Mapping[str, Source]) -> Reference:
    given = mapping_of(entry, f"{where}: references", allowed={"source", "section", "second_hand"}, required={"source"})
    source = sources.get(given["source"])
    if source is None:
        raise RulebookError(f"{where}: reference to {given['source']!r}, which sources.yaml does not hold")
    section = given.get("section")
    if source.kind == "document" and section is None:
        raise RulebookError(f"{where}: the reference to {source.id} does not name the section")
    if section is not None and source.sections and section not in source.sections:
        raise RulebookError(f"{where}: {source.id} has no section {section!r}")
    return Reference(source.id, source.title, section, source.url, bool(given.get("second_hand", False)))


def _conflicts(value: object, where: str) -> tuple[SourceConflict, ...]:
    out = []
    for entry in _list_of(value, f"{where}: conflicts"):
        given = mapping_of(entry, f"{where}: conflicts", allowed={"text", "rules"}, required={"text"})
        rules = tuple(str(rule) for rule in _list_of(given.get("rules", []), f"{where}: conflicts: rules"))
        out.append(SourceConflict(text_of(given["text"], f"{where}: conflicts: text"), rules))
    return tuple(out)


def _wordings(value: object, facts: object, parameters: Mapping[str, Parameter], where: str) -> dict[str, str]:
    known = set(parameters) | {str(fact) for fact in _list_of(facts, f"{where}: wording_facts")}
    out = {}
    for occasion, template in mapping_of(value, f"{where}: wordings").items():
        text = text_of(template, f"{where}: wordings: {occasion}")
        for name in _placeholders(text, f"{where}: wordings: {occasion}"):
            if name not in known:
                raise RulebookError(f"{where}: wording {occasion} uses {{{name}}}, no figure or named fact of the rule")
        out[occasion] = text
    return out


def _placeholders(template: str, where: str) -> set[str]:
    try:
        return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}
    except ValueError as fault:
        raise RulebookError(f"{where}: {fault}") from fault


def _check_links(rules: Mapping[str, Rule]) -> None:
    for rule in rules.values():
        for conflict in rule.conflicts:
            for other in conflict.rules:
                if other not in rules:
                    raise RulebookError(f"{rule.id}: conflict names rule {other}, which does not exist")


__all__ = ["RulebookError", "load_rulebook", "shipped_rulebook", "shipped_sources"]
