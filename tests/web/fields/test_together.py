"""What is refused of several fields together is described as it is done: every way to send them, tried."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from api.advice.shoes.request import NamedShoe
from api.web.advice.retirement import RetirementRequestSchema
from api.web.advice.shoes import CHECK_REQUEST
from api.web.catalogue.shoe_examples import SHOE_REQUEST
from api.web.catalogue.shoes_schema import ShoeRequestSchema
from api.web.fields.derive import part_schema
from api.web.fields.strict import RequestSchema
from api.web.fields.together import described
from api.web.runners.items import ItemRequestSchema
from api.web.runners.pairs_schema import PairRequestSchema
from api.web.runners.runner_runs_schema import RunnerRunRequestSchema
from api.web.runners.runs import RunRequestSchema

DAY = "2026-09-01"
MONEY = {"price": 120, "currency": "EUR"}
DAYS = {"date": DAY, "started_at": f"{DAY}T18:30:00+02:00"}
DISTANCES = {"distance": {"km": 5}, "distance_at_least": {"km": 5}}
RUN = {"distance": {"km": 5}}
SHOE = {name: value for name, value in SHOE_REQUEST.items() if name not in MONEY}
PAIR = {"shoe_id": "x", "description": "Daily trainer", "retired_reason": "worn", "retired_on": DAY, **MONEY}

CASES: list[tuple[type[RequestSchema], dict[str, Any], dict[str, Any]]] = [
    (PairRequestSchema, {}, PAIR),
    (RunRequestSchema, RUN, DAYS),
    (RunnerRunRequestSchema, RUN, DAYS),
    (ItemRequestSchema, {"kind": "pad", "name": "Pad"}, MONEY),
    (ShoeRequestSchema, SHOE, MONEY),
    (RetirementRequestSchema, {}, DISTANCES),
]


def ways_to_send(values: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield every body in which each field is left out, null, or has its value."""
    for choice in product(("out", "null", "sent"), repeat=len(values)):
        ways = zip(values.items(), choice, strict=True)
        yield {name: None if way == "null" else value for (name, value), way in ways if way != "out"}


@pytest.mark.parametrize(("schema", "rest", "values"), CASES, ids=lambda value: getattr(value, "__name__", ""))
def test_what_is_refused_together_is_described_so(
    schema: type[RequestSchema], rest: dict[str, Any], values: dict[str, Any]
) -> None:
    rule, made, taken = Draft202012Validator(described(schema.refused)), schema(), set()
    for sent in ways_to_send(values):
        is_taken = not made.validate({**rest, **sent})
        assert rule.is_valid(sent) == is_taken, sent
        taken.add(is_taken)
    assert taken == {True, False}


def test_a_shoe_is_named_in_one_way_as_described() -> None:
    rule, taken = Draft202012Validator(described(part_schema(NamedShoe).refused)), []
    for sent in ways_to_send({"id": "x", "gtin": "04006381333931", "brand": "Brooks", "model": "Ghost"}):
        is_taken = not CHECK_REQUEST.validate({"shoe": sent})
        assert rule.is_valid(sent) == is_taken, sent
        taken.append(is_taken)
    assert sum(taken) == 2**3 + 2**3 + 2**2
