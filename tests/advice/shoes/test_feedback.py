"""What customers of a shop said of a shoe moves its score as far as the counts carry, and lets nothing else move."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.advice.shoes.advise import advise, check, prepare
from api.advice.shoes.answer import NOT_ENOUGH_KNOWN
from api.advice.shoes.feedback import MISFITS, OUTCOMES, FitCounts, share_that_fits, shop_feedback
from api.advice.shoes.request import NamedShoe, ShoeCheckRequest, ShoesAdviceRequest
from api.advice.shoes.shoe import Shoe
from api.rulebook.load import shipped_rulebook
from tests.advice.shoes.test_properties import PEOPLE, SHELVES

BOOK = shipped_rulebook()
MANY = st.integers(0, 2000)
COUNTS = st.builds(FitCounts, **dict.fromkeys(OUTCOMES, MANY))


def points(counts: FitCounts) -> float:
    feedback = shop_feedback({("shoe", None): counts}, is_evidence=True)
    assert feedback is not None
    return feedback.points("shoe", "standard", BOOK)


@pytest.mark.parametrize(
    ("counts", "share", "moved"),
    [
        # (fits + 8) / (fits + faults + 10); ten times what lies above or below 0.8
        (FitCounts(), 0.8, 0),
        (FitCounts(fits=10), 0.9, 1),
        (FitCounts(too_narrow=10), 0.4, -4),
        (FitCounts(fits=2, too_short=4, too_wide=4), 0.5, -3),
        (FitCounts(bought=500, returned=400), 0.8, 0),
    ],
)
def test_the_formula_is_the_published_one(counts: FitCounts, share: float, moved: float) -> None:
    assert share_that_fits(counts, BOOK) == pytest.approx(share)
    assert points(counts) == pytest.approx(moved)


@given(COUNTS, st.sampled_from(OUTCOMES), MANY)
def test_more_voices_move_the_score_their_own_way_and_within_bounds(counts: FitCounts, name: str, more: int) -> None:
    before = points(counts)
    after = points(replace(counts, **{name: getattr(counts, name) + more}))
    assert -8 < after < 2
    if name == "fits":
        assert after >= before - 1e-9
    elif name in MISFITS:
        assert after <= before + 1e-9
    else:
        assert after == before


def test_a_pair_without_a_width_counts_as_standard_and_another_width_apart() -> None:
    totals = {("a", None): FitCounts(fits=1), ("a", "standard"): FitCounts(fits=2), ("a", "wide"): FitCounts(fits=4)}
    feedback = shop_feedback(totals)
    assert feedback is not None
    assert feedback.counts("a", None) == feedback.counts("a", "standard") == FitCounts(fits=3)
    assert feedback.counts("a", "wide") == FitCounts(fits=4)
    assert feedback.counts("b", "wide") is None
    assert feedback.points("a", "wide", BOOK) == 0
    assert shop_feedback({}) is None


@given(PEOPLE, SHELVES, st.lists(COUNTS, min_size=8, max_size=8))
def test_counts_move_scores_alone(request: ShoesAdviceRequest, shoes: list[Shoe], said: list[FitCounts]) -> None:
    candidates = prepare(((shoe, {"id": shoe.id}) for shoe in shoes), BOOK)
    totals = {(shoe.id, None): counts for shoe, counts in zip(shoes, said, strict=False)}
    without = advise(request, candidates, BOOK)
    shown = advise(replace(request, fit_feedback=shop_feedback(totals)), candidates, BOOK)
    counted_request = replace(request, fit_feedback=shop_feedback(totals, is_evidence=True))
    counted = advise(counted_request, candidates, BOOK)
    places = [(one.name.id, one.rank, one.score) for one in without.recommendations]
    assert [(one.name.id, one.rank, one.score) for one in shown.recommendations] == places
    pressed = {place[0] for place in places} - {one.name.id for one in counted.recommendations}
    if pressed:
        # Under the floor a shoe is a compromise, by whatever it came there.
        codes = {one.name.id: {caution.code for caution in one.cautions} for one in counted.try_on}
        assert all("few_points" in codes[name] for name in pressed)
        return
    assert {one.name.id for one in counted.recommendations} == {place[0] for place in places}
    assert [one.name.id for one in counted.try_on] == [one.name.id for one in without.try_on]
    assert (counted.found, counted.excluded, counted.relax) == (without.found, without.excluded, without.relax)
    if counted.verdict == NOT_ENOUGH_KNOWN:
        # One shoe by itself has no score for a foot that nobody described.
        return
    facts = {field.name: getattr(counted_request, field.name) for field in fields(counted_request)}
    for one in counted.recommendations:
        card = candidates.card(one.name.id)
        assert card is not None
        alone = check(ShoeCheckRequest(**facts, shoe=NamedShoe(id=card.id)), card, candidates, BOOK)
        assert (alone.score, alone.place, alone.fit_feedback) == (one.score, one.rank, one.fit_feedback)
