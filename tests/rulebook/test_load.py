"""A sound rulebook is read whole, and its version names its content."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from api.advice.core.rules import Parameter, Reference, SourceConflict
from api.advice.core.wording import Template, UnknownWordingError
from api.rulebook.load import AREAS, TOPICS, load_rulebook, shipped_rulebook, shipped_sources
from api.rulebook.sources import Source, read_sources
from tests.rulebook.planted import PAGES, plant


def test_every_part_of_a_rule_arrives(tmp_path: Path) -> None:
    rule = load_rulebook(plant(tmp_path)).rule("SHOE-01")
    assert (rule.id, rule.area, rule.title, rule.says) == ("SHOE-01", "shoes", "Room", "The toes need room.")
    assert (rule.basis, rule.used_by) == ("document", ("shoes", "met_pad_adjustment"))
    assert dict(rule.parameters) == {
        "room_min_mm": Parameter("room_min_mm", 10, "mm"),
        "share_fraction": Parameter("share_fraction", 0.25, "fraction"),
        "kinds": Parameter("kinds", ("roomy", "wide"), "list"),
        "shape": Parameter("shape", "teardrop", "text"),
        "rounds": Parameter("rounds", 3, "count"),
        "steps_mm": Parameter("steps_mm", (2, 3.5), "mm"),
    }
    assert rule.references == (
        Reference(source="guide", document="guide", title="A guide", section="One"),
        Reference(
            source="trial",
            title="A trial",
            url="https://doi.org/10.1/x",
            second_hand=True,
            design="crossover",
            people="12 people, walking",
        ),
    )
    assert rule.conflicts == (SourceConflict("They differ.", ("SHOE-02",)),)
    assert rule.wordings["short"] == Template("Leave {room_min_mm} mm, {name}.")
    forms = {"one": "Wait a day.", "other": "Wait {days} days."}
    assert rule.wordings["days"] == Template("Wait {days} days.", "days", forms)


def test_what_a_rule_leaves_out_is_empty(tmp_path: Path) -> None:
    rule = load_rulebook(plant(tmp_path)).rule("SHOE-02")
    assert (dict(rule.parameters), rule.conflicts, dict(rule.wordings)) == ({}, (), {})


def test_every_part_of_a_source_arrives(tmp_path: Path) -> None:
    sources = read_sources(plant(tmp_path) / "sources.yaml").by_id
    assert sources["guide"] == Source("guide", "A guide", "document", "somebody", sections=("One", "Two"))
    assert sources["trial"] == Source(
        "trial", "A trial", "study", None, 2020, "https://doi.org/10.1/x", "12 people, walking", "crossover"
    )
    assert sources["house"] == Source("house", "Our own choice", "house", note="With reasons.")


@pytest.mark.parametrize("year", [1900, 2100])
def test_the_first_and_the_last_year_are_years(tmp_path: Path, year: int) -> None:
    folder = plant(tmp_path, "sources.yaml", "year: 2020", f"year: {year}")
    assert read_sources(folder / "sources.yaml").by_id["trial"].year == year


def test_all_pages_are_read(tmp_path: Path) -> None:
    assert set(load_rulebook(plant(tmp_path)).rules) == {"SHOE-01", "SHOE-02", "RISK-01"}


def test_a_sentence_is_filled_from_figures_and_facts(tmp_path: Path) -> None:
    book = load_rulebook(plant(tmp_path))
    assert book.sentence("SHOE-01", "short", name="Ada") == "Leave 10 mm, Ada."


@pytest.mark.parametrize(("days", "expected"), [(1, "Wait a day."), (2, "Wait 2 days."), (0, "Wait 0 days.")])
def test_a_count_decides_on_the_form_of_a_sentence(tmp_path: Path, days: int, expected: str) -> None:
    assert load_rulebook(plant(tmp_path)).sentence("SHOE-01", "days", days=days) == expected


def test_a_text_beside_the_rules_is_found_by_its_file(tmp_path: Path) -> None:
    wording = load_rulebook(plant(tmp_path)).wording
    assert wording.text("slip.heading") == "Shoes"
    with pytest.raises(UnknownWordingError):
        wording.text("slip.no_such_thing")


def test_the_version_is_the_editors_number_and_a_digest(tmp_path: Path) -> None:
    assert re.fullmatch(r"1\.2\.3\+[0-9a-f]{8}", load_rulebook(plant(tmp_path)).version)


def test_equal_content_gives_an_equal_version(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir(), second.mkdir()
    assert load_rulebook(plant(first)).version == load_rulebook(plant(second)).version


def test_a_change_in_any_page_changes_the_version(tmp_path: Path) -> None:
    versions = set()
    for number, (page, old, new) in enumerate(
        [
            ("", "", ""),
            ("sources.yaml", "2020", "2021"),
            ("rules/shoes.yaml", "value: 10,", "value: 11,"),
            ("rules/risk.yaml", "more load", "more weight"),
        ]
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        versions.add(load_rulebook(plant(folder, page, old, new)).version)
    assert len(versions) == 4


def test_the_same_rule_on_another_page_changes_the_version(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir(), second.mkdir()
    plant(first), plant(second)
    moved = PAGES["rules/risk.yaml"].replace("area: risk", "area: training")
    (second / "rules" / "risk.yaml").unlink()
    (second / "rules" / "training.yaml").write_text(moved, encoding="utf-8")
    words = second / "wording" / "en" / "risk.yaml"
    words.with_name("training.yaml").write_text(words.read_text().replace("area: risk", "area: training"))
    words.unlink()
    assert load_rulebook(first).version != load_rulebook(second).version


def test_the_shipped_rulebook_is_read_once() -> None:
    assert shipped_rulebook() is shipped_rulebook()
    assert shipped_sources() is shipped_sources()


def test_every_area_has_a_page() -> None:
    assert {rule.area for rule in shipped_rulebook().rules.values()} == set(AREAS)


def test_sizes_are_an_area_and_no_advice_of_their_own() -> None:
    assert "sizes" in AREAS and "sizes" not in TOPICS
    assert set(AREAS) - {"sizes"} < set(TOPICS)
