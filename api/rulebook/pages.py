"""The rulebook as it is served: every rule and every source, ready for JSON, made once when the service starts.

For ``GET /v1/rules``, ``/v1/rules/{id}`` and ``/v1/documents``. What is answered is shared between requests: read it,
do not change it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from api.advice.core.rules import Parameter, Reference, Rule, Rulebook, UnknownRuleError
from api.rulebook.load import ENGLISH, shipped_rulebook, shipped_sources
from api.rulebook.sources import Source

Page = Mapping[str, Any]


class RulePages:
    """All pages of one rulebook; ``version`` is the rulebook's."""

    def __init__(self, book: Rulebook, sources: Mapping[str, Source]) -> None:
        rules = sorted(book.rules.values(), key=lambda rule: rule.id)
        self.version = book.version
        self._rules = {rule.id: _rule_page(rule) for rule in rules}
        self._documents = tuple(_document_page(source, rules) for source in sources.values())

    def rules(self, area: str | None = None, basis: str | None = None) -> tuple[Page, ...]:
        """Return the rules of an area and a basis in order of their ids; ``None`` means any, an unknown word none."""
        return tuple(
            page
            for page in self._rules.values()
            if (area is None or page["area"] == area) and (basis is None or page["basis"] == basis)
        )

    def rule(self, rule_id: str) -> Page:
        """Return one rule with its figures, references and conflicts; raises UnknownRuleError."""
        try:
            return self._rules[rule_id]
        except KeyError:
            raise UnknownRuleError(f"no rule {rule_id}") from None

    def documents(self) -> tuple[Page, ...]:
        """Return every source, documents first, each with the ids of the rules that refer to it."""
        return self._documents


@cache
def shipped_pages(language: str = ENGLISH) -> RulePages:
    """Return the pages of the rulebook that ships with this version; raises RulebookError if it is not sound.

    Titles and conflicts, which customers may meet, are in the language; what a rule says stays as it was reviewed.
    """
    return RulePages(shipped_rulebook(language), shipped_sources())


def _rule_page(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "area": rule.area,
        "title": rule.title,
        "basis": rule.basis,
        "says": rule.says,
        "parameters": [_parameter(parameter) for parameter in rule.parameters.values()],
        "references": [_reference(reference) for reference in rule.references],
        "conflicts": [{"text": conflict.text, "rules": list(conflict.rules)} for conflict in rule.conflicts],
        "used_by": list(rule.used_by),
    }


def _parameter(parameter: Parameter) -> dict[str, Any]:
    value = list(parameter.value) if isinstance(parameter.value, tuple) else parameter.value
    return {"name": parameter.name, "value": value, "unit": parameter.unit}


def _reference(reference: Reference) -> dict[str, Any]:
    """Return a reference with every field there, ``None`` where it has none: a page has one shape for all rules."""
    return {
        "source": reference.source,
        "document": reference.document,
        "title": reference.title,
        "section": reference.section,
        "url": reference.url,
        "second_hand": bool(reference.second_hand),
        "design": reference.design,
        "people": reference.people,
    }


def _document_page(source: Source, rules: Iterable[Rule]) -> dict[str, Any]:
    referring = [
        (rule.id, reference) for rule in rules for reference in rule.references if reference.source == source.id
    ]
    return {
        "id": source.id,
        "kind": source.kind,
        "title": source.title,
        "publisher": source.publisher,
        "year": source.year,
        "url": source.url,
        "people": source.people,
        "design": source.design,
        "note": source.note,
        "sections": list(source.sections),
        "second_hand": bool(referring) and all(reference.second_hand for _, reference in referring),
        "rules": list(dict.fromkeys(rule_id for rule_id, _ in referring)),
    }
