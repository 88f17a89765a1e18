"""The placement at its figures: what is exactly as far as a rule allows, and what is one step farther."""

from __future__ import annotations

from math import inf, nextafter

import pytest

from api.advice.met_pad.advise import PadPosition, positions_of
from tests.advice.met_pad.inputs import BOOK, pad_request

MEASURED = {"foot": {"length_mm": 262.5, "heel_to_ball_mm": 195}, "side": "left", "symptoms": {"pain_sites": ["mth_2"]}}


@pytest.fixture
def placement() -> PadPosition:
    return positions_of(pad_request(MEASURED), BOOK)[0]


def test_marks_exactly_as_far_apart_as_allowed_agree(placement: PadPosition) -> None:
    assert placement.thickest_mm is not None
    apart = abs(placement.thickest_mm - placement.half_way_mm)
    assert apart > 0
    assert placement._replace(agree_within_mm=apart).marks_agree is True
    assert placement._replace(agree_within_mm=nextafter(apart, inf)).marks_agree is True
    assert placement._replace(agree_within_mm=nextafter(apart, 0)).marks_agree is False
