"""Calendar files: what stands in them is what another reader of the format finds there."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone

from icalendar import Calendar

from api.pictures.paper.calendars import Appointment, calendar_of

MADE = datetime(2026, 9, 1, 12, 0, tzinfo=timezone(timedelta(hours=2)))
RUN = Appointment("return-1-mon", date(2026, 9, 7), "First run, 10 minutes", "1 minute each; on grass.\nStop at pain.")
STRETCH = Appointment("morning-1", date(2026, 9, 7), "Stretch", "Calves", at=time(7, 30), minutes=12, daily_times=7)


def _events(raw: bytes) -> list[object]:
    return list(Calendar.from_ical(raw).walk("VEVENT"))


def test_an_appointment_without_a_time_takes_the_day_and_leaves_it_free() -> None:
    (event,) = _events(calendar_of("Back to running", [RUN], MADE))
    assert event.decoded("dtstart") == date(2026, 9, 7)
    assert "dtend" not in event
    assert event["transp"] == "TRANSPARENT"
    assert event["summary"] == "First run, 10 minutes"
    assert event["description"] == "1 minute each; on grass.\nStop at pain."


def test_an_appointment_with_a_time_floats_lasts_and_repeats() -> None:
    (event,) = _events(calendar_of("Exercises", [STRETCH], MADE))
    start = event.decoded("dtstart")
    assert start.tzinfo is None
    assert start.isoformat() == "2026-09-07T07:30:00"
    assert event.decoded("dtend") - start == timedelta(minutes=12)
    assert event["rrule"] == {"FREQ": ["DAILY"], "COUNT": [7]}


def test_a_calendar_has_what_readers_insist_on() -> None:
    raw = calendar_of("Exercises", [RUN, STRETCH], MADE)
    calendar = Calendar.from_ical(raw)
    assert (calendar["version"], calendar["method"], calendar["x-wr-calname"]) == ("2.0", "PUBLISH", "Exercises")
    uids = [str(event["uid"]) for event in calendar.walk("VEVENT")]
    assert uids == ["return-1-mon@forefoot", "morning-1@forefoot"]
    assert {event.decoded("dtstamp") for event in calendar.walk("VEVENT")} == {MADE.astimezone(UTC)}
    assert b"\r\n" in raw and b"\n" not in raw.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))


def test_the_same_plan_gives_the_same_file() -> None:
    assert calendar_of("Plan", [RUN], MADE) == calendar_of("Plan", [RUN], MADE)
