"""Today is the runner's own day in every view, and so is the day of a run whose start stands in UTC.

Kiritimati and Pago Pago are 25 hours apart: whatever time it is, they never share a day.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from hypothesis import assume, given
from hypothesis import strategies as st
from icalendar import Calendar

from api.advice.core.distance import Distance
from api.integrations.readers.run_record import RunRecord
from api.rulebook.load import shipped_rulebook
from api.services.imports.choices import ImportChoices, start_of_run
from api.services.runs.due_pairs import due_items, due_pairs
from api.storage.database.engines import Database
from api.storage.runners.wearers import day_of_start, today_in
from tests.support.accounts import Account
from tests.support.logbook import a_pair, a_run, a_runner, made

EARLY, LATE = "Pacific/Kiritimati", "Pacific/Pago_Pago"
ZONES = pytest.mark.parametrize("zone", [EARLY, LATE, None])


def today(zone: str | None) -> date:
    return datetime.now(UTC if zone is None else ZoneInfo(zone)).date()


def worn_runner(client: FlaskClient, zone: str | None) -> tuple[str, str]:
    """Make a runner with one pair that is worn every third day up to today."""
    runner = a_runner(client, time_zone=zone)
    pair = a_pair(client, runner, foam="eva", kind="trainer", starting_distance={"km": 300})
    for ago in range(0, 60, 3):
        a_run(client, pair, date=(today(zone) - timedelta(days=ago)).isoformat(), distance={"km": 9})
    return runner, pair


@ZONES
@pytest.mark.parametrize(
    "path", ["pairs/{pair}/retirement", "runners/{runner}/retirement", "runners/{runner}/training-load"]
)
def test_an_answer_without_a_day_is_that_of_the_runners_today(client: FlaskClient, zone: str | None, path: str) -> None:
    runner, pair = worn_runner(client, zone)
    asked = f"/v1/{path.format(runner=runner, pair=pair)}"
    assert made(client.get(asked), 200) == made(client.get(f"{asked}?as_of={today(zone)}"), 200)
    day_before = today(zone) - timedelta(days=1)
    assert made(client.get(asked), 200) != made(client.get(f"{asked}?as_of={day_before}"), 200)


@ZONES
def test_a_picture_ends_today(client: FlaskClient, zone: str | None) -> None:
    _, pair = worn_runner(client, zone)
    drawn = client.get(f"/v1/pairs/{pair}/wear.svg").data
    assert drawn == client.get(f"/v1/pairs/{pair}/wear.svg?as_of={today(zone)}").data
    assert drawn != client.get(f"/v1/pairs/{pair}/wear.svg?as_of={today(zone) - timedelta(days=1)}").data


@ZONES
def test_the_weeks_of_a_rotation_end_today(client: FlaskClient, zone: str | None) -> None:
    runner = a_runner(client, time_zone=zone)
    pair = a_pair(client, runner)
    for ago in (6, 7):
        a_run(client, pair, date=(today(zone) - timedelta(days=ago)).isoformat())
    shown = made(client.get(f"/v1/runners/{runner}/rotation?weeks=1"), 200)["pairs"][0]
    assert (shown["run_count"], shown["last_worn"]) == (1, (today(zone) - timedelta(days=6)).isoformat())


@ZONES
def test_an_insole_grows_old_on_the_runners_day(client: FlaskClient, zone: str | None) -> None:
    runner = a_runner(client, time_zone=zone)
    insole = {"kind": "insole", "limit_age_months": 1}
    wanted = {}
    for name, ago in (("old", 31), ("young", 27)):
        started = (today(zone) - timedelta(days=ago)).isoformat()
        shown = made(client.post(f"/v1/runners/{runner}/items", json={**insole, "name": name, "started_on": started}))
        wanted[name] = shown
        assert made(client.get(f"/v1/items/{shown['id']}"), 200)["life_used"] == shown["life_used"]
    assert wanted["old"]["verdict"] == "replace"
    links = made(client.put(f"/v1/runners/{runner}/subscription"), 200)
    calendar = Calendar.from_ical(client.get(urlsplit(links["calendar_url"]).path).data)
    assert [str(event["DTSTART"].dt) for event in calendar.walk("VEVENT")] == [today(zone).isoformat()]


def test_the_command_looks_at_each_runner_on_their_own_day(
    client: FlaskClient, released_database: Database, account: Account
) -> None:
    zones = {worn_runner(client, zone)[0]: zone for zone in (EARLY, LATE, None)}
    now = datetime.now(UTC)
    with released_database.reading() as db:
        found = {
            runner.id: wear.day for runner, wear in due_pairs(db, account.id, shipped_rulebook(), now, kept_too=True)
        }
        assert list(due_items(db, account.id, now)) == []
    assert found == {runner: today_in(zone, now) for runner, zone in zones.items()}


@pytest.mark.parametrize(
    ("started_at", "day"),
    [
        ("2026-08-21T03:15:00Z", "2026-08-20"),
        ("2026-08-21T03:15:00+00:00", "2026-08-20"),
        ("2026-08-21T03:15:00+09:00", "2026-08-21"),
    ],
)
def test_the_day_of_a_start_in_utc_is_the_runners(client: FlaskClient, started_at: str, day: str) -> None:
    runner = a_runner(client, time_zone="America/Los_Angeles")
    run = {"started_at": started_at, "distance": {"km": 5}}
    assert made(client.post(f"/v1/pairs/{a_pair(client, runner)}/runs", json=run))["date"] == day
    later = {**run, "started_at": started_at.replace("2026-08", "2026-07")}
    logged = made(client.post(f"/v1/runners/{runner}/runs", json=later))
    assert logged["date"] == day.replace("2026-08", "2026-07")
    path, types = f"/v1/runs/{logged['id']}", "application/merge-patch+json"
    assert (
        made(client.patch(path, json={"date": None, "started_at": started_at}, content_type=types), 200)["date"] == day
    )


@given(
    instant=st.datetimes(timezones=st.just(UTC)),
    offset=st.integers(-12 * 4, 14 * 4).map(lambda quarters: timezone(timedelta(minutes=15 * quarters))),
    zone=st.sampled_from([EARLY, LATE, "Europe/Berlin", "Asia/Kolkata"]),
)
def test_a_run_that_is_logged_and_one_that_is_imported_have_the_same_day(
    instant: datetime, offset: timezone, zone: str
) -> None:
    assume(2 < instant.year < 9998)
    run = RunRecord("", "fit", "1", instant.astimezone(offset), Distance(5))
    assert day_of_start(run.started_at, zone) == start_of_run(run, ImportChoices(None, ZoneInfo(zone))).day
    assert day_of_start(run.started_at, None) == start_of_run(run, ImportChoices()).day
