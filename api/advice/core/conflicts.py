"""Where the sources of an answer disagree, and which was followed: told once, from the rules the answer rests on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache

from api.advice.core.answer import Action, Conflict, Reason
from api.advice.core.rules import Rulebook


def conflicts_of(rules: Iterable[str], book: Rulebook) -> tuple[Conflict, ...]:
    """Answer every conflict of sources in ``rules``, each once, in the order of the rules."""
    disputed = _disputed(book)
    found: dict[str, Conflict] = {}
    for rule in rules:
        for conflict in disputed.get(rule, ()):
            found.setdefault(conflict.text, conflict)
    return tuple(found.values())


def conflicts_behind(
    actions: Iterable[Action],
    reasons: Iterable[Reason],
    book: Rulebook,
    *,
    also: Iterable[str] = (),
    not_told: Collection[str] = (),
) -> tuple[Conflict, ...]:
    """Answer the conflicts of the rules behind actions and reasons, and of the rules ``also``, each once.

    Of the rules ``not_told`` nothing is said: the other side of their conflict tells the same.
    """
    cited = [rule for action in actions for rule in action.rules]
    cited += [*(reason.rule for reason in reasons), *also]
    return conflicts_of((rule for rule in cited if rule not in not_told), book)


@lru_cache(maxsize=8)
def _disputed(book: Rulebook) -> Mapping[str, tuple[Conflict, ...]]:
    """Answer the rules in which sources disagree, with what they disagree about."""
    return {
        rule.id: tuple(Conflict((rule.id, *conflict.rules), conflict.text) for conflict in rule.conflicts)
        for rule in book.rules.values()
        if rule.conflicts
    }
