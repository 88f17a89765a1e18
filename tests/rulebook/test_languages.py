"""Every language says everything: the same pages, rules and texts as English, with the same facts in them."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from api.advice.core.wording import Template
from api.pictures.paper.slip import COLUMNS
from api.rulebook import load
from api.rulebook.load import ENGLISH, FOLDER, load_rulebook, shipped_languages
from api.rulebook.wording import Pages, plural_categories, read_pages
from api.web.edge.context import LANGUAGES

OTHERS = [language for language in shipped_languages() if language != ENGLISH]
FOR_OPERATORS = {"commands", "backup"}
"""Pages that only whoever runs the service reads, at the command line."""

WORD = re.compile(r"[^\W\d_]{2,}")
FACT = re.compile(r"\{[^}]*\}")
BEFORE = {"fr": ":;?!»%", "de": "%", "es": "%"}
"""Before these signs a line is never broken; a language that writes them close to the word is not here."""
INFORMAL = {
    "de": re.compile(r"\b([Dd]u|[Dd]ein(e[mnrs]?)?|[Dd]ich|[Dd]ir)\b"),
    "es": re.compile(r"\b(tú|tus?|ti|contigo|vosotros)\b", re.IGNORECASE),
    "fr": re.compile(r"\b(tu|toi|tes?)\b", re.IGNORECASE),
}
DISTANCES = (
    "retire_by|plan_from|worn_out|race_until|race_plan_from|easy_until|advised|own_limit|limit|covered|distance|reached|"
    "longest|usual|planned|before|weekly"
)
GENDERED = re.compile(rf"\b(los|las|unos|unas) \{{({DISTANCES})\}}|\{{({DISTANCES})\}} recorrid[oa]s", re.IGNORECASE)
"""In Spanish kilometres are masculine and miles feminine, and either may stand first."""

PLURAL = re.compile(rf"\b(les|des|aux) \{{({DISTANCES})\}}", re.IGNORECASE)
"""In French up to 1.9 kilometres or miles are one."""

MISLEADING = {
    "es": re.compile(r"\btermin\w+ (la|una) carrera", re.IGNORECASE),
    "fr": re.compile(r"\brecourir|\btermine\w* (la|une) course", re.IGNORECASE),
}
"""What says to finish a race where a run is to end, and the French word that is to resort to something."""

CARD = 140
"""Letters of a summary, as CDS Hooks counts them for a card."""

ELIDED = re.compile(r"\b(le|la|de|du|que|je|ne|se) \{(brand|model|shoe|best)\}", re.IGNORECASE)
"""Before a name that may begin with a vowel, such as Altra, French writes another word."""


@cache
def pages(language: str) -> Pages:
    return read_pages(FOLDER / "wording" / language)


def _forms(key: str, template: Template) -> Iterator[tuple[str, str]]:
    if template.count is None:
        yield key, template.text
    for category, form in template.forms.items():
        yield f"{key} ({category})", form


@cache
def texts(language: str) -> Mapping[str, str]:
    """Return every text of a language by where it stands."""
    found: dict[str, str] = {}
    for area, rules in pages(language).rules.items():
        for rule, wording in rules.items():
            found[f"{area}.{rule}.title"] = wording.title
            found |= {f"{area}.{rule}.{key}": text for key, text in wording.conflicts.items()}
            for key, template in wording.sentences.items():
                found |= dict(_forms(f"{area}.{rule}.{key}", template))
    for key, template in pages(language).texts.items():
        if key.partition(".")[0] not in FOR_OPERATORS:
            found |= dict(_forms(key, template))
    return found


def _templates(language: str) -> Iterator[tuple[str, Template]]:
    for area, rules in pages(language).rules.items():
        for rule, wording in rules.items():
            for key, template in wording.sentences.items():
                yield f"{area}.{rule}.{key}", template
    for key, template in pages(language).texts.items():
        if key.partition(".")[0] not in FOR_OPERATORS:
            yield key, template


def _facts(template: Template) -> set[str]:
    return set(FACT.findall(template.text))


def test_four_languages_are_spoken() -> None:
    assert shipped_languages() == LANGUAGES == ("en", "de", "es", "fr")


def test_a_fifth_language_needs_no_line_of_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = tmp_path / "rulebook"
    shutil.copytree(FOLDER, shelf, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    shutil.copytree(shelf / "wording" / "de", shelf / "wording" / "nl")
    for page in (shelf / "wording" / "nl").glob("*.yaml"):
        page.write_text(page.read_text().replace("language: de", "language: nl", 1))
    monkeypatch.setattr(load, "FOLDER", shelf)
    assert load.shipped_languages() == (ENGLISH, "de", "es", "fr", "nl")
    wording = load_rulebook(shelf, "nl").wording
    assert wording.language == "nl"
    assert wording.day(date(2026, 5, 1)) == "1 mei 2026"


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_is_read_and_has_the_version_of_the_english_rulebook(language: str) -> None:
    assert load_rulebook(FOLDER, language).version == load_rulebook(FOLDER).version


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_is_missing_and_nothing_is_spare(language: str) -> None:
    ours, english = dict(_templates(language)), dict(_templates(ENGLISH))
    assert (sorted(set(english) - set(ours)), sorted(set(ours) - set(english))) == ([], [])
    titles = {key for key in texts(ENGLISH) if key.endswith(".title") or ".conflict_" in key}
    assert sorted(titles - set(texts(language))) == []


@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_holds_the_same_facts(language: str) -> None:
    ours, english = dict(_templates(language)), dict(_templates(ENGLISH))
    wrong = [key for key in english if key in ours and _facts(ours[key]) != _facts(english[key])]
    assert wrong == []
    assert [key for key in english if key in ours and ours[key].count != english[key].count] == []


@pytest.mark.parametrize("language", OTHERS)
def test_every_count_has_the_forms_of_the_language(language: str) -> None:
    wanted = plural_categories(language)
    assert [key for key, template in _templates(language) if template.forms and set(template.forms) != wanted] == []


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_stayed_in_english(language: str) -> None:
    english = texts(ENGLISH)
    same = [key for key, text in texts(language).items() if text == english.get(key)]
    assert [key for key in same if len(WORD.findall(FACT.sub("", english[key]))) > 2] == []


@pytest.mark.parametrize("language", OTHERS)
def test_people_are_spoken_to_politely(language: str) -> None:
    assert [f"{key}: {text}" for key, text in texts(language).items() if INFORMAL[language].search(text)] == []


@pytest.mark.parametrize("language", OTHERS)
def test_signs_are_set_as_the_language_sets_them(language: str) -> None:
    loose = re.compile(rf" [{re.escape(BEFORE[language])}]")
    assert [f"{key}: {text}" for key, text in texts(language).items() if loose.search(text)] == []


@pytest.mark.parametrize("language", sorted(MISLEADING))
def test_nobody_is_told_to_finish_a_race(language: str) -> None:
    assert [f"{key}: {text}" for key, text in texts(language).items() if MISLEADING[language].search(text)] == []


@pytest.mark.parametrize(("language", "article"), [("es", GENDERED), ("fr", PLURAL)])
def test_no_article_that_a_distance_would_change_stands_before_it(language: str, article: re.Pattern[str]) -> None:
    assert [f"{key}: {text}" for key, text in texts(language).items() if article.search(text)] == []


def test_no_french_word_that_a_vowel_would_change_stands_before_a_name() -> None:
    assert [f"{key}: {text}" for key, text in texts("fr").items() if ELIDED.search(text)] == []


@pytest.mark.parametrize("language", shipped_languages())
def test_a_summary_without_facts_fits_a_card(language: str) -> None:
    summaries = {key: text for key, text in texts(language).items() if "summary" in key.rpartition(".")[2]}
    assert [f"{key}: {text}" for key, text in summaries.items() if "{" not in text and len(text) > CARD] == []


@pytest.mark.parametrize("language", shipped_languages())
def test_a_heading_of_the_slip_fits_its_line(language: str) -> None:
    headings = ("title", "shoes", "pad", "run", "home", "exercises", "questions", "morning", "midday", "evening")
    assert [key for key in headings if len(texts(language)[f"slip.{key}"]) > COLUMNS] == []


@pytest.mark.parametrize("language", shipped_languages())
def test_every_text_can_be_printed_and_ends_as_it_should(language: str) -> None:
    allowed = re.compile(r"[\w\s.,;:!?()\[\]{}<>«»„“”\"'’`/\\=+*#@&%$×·–…¿¡ªº…|\u00a0-]*", re.UNICODE)
    assert [text for text in texts(language).values() if not allowed.fullmatch(text)] == []
    assert [key for key, text in texts(language).items() if text != text.strip()] == []


def test_the_pages_of_a_language_are_those_of_english() -> None:
    names: dict[str, set[Any]] = {
        language: {path.stem for path in Path(FOLDER, "wording", language).glob("*.yaml")} - FOR_OPERATORS
        for language in shipped_languages()
    }
    assert all(found == names[ENGLISH] for found in names.values())


UNITS = {
    "days": {"en": "days", "de": "Tage", "es": "días", "fr": "jours"},
    "weeks": {"en": "weeks", "de": "Wochen", "es": "semanas", "fr": "semaines"},
    "minutes": {"en": "minutes", "de": "Minuten", "es": "minutos", "fr": "minutes"},
    "years": {"en": "years", "de": "Jahre", "es": "años", "fr": "ans"},
}


@pytest.mark.parametrize("language", shipped_languages())
def test_a_choice_by_a_figure_says_of_what(language: str) -> None:
    choices = {key: text for key, text in texts(language).items() if ".choice_" in key and FACT.search(text)}
    bare = [
        f"{key}: {text}"
        for key, text in choices.items()
        for unit, word in UNITS.items()
        if f"_{unit}_" in key and word[language] not in text
    ]
    assert choices and bare == []
