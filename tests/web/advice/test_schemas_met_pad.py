"""What the pad requests may hold, and that every pad answer holds to its description."""

from __future__ import annotations

import re
from typing import Any

import jsonschema
import pytest

from api.advice.foot.measures import ImpossibleMeasurementError
from api.advice.met_pad import advise as met_pad
from api.advice.met_pad.answer import MetPadAdjustmentAnswer, MetPadAnswer
from api.rulebook.load import shipped_rulebook
from api.web.advice.met_pad import ADJUSTMENT, EXAMPLE, REQUEST, with_pictures
from api.web.advice.met_pad_pictures import DiagramQuery, to_picture
from api.web.edge.response import plain
from api.web.fields.derive import answer_schema
from tests.advice.cases import Case, each_case
from tests.advice.met_pad.inputs import adjustment_answered, adjustment_request, given_placement, pad_request
from tests.support.served import shown
from tests.support.shapes import described

BOOK = shipped_rulebook()

_REQUEST = described(type(REQUEST))
_ANSWER = described(answer_schema(MetPadAnswer))
_ADJUSTMENT = described(type(ADJUSTMENT))
_ADJUSTED = described(answer_schema(MetPadAdjustmentAnswer))


def answered(given: dict[str, Any]) -> dict[str, Any] | None:
    try:
        return shown(with_pictures(met_pad.advise(pad_request(given), BOOK)), BOOK)
    except ImpossibleMeasurementError:
        return None


@each_case("met_pad")
def test_a_case_is_a_request_and_its_answer_holds_to_the_description(case: Case) -> None:
    given = dict(case.given)
    jsonschema.validate(given, _REQUEST)
    assert REQUEST.load(given) == pad_request(given)
    answer = answered(given)
    if answer is not None:
        jsonschema.validate(_plain(answer), _ANSWER)


@each_case("met_pad")
def test_every_placement_served_may_come_back_and_can_be_drawn_again(case: Case) -> None:
    answer = answered(dict(case.given))
    for placed in answer["placements"] if answer else ():
        sent = {"placement": placed, "feel": "better"}
        jsonschema.validate(sent, _ADJUSTMENT)
        assert ADJUSTMENT.load(sent).placement == given_placement(placed)
        if placed["diagram_url"] is None:
            assert placed["side"] is None or placed["sore"] is False
            continue
        assert placed["sore"] is not False
        assert re.fullmatch(r"/[a-z0-9/.-]+\?([a-z_]+=[a-z0-9_.,]+&?)+", placed["diagram_url"])
        query = dict(part.split("=") for part in placed["diagram_url"].split("?")[1].split("&"))
        (again,) = met_pad.positions_of(to_picture(DiagramQuery().load(query)), BOOK)
        assert again.front_edge_mm == pytest.approx(placed["front_edge_from_heel_mm"]["target"], abs=0.06)
        assert plain(again.pad.served()) == placed["pad"]


@each_case("met_pad_adjustment")
def test_an_adjustment_is_a_request_and_its_answer_holds_to_the_description(case: Case) -> None:
    given = _as_sent(dict(case.given))
    jsonschema.validate(given, _ADJUSTMENT)
    assert ADJUSTMENT.load(given) == adjustment_request(case.given)
    jsonschema.validate(_plain(adjustment_answered(case.given)), _ADJUSTED)


def _as_sent(facts: dict[str, Any]) -> dict[str, Any]:
    """A case in the words of the contract."""
    if "behind" in facts:
        facts["placement"] = {"behind_ball_mm": {"target": facts.pop("behind")}}
    if facts.pop("running", False):
        facts["use"] = "road"
    names = {"behind_mm": "behind_ball_mm", "days": "days_tried"}
    tried = facts.get("tried", [])
    facts["tried"] = [{names.get(name, name): value for name, value in each.items()} for each in tried]
    return facts


def _plain(value: Any) -> Any:
    """What JSON makes of it: tuples as lists."""
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value


_ON_REQUEST = {"reasons", "rules", "procedure", "alternatives"}
"""What an answer, or a part of a consultation, holds only where it was asked for."""


def test_the_description_is_not_too_loose() -> None:
    answer = answered(EXAMPLE)
    assert answer is not None
    answer = _plain(answer)
    jsonschema.validate(answer, _ANSWER)
    for name in answer.keys() - _ON_REQUEST:
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({each: value for each, value in answer.items() if each != name}, _ANSWER)
    placed = answer["placement"]
    for name in placed.keys() - {"rules_by_figure", "drawn_from", "at_heads", "pad"}:
        less = {each: value for each, value in placed.items() if each != name}
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({**answer, "placement": less}, _ANSWER)
    for fault in ({"verdict": "maybe"}, {"pad": {**answer["pad"], "width_mm": "60"}}, {"placements": [{}]}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({**answer, **fault}, _ANSWER)
