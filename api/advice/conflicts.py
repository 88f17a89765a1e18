"""Where the sources of an answer disagree, and which was followed: told once, from the rules the answer rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from api.advice.answer import Conflict
from api.advice.rules import Rulebook


def conflicts_of(rules: Iterable[str], book: Rulebook) -> tuple[Conflict, ...]:
    """Answer every conflict of sources in ``rules``, each once, in the order of the rules."""
    disputed = _disputed(book)
    found: dict[str, Conflict] = {}
    for rule in rules:
        for conflict in disputed.get(rule, ()):
            found.setdefault(conflict.text, conflict)
    return tuple(found.values())


@lru_cache(maxsize=8)
def _disputed(book: Rulebook) -> Mapping[str, tuple[Conflict, ...]]:
    """Answer the rules in which sources disagree, with what they disagree about."""
    return {
        rule.id: tuple(Conflict((rule.id, *conflict.rules), conflict.text) for conflict in rule.conflicts)
        for rule in book.rules.values()
        if rule.conflicts
    }
