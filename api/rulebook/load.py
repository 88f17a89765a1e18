"""Reads sources.yaml and rules/*.yaml into a Rulebook, strictly: what is not understood is refused by name.

A key that is silently ignored is how a citation gets lost, so an unknown key, a duplicate key, a missing or unknown
reference, an unknown unit, a figure without one and a wording with an unknown placeholder all stop the start.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from api.advice.core.rules import Rule, Rulebook
from api.rulebook.errors import RulebookError
from api.rulebook.rule_entry import AREAS, TOPICS, read_rule
from api.rulebook.sources import Source, read_sources
from api.rulebook.yaml_strict import mapping_of, read_yaml

HERE = Path(__file__).parent


@cache
def shipped_rulebook() -> Rulebook:
    """Answer the rulebook that ships with this version; raises RulebookError if it is not sound."""
    return load_rulebook(HERE)


@cache
def shipped_sources() -> Mapping[str, Source]:
    """Answer the sources of the shipped rulebook by id; raises RulebookError if they are not sound."""
    return read_sources(HERE / "sources.yaml").by_id


def load_rulebook(folder: Path) -> Rulebook:
    """Answer the rulebook in ``folder`` (sources.yaml and rules/<area>.yaml); raises RulebookError naming the fault.

    Its version is the editors' number and, behind a plus, eight digits that follow from the content of all files.
    """
    shelf = read_sources(folder / "sources.yaml")
    pages = _pages(folder / "rules")
    rules: dict[str, Rule] = {}
    for path in pages:
        for rule in _read_area(path, shelf.by_id):
            if rule.id in rules:
                raise RulebookError(f"{path.name}: {rule.id}: stands in {rules[rule.id].area}.yaml too")
            rules[rule.id] = rule
    _check_links(rules)
    return Rulebook(f"{shelf.rulebook_version}+{_digest([folder / 'sources.yaml', *pages])}", rules.values())


def _pages(folder: Path) -> list[Path]:
    pages = sorted(folder.iterdir()) if folder.is_dir() else []
    for page in pages:
        if page.suffix != ".yaml" or not page.is_file():
            raise RulebookError(f"{page.name}: is no page of rules (<area>.yaml)")
    if not pages:
        raise RulebookError(f"{folder.name}: holds no page of rules")
    return pages


def _digest(paths: Iterable[Path]) -> str:
    content = hashlib.sha256()
    for path in paths:
        content.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return content.hexdigest()[:8]


def _read_area(path: Path, sources: Mapping[str, Source]) -> Iterable[Rule]:
    page = mapping_of(read_yaml(path), path.name, allowed={"area", "rules"}, required={"area", "rules"})
    area = page["area"]
    if area not in AREAS or path.stem != area:
        raise RulebookError(f"{path.name}: area {area!r} is not known or is not the file's name")
    entries = mapping_of(page["rules"], f"{path.name}: rules")
    if not entries:
        raise RulebookError(f"{path.name}: holds no rule")
    for rule_id, entry in entries.items():
        yield read_rule(rule_id, area, entry, f"{path.name}: {rule_id}", sources)


def _check_links(rules: Mapping[str, Rule]) -> None:
    for rule in rules.values():
        for other in (other for conflict in rule.conflicts for other in conflict.rules):
            if other not in rules:
                raise RulebookError(f"{rule.area}.yaml: {rule.id}: conflicts: there is no rule {other}")


__all__ = ["AREAS", "TOPICS", "RulebookError", "load_rulebook", "shipped_rulebook", "shipped_sources"]
