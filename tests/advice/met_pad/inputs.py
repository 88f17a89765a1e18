"""Feet and requests of the pad topics as golden cases give them; a refusal is answered as ``{"refused": field}``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.advice.foot.feet import Feet, Foot, StatedSize
from api.advice.foot.measures import ImpossibleMeasurementError
from api.advice.met_pad import adjustment as met_pad_adjustment
from api.advice.met_pad import advise as met_pad
from api.advice.met_pad.request import (
    AdjustmentRequest,
    ContradictionError,
    GivenAtHead,
    GivenBallLine,
    GivenBehind,
    GivenFacts,
    GivenFrontEdge,
    GivenPlacement,
    GivenTried,
    PadRequest,
)
from api.rulebook.load import shipped_rulebook
from tests.advice.triage.inputs import symptoms_of
from tests.support.served import shown

BOOK = shipped_rulebook()
Given = Mapping[str, Any]


def pad_request(given: Given) -> PadRequest:
    """Return the request of a case; every key must be a field."""
    facts = dict(given)
    feet = facts.pop("feet", None)
    foot = facts.pop("foot", None)
    size = facts.pop("size", None)
    return PadRequest(
        foot=Foot(**foot) if foot is not None else None,
        feet=Feet(**{side: Foot(**each) for side, each in feet.items()}) if feet is not None else None,
        size=StatedSize(**size) if size is not None else None,
        symptoms=symptoms_of(facts.pop("symptoms", {})),
        **facts,
    )


def pad_answered(given: Given) -> dict[str, Any]:
    """Return the pad advice of a case as it is served, or which field was refused and why."""
    try:
        return shown(met_pad.advise(pad_request(given), BOOK), BOOK)
    except (ImpossibleMeasurementError, ContradictionError) as refused:
        return {"refused": refused.field, "why": refused.message, "rules": {}}


def adjustment_request(given: Given) -> AdjustmentRequest:
    """Return the request of a case; ``behind`` is short for a placement of which only that is known."""
    values = dict(given)
    placement = values.pop("placement", None) or {"behind_ball_mm": {"target": values.pop("behind")}}
    names = {"behind_mm": "behind_ball_mm", "days": "days_tried"}
    tried = [{names.get(name, name): value for name, value in place.items()} for place in values.pop("tried", ())]
    if values.pop("running", False):
        values["use"] = "road"
    return AdjustmentRequest(
        placement=given_placement(placement),
        tried=tuple(GivenTried(**place) for place in tried),
        symptoms=symptoms_of(values.pop("symptoms", {})),
        **values,
    )


def given_placement(served: Given) -> GivenPlacement:
    """Return a served placement as it is read when it comes back: the fields that are not used are left out."""
    return GivenPlacement(**_read(served, GivenPlacement))


_PARTS: Mapping[str, Any] = {
    "ball_line_from_heel_mm": GivenBallLine,
    "front_edge_from_heel_mm": GivenFrontEdge,
    "behind_ball_mm": GivenBehind,
    "drawn_from": GivenFacts,
}


def _read(served: Given, kind: Any) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, value in served.items():
        if name not in kind.__dataclass_fields__:
            continue
        if isinstance(value, Mapping):
            values[name] = _PARTS[name](**_read(value, _PARTS[name]))
        elif name == "at_heads":
            values[name] = tuple(GivenAtHead(**head) for head in value)
        else:
            values[name] = tuple(value) if isinstance(value, list) else value
    return values


def adjustment_answered(given: Given) -> dict[str, Any]:
    """Return the adjustment of a case as it is served."""
    return shown(met_pad_adjustment.advise(adjustment_request(given), BOOK), BOOK)
