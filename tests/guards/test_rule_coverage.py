"""No rule hides: as soon as a topic's advice exists, every rule it uses is named in it and cited by a golden case."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from api.advice.core.rules import Rule
from api.rulebook.load import TOPICS, shipped_rulebook
from tests.advice.answers import answers

RULE_ID = re.compile(r"\b[A-Z]{2,}-\d\d\b")
ADVICE = Path("api/advice")
ADVISES = {"met_pad_adjustment": ADVICE / "met_pad" / "adjustment.py"}
BUILT = tuple(topic for topic in TOPICS if ADVISES.get(topic, ADVICE / topic / "advise.py").exists())


def ids_in(source: str) -> set[str]:
    """Return every rule id in a source, code, docstrings and comments alike."""
    return set(RULE_ID.findall(source))


def ids_in_code(source: str) -> set[str]:
    """Return every rule id in the texts that the source works with: docstrings and comments apart."""
    return {rule_id for text in _working_texts(ast.parse(source)) for rule_id in RULE_ID.findall(text)}


def _working_texts(tree: ast.Module) -> Iterator[str]:
    described = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        if node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in described:
            yield node.value


def unused(rules: Mapping[str, Rule], topic: str, named: set[str]) -> list[str]:
    """Return the rules that a topic must use and that are not among ``named``, in order."""
    return sorted(rule.id for rule in rules.values() if topic in rule.used_by and rule.id not in named)


@cache
def cited(topic: str) -> frozenset[str]:
    """Return every rule that the golden cases of a topic cite."""
    return frozenset(rule for _, answer in answers(topic) for rule in answer.get("rules", ()))


@cache
def sources() -> dict[str, str]:
    return {str(path): path.read_text() for path in sorted(ADVICE.rglob("*.py"))}


@cache
def named_in_advice() -> frozenset[str]:
    return frozenset(rule for source in sources().values() for rule in ids_in_code(source))


def test_every_topic_is_built() -> None:
    assert BUILT == TOPICS


@pytest.mark.parametrize("topic", BUILT)
def test_every_rule_of_a_built_topic_is_named_in_the_advice(topic: str) -> None:
    assert unused(shipped_rulebook().rules, topic, set(named_in_advice())) == []


@pytest.mark.parametrize("topic", BUILT)
def test_every_rule_of_a_built_topic_is_cited_by_a_case_of_it(topic: str) -> None:
    assert unused(shipped_rulebook().rules, topic, set(cited(topic))) == []


def said(part: Any) -> Iterator[str]:
    """Yield every rule behind what an answer says; the other side of a conflict says nothing by itself."""
    if isinstance(part, Mapping):
        for name, value in part.items():
            if name == "rules":
                yield from value if isinstance(value, list) else ()
            elif name != "conflicts":
                yield from [value] if name == "rule" else said(value)
    elif isinstance(part, list | tuple):
        for each in part:
            yield from said(each)


# A consultation says what its topics say; danger signs are triage's in every topic.
@pytest.mark.parametrize("topic", [topic for topic in BUILT if topic != "consultation"])
def test_a_rule_names_the_advice_that_rests_on_it(topic: str) -> None:
    rules = shipped_rulebook().rules
    behind = {rule for _, answer in answers(topic) for rule in said(answer)}
    assert [rule for rule in sorted(behind) if not {topic, "triage"} & set(rules[rule].used_by)] == []


@pytest.mark.parametrize("path", sources(), ids=str)
def test_advice_names_no_rule_that_does_not_exist(path: str) -> None:
    assert sorted(ids_in(sources()[path]) - shipped_rulebook().rules.keys()) == []


@pytest.mark.parametrize(
    ("source", "everywhere", "in_code"),
    [
        ("x = 'FLAG-01'", {"FLAG-01"}, {"FLAG-01"}),
        ("'''See FLAG-01.'''", {"FLAG-01"}, set()),
        (
            "def f():\n    '''See FLAG-01.'''\n    return ('SAFE-02', 'SAFE-03')",
            {"FLAG-01", "SAFE-02", "SAFE-03"},
            {"SAFE-02", "SAFE-03"},
        ),
        ("x = 1  # SAFE-02", {"SAFE-02"}, set()),
        ("class A:\n    'See FIT-09.'\n    rule = 'FIT-10'", {"FIT-09", "FIT-10"}, {"FIT-10"}),
        ("x = 'a FLAG-012 or flag-01'", set(), set()),
        ("x = lambda: 'FLAG-01' if y else 'FLAG-02'", {"FLAG-01", "FLAG-02"}, {"FLAG-01", "FLAG-02"}),
    ],
)
def test_the_search_for_ids_sees(source: str, everywhere: set[str], in_code: set[str]) -> None:
    assert ids_in(source) == everywhere
    assert ids_in_code(source) == in_code


def test_a_rule_that_nobody_uses_is_found_by_name() -> None:
    rules = {
        rule_id: Rule(rule_id, "shoes", rule_id, "", "house", used_by)
        for rule_id, used_by in {"A-01": ("shoes",), "A-02": ("triage", "shoes"), "A-03": ("risk",)}.items()
    }
    assert unused(rules, "shoes", {"A-01"}) == ["A-02"]
    assert unused(rules, "triage", set()) == ["A-02"]
    assert unused(rules, "risk", {"A-03"}) == []
