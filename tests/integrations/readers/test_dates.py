"""Days that a spreadsheet wrote anew: read where they mean one day alone, else asked about, never guessed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from api.integrations.readers.dates import DATE_ORDERS, DAY_FIRST, MONTH_FIRST, times_of
from api.integrations.readers.run_record import QuestionError, ReadOptions, RecordFaultError, RunRecord, Unread
from tests.integrations.export_help import one_run, read
from tests.support.exports.others import garmin_csv, named_csv

NOTHING_SAID = ReadOptions()
CASES: dict[str, tuple[list[str], list[str] | None]] = {
    "as services write them": (["2026-03-04 07:15:23", "2026-03-05"], ["2026-03-04 07:15:23", "2026-03-05"]),
    "an hour of one digit": (["2026-03-04 7:15", "2026-03-04 7:15:23"], ["2026-03-04 07:15:00", "2026-03-04 07:15:23"]),
    "German, of a spreadsheet": (["04.03.2026 07:15", "5.3.2026", "05.03.2026, 18:00:01"],
                                 ["2026-03-04 07:15:00", "2026-03-05", "2026-03-05 18:00:01"]),
    "Japanese, of a spreadsheet": (["2026/3/4 7:15"], ["2026-03-04 07:15:00"]),
    "British: a thirteenth shows it": (["04/03/2026 07:15", "13/03/2026 07:15"],
                                       ["2026-03-04 07:15:00", "2026-03-13 07:15:00"]),
    "American: a thirteenth shows it": (["3/4/2026 7:15", "3/13/2026 7:15 PM", "3/13/2026 12:01 AM"],
                                        ["2026-03-04 07:15:00", "2026-03-13 19:15:00", "2026-03-13 00:01:00"]),
    "Dutch, with hyphens": (["04-03-2026 07:15", "28-02-2026"], ["2026-03-04 07:15:00", "2026-02-28"]),
    "one that is the same either way": (["03/03/2026"], ["2026-03-03"]),
    "a missing one first": (["--", "04/03/2026", "13/03/2026"], [None, "2026-03-04", "2026-03-13"]),
    "nothing shows it": (["04/03/2026 07:15", "05/03/2026 07:15"], None),
    "both are shown": (["13/03/2026", "03/13/2026", "04/03/2026"], None),
    "two digits of a year are no year": (["13/03/26"], [None]),
    "no day of the calendar": (["31.02.2026", "2026/13/01"], [None, None]),
    "thirteen o'clock in the afternoon": (["3/13/2026 13:15 PM"], [None]),
}  # fmt: skip


def read_as(cells: list[str], options: ReadOptions = NOTHING_SAID) -> list[str | None]:
    time = times_of(cells, options)
    found: list[str | None] = []
    for cell in cells:
        try:
            at, is_known = time(cell)
            found.append(f"{at:%Y-%m-%d %H:%M:%S}" if is_known else f"{at:%Y-%m-%d}")
        except RecordFaultError:
            found.append(None)
    return found


@pytest.mark.parametrize(("cells", "wanted"), CASES.values(), ids=CASES)
def test_a_column_of_days(cells: list[str], wanted: list[str] | None) -> None:
    if wanted is None:
        with pytest.raises(QuestionError) as question:
            read_as(cells)
        assert question.value.parameter == "date_order"
    else:
        assert read_as(cells) == wanted


DAYS = st.lists(st.dates(date(2000, 1, 1), date(2030, 12, 31)), min_size=1, max_size=8)
WRITTEN = {DAY_FIRST: "%d/%m/%Y", MONTH_FIRST: "%m/%d/%Y"}


@given(days=DAYS, order=st.sampled_from(DATE_ORDERS), said=st.sampled_from([None, *DATE_ORDERS]))
def test_days_with_strokes_are_read_as_they_were_written_or_asked_about(
    days: list[date], order: str, said: str | None
) -> None:
    cells = [f"{day:{WRITTEN[order]}}" for day in days]
    is_shown = any(day.day > 12 for day in days)
    assume(is_shown or said in (None, order))
    try:
        assert read_as(cells, ReadOptions(date_order=said)) == [day.isoformat() for day in days]
    except QuestionError:
        assert said is None
        assert not is_shown


TABLES: dict[str, tuple[bytes, dict[str, Any]]] = {
    "Garmin": (
        garmin_csv([{"Activity Type": "Running", "Date": "04/03/2026 07:15", "Distance": "10.05"}]),
        {"unit": "km"},
    ),
    "any other": (
        named_csv(["Tag", "Km"], [{"Tag": "04/03/2026 07:15", "Km": "10.05"}]),
        {"unit": "km", "kind": "run", "columns": {"date": "Tag", "distance": "Km"}},
    ),
    "Runkeeper": (
        b"Date,Type,Route Name,Distance (km),Duration,GPX File\r\n04/03/2026 07:15,Running,,10.05,50:00,\r\n",
        {},
    ),
}


@pytest.mark.parametrize(("table", "options"), TABLES.values(), ids=TABLES)
@pytest.mark.parametrize(("order", "day", "month"), [(DAY_FIRST, 4, 3), (MONTH_FIRST, 3, 4)])
def test_every_table_of_local_times_asks_and_takes_the_answer(
    table: bytes, options: dict[str, Any], order: str, day: int, month: int
) -> None:
    with pytest.raises(QuestionError):
        read(table, **options)
    run = one_run(table, **options, date_order=order)
    assert (run.started_at, run.time_is_known) == (datetime(2026, month, day, 7, 15), True)  # noqa: DTZ001


def test_a_day_that_is_none_fails_alone() -> None:
    rows = [{"Activity Type": "Running", "Date": day, "Distance": "10"} for day in ("2026-03-04 07:15:23", "yesterday")]
    run, unread = read(garmin_csv(rows), unit="km")
    assert isinstance(run, RunRecord)
    assert isinstance(unread, Unread)
    assert (unread.status, unread.reason.key) == ("failed", "no_date")
