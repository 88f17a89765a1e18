"""One edge of the pad in every medium: field, summary, action, step, slip, drawing, template and adjustment agree."""

from __future__ import annotations

import io
import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from api.advice.core.wording import Tenths
from api.advice.foot.feet import Foot
from api.advice.met_pad import adjustment
from api.advice.met_pad.advise import PadRequest, advise, positions_of
from api.advice.met_pad.answer import MetPadAnswer, Placement
from api.advice.met_pad.request import AdjustmentRequest
from api.advice.triage.request import PAIN_SITES, Symptoms
from api.pictures.drawing.curves import bounds
from api.pictures.foot.diagram import diagram
from api.pictures.foot.pad_outline import pad_outline
from api.pictures.paper.pad_template import template
from api.pictures.paper.slip import placement_lines
from api.rulebook.load import shipped_rulebook
from tests.advice.met_pad.inputs import given_placement
from tests.support.served import shown

BOOK = shipped_rulebook()
UNDER_THE_BALL = tuple(site for site in PAIN_SITES if site not in ("heel", "midfoot"))


@st.composite
def requests(draw: st.DrawFn) -> PadRequest:
    """A foot with a place for a pad, measured or not, on either side."""
    length = draw(st.integers(2100, 3200)) / 10
    share = draw(st.sampled_from([None, 0.71, 0.74, 0.77]))
    return PadRequest(
        foot=Foot(length, None if share is None else round(share * length, 1)),
        side=draw(st.sampled_from(["left", "right"])),
        sex=draw(st.sampled_from([None, "male", "female"])),
        insole=draw(st.sampled_from([None, "flat", "fixed", "orthotic"])),
        symptoms=Symptoms(pain_sites=(draw(st.sampled_from(UNDER_THE_BALL)),)),
    )


def numbers_before(words: str, text: str) -> list[float]:
    """Return the numbers of millimetres in a text that are followed by some words."""
    return [float(number) for number in re.findall(r"(\d+(?:\.\d+)?) mm" + words, text)]


def answered(request: PadRequest) -> tuple[MetPadAnswer, Placement]:
    answer = advise(request, BOOK)
    assert answer.placement is not None
    return answer, answer.placement


@given(requests())
def test_every_sentence_gives_the_edge_of_the_field(request: PadRequest) -> None:
    answer, placement = answered(request)
    edge = placement.front_edge_from_heel_mm.target
    assert numbers_before(" from the heel", answer.summary) == [edge]
    (placed,) = (action.text for action in answer.actions if action.code == "place_pad")
    assert numbers_before(r" \([^)]*\) from the back of the heel", placed) == [edge]
    (step,) = (step.text for step in answer.procedure if step.code == "mark_insole")
    assert numbers_before(", behind", step) == [edge]
    assert numbers_before(" from the back of the heel", " ".join(placement_lines(placement, BOOK.wording))) == [edge]
    toe = BOOK.wording.text(f"met_pad.toe_{placement.at_head[-1]}")
    assert all(f"behind {toe}" in text for text in (placed, step))


@given(requests())
def test_the_field_is_the_edge_behind_the_head_it_names(request: PadRequest) -> None:
    _, placement = answered(request)
    edge, behind = placement.front_edge_from_heel_mm, placement.behind_ball_mm
    (at,) = (at for at in placement.at_heads if at.head == placement.at_head)
    assert at.front_edge_from_heel_mm == edge.target
    assert at.head_from_heel_mm - edge.target == pytest.approx(behind.target, abs=0.11)
    assert at.head_from_heel_mm - edge.low == pytest.approx(behind.high, abs=0.11)
    assert at.head_from_heel_mm - edge.high == pytest.approx(behind.low, abs=0.11)
    assert placement.at_head == (placement.free_head or min(placement.covers))
    if placement.thickest_point_from_heel_mm is not None:
        assert placement.thickest_point_from_heel_mm < edge.target


@given(requests())
def test_picture_and_template_draw_and_write_it(request: PadRequest) -> None:
    _, placement = answered(request)
    edge = placement.front_edge_from_heel_mm.target
    (position,) = positions_of(request, BOOK)
    words = f"{BOOK.wording.format(Tenths(edge))} mm = "
    sites = request.symptoms.pain_sites or ()
    tree = ElementTree.fromstring(diagram(position, sites, BOOK))  # noqa: S314 - our own
    assert any((text.text or "").startswith(words) for text in tree.iter("{http://www.w3.org/2000/svg}text"))
    pages = PdfReader(io.BytesIO(template(position, "a4", BOOK))).pages
    assert words in "".join(page.extract_text() for page in pages).replace("\n", " ").replace("  ", " ")
    across = position.across_mm[int(placement.at_head[-1]) - 1]
    near = [y for x, y in pad_outline(position).along(60) if abs(x - across) < 0.1]
    assert max(near) == pytest.approx(edge, abs=0.2)
    assert bounds([pad_outline(position)])[0] == pytest.approx(placement.across_from_inner_edge_mm.low, abs=1)


@given(requests(), st.sampled_from(["pebble_still_there", "pressure_under_pad"]))
def test_an_adjustment_moves_it_as_the_picture_of_the_moved_pad_has_it(request: PadRequest, feel: str) -> None:
    answer, _ = answered(request)
    served = shown(answer, BOOK)["placement"]
    moved = adjustment.advise(AdjustmentRequest(given_placement(served), feel, 4), BOOK).placement
    if moved is None:
        return
    (position,) = positions_of(request, BOOK, behind_mm=moved.behind_ball_mm.target)
    assert moved.front_edge_from_heel_mm is not None
    assert moved.front_edge_from_heel_mm.target == pytest.approx(position.front_edge_mm, abs=0.11)
    window = position.window
    assert window.nearest_mm - 0.01 <= moved.behind_ball_mm.target <= window.farthest_mm + 0.01
