"""What a slip says: every shoe that its own summary speaks of, under the name of the shop."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.advice.consultation.advise import advise
from api.advice.consultation.answer import ConsultationAnswer, shoes_alone, whole
from api.advice.consultation.request import EVERYTHING, SHOES, ConsultationRequest
from api.advice.core.answer import Action
from api.advice.foot.feet import Feet, Foot
from api.advice.self_care import advise as self_care
from api.advice.self_care.request import MEDICINE_CAUTIONS
from api.pictures.paper.slip import COLUMNS, LEADS_ON, MAX_LINES, MAX_SHOES, slip
from api.rulebook.load import shipped_languages, shipped_rulebook
from tests.advice.consultation.inputs import DAY, of_symptoms
from tests.advice.shoes.inputs import candidates_of
from tests.advice.triage.inputs import any_symptoms

BY_PAIN_RELIEF = frozenset({"ask_pharmacist"})
SHELF = {"Suits": "roomy", "Open": "unmeasured"}
NAMED = re.compile(rf"(?:{'|'.join(SHELF)}) \d+")
SPOKEN_OF = re.compile(r"and (?P<more>\d+|one) more\.|(?P<all>\d+) to try|Shoes: \w+ \d+\.")
PLAIN = str.maketrans({"\u2013": "-", "\u2019": "'", "\u00d7": "x", "\u0153": "oe", "\u00a0": " ", "\u202f": " "})
LIMITS = st.sampled_from([None, 1, 2, 5, 12])


def on_shelf(word: str, number: int) -> list[dict[str, str]]:
    return [{"like": SHELF[word], "id": f"{word}-{each}", "model": f"{word} {each}"} for each in range(number)]


@st.composite
def requests(draw: st.DrawFn) -> ConsultationRequest:
    """Somebody whose feet are known, with any symptoms."""
    foot = Foot(length_mm=265, breadth_mm=102)
    return of_symptoms(draw(any_symptoms()), feet=Feet(left=foot, right=foot), sex="male", limit=draw(LIMITS))


def answer_of(asked: ConsultationRequest, suiting: int, to_try: int, language: str) -> ConsultationAnswer:
    book = shipped_rulebook(language)
    shelf = [*on_shelf("Suits", suiting), *on_shelf("Open", to_try)]
    return advise(asked, candidates_of({"shelf": shelf}, book), book, as_of=DAY)


def slip_of(answer: ConsultationAnswer, language: str, holds: str, shop: str | None = None) -> str:
    book = shipped_rulebook(language)
    sentence = book.sentence("FLAG-12", "disclaimer")
    taken = shoes_alone(answer.shoes) if holds == SHOES else whole(answer)
    return slip(taken, book.wording, disclaimer=sentence, version=book.version, shop=shop)


def alone(asked: ConsultationRequest, language: str) -> tuple[Action, ...]:
    """Return what care at home asks for by itself."""
    return self_care.advise(asked.self_care, shipped_rulebook(language)).actions


def accounted_for(text: str, language: str) -> int:
    """Return how many shoes a slip names and counts."""
    whole = " ".join(text.split())
    counted = " ".join(shipped_rulebook(language).wording.template("slip.further").text.split())
    further = re.search(counted.replace("{count}", r"(\d+)"), whole)
    return len(set(NAMED.findall(whole))) + (int(further[1]) if further else 0)


@pytest.mark.parametrize("holds", [EVERYTHING, SHOES])
@given(requests(), st.integers(0, 12), st.integers(0, 6), st.sampled_from(shipped_languages()))
def test_a_slip_accounts_for_every_shoe_that_was_found(
    holds: str, asked: ConsultationRequest, suiting: int, to_try: int, language: str
) -> None:
    answer = answer_of(asked, suiting, to_try, language)
    shoes, text = answer.shoes, slip_of(answer, language, holds)
    if answer.care is not None and answer.care.level != "see_professional":
        assert accounted_for(text, language) == 0
        return
    shown = len(shoes.recommendations)
    found = shoes.found.suit or shoes.found.try_on
    assert accounted_for(text, language) == (max(found, shown) if holds == SHOES else shown or found)
    names = {f"{each.name.brand} {each.name.model}" for each in shoes.recommendations[:MAX_SHOES]}
    whole = _in_one_line(text)
    assert [name for name in sorted(names) if _in_one_line(name) not in whole] == []
    assert len(text.splitlines()) <= MAX_LINES or answer.care is not None


def _in_one_line(text: str) -> str:
    """Return a text without its breaks, behind a hyphen as well: ``MRT-`` and ``Bild`` in two lines are one word."""
    return re.sub(r"- ", "-", " ".join(text.split()))


@given(requests(), st.integers(0, 12), st.integers(0, 6), st.sampled_from(shipped_languages()))
def test_however_short_a_slip_is_it_holds_all_that_is_to_be_done(
    asked: ConsultationRequest, suiting: int, to_try: int, language: str
) -> None:
    answer = answer_of(asked, suiting, to_try, language)
    printed = _in_one_line(slip_of(answer, language, EVERYTHING).translate(PLAIN))
    wanted = [_in_one_line(action.text.translate(PLAIN)) for action in answer.actions if action.code != LEADS_ON]
    assert [text for text in wanted if text not in printed] == []


@given(requests(), st.sampled_from(MEDICINE_CAUTIONS), st.sampled_from(shipped_languages()))
def test_a_reason_against_medicines_that_was_told_is_minded_on_paper(
    asked: ConsultationRequest, caution: str, language: str
) -> None:
    told = replace(asked, self_care=replace(asked.self_care, medicine_cautions=(caution,)))
    answer = answer_of(told, 3, 3, language)
    if not answer.self_care.plan or BY_PAIN_RELIEF.isdisjoint(action.code for action in alone(told, language)):
        return
    label = shipped_rulebook(language).sentence("CARE-13", f"label_{caution}", over_years=65, adult_from_years=18)
    assert _in_one_line(label.translate(PLAIN)) in _in_one_line(slip_of(answer, language, EVERYTHING).translate(PLAIN))


@given(requests(), st.integers(0, 12), st.integers(0, 6), st.sampled_from(shipped_languages()))
def test_measures_that_belong_together_stand_in_one_line(
    asked: ConsultationRequest, suiting: int, to_try: int, language: str
) -> None:
    text = slip_of(answer_of(asked, suiting, to_try, language), language, EVERYTHING)
    assert re.findall(r"\d x$|\d$\n\s*x \d", text, re.MULTILINE) == []


@given(requests(), st.integers(0, 12), st.integers(0, 6))
def test_a_slip_holds_as_many_shoes_as_its_summary_says(asked: ConsultationRequest, suiting: int, to_try: int) -> None:
    answer = answer_of(asked, suiting, to_try, "en")
    spoken = SPOKEN_OF.search(answer.summary)
    if spoken is not None:
        said = int(spoken["all"] or 0) or int((spoken["more"] or "0").replace("one", "1")) + 1
        assert accounted_for(slip_of(answer, "en", EVERYTHING), "en") == said


@pytest.mark.parametrize(
    ("shop", "head"),
    [
        ("Runner's Corner", ["Runner's Corner"]),
        ("Łódź Biega", ["ódz Biega"]),
        ("Laufladen an der alten Brücke, Inhaberin Müller", ["Laufladen an der alten Brücke, Inhaberin", "Müller"]),
        ("跑步之家", ["FOREFOOT"]),
        (None, ["FOREFOOT"]),
    ],
)
def test_the_shop_stands_at_the_head_of_its_slip(shop: str | None, head: list[str]) -> None:
    lines = slip_of(answer_of(ConsultationRequest(), 1, 0, "en"), "en", EVERYTHING, shop).splitlines()
    assert lines[1 : 1 + len(head)] == head
    assert all(len(line) <= COLUMNS for line in lines)
