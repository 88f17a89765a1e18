"""What holds for every foot and every complaint: the lines of the data set, the safe range, monotony, mirroring."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.advice.core.answer import SUMMARY_MAX_CHARACTERS
from api.advice.foot.feet import SEXES, Foot
from api.advice.foot.measures import ball_line
from api.advice.met_pad.advise import VERDICTS, PadRequest, advise, positions_of
from api.advice.met_pad.kind import pattern_of
from api.advice.met_pad.request import INSOLES, USES
from api.advice.triage.request import PAIN_SITES, Symptoms
from api.rulebook.load import shipped_rulebook
from tests.support.served import shown

BOOK = shipped_rulebook()

# The dataset of 4,082 men and 1,986 women, written down a second time: line, error, band of nine in ten.
LINES = {"male": (0.46, 0.7393, 3.98, 6.5), "female": (2.61, 0.7286, 3.30, 5.4)}

lengths = st.floats(210, 320)
sexes = st.sampled_from([*SEXES, None])
sites = st.lists(st.sampled_from(PAIN_SITES), max_size=4, unique=True).map(tuple)
tristate = st.sampled_from([None, True, False])


@st.composite
def feet(draw: st.DrawFn) -> Foot:
    """A grown foot: its length, perhaps a heel-to-ball length that goes with it, perhaps a breadth."""
    length = draw(lengths)
    share = draw(st.one_of(st.none(), st.floats(0.701, 0.779)))
    return Foot(
        length_mm=length,
        heel_to_ball_mm=None if share is None else share * length,
        breadth_mm=draw(st.one_of(st.none(), st.floats(70, 130))),
    )


@st.composite
def requests(draw: st.DrawFn) -> PadRequest:
    return PadRequest(
        foot=draw(feet()),
        side=draw(st.sampled_from([None, "left", "right"])),
        sex=draw(sexes),
        insole=draw(st.sampled_from([None, *INSOLES])),
        use=draw(st.sampled_from([None, *USES])),
        chronic=draw(tristate),
        symptoms=Symptoms(pain_sites=draw(sites)),
    )


@pytest.mark.parametrize("sex", LINES)
@pytest.mark.parametrize("length", [210, 231, 247.5, 262.5, 284, 300, 320])
def test_the_ball_line_follows_the_data_set(sex: str, length: float) -> None:
    intercept, slope, error, band = LINES[sex]
    line = ball_line(Foot(length_mm=length), sex, None, "foot", BOOK)
    assert line is not None and line.basis == "predicted"
    assert line.estimate_mm == pytest.approx(intercept + slope * length)
    assert (line.error_mm, line.high_mm - line.estimate_mm) == (error, pytest.approx(band))
    assert line.estimate_mm - line.low_mm == pytest.approx(band)


@given(lengths)
def test_sex_unknown_is_the_middle_of_both_with_the_larger_error(length: float) -> None:
    man, woman, unknown = (
        ball_line(Foot(length_mm=length), sex, None, "foot", BOOK) for sex in ("male", "female", None)
    )
    assert man is not None and woman is not None and unknown is not None
    assert unknown.estimate_mm == pytest.approx((man.estimate_mm + woman.estimate_mm) / 2)
    assert (unknown.error_mm, unknown.high_mm - unknown.low_mm) == (man.error_mm, pytest.approx(13))


@given(requests())
def test_the_front_edge_is_never_in_front_of_the_line_nor_farther_back_than_10_6_mm(asked: PadRequest) -> None:
    for placed in positions_of(asked, BOOK):
        window = placed.window
        assert 0 <= window.nearest_mm <= window.target_mm <= window.farthest_mm <= 10.6
        assert placed.front_edge_mm <= placed.line.estimate_mm
        if placed.pattern.free_head is None:
            assert window.target_mm == (5 if placed.line.basis == "measured" else 7)
        for head in placed.pattern.covers:
            assert placed.front_edge_at(head) <= placed.line.heads[int(head[-1]) - 1]


@given(requests())
def test_supported_and_spared_heads_are_all_five_with_every_sore_one(asked: PadRequest) -> None:
    for placed in positions_of(asked, BOOK):
        covers, spares = placed.pattern.covers, placed.pattern.spares
        assert sorted([*covers, *spares]) == ["mth_1", "mth_2", "mth_3", "mth_4", "mth_5"]
        if placed.pattern.free_head is None:
            assert {"mth_1", "mth_5"} <= set(spares)
        else:
            assert spares == (placed.pattern.free_head,)
        sore = {site for site in asked.symptoms.pain_sites or () if site.startswith("mth_")}
        if placed.pattern.free_head is None:
            assert sore <= set(covers)


@given(lengths, lengths, sexes)
def test_a_longer_foot_never_moves_the_pad_towards_the_heel(one: float, other: float, sex: str | None) -> None:
    short, long = (
        positions_of(
            PadRequest(foot=Foot(length_mm=length), side="left", sex=sex, symptoms=Symptoms(pain_sites=("mth_3",))),
            BOOK,
        )[0]
        for length in sorted((one, other))
    )
    assert short.line.estimate_mm <= long.line.estimate_mm
    assert short.front_edge_mm <= long.front_edge_mm
    assert short.thickest_mm is not None and long.thickest_mm is not None and short.thickest_mm <= long.thickest_mm
    assert short.half_way_mm <= long.half_way_mm
    assert (short.pad.length_mm or 0) <= (long.pad.length_mm or 0)
    assert all(low <= high for low, high in zip(short.line.heads, long.line.heads, strict=True))


@given(requests())
def test_the_other_side_changes_no_distance(asked: PadRequest) -> None:
    versions: list[str | None] = []
    left, right = (_figures(asked, side, versions) for side in ("left", "right"))
    assert left == right
    half = len(versions) // 2
    for one, other in zip(versions[:half], versions[half:], strict=True):
        assert {one, other} in ({None}, {"left", "right"})


def _figures(asked: PadRequest, side: str, versions: list[str | None]) -> Any:
    facts = {name: getattr(asked, name) for name in ("foot", "sex", "insole", "use", "chronic", "symptoms")}
    answer = shown(advise(PadRequest(side=side, **facts), BOOK), BOOK)
    placed = answer["placement"]
    if placed is not None:
        assert placed.pop("side") == side
    # A dancer's pad is made for one foot: under the other one its other version lies.
    pads = [pad for pad in (answer["pad"], placed and placed["pad"]) if pad is not None]
    versions += [pad.pop("version", None) for pad in pads]
    return placed, answer["pad"], answer["verdict"], answer["procedure"]


@given(requests())
def test_every_answer_fits_the_kiosk_and_cites_what_its_figures_rest_on(asked: PadRequest) -> None:
    answer = shown(advise(asked, BOOK), BOOK)
    assert answer["verdict"] in VERDICTS
    assert 0 < len(answer["summary"]) <= SUMMARY_MAX_CHARACTERS
    for placed in answer["placements"]:
        for figure, rules in placed["rules_by_figure"].items():
            assert figure in placed and rules
            assert set(rules) <= set(answer["rules"])
    for part in (*answer["procedure"], *answer["alternatives"]):
        assert set(part["rules"]) <= set(answer["rules"])


@given(feet(), sexes)
def test_the_mark_of_the_guide_and_the_thickest_point_are_a_few_millimetres_apart(foot: Foot, sex: str | None) -> None:
    placed = positions_of(PadRequest(foot=foot, side="left", sex=sex), BOOK)[0]
    share = placed.line.estimate_mm / placed.line.foot_length_mm
    assert placed.thickest_mm is not None
    if 0.72 <= share <= 0.76:
        assert placed.marks_agree is (abs(placed.thickest_mm - placed.half_way_mm) <= 5)
        assert abs(placed.thickest_mm - placed.half_way_mm) < 8


@given(sites)
def test_where_it_hurts_in_another_order_is_the_same_pad(places: tuple[str, ...]) -> None:
    there, back = pattern_of(places, BOOK), pattern_of(places[::-1], BOOK)
    assert (there.kind, there.covers, there.spares, set(there.notes)) == (
        back.kind,
        back.covers,
        back.spares,
        set(back.notes),
    )


def _texts(part: Any) -> list[str]:
    """Return every sentence for people in an answer; the rules it cites are said elsewhere."""
    if isinstance(part, dict):
        return [
            text
            for name, value in part.items()
            if name not in ("rules", "disclaimer", "choices")
            for text in ([value] if name in ("text", "why", "summary") else _texts(value))
        ]
    return [text for each in part for text in _texts(each)] if isinstance(part, list) else []


@given(requests())
def test_no_sentence_is_said_twice_in_one_answer(asked: PadRequest) -> None:
    texts = _texts(shown(advise(asked, BOOK), BOOK))
    assert sorted(texts) == sorted(set(texts))
