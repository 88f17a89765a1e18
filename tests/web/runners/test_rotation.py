"""The rotation of a runner, and what a calendar and a feed reader see of it by an address that can be taken back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from defusedxml.ElementTree import fromstring
from flask.testing import FlaskClient
from icalendar import Calendar

from tests.support.logbook import a_pair, a_run, a_runner, faults_in, made
from tests.web.edge.test_errors import problem
from tests.web.runners.test_runner_erase import contents
from tests.web.runners.test_runner_runs import sent

TODAY = datetime.now(UTC).date()


def day(ago: int) -> str:
    return (TODAY - timedelta(days=ago)).isoformat()


@pytest.fixture
def runner(client: FlaskClient) -> str:
    """A runner with a worn pair, a newer one, a retired one, and a run in no pair."""
    runner = a_runner(client)
    worn = a_pair(
        client, runner, nickname="Worn", foam="eva", kind="trainer", roles=["easy"], price=150, currency="USD",
        starting_distance={"km": 700},
    )  # fmt: skip
    newer = a_pair(client, runner, nickname="Newer", foam="eva", kind="trainer", started_on=day(60))
    gone = a_pair(client, runner, nickname="Gone", retired_on=day(10))
    for ago in range(1, 31):
        a_run(client, worn if ago % 3 else newer, date=day(ago), distance={"km": 9}, duration_s=3240)
    a_run(client, gone, date=day(20), distance={"km": 30})
    sent(client, runner, date=day(1), distance={"km": 5})
    return runner


def test_a_rotation_shows_shares_last_worn_and_what_is_next(client: FlaskClient, runner: str) -> None:
    answer = made(client.get(f"/v1/runners/{runner}/rotation"), 200)
    assert faults_in(answer, "Rotation") == []
    pairs = {pair["name"]: pair for pair in answer["pairs"]}
    assert list(pairs) == ["Worn", "Newer"]
    assert (pairs["Worn"]["share"], pairs["Newer"]["share"]) == (180 / 300, 90 / 300)
    assert (pairs["Worn"]["run_count"], pairs["Worn"]["distance"]["km"]) == (20, 180)
    assert (pairs["Worn"]["last_worn"], pairs["Newer"]["last_worn"]) == (day(1), day(3))
    assert pairs["Worn"]["verdict"] == "retire"
    assert pairs["Worn"]["cost"] == {"per_km": 0.1705, "per_mi": 0.2743, "per_hour": 1.7045, "currency": "USD"}
    assert pairs["Newer"]["cost"] is None
    assert answer["next_due"]["name"] == "Worn"
    assert answer["runs_in_no_pair"] == 1
    assert answer["summary"] == "2 pairs are in use. Worn is finished. One run waits for its pair."
    week = made(client.get(f"/v1/runners/{runner}/rotation?weeks=1"), 200)
    assert week["pairs"][0]["run_count"] == 4
    a_pair(client, runner, nickname="Older", foam="eva", kind="trainer", starting_distance={"km": 1500})
    both = made(client.get(f"/v1/runners/{runner}/rotation"), 200)["summary"]
    assert both == "3 pairs are in use. 2 of them are finished, Older most of all. One run waits for its pair."
    problem(client.get("/v1/runners/runner_0/rotation"), 404, "not_found")


@pytest.mark.parametrize("duration_s", [0, 5e-324, 1e-9])
def test_a_run_that_took_no_time_breaks_no_rotation(client: FlaskClient, duration_s: float) -> None:
    runner = a_runner(client)
    pair = a_pair(client, runner, price=150, currency="USD", limit_hours=300)
    for ago in range(1, 12):
        a_run(client, pair, date=day(ago), distance={"km": 9}, duration_s=duration_s)
    (shown,) = made(client.get(f"/v1/runners/{runner}/rotation"), 200)["pairs"]
    assert shown["cost"]["per_km"] == 1.5152
    made(client.get(f"/v1/pairs/{pair}/retirement"), 200)
    made(client.get(f"/v1/runners/{runner}/runs?pair=none"), 200)


def test_without_pairs_a_rotation_is_empty(client: FlaskClient) -> None:
    answer = made(client.get(f"/v1/runners/{a_runner(client)}/rotation"), 200)
    assert (answer["pairs"], answer["next_due"], answer["summary"]) == ([], None, "No pair is in use.")


def paths(client: FlaskClient, runner: str) -> dict[str, str]:
    body = made(client.put(f"/v1/runners/{runner}/subscription"), 200)
    return {name: urlsplit(url).path for name, url in body.items()}


def test_a_calendar_and_a_feed_watch_the_pairs_without_a_key(
    client: FlaskClient, anonymous: FlaskClient, runner: str
) -> None:
    at = paths(client, runner)
    assert paths(client, runner) == at
    calendar = anonymous.get(at["calendar_url"])
    assert calendar.content_type.startswith("text/calendar")
    events = {str(event["summary"]): event for event in Calendar.from_ical(calendar.get_data()).walk("VEVENT")}
    assert set(events) == {"Replace Worn", "Replace Newer"}
    assert events["Replace Worn"]["dtstart"].dt == TODAY
    assert events["Replace Newer"]["dtstart"].dt > date.fromisoformat(day(0))
    assert str(events["Replace Worn"]["description"]).startswith("Retire this pair")
    assert str(events["Replace Newer"]["description"]).startswith("At the pace of the last")
    feed = anonymous.get(at["feed_url"])
    assert feed.content_type.startswith("application/atom+xml")
    atom = fromstring(feed.get_data())
    name = "{http://www.w3.org/2005/Atom}"
    assert [entry.findtext(f"{name}title") for entry in atom.iter(f"{name}entry")] == ["Replace Worn"]
    for needed in ("id", "title", "updated"):
        assert atom.findtext(f"{name}{needed}")
    for secret in (runner, "700", "Gone"):
        assert secret not in calendar.text.replace("@forefoot", "")
    for answer in (calendar, feed):
        assert answer.headers["Cache-Control"] == "no-store"


def test_an_item_past_its_limit_is_in_both(client: FlaskClient, anonymous: FlaskClient) -> None:
    runner = a_runner(client)
    item = {"kind": "insole", "name": "Cork <1>", "started_on": "2020-01-01", "limit_age_months": 6}
    made(client.post(f"/v1/runners/{runner}/items", json=item))
    at = paths(client, runner)
    assert "Replace Cork <1>" in anonymous.get(at["calendar_url"]).text
    assert "Replace Cork &lt;1&gt;" in anonymous.get(at["feed_url"]).text


def test_an_address_that_was_taken_back_opens_nothing(client: FlaskClient, anonymous: FlaskClient, runner: str) -> None:
    assert made(client.get(f"/v1/runners/{runner}/subscription"), 200) == {"calendar_url": None, "feed_url": None}
    first = paths(client, runner)
    assert client.delete(f"/v1/runners/{runner}/subscription").status_code == 204
    second = paths(client, runner)
    assert set(first.values()).isdisjoint(second.values())
    for path in first.values():
        assert anonymous.get(path).status_code == 404
    for path in second.values():
        assert anonymous.get(path).status_code == 200
        assert anonymous.get(path.replace("/s/", "/s/A")).status_code == 404
    exported = contents(client, runner)["runner.json"].decode()
    assert "sub_" not in client.get(f"/v1/runners/{runner}").text + exported
    client.delete(f"/v1/runners/{runner}")
    for path in second.values():
        assert anonymous.get(path).status_code == 404
