"""The chart and the calendar of a way back: what they show, in a picture, in words and in entries."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.advice.core.distance import Distance
from api.advice.return_to_run.ladder import INJURED, OPEN, RULED_OUT, STEPS
from api.advice.return_to_run.plan import PlanFacts, plan_of
from api.advice.return_to_run.show import PlanToShow
from api.pictures.charts.return_chart import BOX, HEIGHT, LEGEND_BOX, WIDTH, draw_return
from api.pictures.charts.style import RETURN_STYLE as STYLE
from api.pictures.paper.calendars import return_calendar
from tests.advice.return_to_run.inputs import BOOK, RUN, USUAL

SVG = "{http://www.w3.org/2000/svg}"
START = date(2026, 9, 7)


def km(value: float) -> Distance:
    return Distance.of(value, "km")


def shown(facts: PlanFacts, start: date | None = START, **more: Any) -> PlanToShow:
    return PlanToShow(plan_of(facts, BOOK), facts, start, **more)


TEN = shown(PlanFacts(km(10), bone=RULED_OUT))
THIRTY = shown(PlanFacts(km(30), bone=RULED_OUT, weeks_off=3))


def drawn(plan: PlanToShow) -> ElementTree.Element:
    return ElementTree.fromstring(draw_return(plan, BOOK))  # noqa: S314 - our own


def texts(root: ElementTree.Element) -> list[str]:
    return [text.text or "" for text in root.iter(f"{SVG}text")]


def of_class(root: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [element for element in root.iter() if name in (element.get("class") or "").split()]


def lines_of(root: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [element for element in of_class(root, name) if element.tag == f"{SVG}path"]


def corners(element: ElementTree.Element) -> list[tuple[float, float]]:
    numbers = [float(each) for each in re.findall(r"-?[0-9.]+", element.get("d") or "")]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def bars(root: ElementTree.Element) -> list[ElementTree.Element]:
    every = [*of_class(root, "walk"), *of_class(root, "run")]
    weeks = [bar for bar in every if float(bar.get("width") or 0) != LEGEND_BOX]
    return sorted(weeks, key=lambda bar: float(bar.get("x") or 0))


def height_of(value: float, root_top: float) -> float:
    return (BOX.bottom - BOX.top) * value / root_top


def test_each_week_has_a_bar_as_high_as_its_distance() -> None:
    weeks, root = TEN.plan.weeks, drawn(TEN)
    heights = [float(bar.get("height") or 0) for bar in bars(root)]
    assert heights == [pytest.approx(height_of(week.distance.km, 11.5), abs=0.02) for week in weeks]
    walking = sum(1 for week in weeks if week.walks)
    assert len([bar for bar in bars(root) if "walk" in (bar.get("class") or "").split()]) == walking == len(weeks) - 1


def test_bars_have_their_distance_above_them() -> None:
    above = [text.text for text in drawn(TEN).iter(f"{SVG}text") if "bar-" in (text.get("class") or "")]
    assert above == ["4.6", "6.2", "7.8", "9.4", "10", "10"]


def test_the_usual_distance_is_a_line_with_its_name_unless_it_lies_far_above() -> None:
    root = drawn(TEN)
    ((_, left), (_, right)) = corners(lines_of(root, "usual")[0])
    assert left == right == pytest.approx(BOX.bottom - height_of(10, 11.5), abs=0.02)
    assert "usual 10 km" in texts(root)
    far = drawn(shown(PlanFacts(km(200), bone=INJURED)))
    assert not lines_of(far, "usual") and "usual 200 km" not in texts(far)


def test_the_flat_weeks_are_marked_and_no_others() -> None:
    root = drawn(TEN)
    start, end = corners(lines_of(root, "flat")[0])
    slot = (BOX.right - BOX.left) / len(bars(root))
    assert (start[0], end[0]) == (BOX.left, pytest.approx(BOX.left + 2 * slot, abs=0.02))
    later = shown(PlanFacts(km(30), weeks_done=2, last=km(4), bone=RULED_OUT))
    assert not lines_of(drawn(later), "flat")


def test_weeks_and_dates_are_below_their_bars() -> None:
    below = [text.text for text in drawn(TEN).iter(f"{SVG}text") if float(text.get("y") or 0) == BOX.bottom + 15]
    assert below == ["1", "2", "3", "4", "5", "6", "week"]
    assert "7 Sept" in texts(drawn(TEN))
    assert "7 Sept" not in texts(drawn(replace(TEN, start_on=None)))


def test_miles_are_drawn_in_miles() -> None:
    root = drawn(shown(PlanFacts(Distance.of(6, "mi"), bone=RULED_OUT), miles_first=True))
    assert "Distance in a week, in miles" in texts(root) and "usual 6 mi" in texts(root)


def test_it_is_described_in_words_too() -> None:
    root = drawn(TEN)
    assert root.get("role") == "img" and root.get("aria-labelledby") == "title desc"
    assert (root[0].tag, root[0].text) == (f"{SVG}title", "Back to running")
    words = root[1].text or ""
    for sentence in (
        *("Weeks 1 to 6", "usual 10 km due in about week 5", "Week 1, one run: Jog 1 min, walk 1 min, 5 times"),
        *("Week 6, 3 runs: Walk 5 min to warm up. Then jog 20 min", "Week 2: 6.2 km.", "No hills in weeks 1 and 2."),
    ):
        assert sentence in words, sentence


def test_a_first_run_that_differs_is_described_apart_from_the_others() -> None:
    words = drawn(THIRTY)[1].text or ""
    assert (
        "Week 1, one run: Jog 1 min, walk 1 min, 5 times: about 1.1 km (0.7 mi) in all. "
        "Week 1, 2 runs: Walk 5 min to warm up. Then jog 1 min and walk 1 min, 15 times"
    ) in words
    assert "Week 12, 4 runs: Jog 57 min without a break" in words
    first, second, third, *_ = return_calendar(THIRTY, BOOK)
    assert first.title == "Back to running, week 1: jog 1 min, walk 1 min, 5 times"
    assert second.title == "Back to running, week 1: jog 1 min, walk 1 min, 15 times" == third.title
    assert "about 1.1 km" in first.text and "about 4.2 km" in third.text


def test_back_at_the_usual_distance_the_headline_knows_it() -> None:
    there = shown(PlanFacts(km(10), weeks_done=7, last=km(10), bone=RULED_OUT))
    assert "Week 8 · back at your usual 10 km" in texts(drawn(there))


def test_no_text_leaves_the_picture() -> None:
    for plan in (
        *(TEN, THIRTY, shown(THIRTY.facts, miles_first=True), shown(PlanFacts(km(2), weeks_done=99))),
        shown(PlanFacts(km(249.9), weeks_done=90, last=km(150.3), bone=RULED_OUT)),
    ):
        for text in drawn(plan).iter(f"{SVG}text"):
            x, length = float(text.get("x") or 0), 6.2 * len(text.text or "")
            anchor = text.get("text-anchor")
            left = x - length if anchor == "end" else x - length / 2 if anchor == "middle" else x
            assert left >= -8 and left + length <= WIDTH + 8, text.text
            assert 0 <= float(text.get("y") or 0) <= HEIGHT


def test_dark_screens_have_their_colours_and_paper_those_of_light() -> None:
    light, dark = STYLE.sheet.split("@media screen and (prefers-color-scheme:dark){")
    assert all(colour in light for colour in STYLE.light.values()) and all(c in dark for c in STYLE.dark.values())
    assert not set(STYLE.dark.values()) & set(re.findall("#[0-9a-f]{6}", light)) and "var(" not in STYLE.sheet


def test_every_shape_has_its_colour_in_viewers_that_know_no_style_sheet() -> None:
    for element in drawn(THIRTY).iter():
        if element.tag in (f"{SVG}rect", f"{SVG}path"):
            assert (element.get("fill"), element.get("stroke")) != (None, None), element.get("class")


def contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colour", ["ink", "soft", "run", "walk", "usual", "flat"])
def test_every_colour_stands_out_from_its_paper(colour: str) -> None:
    for palette in (STYLE.light, STYLE.dark):
        assert contrast(palette[colour], palette["paper"]) >= 4.5


def test_it_runs_no_script_and_fetches_nothing() -> None:
    drawing = draw_return(TEN, BOOK).decode()
    assert not re.search(r"<script|on[a-z]+=|href|url\(|@import|<foreignObject", drawing)
    assert "default-src 'none'; style-src 'sha256-" in STYLE.policy
    (style,) = drawn(TEN).iter(f"{SVG}style")
    assert style.text == STYLE.sheet


@given(
    st.builds(
        PlanFacts,
        usual=USUAL,
        weeks_done=st.integers(1, 100),
        last=RUN,
        step=st.sampled_from(STEPS),
        bone=st.sampled_from([RULED_OUT, OPEN, INJURED]),
        continuous=st.booleans(),
        longest_minutes=st.none() | st.integers(0, 90),
    ),
    st.none() | st.dates(),
    st.booleans(),
)
def test_every_plan_is_drawn_within_the_picture(facts: PlanFacts, start: date | None, miles: bool) -> None:
    for bar in bars(drawn(shown(facts, start, miles_first=miles))):
        y, height = float(bar.get("y") or 0), float(bar.get("height") or 0)
        assert BOX.top <= y and y + height <= BOX.bottom + 0.6


def test_every_run_with_a_date_is_an_entry() -> None:
    entries = list(return_calendar(TEN, BOOK))
    assert [entry.day for entry in entries] == [
        START + timedelta(7 * index + day - 1) for index, week in enumerate(TEN.plan.weeks) for day in week.runs.days
    ]
    assert entries[0].key == "return-to-run-2026-09-07"
    assert len({entry.key for entry in entries}) == len(entries)
    assert entries[0].title == "Back to running, week 1: jog 1 min, walk 1 min, 5 times"
    assert entries[-1].title == "Back to running, week 6: easy jog, 20 min"
    assert "stay on the flat" in entries[0].text and "stay on the flat" not in entries[-1].text
    assert "grass or a dirt trail" in entries[0].text and entries[0].at is None
    assert list(return_calendar(replace(TEN, start_on=None), BOOK)) == []


def test_a_run_of_the_runner_s_own_week_is_an_entry_of_a_distance() -> None:
    own = shown(PlanFacts(km(80), weeks_done=15, last=km(50), bone=RULED_OUT))
    assert next(iter(return_calendar(own, BOOK))).title == "Back to running, week 16: easy run, about 9.2 km (5.7 mi)"


def test_ground_that_is_not_soft_is_named_in_the_entries() -> None:
    hard = replace(TEN, surfaces_available=("road",))
    assert "None of the ground you named is soft." in next(iter(return_calendar(hard, BOOK))).text
