"""Feet and requests of the pad topics as golden cases give them; a refusal is answered as ``{"refused": field}``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.advice.foot.feet import Feet, Foot, StatedSize
from api.advice.foot.shape import ImpossibleMeasurementError
from api.advice.met_pad import adjustment as met_pad_adjustment
from api.advice.met_pad import advise as met_pad
from api.advice.met_pad.adjustment import AdjustmentRequest, Tried
from api.advice.met_pad.advise import ContradictionError, PadRequest
from api.rulebook.load import shipped_rulebook
from tests.advice.triage.inputs import symptoms_of
from tests.support.served import shown

BOOK = shipped_rulebook()
Given = Mapping[str, Any]


def pad_request(given: Given) -> PadRequest:
    """Return the request of a case; every key must be a field."""
    told = dict(given)
    feet = told.pop("feet", None)
    foot = told.pop("foot", None)
    size = told.pop("size", None)
    return PadRequest(
        foot=Foot(**foot) if foot is not None else None,
        feet=Feet(**{side: Foot(**each) for side, each in feet.items()}) if feet is not None else None,
        size=StatedSize(**size) if size is not None else None,
        symptoms=symptoms_of(told.pop("symptoms", {})),
        **told,
    )


def pad_answered(given: Given) -> dict[str, Any]:
    """Return the pad advice of a case as it is served, or which field was refused and why."""
    try:
        return shown(met_pad.advise(pad_request(given), BOOK), BOOK)
    except (ImpossibleMeasurementError, ContradictionError) as refused:
        return {"refused": refused.field, "why": refused.message, "rules": {}}


def adjustment_request(given: Given) -> AdjustmentRequest:
    """Return the request of a case; ``behind`` is short for a placement of which only that is known."""
    told = dict(given)
    placement = told.pop("placement", None) or {"behind_ball_mm": {"target": told.pop("behind")}}
    return AdjustmentRequest(
        placement=placement,
        tried=tuple(Tried(**each) for each in told.pop("tried", ())),
        symptoms=symptoms_of(told.pop("symptoms", {})),
        **told,
    )


def adjustment_answered(given: Given) -> dict[str, Any]:
    """Return the adjustment of a case as it is served."""
    return shown(met_pad_adjustment.advise(adjustment_request(given), BOOK), BOOK)
