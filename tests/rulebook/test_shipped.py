"""The shipped rules against the table of what they must hold (tests/cases/rulebook.yaml)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from api.advice.core.rules import Rule
from api.rulebook.load import shipped_rulebook, shipped_sources
from api.rulebook.units import WORDS
from api.rulebook.yaml_strict import mapping_of, read_yaml

TABLE = mapping_of(read_yaml(Path(__file__).parent.parent / "cases" / "rulebook.yaml"), "rulebook.yaml")
DOCUMENTS: dict[str, dict[str, Any]] = TABLE["documents"]
EVIDENCE: dict[str, dict[str, Any]] = TABLE["evidence"]

RULES_OF_THE_TWO_GUIDES = 124
LONGEST_TITLE = 80


def rules() -> dict[str, Rule]:
    return shipped_rulebook().rules


def tuples_as_lists(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def test_the_table_holds_every_rule_of_the_two_guides() -> None:
    assert len(DOCUMENTS) == RULES_OF_THE_TWO_GUIDES


def test_no_rule_stands_in_both_halves_of_the_table() -> None:
    assert DOCUMENTS.keys().isdisjoint(EVIDENCE)


def test_the_document_rules_are_those_of_the_table() -> None:
    assert {rule.id for rule in rules().values() if rule.basis == "document"} == DOCUMENTS.keys()


def test_every_rule_that_others_stated_stands_in_the_table() -> None:
    stated_by_others = {rule.id for rule in rules().values() if rule.basis not in ("document", "house")}
    assert sorted(stated_by_others - EVIDENCE.keys()) == []
    assert sorted(EVIDENCE.keys() - rules().keys()) == []


@pytest.mark.parametrize("rule_id", DOCUMENTS)
def test_a_document_rule_says_where_it_stands_and_who_uses_it(rule_id: str) -> None:
    row, rule = DOCUMENTS[rule_id], rules()[rule_id]
    assert rule.area == row["area"]
    assert list(rule.used_by) == row["used_by"]
    cited = [(reference.source, reference.section) for reference in rule.references]
    assert [pair for pair in map(tuple, row["cites"]) if pair not in cited] == []


@pytest.mark.parametrize("rule_id", [rule_id for rule_id, row in DOCUMENTS.items() if "figures" in row])
def test_a_document_rule_holds_the_figures_of_the_guides(rule_id: str) -> None:
    parameters = rules()[rule_id].parameters
    for name, value in DOCUMENTS[rule_id]["figures"].items():
        assert name in parameters, f"{rule_id} has lost {name}"
        assert tuples_as_lists(parameters[name].value) == value, f"{rule_id}: {name}"


@pytest.mark.parametrize("rule_id", [rule_id for rule_id, row in DOCUMENTS.items() if row.get("conflict")])
def test_where_the_guides_disagree_the_rule_says_so(rule_id: str) -> None:
    assert rules()[rule_id].conflicts


@pytest.mark.parametrize("rule_id", EVIDENCE)
def test_a_rule_beside_the_guides_keeps_its_sources(rule_id: str) -> None:
    cited = {
        f"{reference.source} (second hand)" if reference.second_hand else reference.source
        for reference in rules()[rule_id].references
    }
    assert sorted(set(EVIDENCE[rule_id]["cites"]) - cited) == []


@pytest.mark.parametrize("rule_id", EVIDENCE)
def test_a_rule_beside_the_guides_holds_its_numbers_and_no_other(rule_id: str) -> None:
    numbers = {
        name: tuples_as_lists(parameter.value)
        for name, parameter in rules()[rule_id].parameters.items()
        if parameter.unit not in WORDS
    }
    assert numbers == EVIDENCE[rule_id].get("figures", {})


def test_every_source_is_referred_to_by_a_rule() -> None:
    cited = {reference.source for rule in rules().values() for reference in rule.references}
    assert sorted(shipped_sources().keys() - cited) == []


def test_every_section_of_a_document_is_referred_to_by_a_rule() -> None:
    cited = {(reference.source, reference.section) for rule in rules().values() for reference in rule.references}
    unused = [
        (s.id, section) for s in shipped_sources().values() for section in s.sections if (s.id, section) not in cited
    ]
    assert unused == []


def test_every_study_can_be_found_or_says_why_not() -> None:
    lost = [s.id for s in shipped_sources().values() if s.kind == "study" and not (s.url or s.publisher or s.note)]
    assert lost == []


def test_a_study_that_contradicts_a_document_is_named_by_both_sides() -> None:
    one_sided = [
        f"{rule.id} names {other}, {other} does not name {rule.id}"
        for rule in rules().values()
        for conflict in rule.conflicts
        for other in conflict.rules
        if rule.basis == "document" and rules()[other].basis == "study"
        if not any(rule.id in back.rules for back in rules()[other].conflicts)
    ]
    assert one_sided == []


def test_titles_are_short_enough_for_a_screen_and_unlike_each_other() -> None:
    titles = [rule.title for rule in rules().values()]
    assert [title for title in titles if len(title) > LONGEST_TITLE or title.endswith(".")] == []
    assert sorted({title for title in titles if titles.count(title) > 1}) == []
