"""The wear chart: what it shows, in a picture and in words."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.advice.core.distance import NOTHING, Distance
from api.advice.retirement.advise import cushioning_left
from api.pictures.charts.style import WEAR_STYLE as STYLE
from api.pictures.charts.wear_chart import CUSHION_BOX, DISTANCE_BOX, HEIGHT, WIDTH, draw_wear
from api.pictures.charts.wear_chart_facts import DateAhead, Wear, headline, in_words, shown_days, steps_of, wear_of
from tests.advice.retirement.inputs import BOOK, TODAY, advice_of

SVG = "{http://www.w3.org/2000/svg}"


def km(value: float) -> Distance:
    return Distance.of(value, "km")


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


POINTS = [(days_ago(100), km(50)), (days_ago(80), km(150)), (days_ago(30), km(300)), (days_ago(5), km(520))]
AHEAD = DateAhead(TODAY + timedelta(days=60), TODAY + timedelta(days=40), TODAY + timedelta(days=90))

WEAR = Wear(
    name="Ghost 17",
    points=POINTS,
    plan_from=Distance.of(300, "mi"),
    retire_by=Distance.of(500, "mi"),
    worn_out=Distance.of(700, "mi"),
    as_of=TODAY,
    cushion=lambda distance: cushioning_left(distance, "eva", BOOK),
    summary="Plan the next pair.",
    wording=BOOK.wording,
    ahead=AHEAD,
)


def drawn(wear: Wear) -> ElementTree.Element:
    return ElementTree.fromstring(draw_wear(wear))  # noqa: S314 - our own


def texts(root: ElementTree.Element) -> list[str]:
    return [text.text or "" for text in root.iter(f"{SVG}text")]


def of_class(root: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [element for element in root.iter() if element.get("class") == name]


def corners(element: ElementTree.Element) -> list[tuple[float, float]]:
    numbers = [float(each) for each in re.findall(r"-?[0-9.]+", element.get("d") or "")]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


# ------------------------------------------------------------------ what is shown


def test_the_line_of_distance_stands_where_the_runs_do() -> None:
    (line, _) = of_class(drawn(WEAR), "run")
    first, last = shown_days(WEAR)
    width, height = DISTANCE_BOX.right - DISTANCE_BOX.left, DISTANCE_BOX.bottom - DISTANCE_BOX.top
    top = 1.1 * 1126.5408

    def place(day: date, distance: float) -> tuple[float, float]:
        return (
            DISTANCE_BOX.left + width * (day - first).days / (last - first).days,
            DISTANCE_BOX.bottom - height * distance / top,
        )

    expected = [
        *(place(days_ago(100), 50), place(days_ago(80), 50), place(days_ago(80), 150), place(days_ago(30), 150)),
        *(place(days_ago(30), 300), place(days_ago(5), 300), place(days_ago(5), 520), place(TODAY, 520)),
    ]
    assert corners(line) == [pytest.approx(point, abs=0.06) for point in expected]


def test_the_limits_are_named_with_their_distances() -> None:
    words = texts(drawn(WEAR))
    assert {"plan 483 km", "retire 805 km", "worn out 1127 km"} <= set(words)
    words = texts(drawn(replace(WEAR, miles=True)))
    assert {"plan 300 mi", "retire 500 mi", "worn out 700 mi", "Distance in miles"} <= set(words)


def test_limits_stand_in_order_with_their_names_apart() -> None:
    close = replace(WEAR, plan_from=Distance.of(490, "mi"))
    names = [of_class(drawn(close), f"{kind}-name")[0] for kind in ("plan", "end", "worn")]
    heights = [float(name.get("y") or 0) for name in names]
    assert heights == sorted(heights, reverse=True)
    assert names[1].get("x") != names[0].get("x")
    apart = [of_class(drawn(WEAR), f"{kind}-name")[0].get("x") for kind in ("plan", "end", "worn")]
    assert len(set(apart)) == 1


def test_a_limit_at_the_absolute_end_is_drawn_once() -> None:
    root = drawn(replace(WEAR, retire_by=WEAR.worn_out))
    assert not of_class(root, "worn") and of_class(root, "end")


def test_the_date_ahead_spans_from_the_earliest_to_the_latest() -> None:
    root = drawn(WEAR)
    start, earliest, latest = corners(of_class(root, "span")[0])
    (_, due) = corners(of_class(root, "ahead")[0])
    assert start[0] < earliest[0] < due[0] < latest[0]
    (line,) = {y for _, y in corners(of_class(root, "end")[0])}
    assert earliest[1] == due[1] == latest[1] == line
    assert "due 31 Oct 2026" in texts(root)
    assert "520 km of 805 km run · due about 31 Oct 2026" in texts(root)


def test_a_date_beyond_the_edge_is_told_above_and_not_marked() -> None:
    far = DateAhead(TODAY + timedelta(days=800), TODAY + timedelta(days=700), TODAY + timedelta(days=1000))
    root = drawn(replace(WEAR, ahead=far))
    assert not of_class(root, "due") and of_class(root, "ahead")
    assert any("due about" in text for text in texts(root))
    assert shown_days(replace(WEAR, ahead=far))[1] == TODAY + timedelta(days=203)
    assert of_class(drawn(WEAR), "due")


def test_the_cushioning_is_a_band_with_its_estimate_inside() -> None:
    root = drawn(WEAR)
    band = corners(of_class(root, "band")[0])
    line = corners(of_class(root, "run")[1])
    highs, lows = band[: len(line)], band[len(line) :][::-1]
    for (x, y), (high_x, high), (low_x, low) in zip(line, highs, lows, strict=True):
        assert x == high_x == low_x
        assert CUSHION_BOX.top <= high <= y <= low <= CUSHION_BOX.bottom
    assert "Cushioning left: about 72% (60% to 79%)" in texts(root)
    assert of_class(root, "band-ahead")


def test_the_cushioning_ahead_goes_on_from_today() -> None:
    root = drawn(WEAR)
    behind, ahead = corners(of_class(root, "run")[1]), corners(of_class(root, "ahead")[1])
    assert ahead[0] == behind[-1]
    assert [y for _, y in ahead] == sorted(y for _, y in ahead)


def test_a_pair_without_a_date_shows_none() -> None:
    root = drawn(replace(WEAR, ahead=None))
    assert not of_class(root, "span") and not of_class(root, "ahead") and not of_class(root, "due")
    assert headline(replace(WEAR, ahead=None)) == "520 km of 805 km run"


def test_a_pair_that_is_due_says_so() -> None:
    assert headline(replace(WEAR, ahead=None, due=True)) == "520 km of 805 km run · due now"


def test_a_retired_pair_ends_on_its_day_and_counts_no_further() -> None:
    ended = replace(WEAR, ahead=None, ended_on=days_ago(30))
    assert headline(ended) == "300 km of 805 km run · retired 2 Aug 2026"
    assert "retired" in texts(drawn(ended)) and "today" not in texts(drawn(ended))
    (line, _) = of_class(drawn(ended), "run")
    (day,) = {x for x, _ in corners(of_class(drawn(ended), "today")[0])}
    assert corners(line)[-1][0] == day
    assert ended.reached == km(300)


def test_a_run_logged_for_tomorrow_counts() -> None:
    early = replace(WEAR, points=[*POINTS, (TODAY + timedelta(days=1), km(530))])
    assert early.reached == km(530) and early.last_day == TODAY + timedelta(days=1)


def test_a_pair_without_a_run_is_drawn_empty() -> None:
    root = drawn(replace(WEAR, points=[], ahead=None))
    assert not of_class(root, "run") and not of_class(root, "now")
    assert "0 km of 805 km run" in texts(root)
    assert "retire 805 km" in texts(root)


# ------------------------------------------------------------------ in words, on screens and paper


def test_it_is_told_in_words_too() -> None:
    root = drawn(WEAR)
    assert root.get("role") == "img" and root.get("aria-labelledby") == "title desc"
    title, desc = root[0], root[1]
    assert (title.tag, title.get("id"), title.text) == (f"{SVG}title", "title", "Wear of Ghost 17")
    assert (desc.tag, desc.get("id"), desc.text) == (f"{SVG}desc", "desc", in_words(WEAR))
    for answer in ("Plan the next pair.", "520 km", "483 km", "805 km", "1127 km", "72%", "31 Oct 2026", "11 Oct 2026"):
        assert answer in in_words(WEAR)


def test_it_scales_and_keeps_its_shape() -> None:
    root = drawn(WEAR)
    assert root.get("viewBox") == f"0 0 {WIDTH} {HEIGHT}" and root.get("width") is None


def test_no_text_leaves_the_picture() -> None:
    for wear in (WEAR, replace(WEAR, miles=True), replace(WEAR, name="x" * 200)):
        for text in drawn(wear).iter(f"{SVG}text"):
            x, length = float(text.get("x") or 0), 7.2 * len(text.text or "")
            right = "right" in (text.get("class") or "")
            assert (x - length if right else x) >= -8 and (x if right else x + length * 0.8) <= WIDTH + 8, text.text


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


@pytest.mark.parametrize("colour", ["ink", "soft", "run", "plan", "end", "worn"])
def test_every_colour_stands_out_from_its_paper(colour: str) -> None:
    for palette in (STYLE.light, STYLE.dark):
        assert contrast(palette[colour], palette["paper"]) >= 4.5


def test_it_runs_no_script_and_fetches_nothing() -> None:
    drawing = draw_wear(WEAR).decode()
    assert not re.search(r"<script|on[a-z]+=|href|url\((?!#)|@import|<foreignObject", drawing)
    digest = base64.b64encode(hashlib.sha256(STYLE.sheet.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'; frame-ancestors 'none'" == STYLE.policy
    (style,) = drawn(WEAR).iter(f"{SVG}style")
    assert style.text == STYLE.sheet


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "a\"b&c'd", "tab\tand\x0bthen\x00end", "\ud800 half"])
def test_a_name_stays_a_name(name: str) -> None:
    root = drawn(replace(WEAR, name=name))
    assert not list(root.iter(f"{SVG}script"))
    shown = of_class(root, "name")[0].text or ""
    assert shown == "".join(sign for sign in name if sign not in "\x0b\x00\ud800")[: len(shown)]


def test_a_long_name_is_cut_in_the_picture_and_whole_in_words() -> None:
    root = drawn(replace(WEAR, name="A" * 60))
    assert of_class(root, "name")[0].text == "A" * 37 + "…"
    assert root[0].text == "Wear of " + "A" * 60


# ------------------------------------------------------------------ from the advice


def test_the_chart_of_an_advice_shows_its_limits_and_its_date() -> None:
    advice = advice_of({"distance": {"km": 520}, "foam": "eva", "kind": "trainer", "weekly_distance": {"km": 35}})
    wear = wear_of("Ghost 17", POINTS, advice, BOOK, as_of=TODAY)
    assert (wear.plan_from, wear.retire_by, wear.worn_out) == (WEAR.plan_from, WEAR.retire_by, WEAR.worn_out)
    assert advice.answer.forecast is not None and wear.ahead is not None
    assert wear.ahead.retire_on == advice.answer.forecast.retire_on and not wear.due and not wear.miles
    assert wear.cushion(km(520)) == cushioning_left(km(520), "eva", BOOK)
    assert wear.summary == advice.answer.summary
    assert wear_of("Ghost 17", POINTS, advice, BOOK, as_of=TODAY, ended_on=TODAY).ahead is None


def test_a_date_by_an_own_limit_of_age_is_named_and_no_distance_is_drawn_ahead() -> None:
    given = {"distance": {"km": 520}, "weekly_distance": {"km": 5}, "started_on": "2025-09-15", "limit_age_months": 12}
    wear = wear_of("Old", POINTS, advice_of(given), BOOK, as_of=TODAY)
    assert wear.ahead is None and wear.due_on == date(2026, 9, 15)
    assert headline(wear) == "520 km of 805 km run · due about 15 Sept 2026"
    assert "by your own limit" in in_words(wear) and not of_class(drawn(wear), "ahead")


def test_a_lower_bound_is_drawn_as_one() -> None:
    advice = advice_of({"distance_at_least": {"km": 520}, "foam": "eva", "weekly_distance": {"km": 35}})
    wear = wear_of("From elsewhere", POINTS, advice, BOOK, as_of=TODAY)
    assert headline(wear).startswith("at least 520 km of 805 km run") and "at least 520 km" in in_words(wear)
    assert "Cushioning left: at most about 72% (or down to 60%)" in texts(drawn(wear))


def test_the_chart_of_a_pair_to_retire_has_no_date_ahead() -> None:
    advice = advice_of({"distance": {"mi": 100}, "feel": "flat", "weekly_distance": {"km": 35}})
    wear = wear_of("Flat", POINTS, advice, BOOK, as_of=TODAY)
    assert wear.due and wear.ahead is None and wear.miles


# ------------------------------------------------------------------ whatever was run

LOGS = st.lists(
    st.tuples(st.integers(min_value=0, max_value=3000), st.integers(min_value=0, max_value=60_000)), max_size=40
)


def points_of(log: Sequence[tuple[int, int]]) -> list[tuple[date, Distance]]:
    reached, points = NOTHING, []
    for days, metres in sorted(log, reverse=True):
        reached += Distance.of(metres, "m")
        points.append((days_ago(days), reached))
    return points


@given(LOGS, st.booleans(), st.one_of(st.none(), st.integers(min_value=0, max_value=2000)))
def test_every_log_is_drawn_within_the_picture(log: list[tuple[int, int]], miles: bool, ahead: int | None) -> None:
    dates = [TODAY + timedelta(days=ahead * share // 2) for share in (2, 1, 3)] if ahead is not None else []
    wear = replace(WEAR, points=points_of(log), miles=miles, ahead=DateAhead(*dates) if dates else None)
    for line in of_class(drawn(wear), "run"):
        points = corners(line)
        assert [x for x, _ in points] == sorted(x for x, _ in points)
        assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in points)
    (first, *_) = of_class(drawn(wear), "run") or [None]
    if first is not None:
        heights = [y for _, y in corners(first)]
        assert heights == sorted(heights, reverse=True)


def test_a_hundred_thousand_runs_make_a_small_picture() -> None:
    many = [(days_ago(3000 - number // 34), Distance(number * 10**7)) for number in range(100_000)]
    wear = replace(WEAR, points=many)
    assert len(draw_wear(wear)) < 25_000
    assert steps_of(wear, shown_days(wear)[0])[-1][1] == many[-1][1]


def test_the_same_wear_is_drawn_alike_to_the_byte() -> None:
    assert draw_wear(WEAR) == draw_wear(replace(WEAR))


@pytest.mark.parametrize("day", [date.min, date.max, date(2028, 2, 29)])
def test_the_edges_of_the_calendar_break_nothing(day: date) -> None:
    assert b"retire 805 km" in draw_wear(replace(WEAR, points=[(day, km(100))], as_of=day, ahead=None))
    assert draw_wear(replace(WEAR, points=[(day, km(100))], as_of=day, ahead=DateAhead(day, day, day)))
