"""The rulebook as it is served: nothing of a rule or a source is lost on the way."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from api.advice.core.rules import UnknownRuleError
from api.rulebook.load import load_rulebook, shipped_rulebook, shipped_sources
from api.rulebook.pages import RulePages, shipped_pages
from api.rulebook.sources import read_sources
from tests.rulebook.planted import plant


@pytest.fixture
def pages(tmp_path: Path) -> RulePages:
    folder = plant(tmp_path)
    return RulePages(load_rulebook(folder), read_sources(folder / "sources.yaml").by_id)


def test_a_rule_is_shown_whole(pages: RulePages) -> None:
    assert pages.rule("SHOE-01") == {
        "id": "SHOE-01",
        "area": "shoes",
        "title": "Room",
        "basis": "document",
        "says": "The toes need room.",
        "parameters": [
            {"name": "room_min_mm", "value": 10, "unit": "mm"},
            {"name": "share_fraction", "value": 0.25, "unit": "fraction"},
            {"name": "kinds", "value": ["roomy", "wide"], "unit": "list"},
            {"name": "shape", "value": "teardrop", "unit": "text"},
            {"name": "rounds", "value": 3, "unit": "count"},
            {"name": "steps_mm", "value": [2, 3.5], "unit": "mm"},
        ],
        "references": [
            {
                "source": "guide",
                "document": "guide",
                "title": "A guide",
                "section": "One",
                "url": None,
                "second_hand": False,
                "design": None,
                "people": None,
            },
            {
                "source": "trial",
                "document": None,
                "title": "A trial",
                "section": None,
                "url": "https://doi.org/10.1/x",
                "second_hand": True,
                "design": "crossover",
                "people": "12 people, walking",
            },
        ],
        "conflicts": [{"text": "They differ.", "rules": ["SHOE-02"]}],
        "used_by": ["shoes", "met_pad_adjustment"],
    }


def test_an_unknown_rule_is_an_error(pages: RulePages) -> None:
    with pytest.raises(UnknownRuleError, match="SHOE-99"):
        pages.rule("SHOE-99")


def test_rules_come_in_order_of_their_ids(pages: RulePages) -> None:
    assert [rule["id"] for rule in pages.rules()] == ["RISK-01", "SHOE-01", "SHOE-02"]


@pytest.mark.parametrize(
    ("area", "basis", "expected"),
    [
        ("shoes", None, ["SHOE-01", "SHOE-02"]),
        (None, "study", ["RISK-01"]),
        ("shoes", "house", ["SHOE-02"]),
        ("shoes", "study", []),
        ("no such area", None, []),
        (None, "no such basis", []),
    ],
)
def test_rules_of_an_area_and_a_basis(
    pages: RulePages, area: str | None, basis: str | None, expected: list[str]
) -> None:
    assert [rule["id"] for rule in pages.rules(area=area, basis=basis)] == expected


def test_documents_say_what_they_are_and_which_rules_refer_to_them(pages: RulePages) -> None:
    guide, trial, house = pages.documents()
    assert guide == {
        "id": "guide",
        "kind": "document",
        "title": "A guide",
        "publisher": "somebody",
        "year": None,
        "url": None,
        "people": None,
        "design": None,
        "note": None,
        "sections": ["One", "Two"],
        "second_hand": False,
        "rules": ["SHOE-01"],
    }
    assert (trial["year"], trial["people"], trial["url"]) == (2020, "12 people, walking", "https://doi.org/10.1/x")
    assert trial["design"] == "crossover"
    assert trial["rules"] == ["RISK-01", "SHOE-01"]
    assert house["note"] == "With reasons."


def test_a_source_seen_at_first_hand_by_one_rule_is_not_second_hand(pages: RulePages) -> None:
    assert [source["second_hand"] for source in pages.documents()] == [False, False, False]


def test_a_source_known_only_through_others_is_second_hand(tmp_path: Path) -> None:
    folder = plant(tmp_path, "rules/risk.yaml", "{source: trial}", "{source: trial, second_hand: true}")
    pages = RulePages(load_rulebook(folder), read_sources(folder / "sources.yaml").by_id)
    assert [source["id"] for source in pages.documents() if source["second_hand"]] == ["trial"]


def test_the_version_is_the_rulebooks(pages: RulePages) -> None:
    assert pages.version.startswith("1.2.3+")


def test_the_shipped_pages_are_made_once_and_hold_every_rule_and_source() -> None:
    pages = shipped_pages()
    assert pages is shipped_pages()
    assert pages.version == shipped_rulebook().version
    assert [rule["id"] for rule in pages.rules()] == sorted(shipped_rulebook().rules)
    assert [source["id"] for source in pages.documents()] == list(shipped_sources())


def test_the_shipped_pages_are_plain_json() -> None:
    pages = shipped_pages()
    for page in (*pages.rules(), *pages.documents()):
        assert json.loads(json.dumps(page, allow_nan=False)) == page


def test_areas_and_bases_share_out_the_rules() -> None:
    pages = shipped_pages()
    rules = pages.rules()
    for key in ("area", "basis"):
        words = {rule[key] for rule in rules}
        assert sum(len(pages.rules(**{key: word})) for word in words) == len(rules)
