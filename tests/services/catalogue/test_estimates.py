"""Estimates: the figures that are shipped are those that the script fits, and they hold on shoes that were held out."""

from __future__ import annotations

from functools import cache

import pytest
from flask.testing import FlaskClient

from api.config import seed_folder
from api.integrations.feeds.estimates import FILE, SHOCK_ABSORPTION, TOE_BOX, read_estimates
from benchmarks.estimates import Measured, as_csv, fitted, measured_shoes, toe_boxes_covered, trial


@cache
def shoes() -> list[Measured]:
    return measured_shoes()


def test_the_shipped_figures_are_those_of_the_measured_catalogue() -> None:
    shipped = (seed_folder() / FILE).read_text(encoding="utf-8")
    assert shipped == as_csv(fitted(shoes())), "run `python -m benchmarks.estimates --write`"


def test_on_held_out_shoes_intervals_hold_eight_in_ten_and_the_order_is_the_measured_one() -> None:
    done = trial(shoes(), draws=10)
    assert 0.75 <= done.covered <= 0.85
    assert 0.75 <= toe_boxes_covered(shoes()) <= 0.85
    assert done.spearman >= 0.5
    assert done.top_found >= 6


def test_what_is_known_narrows_an_estimate_and_a_stated_height_counts_less() -> None:
    known = read_estimates(seed_folder())
    by_make = known.of(SHOCK_ABSORPTION, "Brooks")
    by_price = known.of(SHOCK_ABSORPTION, "Brooks", price=150)
    by_both = known.of(SHOCK_ABSORPTION, "Brooks", price=150, stack_mm=27)
    stated = known.of(SHOCK_ABSORPTION, "Brooks", price=150, stack_mm=27, stated=True)
    assert by_make and by_price and by_both and stated
    assert by_make.high - by_make.low > by_price.high - by_price.low > by_both.high - by_both.low
    assert stated.value < by_both.value
    assert stated.high - stated.low > by_both.high - by_both.low
    assert known.of(TOE_BOX, "A make nobody knows") is not None


@pytest.mark.parametrize(("category", "estimated"), [("road", True), ("trail", False)])
def test_an_own_road_shoe_gets_estimates_and_no_other(client: FlaskClient, category: str, estimated: bool) -> None:
    shoe = {"brand": "Brooks", "model": "Zephyr 3", "category": category, "price": 150, "currency": "USD"}
    assert client.post("/v1/shoes", json=shoe).status_code == 201
    request = {"sex": "male", "use": category, "brands": ["Brooks"], "size": {"system": "us_men", "value": 9}}
    answer = client.post("/v1/advice/shoes", json={**request, "symptoms": {"pain_level": 0}}).json
    (entry,) = (each for each in answer["try_on"] if each["shoe"]["model"] == "Zephyr 3")
    assert (entry["score"] is not None) is estimated
    verdicts = [criterion["verdict"] for criterion in entry["criteria"][:2]]
    assert verdicts == ["estimated" if estimated else "unknown"] * 2
    assert all(each["shoe"]["model"] != "Zephyr 3" for each in answer["recommendations"])
