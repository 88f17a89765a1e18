"""The chart and the calendar of a way back: what they show, in a picture, in words and in entries."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.advice.core.distance import Distance
from api.advice.return_to_run.plan import PlanAsked
from api.advice.return_to_run.weeks import STEPS, PlanFacts, plan_of
from api.pictures.charts.return_chart import BOX, HEIGHT, WIDTH, draw_return
from api.pictures.charts.style import RETURN_STYLE as STYLE
from api.pictures.paper.return_calendar import appointments_of
from tests.advice.return_to_run.inputs import BOOK, RUN, USUAL

SVG = "{http://www.w3.org/2000/svg}"
START = date(2026, 9, 7)


def km(value: float) -> Distance:
    return Distance.of(value, "km")


TEN = PlanAsked(PlanFacts(km(10), careful=False), START, told_of_bone_stress=True)
THIRTY = replace(TEN, facts=PlanFacts(km(30), careful=False))


def drawn(asked: PlanAsked) -> ElementTree.Element:
    return ElementTree.fromstring(draw_return(plan_of(asked.facts, BOOK), asked, BOOK))  # noqa: S314 - our own


def texts(root: ElementTree.Element) -> list[str]:
    return [text.text or "" for text in root.iter(f"{SVG}text")]


def of_class(root: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [element for element in root.iter() if element.get("class") == name]


def corners(element: ElementTree.Element) -> list[tuple[float, float]]:
    numbers = [float(each) for each in re.findall(r"-?[0-9.]+", element.get("d") or "")]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def bars(root: ElementTree.Element) -> list[ElementTree.Element]:
    return [bar for kind in ("walk", "run") for bar in of_class(root, kind) if float(bar.get("width") or 0) != 11]


def height_of(value: float, root_top: float) -> float:
    return (BOX.bottom - BOX.top) * value / root_top


def test_each_week_has_a_bar_as_high_as_its_distance() -> None:
    plan, root = plan_of(TEN.facts, BOOK), drawn(TEN)
    top = 10 * 1.15
    heights = [float(bar.get("height") or 0) for bar in bars(root)]
    assert heights == [pytest.approx(height_of(week.distance.km, top), abs=0.02) for week in plan.weeks]
    walking = sum(1 for week in plan.weeks if week.runs.drill.walk_minutes)
    assert len([bar for bar in bars(root) if bar.get("class") == "walk"]) == walking > 0


def test_the_ceiling_lies_on_or_above_every_bar() -> None:
    root = drawn(TEN)
    steps = corners(of_class(root, "ceiling")[0])[::2]
    for bar, (_, ceiling) in zip(bars(root), steps, strict=True):
        assert ceiling <= float(bar.get("y") or 0) + 0.01


def test_the_usual_distance_is_a_line_with_its_name_unless_it_lies_far_above() -> None:
    root = drawn(TEN)
    ((_, left), (_, right)) = corners(of_class(root, "usual")[0])
    assert left == right == pytest.approx(BOX.bottom - height_of(10, 11.5), abs=0.02)
    assert "usual 10 km" in texts(root)
    far = replace(TEN, facts=PlanFacts(km(250), careful=False))
    assert not of_class(drawn(far), "usual")
    assert any("usual 250 km due in about week" in text for text in texts(drawn(far)))


def test_half_of_a_long_usual_week_does_not_press_the_bars_flat() -> None:
    root = drawn(replace(TEN, facts=PlanFacts(km(250), careful=False)))
    (_, first), *_, (_, last) = corners(of_class(root, "ceiling")[0])
    assert first == BOX.top < last
    assert min(float(bar.get("height") or 0) for bar in bars(root)) > (BOX.bottom - BOX.top) / 4
    assert "Week 1 14 km, at most 125 km" in (root[1].text or "")
    thirty = corners(of_class(drawn(THIRTY), "ceiling")[0])
    assert thirty[0][1] == pytest.approx(BOX.bottom - height_of(15, 30 * 1.15), abs=0.02)


def test_the_flat_weeks_are_marked_and_no_others() -> None:
    root = drawn(TEN)
    start, end = corners(of_class(root, "flat")[0])
    slot = (BOX.right - BOX.left) / len(bars(root))
    assert (start[0], end[0]) == (BOX.left, pytest.approx(BOX.left + 2 * slot, abs=0.02))
    later = replace(TEN, facts=PlanFacts(km(30), weeks_done=2, last=km(4), careful=False))
    assert not of_class(drawn(later), "flat")


def test_weeks_and_dates_stand_below_their_bars() -> None:
    said = texts(drawn(TEN))
    assert [str(number) for number in range(1, 10)] == [text for text in said if text.isdigit()][-9:]
    assert "7 Sep" in said
    assert "7 Sep" not in texts(drawn(replace(TEN, start_on=None)))


def test_miles_are_drawn_in_miles() -> None:
    root = drawn(replace(TEN, facts=replace(TEN.facts, usual=Distance.of(6, "mi")), miles_first=True))
    assert "Distance in a week, in miles" in texts(root) and "usual 6 mi" in texts(root)


def test_it_is_told_in_words_too() -> None:
    root = drawn(TEN)
    assert root.get("role") == "img" and root.get("aria-labelledby") == "title desc"
    assert (root[0].tag, root[0].text) == (f"{SVG}title", "Back to running")
    words = root[1].text or ""
    for said in (
        *("Weeks 1 to 9", "usual 10 km due in about week 9", "Jog 1 min, walk 1 min, 5 times"),
        *("Week 9: 3 times: Jog 25 min without a break", "week 2 4.2 km, at most 4.6 km", "No hills in week 1 and 2."),
    ):
        assert said in words, said


def test_a_first_run_that_differs_is_told_apart_from_the_others() -> None:
    words = drawn(THIRTY)[1].text or ""
    assert (
        "Week 1: first: Jog 1 min, walk 1 min, 5 times: about 1.1 km (0.7 mi) in all. "
        "Then 2 times: Jog 1 min, walk 1 min, 15 times: about 3.3 km (2.1 mi) in all."
    ) in words
    assert "Week 16: 4 times: Jog 44 min without a break" in words
    first, second, third, *_ = appointments_of(plan_of(THIRTY.facts, BOOK), THIRTY, BOOK)
    assert first.title.endswith("Jog 1 / walk 1 min, 5 times")
    assert second.title.endswith("Jog 1 / walk 1 min, 15 times") and third.title == second.title
    assert "about 1.1 km" in first.text and "about 3.3 km" in third.text


def test_no_text_leaves_the_picture() -> None:
    for asked in (TEN, THIRTY, replace(THIRTY, miles_first=True), replace(TEN, facts=PlanFacts(km(2), weeks_done=99))):
        for text in drawn(asked).iter(f"{SVG}text"):
            x, length = float(text.get("x") or 0), 6.2 * len(text.text or "")
            kind = text.get("class") or ""
            left = x - length if "right" in kind else x - length / 2 if "middle" in kind else x
            assert left >= -8 and left + length <= WIDTH + 8, text.text
            assert 0 <= float(text.get("y") or 0) <= HEIGHT


def test_dark_screens_have_their_colours_and_paper_those_of_light() -> None:
    light, dark = STYLE.sheet.split("@media screen and (prefers-color-scheme:dark){")
    assert all(colour in light for colour in STYLE.light.values()) and all(c in dark for c in STYLE.dark.values())
    assert not set(STYLE.dark.values()) & set(re.findall("#[0-9a-f]{6}", light)) and "var(" not in STYLE.sheet


def contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colour", ["ink", "soft", "run", "walk", "ceiling", "usual", "flat"])
def test_every_colour_stands_out_from_its_paper(colour: str) -> None:
    for palette in (STYLE.light, STYLE.dark):
        assert contrast(palette[colour], palette["paper"]) >= 4.5


def test_it_runs_no_script_and_fetches_nothing() -> None:
    drawing = draw_return(plan_of(TEN.facts, BOOK), TEN, BOOK).decode()
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
        careful=st.booleans(),
        injured=st.booleans(),
        continuous=st.booleans(),
        longest_minutes=st.none() | st.integers(0, 90),
    ),
    st.none() | st.dates(),
    st.booleans(),
)
def test_every_plan_is_drawn_within_the_picture(facts: PlanFacts, start: date | None, miles: bool) -> None:
    root = drawn(PlanAsked(facts, start, None, miles))
    for bar in bars(root):
        y, height = float(bar.get("y") or 0), float(bar.get("height") or 0)
        assert BOX.top <= y and y + height <= BOX.bottom + 0.6
    for x, y in corners(of_class(root, "ceiling")[0]):
        assert BOX.left <= x <= BOX.right + 0.01 and BOX.top <= y <= BOX.bottom


def test_every_run_with_a_date_is_an_entry() -> None:
    plan = plan_of(TEN.facts, BOOK)
    entries = list(appointments_of(plan, TEN, BOOK))
    assert [entry.day for entry in entries] == [
        START + timedelta(7 * index + day - 1) for index, week in enumerate(plan.weeks) for day in week.runs.days
    ]
    assert entries[0].key == "return-to-run-2026-09-07"
    assert len({entry.key for entry in entries}) == len(entries)
    assert entries[0].title == "Back to running, week 1: Jog 1 / walk 1 min, 5 times"
    assert entries[-1].title == "Back to running, week 9: Easy jog, 25 min"
    assert "stay on the flat" in entries[0].text and "stay on the flat" not in entries[-1].text
    assert "grass or a dirt trail" in entries[0].text and entries[0].at is None
    assert list(appointments_of(plan, replace(TEN, start_on=None), BOOK)) == []


def test_ground_that_is_not_soft_is_told_in_the_entries() -> None:
    hard = replace(TEN, surfaces_available=("road",))
    entry = next(iter(appointments_of(plan_of(hard.facts, BOOK), hard, BOOK)))
    assert "None of the ground you named is soft." in entry.text
