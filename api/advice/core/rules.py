"""The rulebook as the advice sees it: rules, their figures, references and wordings, already checked.

Nothing here reads a file. ``api.rulebook.load`` builds a :class:`Rulebook`; advice functions receive it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Annotated, Any

from api.advice.core.describe import LEFT_OUT_WHEN_NONE, Length, OneOf
from api.advice.core.wording import Template, Wording

Value = float | int | str | bool | tuple[Any, ...]

BASES = ("document", "study", "guideline", "dataset", "house")
"""Where a rule comes from; ``house`` is our own choice, with its reason in the rule."""


DESIGNS = ("case_series", "cross_sectional", "crossover", "cohort", "trial", "review")
"""How a study compares: single cases, people at one time, each person in every condition, people followed over time,
groups by lot, or what others found."""


class UnknownRuleError(LookupError):
    """A rule id, figure or wording was asked for that the rulebook does not hold."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One figure of a rule: ``value`` in ``unit`` (one of the units that the loader knows)."""

    name: str
    value: Value
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """Where a rule is stated: a source by id and the place in it."""

    source: Annotated[str, Length(1), "Id of the source."]
    document: Annotated[str | None, Length(1), LEFT_OUT_WHEN_NONE, "The same, for one of the two documents."] = None
    title: Annotated[str, Length(1)]
    section: Annotated[str | None, Length(1), LEFT_OUT_WHEN_NONE] = None
    url: Annotated[str | None, Length(1), LEFT_OUT_WHEN_NONE] = None
    second_hand: Annotated[bool | None, LEFT_OUT_WHEN_NONE, "Seen only as quoted by others."] = None
    design: Annotated[
        str | None, OneOf(DESIGNS), LEFT_OUT_WHEN_NONE, "How a study compares, as far as it is known."
    ] = None
    people: Annotated[str | None, Length(1), LEFT_OUT_WHEN_NONE, "Who was studied or measured, and how many."] = None


@dataclass(frozen=True, slots=True)
class SourceConflict:
    """A place where sources disagree: what they say, which was followed, and the other rules concerned."""

    text: str
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule under its stable id.

    ``says`` states the rule in our words; ``wordings`` are sentences for a customer, keyed by occasion, with
    ``{placeholders}`` for the rule's own parameters and for facts named by the caller.
    """

    id: str
    area: str
    title: str
    says: str
    basis: str
    used_by: tuple[str, ...]
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    references: tuple[Reference, ...] = ()
    conflicts: tuple[SourceConflict, ...] = ()
    wordings: Mapping[str, Template] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RuleCard:
    """What an answer shows of a rule it cites."""

    title: Annotated[str, Length(1)]
    basis: Annotated[str, OneOf(BASES), "Where the rule comes from; `house` is our own choice."]
    references: Annotated[tuple[Reference, ...], "Where it is stated."]


def plain(value: Value) -> str:
    """Return a figure as a person reads it: 74 for 74.0, 9.5 for 9.5, lists joined with commas."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.10g}"
    if isinstance(value, tuple):
        return ", ".join(plain(item) for item in value)
    return str(value)


class Rulebook:
    """All rules by id, with the figures and sentences that advice takes from them.

    ``version`` names the content: it changes whenever a rule, figure or wording changes.
    """

    def __init__(self, version: str, rules: Iterable[Rule], wording: Wording) -> None:
        self.version = version
        self.wording = wording
        self.rules: Mapping[str, Rule] = MappingProxyType({rule.id: rule for rule in rules})
        # As last written, with figures in them and nobody's name; 1 and true are equal and written differently.
        self._sentences = lru_cache(maxsize=8192, typed=True)(self._worded)
        self._cards = {rule.id: RuleCard(rule.title, rule.basis, rule.references) for rule in self.rules.values()}
        self._numbers: Mapping[tuple[str, str], float] = {
            (rule.id, name): parameter.value
            for rule in self.rules.values()
            for name, parameter in rule.parameters.items()
            if isinstance(parameter.value, (int, float)) and not isinstance(parameter.value, bool)
        }
        self._figures = {
            rule.id: {name: _figure(parameter.value, wording) for name, parameter in rule.parameters.items()}
            for rule in self.rules.values()
        }

    def rule(self, rule_id: str) -> Rule:
        """Return the rule with this id; raises :class:`UnknownRuleError`."""
        try:
            return self.rules[rule_id]
        except KeyError:
            raise UnknownRuleError(f"no rule {rule_id}") from None

    def value(self, rule_id: str, name: str) -> Value:
        """Return a figure as it stands in the rule; raises :class:`UnknownRuleError`."""
        try:
            return self.rules[rule_id].parameters[name].value
        except KeyError:
            raise UnknownRuleError(f"no figure {name} in rule {rule_id}") from None

    def number(self, rule_id: str, name: str) -> float:
        """Return a figure that is a number, in the unit its name carries; raises :class:`UnknownRuleError`."""
        found = self._numbers.get((rule_id, name))
        if found is None:
            value = self.value(rule_id, name)
            raise UnknownRuleError(f"figure {name} of rule {rule_id} is not a number: {value!r}")
        return found

    def words(self, rule_id: str, name: str) -> tuple[str, ...]:
        """Return a figure that is a list of words, or one word, as words; raises :class:`UnknownRuleError`."""
        value = self.value(rule_id, name)
        return tuple(map(str, value)) if isinstance(value, tuple) else (str(value),)

    def sentence(self, rule_id: str, occasion: str = "default", /, **facts: object) -> str:
        """Return the sentence of a rule for an occasion, with its figures and ``facts`` in it.

        Facts are values, formatted as the language does; see ``api.advice.core.wording``. Raise UnknownRuleError.
        """
        return self._sentences(rule_id, occasion, **facts)

    def _worded(self, rule_id: str, occasion: str, /, **facts: object) -> str:
        try:
            template = self.rules[rule_id].wordings[occasion]
        except KeyError:
            raise UnknownRuleError(f"no wording {occasion} in rule {rule_id}") from None
        count = template.count
        if count is None and "{" not in template.text:
            return template.text
        if count is not None and count not in facts:
            facts[count] = self.value(rule_id, count)
        return self.wording.fill(template, facts, self._figures[rule_id])

    def cards(self, rule_ids: Iterable[str]) -> dict[str, RuleCard]:
        """Return title, basis and references of each cited rule, once, in order of first citation."""
        cards = self._cards
        try:
            return {rule_id: cards[rule_id] for rule_id in rule_ids}
        except KeyError as missing:
            raise UnknownRuleError(f"no rule {missing.args[0]}") from None


def _figure(value: Value, wording: Wording) -> str:
    """Return a figure as a person reads it: 74 for 74.0, several joined with commas."""
    if isinstance(value, tuple):
        return ", ".join(wording.format(item) for item in value)
    return wording.format(value)
