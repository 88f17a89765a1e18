"""A plan as a calendar file (iCalendar, RFC 5545) that phones and desktops take in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from icalendar import Calendar, Event

PRODUCT = "-//Forefoot//Forefoot API//EN"
CONTENT_TYPE = "text/calendar; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Appointment:
    """One entry of a calendar: ``key`` is stable and unique in its plan, so that a newer file replaces the older.

    Without ``at`` it lasts all day. ``daily_times`` above 1 repeats it on as many days in a row.
    """

    key: str
    day: date
    title: str
    text: str
    at: time | None = None
    minutes: int = 0
    daily_times: int = 1


def calendar_of(name: str, appointments: Iterable[Appointment], made_at: datetime) -> bytes:
    """Answer the calendar file. Times float: 7 o'clock is 7 o'clock wherever the person is.

    ``made_at`` is an instant with its zone. The same plan gives the same UIDs.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    for each in appointments:
        calendar.add_component(_event(each, made_at.astimezone(UTC)))
    return bytes(calendar.to_ical())


def _event(each: Appointment, made_at: datetime) -> Event:
    event = Event()
    event.add("uid", f"{each.key}@forefoot")
    event.add("dtstamp", made_at)
    event.add("summary", each.title)
    event.add("description", each.text)
    if each.at is None:
        event.add("dtstart", each.day)
        # An all-day entry is no reason to call the person busy.
        event.add("transp", "TRANSPARENT")
    else:
        start = datetime.combine(each.day, each.at)
        event.add("dtstart", start)
        event.add("dtend", start + timedelta(minutes=each.minutes))
    if each.daily_times > 1:
        event.add("rrule", {"freq": "daily", "count": each.daily_times})
    return event
