"""One word for one thing in every medium: on the kiosk, on paper, on the page for the phone and in the advice."""

from __future__ import annotations

from dataclasses import fields
from itertools import combinations

import pytest
from flask.testing import FlaskClient

from api.advice.core.answer import CARE_LEVELS
from api.advice.foot.feet import WIDTH_CLASSES
from api.advice.shoes.answer import SizeShown
from api.pictures.paper.slip import width_in_words
from api.rulebook.load import shipped_languages, shipped_rulebook

pytestmark = pytest.mark.http_alone

MEDIA = ("kiosk", "handover", "slip", "sizes", "met_pad")
"""Pages of words that a customer meets one after the other."""

OTHER_THINGS = {
    "title",
    "shoes",
    "size",
    "size_and_width",
    "try_on",
    "pad",
    "pad_drawing",
    "erase",
    "morning",
    "midday",
    "evening",
}
"""Names that stand for something else in each medium: a heading there, a label or a sentence here."""

TOE_BOXES = ("narrow", "average", "wide", "very_wide", "held_back")


@pytest.fixture(params=shipped_languages())
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def words_of(client: FlaskClient, language: str) -> dict[str, str]:
    words: dict[str, str] = client.get(f"/kiosk/words.json?language={language}").json["words"]
    return words


def texts_of(language: str, medium: str) -> dict[str, str]:
    wording = shipped_rulebook(language).wording
    keys = wording.keys(f"{medium}.")
    return {key.removeprefix(f"{medium}."): wording.template(key).text for key in keys}


def test_what_has_one_name_in_two_media_reads_alike(language: str) -> None:
    texts = {medium: texts_of(language, medium) for medium in MEDIA}
    differ = [
        f"{first}, {second}: {name}: {texts[first][name]!r}, {texts[second][name]!r}"
        for first, second in combinations(MEDIA, 2)
        for name in sorted(texts[first].keys() & texts[second].keys() - OTHER_THINGS)
        # A strip of paper knows no larger letters, so its headings are capitals.
        if texts[first][name].casefold() != texts[second][name].casefold()
    ]
    assert differ == []


@pytest.mark.parametrize("width", WIDTH_CLASSES)
def test_a_width_has_one_word(anonymous: FlaskClient, language: str, width: str) -> None:
    word = words_of(anonymous, language)[f"width_{width}"]
    size = SizeShown(**{each.name: width if each.name == "width_class" else None for each in fields(SizeShown)})
    assert width_in_words(size, shipped_rulebook(language).wording) == word
    for medium in ("handover", "slip"):
        label = words_of(anonymous, language)["width"].casefold()
        assert label in texts_of(language, medium)["size_and_width"].casefold()


@pytest.mark.parametrize("level", CARE_LEVELS)
def test_a_level_of_care_has_one_heading(anonymous: FlaskClient, language: str, level: str) -> None:
    assert words_of(anonymous, language)[f"care_{level}"] == texts_of(language, "handover")[f"care_{level}"]


def test_what_is_compared_bears_the_name_that_its_reasons_begin_with(anonymous: FlaskClient, language: str) -> None:
    words, book = words_of(anonymous, language), shipped_rulebook(language)
    reasons = [("toe_box", book.sentence("FIT-01", key)) for key in TOE_BOXES]
    reasons.append(("forefoot_cushioning", book.sentence("FIT-02", "by_shock_absorption", grade="x")))
    unlike = [text for name, text in reasons if not text.startswith(words[f"criterion_{name}"])]
    assert unlike == []
