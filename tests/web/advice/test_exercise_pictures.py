"""GET drawing.svg and exercises.ics: content types, headers, refusals by parameter."""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import UTC, date, datetime, time
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar

from api.advice.exercises.library import CODES

pytestmark = pytest.mark.http_alone

ICS = "/v1/advice/exercises.ics"


def events(client: FlaskClient, query: str = "") -> list[object]:
    answer = client.get(f"{ICS}?{query}")
    assert answer.status_code == 200, answer.text
    return list(Calendar.from_ical(answer.data).walk("VEVENT"))


@pytest.mark.parametrize("code", CODES)
def test_a_drawing_is_svg_that_may_be_shown_and_kept(client: FlaskClient, code: str) -> None:
    answer = client.get(f"/v1/exercises/{code}/drawing.svg")
    assert answer.status_code == 200
    assert answer.content_type == "image/svg+xml; charset=utf-8"
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    ElementTree.fromstring(answer.data)  # noqa: S314 - our own picture
    style = re.search(r"<style>(.*?)</style>", answer.text, re.S)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; frame-ancestors 'none'"
    assert answer.headers["Content-Security-Policy"] == policy


def test_the_calendar_is_a_file_that_nobody_keeps(client: FlaskClient) -> None:
    answer = client.get(ICS)
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="exercises.ics"'
    assert answer.headers["Cache-Control"] == "no-store"


def test_left_out_it_is_the_gentle_plan_from_today_for_four_weeks(client: FlaskClient) -> None:
    before = datetime.now(UTC).date()
    found = events(client)
    assert len(found) == 12
    assert {str(event["summary"]) for event in found} == {"Gentle exercises, 10 minutes"}  # type: ignore[index]
    first = found[0].decoded("dtstart")  # type: ignore[attr-defined]
    assert before <= first.date() <= datetime.now(UTC).date() and first.time() == time(7, 30)


def test_hours_weeks_and_the_first_day_are_as_wished(client: FlaskClient) -> None:
    query = "stage=recovering&level=advanced&weeks=2&start_on=2026-09-07&morning_at=06:15&evening_at=23:55"
    found = events(client, f"{query}&minutes_per_session=15")
    starts = [event.decoded("dtstart") for event in found]  # type: ignore[attr-defined]
    assert [(start.date(), start.time()) for start in starts] == [
        (date(2026, 9, day), at) for day in (7, 14) for at in (time(6, 15), time(12, 30), time(23, 55))
    ]
    assert {(event.decoded("dtend") - event.decoded("dtstart")).seconds for event in found} == {900}  # type: ignore[attr-defined]
    assert all(event["rrule"] == {"FREQ": ["DAILY"], "COUNT": [7]} for event in found)  # type: ignore[index]


def test_what_presses_on_the_sole_is_in_it_only_when_asked_for(client: FlaskClient) -> None:
    query = "stage=recovering&equipment=ball,towel&weeks=1"
    careful, all_of_it = (
        " ".join(str(event["description"]) for event in events(client, query + more))  # type: ignore[index]
        for more in ("", "&all_exercises=true")
    )
    assert "Towel scrunch" in careful and "Ball roll" not in careful and "Ball roll" in all_of_it


def test_the_latest_day_and_the_most_weeks_are_made(client: FlaskClient) -> None:
    assert len(events(client, "start_on=2099-12-31&weeks=26&week=104&stage=maintenance")) == 26 * 9


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("stage=cured", "stage"),
        ("level=expert", "level"),
        ("minutes_per_session=9", "minutes_per_session"),
        ("minutes_per_session=16", "minutes_per_session"),
        ("minutes_per_session=ten", "minutes_per_session"),
        ("equipment=kettlebell", "equipment"),
        ("equipment=", "equipment"),
        ("week=0", "week"),
        ("weeks=27", "weeks"),
        ("start_on=2150-01-01", "start_on"),
        ("start_on=2026-13-01", "start_on"),
        ("morning_at=7:30", "morning_at"),
        ("midday_at=24:00", "midday_at"),
        ("evening_at=19:00:00", "evening_at"),
        ("all_exercises=yes", "all_exercises"),
    ],
)
def test_what_cannot_be_planned_is_refused_by_parameter(client: FlaskClient, query: str, parameter: str) -> None:
    answer = client.get(f"{ICS}?{query}")
    assert answer.status_code == 422, answer.text[:300]
    assert [error["parameter"] for error in answer.json["errors"]] == [parameter]  # type: ignore[index]


@pytest.mark.parametrize("query", ["pain_level=3", "symptoms=x", "week=1&week=2"])
def test_no_symptom_may_stand_in_the_address(client: FlaskClient, query: str) -> None:
    assert client.get(f"{ICS}?{query}").status_code == 400
