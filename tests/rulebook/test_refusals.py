"""What a rulebook must not hold is refused, and the refusal names the file, the rule and the fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.rulebook.errors import RulebookError
from api.rulebook.load import load_rulebook
from tests.rulebook.planted import PAGES, plant

SHOES, RISK, SOURCES = "rules/shoes.yaml", "rules/risk.yaml", "sources.yaml"

IN_A_RULE = [
    ("an unknown key", "basis: house", "basis: house\n    refrences: []", "unknown key 'refrences'"),
    ("says missing", "    says: Soft is good.\n", "", "says is missing"),
    ("a basis missing", "    basis: house\n", "", "basis is missing"),
    ("used_by missing", "    used_by: [shoes]\n", "", "used_by is missing"),
    ("references missing", "    references:\n      - {source: house}\n", "", "references is missing"),
    ("a text that is a number", "says: Soft is good.", "says: 7", "says: a text is wanted, not 7"),
    ("an unknown basis", "basis: house", "basis: hearsay", "basis: 'hearsay' is none of"),
    ("a basis that is a list", "basis: house", "basis: [house]", "basis: ['house'] is none of"),
    ("a basis no reference bears out", "basis: house", "basis: study", "no reference is to a source of that kind"),
    ("an unknown topic", "used_by: [shoes]", "used_by: [shoe]", "used_by: 'shoe' is none of"),
    ("an area that is no topic", "used_by: [shoes]", "used_by: [sizes]", "used_by: 'sizes' is none of"),
    ("a topic twice", "used_by: [shoes]", "used_by: [shoes, shoes]", "used_by: 'shoes' stands twice"),
    ("no topic", "used_by: [shoes]", "used_by: []", "used_by names no advice topic"),
    ("used_by no list", "used_by: [shoes]", "used_by: shoes", "used_by: a list is wanted, not 'shoes'"),
    ("no reference", "      - {source: house}\n", "      []\n", "at least one reference"),
    ("an unknown source", "source: house", "source: hearsay", "'hearsay' is not in sources.yaml"),
    ("a source that is a list", "source: house", "source: [house]", "source: a text is wanted"),
    ("a reference without source", "{source: house}", "{section: One}", "references: source is missing"),
    ("a reference twice", "{source: house}", "{source: house}\n      - {source: house}", "stands twice"),
    ("a reference's unknown key", "{source: house}", "{source: house, page: 3}", "unknown key 'page'"),
    ("second_hand no truth value", "{source: house}", '{source: house, second_hand: "no"}', "true or false, not 'no'"),
]

IN_THE_FULL_RULE = [
    ("a document without section", ', section: "One"', "", "the reference to guide does not name the section"),
    ("an unknown section", 'section: "One"', 'section: "Three"', "guide has no section 'Three'"),
    ("an empty section", 'section: "One"', 'section: ""', "section: a text is wanted"),
    ("an unknown unit", "value: 10, unit: mm", "value: 10, unit: furlong", "unknown unit 'furlong'"),
    ("a unit missing", "value: 10, unit: mm", "value: 10", "unit is missing"),
    ("a value missing", "value: 10, unit: mm", "unit: mm", "value is missing"),
    ("a figure's unknown key", "value: 10, unit: mm", "value: 10, unit: mm, min: 3", "unknown key 'min'"),
    ("a figure in place of a mapping", "{value: 10, unit: mm}", "10", "room_min_mm: a mapping is wanted"),
    ("a name without its unit", "room_min_mm:", "room_min:", "must have a name that ends in _mm"),
    ("a name with another unit", "room_min_mm:", "room_min_km:", "must have a name that ends in _mm"),
    ("a number that hides its unit", "rounds:", "rounds_km:", "the name ends in _km, but the figure stands in count"),
    ("a longer unit in the name", "value: 10, unit: mm", "value: 10, unit: lb", "must have a name that ends in _lb"),
    ("a name with capitals", "room_min_mm: {", "Room_min_mm: {", "small letters, digits and single underscores"),
    ("a number that is true", "value: 10,", "value: true,", "a number in mm is wanted, not True"),
    ("a number that is a word", "value: 10,", "value: ten,", "a number in mm is wanted, not 'ten'"),
    ("a number in quotes", "value: 10,", 'value: "10",', "a number in mm is wanted, not '10'"),
    ("no value", "value: 10,", "value: null,", "a number in mm is wanted, not None"),
    ("a date", "value: 10,", "value: 2020-01-01,", "a number in mm is wanted"),
    ("a mapping for a value", "value: 10,", "value: {min: 1},", "a number in mm is wanted"),
    ("a number in a list that is true", "[2, 3.5]", "[2, true]", "a number in mm is wanted, not True"),
    ("a list of no numbers", "[2, 3.5]", "[]", "[] is no figure in mm"),
    ("a number twice in a list", "[2, 3.5]", "[2, 2]", "holds the same twice"),
    ("a list within a list", "[2, 3.5]", "[[2], 3.5]", "a number in mm is wanted, not [2]"),
    ("a fraction over one", "value: 0.25", "value: 25", "25 is no fraction"),
    ("a text that is a number", "value: teardrop", "value: 3", "a word is wanted, not 3"),
    ("a text that is a list", "value: teardrop", "value: [teardrop]", "is no figure in text"),
    ("an empty text", "value: teardrop", 'value: ""', "a word is wanted, not ''"),
    ("a list that is one word", "[roomy, wide]", "roomy", "a list is wanted, not 'roomy'"),
    ("a list of numbers", "[roomy, wide]", "[1, 2]", "a word is wanted, not 1"),
    ("an empty list", "[roomy, wide]", "[]", "[] is no figure in list"),
    ("an unknown rule in a conflict", "rules: [SHOE-02]", "rules: [SHOE-09]", "there is no rule SHOE-09"),
    ("a conflict with itself", "rules: [SHOE-02]", "rules: [SHOE-01]", "a rule does not name itself"),
    ("a rule twice in a conflict", "rules: [SHOE-02]", "rules: [SHOE-02, SHOE-02]", "stands twice"),
    ("a conflict's unknown key", "text: conflict_1,", "text: conflict_1, settled: yes,", "unknown key 'settled'"),
    ("a fact no wording uses", "[name, days]", "[name, days, size]", "no sentence uses size"),
    ("a fact that is a figure", "[name, days]", "[name, days, rounds]", "rounds is a figure of the rule already"),
    ("a fact that is no name", "[name, days]", '[name, days, "a b"]', "'a b' is no name for a fact"),
    ("a fact twice", "[name, days]", "[name, days, name]", "wording_facts: 'name' stands twice"),
]

WRITTEN_BADLY = [
    (
        "a key of a rule twice",
        SHOES,
        "says: Soft is good.",
        "says: Soft is good.\n    says: Soft",
        "key 'says' stands twice",
    ),
    ("a rule twice on a page", SHOES, "  SHOE-02:", "  SHOE-01:", "key 'SHOE-01' stands twice"),
    ("a figure twice", SHOES, "rounds:", "shape:", "key 'shape' stands twice"),
    ("an infinite number", SHOES, "value: 10,", "value: .inf,", ".inf is not a plainly written number"),
    ("no number at all", SHOES, "value: 10,", "value: .nan,", ".nan is not a plainly written number"),
    ("an octal number", SHOES, "value: 10,", "value: 010,", "010 is not a plainly written number"),
    ("a hexadecimal number", SHOES, "value: 10,", "value: 0x10,", "0x10 is not a plainly written number"),
    ("a clock time", SHOES, "value: 10,", "value: 1:30,", "1:30 is not a plainly written number"),
    ("an underscored number", SHOES, "value: 10,", "value: 1_0,", "1_0 is not a plainly written number"),
    ("a decimal without zero", SHOES, "value: 0.25", "value: .25", ".25 is not a plainly written number"),
    ("a merged mapping", SHOES, "{value: 3, unit: count}", "{<<: {value: 3}, unit: count}", "merged mappings"),
    ("a key that is a list", SHOES, "    says: Soft", "    ? [a]\n    : b\n    says: Soft", "a key must be"),
    ("a tag", SHOES, "says: Soft is good.", "says: !!python/name:os.system x", "could not determine a constructor"),
    ("two documents in a file", SHOES, "area: shoes", "area: shoes\n---\narea: shoes", "expected a single document"),
    ("a tab", SHOES, "    says: Soft", "\tsays: Soft", "cannot start any token"),
    ("an unknown key of a page", SHOES, "area: shoes", "area: shoes\nrule: {}", "shoes.yaml: unknown key 'rule'"),
    ("a page without area", RISK, "area: risk\n", "", "risk.yaml: area is missing"),
    ("an unknown area", RISK, "area: risk", "area: risks", "risk.yaml: area 'risks' is not known"),
    ("another page's area", RISK, "area: risk", "area: training", "area 'training' is not known or is not"),
    ("an area that is a list", RISK, "area: risk", "area: [risk]", "area ['risk'] is not known"),
    ("an id in small letters", RISK, "RISK-01", "risk-01", "risk.yaml: risk-01: a rule's id is"),
    ("an id of one digit", RISK, "RISK-01", "RISK-1", "risk.yaml: RISK-1: a rule's id is"),
    ("an id that is a number", RISK, "RISK-01", "101", "risk.yaml: rules: unknown key 101"),
    ("a source's unknown key", SOURCES, "year: 2020", "yaer: 2020", "sources.yaml: trial: unknown key 'yaer'"),
    ("a source without title", SOURCES, "    title: A trial\n", "", "sources.yaml: trial: title is missing"),
    ("a source without kind", SOURCES, "    kind: study\n", "", "sources.yaml: trial: kind is missing"),
    ("an unknown kind", SOURCES, "kind: study", "kind: rumour", "trial: kind: 'rumour' is none of"),
    ("an unknown design", SOURCES, "design: crossover", "design: guess", "trial: design"),
    ("the design of no study", SOURCES, "kind: house", "kind: house\n    design: trial", "house: design is of a study"),
    ("a year that is true", SOURCES, "year: 2020", "year: true", "trial: year True is no year"),
    ("a year too early", SOURCES, "year: 2020", "year: 1899", "trial: year 1899 is no year"),
    ("a year too late", SOURCES, "year: 2020", "year: 2101", "trial: year 2101 is no year"),
    ("a year in words", SOURCES, "year: 2020", "year: lately", "trial: year 'lately' is no year"),
    (
        "an address without https",
        SOURCES,
        "https://doi",
        "http://doi",
        "'http://doi.org/10.1/x' is no https",
    ),
    ("an address with a space", SOURCES, "10.1/x", "10.1/x y", "is no https address"),
    ("a document without sections", SOURCES, '    sections: ["One", "Two"]\n', "", "guide: a document needs its"),
    ("sections no list", SOURCES, '["One", "Two"]', "One", "guide: sections: a list is wanted"),
    ("a section twice", SOURCES, '["One", "Two"]', '["One", "One"]', "sections: 'One' stands twice"),
    ("a section that is a number", SOURCES, '["One", "Two"]', '["One", 2]', "sections: a text is wanted, not 2"),
    ("an empty note", SOURCES, "note: With reasons.", 'note: ""', "house: note: a text is wanted"),
    ("a source's id with spaces", SOURCES, "  trial:", "  a trial:", "a source's id is small letters"),
    ("a version of two numbers", SOURCES, '"1.2.3"', '"1.2"', "rulebook_version '1.2' is not three numbers"),
    ("a version that is a number", SOURCES, '"1.2.3"', "1.2", "rulebook_version: a text is wanted, not 1.2"),
    ("no version", SOURCES, 'rulebook_version: "1.2.3"\n', "", "sources.yaml: rulebook_version is missing"),
    ("an unknown key of sources", SOURCES, "sources:\n", "source: {}\nsources:\n", "unknown key 'source'"),
]


IN_A_WORDING = [
    ("a rule without words", "  SHOE-02:\n    title: Cushion\n", "", "SHOE-02: wording/en/shoes.yaml does not word it"),
    ("a title missing", "    title: Cushion\n", "    sentences: {}\n", "title is missing"),
    ("an empty title", "title: Cushion", 'title: " "', "title: a text is wanted"),
    ("a title that YAML reads as false", "title: Cushion", "title: no", "title: a text is wanted, not False"),
    ("an unknown key", "title: Cushion", "title: Cushion\n    says: x", "unknown key 'says'"),
    (
        "a rule that does not exist",
        "  SHOE-02:",
        "  SHOE-03:\n    title: X\n  SHOE-02:",
        "SHOE-03: there is no such rule",
    ),
    ("a conflict missing", "conflict_1: They", "conflict_2: They", "conflicts: the wording has no conflict_1"),
    ("a conflict too many", "They differ.", "They differ.\n      conflict_2: x", "2 texts, the rule 1 conflicts"),
    ("an empty conflict", "They differ.", '""', "conflict_1: a text is wanted"),
    ("an unknown placeholder", "{name}.", "{nmae}.", "sentence short uses {nmae}"),
    ("a placeholder without name", "{name}.", "{}.", "sentence short uses {}"),
    ("a placeholder that digs", "{name}.", "{name.__class__}.", "uses {name.__class__}"),
    ("a placeholder with a format", "{name}.", "{name:>9}.", "{name} carries a format"),
    ("a placeholder with a conversion", "{name}.", "{name!r}.", "{name} carries a format"),
    ("a brace left open", "{name}.", "{name.", "sentence short: "),
    ("an empty sentence", '"Leave {room_min_mm} mm, {name}."', '""', "sentence short: a text is wanted"),
    ("a plural form missing", "        one: Wait a day.\n", "", "sentence days: one is missing"),
    ("a plural form that the language lacks", "one: Wait a day.", "one: x\n        few: y", "unknown key 'few'"),
    ("a count missing", "        count: days\n", "", "sentence days: count is missing"),
    ("another language", "language: en", "language: de", "language 'de' is not the folder's name"),
    ("another area", "area: shoes", "area: risk", "area 'risk' is not the file's name"),
]


def refusal(folder: Path) -> str:
    with pytest.raises(RulebookError) as refused:
        load_rulebook(folder)
    return str(refused.value)


def test_the_rulebook_without_a_fault_is_sound(tmp_path: Path) -> None:
    assert load_rulebook(plant(tmp_path)).rules


@pytest.mark.parametrize(("old", "new", "fault"), [case[1:] for case in IN_A_WORDING], ids=[c[0] for c in IN_A_WORDING])
def test_a_fault_in_a_wording_is_refused(tmp_path: Path, old: str, new: str, fault: str) -> None:
    assert fault in refusal(plant(tmp_path, "wording/en/shoes.yaml", old, new))


@pytest.mark.parametrize(("old", "new", "says"), [row[1:] for row in IN_A_RULE], ids=[row[0] for row in IN_A_RULE])
def test_a_fault_in_a_rule_is_refused_by_file_and_rule(tmp_path: Path, old: str, new: str, says: str) -> None:
    message = refusal(plant(tmp_path, SHOES, old, new))
    assert message.startswith("shoes.yaml: SHOE-02: ")
    assert says in message


@pytest.mark.parametrize(
    ("old", "new", "says"), [row[1:] for row in IN_THE_FULL_RULE], ids=[row[0] for row in IN_THE_FULL_RULE]
)
def test_a_fault_in_a_full_rule_is_refused_by_file_and_rule(tmp_path: Path, old: str, new: str, says: str) -> None:
    message = refusal(plant(tmp_path, SHOES, old, new))
    assert message.startswith("shoes.yaml: SHOE-01: ")
    assert says in message


@pytest.mark.parametrize(
    ("page", "old", "new", "says"), [row[1:] for row in WRITTEN_BADLY], ids=[row[0] for row in WRITTEN_BADLY]
)
def test_a_page_written_badly_is_refused_by_file(tmp_path: Path, page: str, old: str, new: str, says: str) -> None:
    message = refusal(plant(tmp_path, page, old, new))
    assert message.startswith(page.split("/")[-1])
    assert says in message


@pytest.mark.parametrize("page", PAGES)
def test_an_empty_page_is_refused(tmp_path: Path, page: str) -> None:
    folder = plant(tmp_path)
    (folder / page).write_text("", encoding="utf-8")
    name = page if page.startswith("wording/") else page.split("/")[-1]
    assert refusal(folder) == f"{name}: a mapping is wanted, not None"


def test_a_page_without_rules_is_refused(tmp_path: Path) -> None:
    folder = plant(tmp_path)
    (folder / RISK).write_text("area: risk\nrules: {}\n", encoding="utf-8")
    assert refusal(folder) == "risk.yaml: holds no rule"


def test_a_rule_that_is_no_mapping_is_refused(tmp_path: Path) -> None:
    folder = plant(tmp_path)
    (folder / RISK).write_text("area: risk\nrules: {RISK-01: [title]}\n", encoding="utf-8")
    assert refusal(folder) == "risk.yaml: RISK-01: a mapping is wanted, not ['title']"


def test_a_rule_on_two_pages_is_refused_by_both(tmp_path: Path) -> None:
    folder = plant(tmp_path, RISK, "RISK-01", "SHOE-01")
    words = folder / "wording" / "en" / "risk.yaml"
    words.write_text(words.read_text(encoding="utf-8").replace("RISK-01", "SHOE-01"), encoding="utf-8")
    assert refusal(folder) == "shoes.yaml: SHOE-01: stands in risk.yaml too"


def test_a_page_that_is_no_text_is_refused(tmp_path: Path) -> None:
    folder = plant(tmp_path)
    (folder / RISK).write_bytes(b"area: ri\xffsk\n")
    assert refusal(folder) == "risk.yaml: is not UTF-8 text"


def test_missing_sources_are_refused(tmp_path: Path) -> None:
    folder = plant(tmp_path)
    (folder / SOURCES).unlink()
    assert refusal(folder).startswith("sources.yaml: cannot be read")


@pytest.mark.parametrize("name", ["training.yml", "training.yaml.orig", "notes.txt"])
def test_a_file_that_would_be_passed_over_is_refused(tmp_path: Path, name: str) -> None:
    folder = plant(tmp_path)
    (folder / "rules" / name).write_text("area: training\nrules: {}\n", encoding="utf-8")
    assert refusal(folder) == f"{name}: is no page of rules (<area>.yaml)"


def test_a_folder_among_the_pages_is_refused(tmp_path: Path) -> None:
    folder = plant(tmp_path)
    (folder / "rules" / "more.yaml").mkdir()
    assert refusal(folder).startswith("more.yaml: is no page")


def test_a_rulebook_without_pages_is_refused(tmp_path: Path) -> None:
    folder = plant(tmp_path)
    for page in (folder / "rules").iterdir():
        page.unlink()
    assert refusal(folder) == "rules: holds no page of rules"
    (folder / "rules").rmdir()
    assert refusal(folder) == "rules: holds no page of rules"
