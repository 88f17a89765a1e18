"""Reads sources.yaml, rules/*.yaml and wording/<language>/*.yaml, strictly: what is not understood is refused by name.

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
from api.rulebook.rule_entry import AREAS, RULE_ID, TOPICS, read_rule
from api.rulebook.sources import Source, read_sources
from api.rulebook.wording import BabelWording, Pages, read_pages
from api.rulebook.yaml_strict import mapping_of, read_yaml

FOLDER = Path(__file__).parent


ENGLISH = "en"


@cache
def shipped_rulebook(language: str = ENGLISH) -> Rulebook:
    """Return the rulebook that ships with this version, in a language; raise RulebookError if it is not sound."""
    return load_rulebook(FOLDER, language)


@cache
def shipped_sources() -> Mapping[str, Source]:
    """Return the sources of the shipped rulebook by id; raise RulebookError if they are not sound."""
    return read_sources(FOLDER / "sources.yaml").by_id


def shipped_languages() -> tuple[str, ...]:
    """Return the languages of the shipped wordings, English first."""
    others = sorted(folder.name for folder in (FOLDER / "wording").iterdir() if folder.is_dir())
    return (ENGLISH, *(language for language in others if language != ENGLISH))


def load_rulebook(folder: Path, language: str = ENGLISH) -> Rulebook:
    """Return the rulebook in ``folder``: sources.yaml, rules/<area>.yaml, wording/<language>/; raise RulebookError.

    Its version is the editors' number and, behind a plus, eight digits that follow from sources, rules and English
    wording: the same in every language.
    """
    shelf = read_sources(folder / "sources.yaml")
    paths = _rule_files(folder / "rules")
    pages = read_pages(folder / "wording" / language)
    english = pages if language == ENGLISH else read_pages(folder / "wording" / ENGLISH)
    rules: dict[str, Rule] = {}
    for path in paths:
        for rule in _read_area(path, shelf.by_id, pages):
            if rule.id in rules:
                raise RulebookError(f"{path.name}: {rule.id}: stands in {rules[rule.id].area}.yaml too")
            rules[rule.id] = rule
    _check_links(rules)
    _check_nothing_spare(pages, rules)
    version = f"{shelf.rulebook_version}+{_digest([folder / 'sources.yaml', *paths], english.digest)}"
    return Rulebook(version, rules.values(), BabelWording(language, pages.texts))


def _rule_files(folder: Path) -> list[Path]:
    paths = sorted(folder.iterdir()) if folder.is_dir() else []
    for path in paths:
        if path.suffix != ".yaml" or not path.is_file():
            raise RulebookError(f"{path.name}: is no page of rules (<area>.yaml)")
    if not paths:
        raise RulebookError(f"{folder.name}: holds no page of rules")
    return paths


def _digest(paths: Iterable[Path], wording: str) -> str:
    content = hashlib.sha256()
    for path in paths:
        content.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    content.update(wording.encode())
    return content.hexdigest()[:8]


def _read_area(path: Path, sources: Mapping[str, Source], pages: Pages) -> Iterable[Rule]:
    page = mapping_of(read_yaml(path), path.name, allowed={"area", "rules"}, required={"area", "rules"})
    area = page["area"]
    if area not in AREAS or path.stem != area:
        raise RulebookError(f"{path.name}: area {area!r} is not known or is not the file's name")
    entries = mapping_of(page["rules"], f"{path.name}: rules")
    if not entries:
        raise RulebookError(f"{path.name}: holds no rule")
    wordings = pages.rules.get(area, {})
    for rule_id, entry in entries.items():
        if not RULE_ID.fullmatch(rule_id):
            raise RulebookError(f"{path.name}: {rule_id}: a rule's id is capital letters, a hyphen and two digits")
        if rule_id not in wordings:
            raise RulebookError(f"{path.name}: {rule_id}: wording/{pages.language}/{path.name} does not word it")
        yield read_rule(rule_id, area, entry, f"{path.name}: {rule_id}", sources, wordings[rule_id])


def _check_nothing_spare(pages: Pages, rules: Mapping[str, Rule]) -> None:
    for area, wordings in pages.rules.items():
        for rule_id in wordings:
            if rule_id not in rules or rules[rule_id].area != area:
                raise RulebookError(f"wording/{pages.language}/{area}.yaml: {rule_id}: there is no such rule")


def _check_links(rules: Mapping[str, Rule]) -> None:
    for rule in rules.values():
        for other in (other for conflict in rule.conflicts for other in conflict.rules):
            if other not in rules:
                raise RulebookError(f"{rule.area}.yaml: {rule.id}: conflicts: there is no rule {other}")


__all__ = [
    "AREAS",
    "TOPICS",
    "RulebookError",
    "load_rulebook",
    "shipped_languages",
    "shipped_rulebook",
    "shipped_sources",
]
