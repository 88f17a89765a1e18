"""Which shoes was it: case by case, how often it is right, and whether a probability means what it says."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.advice.which_pair.advise import Candidate, Outing, WhichPair, Worn, likeliest, rank
from api.advice.which_pair.evidence import RULES
from api.rulebook.load import shipped_rulebook
from benchmarks.which_pair import FITTED_ON, Score, questions, questions_of_years, score, simple_guesses
from tests.advice.cases import Case, check, each_case
from tests.advice.which_pair.inputs import DAY, answered
from tests.support.rotations import a_runner, log_of

BOOK = shipped_rulebook()
NOT_FITTED_ON = range(2000, 2025)


@each_case("which_pair")
def test_case(case: Case) -> None:
    check(case, answered(case.given))


def test_the_first_guess_is_right_and_the_probabilities_mean_what_they_say() -> None:
    assert not set(NOT_FITTED_ON) & set(FITTED_ON)
    found = score(questions(NOT_FITTED_ON, 4))
    assert found.runs > 300
    assert (found.first >= 0.85, found.first_two >= 0.95) == (True, True), found
    _check_probabilities(found)


@pytest.mark.parametrize("size", [2, 4])
def test_it_keeps_up_with_habits_that_drift(size: int) -> None:
    years = range(3000, 3025)
    found = score(questions_of_years(years, size))
    assert found.runs > 300
    assert (found.first >= 0.85, found.first_two >= 0.93) == (True, True), found
    assert found.first > max(simple_guesses(questions_of_years(years, size))) + 0.1
    _check_probabilities(found)


def _check_probabilities(found: Score) -> None:
    apart = [(count, abs(mean - right)) for count, mean, right in found.tenths.values()]
    assert sum(count * gap for count, gap in apart) / sum(count for count, _ in apart) < 0.05, found
    sure, _, right = found.tenths[9]
    assert sure > 200 and right > 0.93, found


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule not in ("PAIR-04", "PAIR-05", "PAIR-08", "PAIR-09")])
def test_it_is_not_sure_where_nothing_tells_pairs_apart(rule: str) -> None:
    question, _ = next(iter(questions(range(2000, 2001), 4)))
    alike = replace(question, pairs=tuple(replace(pair, roles=(), kind=None, usual_for=()) for pair in question.pairs))
    ranked = rank(replace(alike, worn=()), BOOK)
    assert {round(each.probability, 6) for each in ranked} == {0.25}
    assert all(each.speaks[rule] == pytest.approx(0) for each in ranked)


MEASURED = st.one_of(st.just(0.0), st.floats(min_value=0, exclude_min=True))


@given(asked=st.tuples(MEASURED, st.none() | MEASURED), worn=st.lists(st.tuples(MEASURED, st.none() | MEASURED)))
def test_no_distance_and_no_speed_leaves_it_without_probabilities(
    asked: tuple[float, float | None], worn: list[tuple[float, float | None]]
) -> None:
    outing = Outing(DAY, asked[0], speed_kmh=asked[1])
    runs = [Worn("ab"[i % 2], Outing(DAY, km, f"{i}", speed_kmh=kmh)) for i, (km, kmh) in enumerate(worn)]
    ranked = rank(WhichPair(outing, (Candidate("a", "a"), Candidate("b", "b")), tuple(runs)), BOOK)
    assert sum(each.probability for each in ranked) == pytest.approx(1)


@given(seed=st.integers(0, 100_000), size=st.sampled_from([2, 3, 4, 5]), known=st.integers(0, 60))
def test_probabilities_make_one_and_do_not_hang_on_the_order(seed: int, size: int, known: int) -> None:
    dice = random.Random(seed)
    runner = a_runner(dice, size)
    log = list(log_of(runner, 20))[: known + 1]
    question = WhichPair(log[-1].outing, tuple(runner.pairs.values()), tuple(log[:-1]))
    ranked = rank(question, BOOK)
    assert sum(each.probability for each in ranked) == pytest.approx(1)
    mixed = replace(
        question,
        pairs=tuple(dice.sample(question.pairs, len(question.pairs))),
        worn=tuple(dice.sample(question.worn, len(question.worn))),
    )
    assert {each.pair.id: pytest.approx(each.probability) for each in ranked} == {
        each.pair.id: each.probability for each in rank(mixed, BOOK)
    }
    for likely in likeliest(question, BOOK):
        pair = runner.pairs[likely.pair_id]
        assert pair.can_be(question.outing.day)
        for reason in likely.because:
            if reason.code == "usual_pair":
                assert pair.usual_for
