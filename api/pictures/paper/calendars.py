"""Plans as calendar files (iCalendar, RFC 5545), for phones and desktops: exercises, and the way back to running."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from icalendar import Calendar, Event

from api.advice.core.rules import Rulebook
from api.advice.exercises.advise import amount
from api.advice.exercises.answer import SLOTS
from api.advice.exercises.plan import Entry, Setting, day_of, days_of_week
from api.advice.exercises.request import PAINFUL
from api.advice.return_to_run.ladder import Drill
from api.advice.return_to_run.plan import PlannedWeek
from api.advice.return_to_run.show import PlanToShow, session_text, short_text, soft_grounds

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
    """Return the calendar file. Times float: 7 o'clock is 7 o'clock wherever the person is.

    ``made_at`` is an instant with its zone. The same plan gives the same UIDs.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    for appointment in appointments:
        calendar.add_component(_event(appointment, made_at.astimezone(UTC)))
    return bytes(calendar.to_ical())


def _event(appointment: Appointment, made_at: datetime) -> Event:
    event = Event()
    event.add("uid", f"{appointment.key}@forefoot")
    event.add("dtstamp", made_at)
    event.add("summary", appointment.title)
    event.add("description", appointment.text)
    if appointment.at is None:
        event.add("dtstart", appointment.day)
        # An all-day entry is no reason to call the person busy.
        event.add("transp", "TRANSPARENT")
    else:
        start = datetime.combine(appointment.day, appointment.at)
        event.add("dtstart", start)
        event.add("dtend", start + timedelta(minutes=appointment.minutes))
    if appointment.daily_times > 1:
        event.add("rrule", {"freq": "daily", "count": appointment.daily_times})
    return event


# Exercises: three sessions on each of their days, each week as the plan has grown

_TITLES = {"morning": "stretch", "midday": "strength", "evening": "balance"}


def hours_of(wished: Mapping[str, time], book: Rulebook) -> dict[str, time]:
    """Return when each session begins: as wished, else as SESSION-11 says."""
    return {slot: wished.get(slot) or time.fromisoformat(str(book.value("SESSION-11", f"{slot}_at"))) for slot in SLOTS}


def exercise_calendar(
    setting: Setting, week: int, weeks: int, start_on: date, hours: Mapping[str, time], book: Rulebook
) -> Iterator[Appointment]:
    """Yield the entries of ``weeks`` weeks from ``start_on``, beginning with ``week`` of the plan.

    Where every day has its sessions, one entry repeats through the week. Raise SessionLengthError.
    """
    days = days_of_week(setting.stage, book)
    daily = days == tuple(range(1, 1 + len(days)))
    for place in range(weeks):
        first = start_on + timedelta(weeks=place)
        day = day_of(setting, week + place, book)
        for number in days[:1] if daily else days:
            for slot in SLOTS:
                yield Appointment(
                    key=f"exercises-{start_on.isoformat()}-{place + 1}-{number}-{slot}",
                    day=first + timedelta(days=number - 1),
                    title=_title(slot, setting, book),
                    text=_text(day[slot], book),
                    at=hours[slot],
                    minutes=setting.minutes,
                    daily_times=len(days) if daily else 1,
                )


def _title(slot: str, setting: Setting, book: Rulebook) -> str:
    return book.sentence("SESSION-11", "gentle" if setting.stage == PAINFUL else _TITLES[slot], minutes=setting.minutes)


def _text(session: tuple[Entry, ...], book: Rulebook) -> str:
    return "\n".join((*(dose_in_words(entry, book) for entry in session), book.sentence("EX-14", "stop")))


def dose_in_words(entry: Entry, book: Rulebook) -> str:
    """Return an exercise and how much of it in one line."""
    name = entry.exercise.words("name", book)
    line = book.wording.text("words.name_and_amount", name=name, amount=amount(entry, book))
    return line if entry.dose.variant is None else f"{line}. {entry.exercise.words(entry.dose.variant, book)}"


# The way back to running: one entry a run


def return_calendar(shown: PlanToShow, book: Rulebook) -> Iterator[Appointment]:
    """Yield an entry for each run that has a date: what to do, where, and how to read the morning after."""
    for index, week in enumerate(shown.plan.weeks):
        for day, drill in zip(week.runs.days, week.runs.drills, strict=True):
            on = shown.day(index, day)
            if on is not None:
                title = short_text(drill, week, shown, book)
                yield Appointment(f"return-to-run-{on.isoformat()}", on, title, _run_text(drill, week, shown, book))


def _run_text(drill: Drill, week: PlannedWeek, shown: PlanToShow, book: Rulebook) -> str:
    ground = "choose" if soft_grounds(shown.surfaces_available, book) else "none_available"
    parts = [session_text(drill, week, shown, book), book.sentence("RETURN-05", ground)]
    if not week.hills:
        parts.append(book.sentence("RETURN-06", "flat"))
    parts += [book.sentence("RETURN-13", "during"), book.sentence("RETURN-04", "watch")]
    return "\n".join(parts)
