"""One shoe by itself agrees with the list: whatever is in it suits, and whatever is left out has the same reason."""

from __future__ import annotations

from dataclasses import fields, replace

from hypothesis import given

from api.advice.shoes.advise import advise, check, prepare
from api.advice.shoes.request import NamedShoe, ShoeCheckRequest, ShoesAdviceRequest
from api.advice.shoes.shoe import Shoe
from api.rulebook.load import shipped_rulebook
from tests.advice.shoes.test_properties import PEOPLE, SHELVES

BOOK = shipped_rulebook()


@given(PEOPLE, SHELVES)
def test_a_look_at_one_shoe_agrees_with_the_list(request: ShoesAdviceRequest, shoes: list[Shoe]) -> None:
    candidates = prepare(((shoe, {"id": shoe.id}) for shoe in shoes), BOOK)
    answer = advise(replace(request, limit=50), candidates, BOOK)
    facts = {field.name: getattr(request, field.name) for field in fields(request)}
    listed = {entry.name.id: entry for entry in answer.recommendations}
    left_out = {shoe.id: entry.reason for entry in answer.excluded.by_reason for shoe in entry.examples}
    for card in candidates.cards:
        alone = check(ShoeCheckRequest(**facts, shoe=NamedShoe(id=card.id)), card, candidates, BOOK)
        assert alone.place is None or alone.place <= alone.of
        if card.id in listed and answer.verdict == "not_enough_known":
            assert (alone.verdict, alone.score, alone.place) == ("try_on", None, None)
        elif card.id in listed:
            assert (alone.verdict, alone.score, alone.place) == ("suits", listed[card.id].score, listed[card.id].rank)
            assert alone.criteria == listed[card.id].criteria
        elif card.id in left_out:
            assert alone.verdict == "does_not_suit"
            assert left_out[card.id] in alone.left_out_by
        else:
            assert alone.verdict in ("try_on", "does_not_suit")


@given(PEOPLE, SHELVES)
def test_what_is_said_of_the_shoe_is_no_word_about_a_visit(request: ShoesAdviceRequest, shoes: list[Shoe]) -> None:
    candidates = prepare(((shoe, {"id": shoe.id}) for shoe in shoes), BOOK)
    facts = {field.name: getattr(request, field.name) for field in fields(request)}
    for card in candidates.cards:
        alone = check(ShoeCheckRequest(**facts, shoe=NamedShoe(id=card.id)), card, candidates, BOOK)
        if alone.care is None:
            assert alone.of_shoe == alone.summary
        elif alone.care.level == "see_professional":
            assert alone.of_shoe
            assert alone.of_shoe != alone.summary
        else:
            assert alone.of_shoe is None
        against = [reason.text for reason in alone.reasons if alone.left_out_by and reason.effect == "against"]
        if against and alone.of_shoe and alone.left_out_by != ("not_in_stock",):
            assert any(alone.of_shoe.endswith(text) for text in against)
