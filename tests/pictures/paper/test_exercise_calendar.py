"""A plan in the calendar: three entries a day, each week as it has grown."""

from __future__ import annotations

from datetime import date, time

import pytest

from api.advice.exercises.answer import SLOTS
from api.advice.exercises.plan import SessionLengthError, Setting, day_of
from api.pictures.paper.calendars import Appointment, dose_in_words, exercise_calendar, hours_of
from tests.advice.exercises.inputs import ALL_EQUIPMENT, BOOK

MONDAY = date(2026, 9, 7)
HOURS = hours_of({}, BOOK)


def entries(setting: Setting, week: int = 1, weeks: int = 2) -> list[Appointment]:
    return list(exercise_calendar(setting, week, weeks, MONDAY, HOURS, BOOK))


def test_a_week_has_three_entries_that_repeat_daily() -> None:
    made = entries(Setting("recovering", "intermediate", 12))
    assert [(each.day, each.at, each.minutes, each.daily_times) for each in made] == [
        (date(2026, 9, day), at, 12, 7) for day in (7, 14) for at in (time(7, 30), time(12, 30), time(19))
    ]
    assert [each.title for each in made[:3]] == [
        "Stretching, 12 minutes",
        "Strength, 12 minutes",
        "Balance and mobility, 12 minutes",
    ]
    assert len({each.key for each in made}) == len(made)


def test_each_week_is_as_the_plan_has_grown() -> None:
    setting = Setting("recovering", "intermediate", 10)
    (_, first, _, _, second, _) = entries(setting)
    assert "Calf raise: 2 sets of 8 times" in first.text and "Calf raise: 2 sets of 10 times" in second.text
    later = entries(setting, week=2, weeks=1)[1]
    assert later.text == second.text and later.day == MONDAY


def test_maintenance_stands_on_its_three_days() -> None:
    made = entries(Setting("maintenance", "beginner", 10), weeks=1)
    assert [each.day.day for each in made] == [7, 7, 7, 9, 9, 9, 11, 11, 11]
    assert {each.daily_times for each in made} == {1}
    assert len({each.key for each in made}) == len(made)


def test_gentle_sessions_are_called_so() -> None:
    assert {each.title for each in entries(Setting("painful", "beginner", 10))} == {"Gentle exercises, 10 minutes"}


def test_wished_hours_count_one_by_one() -> None:
    assert hours_of({"evening": time(21, 5)}, BOOK) == {
        "morning": time(7, 30),
        "midday": time(12, 30),
        "evening": time(21, 5),
    }


def test_a_dose_is_told_in_one_line() -> None:
    setting = Setting("recovering", "advanced", 10, ALL_EQUIPMENT, full_feeling=True)
    facts = {
        entry.exercise.code: dose_in_words(entry, BOOK) for slot in SLOTS for entry in day_of(setting, 1, BOOK)[slot]
    }
    assert facts["wall_calf_stretch"] == "Wall calf stretch: 2 x 30 s on each side"
    assert facts["towel_scrunch"] == "Towel scrunch: 8 times on each side"
    assert facts["glute_bridge"] == "Glute bridge: 2 sets of 7 x 3 s"
    assert facts["heel_to_toe_walk"] == "Heel-to-toe walk: 3 times"
    assert facts["single_leg_stand"] == ("Single-leg stand: 2 x 20 s on each side. Keep a hand on the wall or chair.")


def test_each_text_ends_with_leaving_out_what_hurts() -> None:
    for each in entries(Setting("painful", "beginner", 10)):
        assert each.text.splitlines()[-1] == "Leave out what hurts, and rest when the foot asks for it."
        assert len(each.text.splitlines()) == 5


def test_a_session_of_another_length_is_refused() -> None:
    with pytest.raises(SessionLengthError):
        entries(Setting("painful", "beginner", 20))
