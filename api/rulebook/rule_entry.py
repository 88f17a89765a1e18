"""One rule as it stands in rules/<area>.yaml, read into a Rule; whatever is not understood is refused by name."""

from __future__ import annotations

import re
from collections.abc import Mapping

from api.advice.core.rules import BASES, Parameter, Reference, Rule, SourceConflict
from api.rulebook.errors import RulebookError
from api.rulebook.sources import Source
from api.rulebook.units import check_unit, check_value
from api.rulebook.wording import RuleWording, placeholders_of
from api.rulebook.yaml_strict import list_of, mapping_of, one_of, text_of

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
    "consultation",
    "which_pair",
    "replacement",
)
TOPICS = (*(area for area in AREAS if area != "sizes"), "met_pad_adjustment")
"""The advice topics that may use a rule; sizes are no advice of their own."""

RULE_KEYS = frozenset({"says", "basis", "used_by", "parameters", "references", "conflicts", "wording_facts"})
REQUIRED_RULE_KEYS = frozenset({"says", "basis", "used_by", "references"})

RULE_ID = re.compile(r"[A-Z]+-[0-9]{2}")
_WORD = re.compile(r"[a-z][a-z0-9_]*")


def read_rule(
    rule_id: str, area: str, entry: object, where: str, sources: Mapping[str, Source], wording: RuleWording
) -> Rule:
    """Return the rule of an entry in the words of ``wording``; raise RulebookError.

    The message begins with ``where``, the file and the id.
    """
    given = mapping_of(entry, where, allowed=RULE_KEYS, required=REQUIRED_RULE_KEYS)
    parameters = _parameters(given.get("parameters", {}), where)
    basis = one_of(given["basis"], BASES, f"{where}: basis")
    _check_placeholders(wording, _facts(given.get("wording_facts", []), parameters, where), parameters, where)
    return Rule(
        id=rule_id,
        area=area,
        title=wording.title,
        says=text_of(given["says"], f"{where}: says"),
        basis=basis,
        used_by=_used_by(given["used_by"], where),
        parameters=parameters,
        references=_references(given["references"], basis, where, sources),
        conflicts=_conflicts(given.get("conflicts", []), rule_id, where, wording),
        wordings=wording.sentences,
    )


def _used_by(value: object, where: str) -> tuple[str, ...]:
    topics = list_of(value, f"{where}: used_by")
    if not topics:
        raise RulebookError(f"{where}: used_by names no advice topic")
    return tuple(one_of(topic, TOPICS, f"{where}: used_by") for topic in topics)


def _parameters(value: object, where: str) -> dict[str, Parameter]:
    out = {}
    for name, entry in mapping_of(value, f"{where}: parameters").items():
        place = f"{where}: {name}"
        given = mapping_of(entry, place, allowed={"value", "unit"}, required={"value", "unit"})
        unit = check_unit(given["unit"], name, place)
        out[name] = Parameter(name, check_value(given["value"], unit, place), unit)
    return out


def _references(value: object, basis: str, where: str, sources: Mapping[str, Source]) -> tuple[Reference, ...]:
    entries = list_of(value, f"{where}: references")
    if not entries:
        raise RulebookError(f"{where}: a rule needs at least one reference")
    references = tuple(_reference(entry, f"{where}: references", sources) for entry in entries)
    if all(sources[reference.source].kind != basis for reference in references):
        raise RulebookError(f"{where}: basis {basis}, but no reference is to a source of that kind")
    return references


def _reference(entry: object, where: str, sources: Mapping[str, Source]) -> Reference:
    given = mapping_of(entry, where, allowed={"source", "section", "second_hand"}, required={"source"})
    source = sources.get(text_of(given["source"], f"{where}: source"))
    if source is None:
        raise RulebookError(f"{where}: {given['source']!r} is not in sources.yaml")
    section = text_of(given["section"], f"{where}: section") if "section" in given else None
    if source.kind == "document" and section is None:
        raise RulebookError(f"{where}: the reference to {source.id} does not name the section")
    if section is not None and source.sections and section not in source.sections:
        raise RulebookError(f"{where}: {source.id} has no section {section!r}")
    second_hand = given.get("second_hand", False)
    if not isinstance(second_hand, bool):
        raise RulebookError(f"{where}: second_hand is true or false, not {second_hand!r}")
    document = source.id if source.kind == "document" else None
    return Reference(
        source=source.id,
        document=document,
        title=source.title,
        section=section,
        url=source.url,
        second_hand=second_hand or None,
        design=source.design,
        people=source.people,
    )


def _conflicts(value: object, rule_id: str, where: str, wording: RuleWording) -> tuple[SourceConflict, ...]:
    out = []
    place = f"{where}: conflicts"
    for entry in list_of(value, place):
        given = mapping_of(entry, place, allowed={"text", "rules"}, required={"text"})
        rules = [text_of(rule, f"{place}: rules") for rule in list_of(given.get("rules", []), f"{place}: rules")]
        if rule_id in rules:
            raise RulebookError(f"{place}: a rule does not name itself")
        key = text_of(given["text"], f"{place}: text")
        if key not in wording.conflicts:
            raise RulebookError(f"{place}: the wording has no {key}")
        out.append(SourceConflict(wording.conflicts[key], tuple(rules)))
    if len(out) != len(wording.conflicts):
        raise RulebookError(f"{place}: the wording has {len(wording.conflicts)} texts, the rule {len(out)} conflicts")
    return tuple(out)


def _facts(value: object, parameters: Mapping[str, Parameter], where: str) -> frozenset[str]:
    place = f"{where}: wording_facts"
    names = [text_of(name, place) for name in list_of(value, place)]
    for name in names:
        if not _WORD.fullmatch(name):
            raise RulebookError(f"{place}: {name!r} is no name for a fact")
        if name in parameters:
            raise RulebookError(f"{place}: {name} is a figure of the rule already")
    return frozenset(names)


def _check_placeholders(
    wording: RuleWording, facts: frozenset[str], parameters: Mapping[str, Parameter], where: str
) -> None:
    unused = set(facts)
    for occasion, template in wording.sentences.items():
        for name in sorted(placeholders_of(template, where)):
            if name not in parameters and name not in facts:
                raise RulebookError(
                    f"{where}: sentence {occasion} uses {{{name}}}, no figure or named fact of the rule"
                )
            unused.discard(name)
    if unused:
        raise RulebookError(f"{where}: wording_facts: no sentence uses {sorted(unused)[0]}")
