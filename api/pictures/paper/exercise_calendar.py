"""A plan of exercises as entries of a calendar: three sessions on each of its days, each week as the plan has grown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, time, timedelta

from api.advice.core.rules import Rulebook
from api.advice.exercises.answer import SLOTS
from api.advice.exercises.plan import Entry, Setting, day_of, days_of_week
from api.advice.exercises.request import PAINFUL
from api.advice.exercises.say import amount
from api.pictures.paper.calendar import Appointment

_TITLES = {"morning": "stretch", "midday": "strength", "evening": "balance"}


def hours_of(wished: Mapping[str, time], book: Rulebook) -> dict[str, time]:
    """Answer when each session begins: as wished, else as SESSION-11 says."""
    return {slot: wished.get(slot) or time.fromisoformat(str(book.value("SESSION-11", f"{slot}_at"))) for slot in SLOTS}


def appointments(
    setting: Setting, week: int, weeks: int, start_on: date, hours: Mapping[str, time], book: Rulebook
) -> Iterator[Appointment]:
    """Answer the entries of ``weeks`` weeks from ``start_on``, beginning with ``week`` of the plan.

    Where every day has its sessions, one entry repeats through the week. Raises SessionLengthError.
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
    """Answer an exercise and how much of it in one line."""
    line = f"{entry.exercise.words('name', book)}: {amount(entry, book)}"
    return line if entry.dose.variant is None else f"{line}. {entry.exercise.words(entry.dose.variant, book)}"
