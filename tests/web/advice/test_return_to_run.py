"""POST /v1/advice/return-to-run with its calendar and its chart, over HTTP."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar

from api.advice.return_to_run.answer import ReturnToRunAnswer
from api.web.advice.return_to_run import EXAMPLE, REQUEST, with_addresses
from api.web.fields.derive import answer_schema
from tests.advice.cases import Case, each_case
from tests.advice.return_to_run.inputs import BOOK, asked, request_of
from tests.support.accounts import Account, new_key
from tests.support.apps import client_of
from tests.support.served import shown
from tests.support.shapes import described

pytestmark = pytest.mark.http_alone

PATH = "/v1/advice/return-to-run"
CALENDAR, CHART = f"{PATH}.ics", f"{PATH}/chart.svg"
CLEAR = {"barefoot_walking": True, "stairs": True, "light_hops": True, "calf_raise": True}
READY: dict[str, Any] = {"usual_weekly_distance": {"km": 30}, "checks": CLEAR, "bone_stress_injury": False}


_REQUEST_DESCRIBED, _ANSWER_DESCRIBED = described(REQUEST), described(answer_schema(ReturnToRunAnswer))


def advice(client: FlaskClient, body: dict[str, Any]) -> dict[str, Any]:
    answer = client.post(PATH, query_string={"include": "all"}, json=body)
    assert answer.status_code == 200, answer.json
    return answer.json  # type: ignore[no-any-return]


@each_case("return_to_run")
def test_a_case_is_a_request_and_its_answer_holds_to_the_description(case: Case) -> None:
    jsonschema.validate(case.given, _REQUEST_DESCRIBED)
    request = REQUEST.load(dict(case.given))
    assert request == request_of(case.given)
    jsonschema.validate(shown(with_addresses(asked(request)), BOOK), _ANSWER_DESCRIBED)


def test_a_plan_comes_with_its_dates_and_addresses(client: FlaskClient) -> None:
    answer = advice(client, EXAMPLE)
    assert answer["verdict"] == "continue" and answer["plan"]["weeks"][0]["week"] == 3
    assert answer["plan"]["weeks"][0]["starts_on"] == "2026-09-07"
    assert answer["plan"]["usual_weekly_distance"]["km"] == 30
    assert answer["next_session"]["surfaces"] == ["grass", "treadmill"]
    assert answer["calendar_url"].startswith(f"{CALENDAR}?") and answer["chart_url"].startswith(f"{CHART}?")
    for word in ("pain", "swelling", "diabetes", "symptoms"):
        assert word not in answer["chart_url"]


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"weeks_done": []},
        {"usual_weekly_distance": {"mi": 18.6}, "bone_stress_injury": None},
        {"usual_weekly_distance": {"m": 33_333}},
        {"last_response": "new_elsewhere"},
        {"last_response": "fading_soreness"},
        {"weeks_off": 2.5, "weeks_done": [], "last_response": None},
        {"weeks_done": [{"distance": {"km": 60}}], "usual_weekly_distance": {"km": 90}},
        {"last_response": None, "weeks_done": [{"distance": {"mi": 5.123}}]},
        {"first_sessions": "continuous", "weeks_done": [], "last_response": None},
        {
            "bone_stress_injury": True,
            "clinician_clearance": True,
            "checks": {**CLEAR, "pain_free_walk_30_min": True},
        },
    ],
)
def test_the_calendar_and_the_chart_hold_the_plan_of_the_answer(client: FlaskClient, change: dict[str, Any]) -> None:
    answer = advice(client, {**EXAMPLE, **change})
    calendar, chart = client.get(answer["calendar_url"]), client.get(answer["chart_url"])
    assert (calendar.status_code, chart.status_code) == (200, 200), (calendar.text[:300], chart.text[:300])
    events = Calendar.from_ical(calendar.data).walk("VEVENT")
    sessions = [session for week in answer["plan"]["weeks"] for session in week["sessions"]]
    assert [event.decoded("dtstart").isoformat() for event in events] == [each["date"] for each in sessions]
    for event, session in zip(events, sessions, strict=True):
        assert session["text"] in str(event["description"])
    root = ElementTree.fromstring(chart.data)  # noqa: S314 - our own picture
    description = root[1].text or ""
    for week in (answer["plan"]["weeks"][0], answer["plan"]["weeks"][-1]):
        for session in week["sessions"]:
            assert session["text"] in description
    assert f"due in about week {answer['plan']['usual_distance_due_in_week']}" in description


def test_the_first_session_is_the_next_one_and_the_others_are_longer(client: FlaskClient) -> None:
    answer = advice(client, {**READY, "weeks_off": 3})
    week = answer["plan"]["weeks"][0]
    assert [session["minutes"] for session in week["sessions"]] == [10, 40, 40]
    assert [session["distance"]["m"] for session in week["sessions"]] == [1100, 4200, 4200]
    assert answer["next_session"] == {"week": 1, **week["sessions"][0]}
    assert week["sessions"][0]["text"] in answer["actions"][0]["text"]


def test_a_plan_reported_as_it_is_displayed_goes_on(client: FlaskClient) -> None:
    """Whoever reads "about 10.7 km" reports 10.7 km: rounding holds nobody."""
    done: list[dict[str, Any]] = []
    for _ in range(20):
        answer = advice(
            client, {**READY, "weeks_off": 3, "weeks_done": done, "last_response": "none" if done else None}
        )
        assert answer["verdict"] in ("start", "continue")
        km = answer["plan"]["weeks"][0]["distance"]["km"]
        done.append({"distance": {"km": round(km, 1)}})
        if km >= 29.95:
            break
    assert len(done) == 12


def test_there_is_no_calendar_without_a_day_and_nothing_at_all_without_a_plan(client: FlaskClient) -> None:
    undated = advice(client, READY)
    assert undated["calendar_url"] is None and undated["chart_url"]
    waiting = advice(client, {"usual_weekly_distance": {"km": 30}, "start_on": "2026-09-07"})
    assert (waiting["verdict"], waiting["calendar_url"], waiting["chart_url"]) == ("not_ready", None, None)


def test_kilometres_and_miles_are_answered_alike(client: FlaskClient) -> None:
    km = advice(client, {**READY, "usual_weekly_distance": {"km": 32.18688}})
    mi = advice(client, {**READY, "usual_weekly_distance": {"mi": 20}})
    assert km["plan"]["weeks"][3]["sessions"][0]["jog_minutes"] == mi["plan"]["weeks"][3]["sessions"][0]["jog_minutes"]
    assert [week["distance"]["m"] for week in km["plan"]["weeks"]] == [
        week["distance"]["m"] for week in mi["plan"]["weeks"]
    ]
    assert mi["plan"]["usual_weekly_distance"]["mi"] == 20


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"usual_weekly_distance": {"km": 1.9}}, "/usual_weekly_distance/km"),
        ({"usual_weekly_distance": {"km": 250.1}}, "/usual_weekly_distance/km"),
        ({"usual_weekly_distance": {"mi": 1.2}}, "/usual_weekly_distance/mi"),
        ({"usual_weekly_distance": {"mi": 156}}, "/usual_weekly_distance/mi"),
        ({"usual_weekly_distance": {"km": 20, "mi": 12}}, "/usual_weekly_distance"),
        ({"usual_weekly_distance": None}, "/usual_weekly_distance"),
        ({"checks": {"stairs": "yes"}}, "/checks/stairs"),
        ({"checks": {"running": True}}, "/checks/running"),
        ({"weeks_done": [{"distance": {"km": 0}}]}, "/weeks_done/0/distance/km"),
        ({"weeks_done": [{}]}, "/weeks_done/0/distance"),
        ({"weeks_off": -1}, "/weeks_off"),
        ({"weeks_off": "three"}, "/weeks_off"),
        ({"weeks_since_last_run": 521}, "/weeks_since_last_run"),
        ({"weeks_done": [{"distance": {"km": 5}, "runs": 0}]}, "/weeks_done/0/runs"),
        ({"weeks_done": [{"distance": {"km": 5}, "worst_response": "bad"}]}, "/weeks_done/0/worst_response"),
        ({"last_response": "fine"}, "/last_response"),
        ({"last_pain_level": 11}, "/last_pain_level"),
        ({"bone_stress_injury": 1}, "/bone_stress_injury"),
        ({"start_on": "7 September"}, "/start_on"),
        ({"surfaces_available": ["moon"]}, "/surfaces_available/0"),
        ({"first_sessions": "sprint"}, "/first_sessions"),
        ({"symptoms": {"fever": 1}}, "/symptoms/fever"),
        ({"usual_distance": {"km": 5}}, "/usual_distance"),
    ],
)
def test_a_wrong_field_is_pointed_at(client: FlaskClient, change: dict[str, Any], pointer: str) -> None:
    answer = client.post(PATH, query_string={"include": "all"}, json={**READY, **change})
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json["errors"]] == [pointer]  # type: ignore[index]


def test_the_usual_week_must_be_told(client: FlaskClient) -> None:
    answer = client.post(PATH, query_string={"include": "all"}, json={"checks": CLEAR})
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json["errors"]] == ["/usual_weekly_distance"]  # type: ignore[index]


def test_the_same_question_is_answered_alike_to_the_byte(client: FlaskClient) -> None:
    assert (
        client.post(PATH, query_string={"include": "all"}, json=EXAMPLE).data
        == client.post(PATH, query_string={"include": "all"}, json=EXAMPLE).data
    )


def test_advice_calendar_and_chart_need_a_key_with_its_scope(
    app: Flask, anonymous: FlaskClient, released_database: Any, account: Account
) -> None:
    facts = "usual_weekly_km=30&gate_passed=true&start_on=2026-09-07"
    other = client_of(app, new_key(released_database, account.id, scopes=["catalogue:read"]).secret)
    for client, status in ((anonymous, 401), (other, 403)):
        assert client.post(PATH, query_string={"include": "all"}, json=READY).status_code == status
        assert client.get(f"{CALENDAR}?{facts}").status_code == status
        assert client.get(f"{CHART}?{facts}").status_code == status


# ------------------------------------------------------------------ calendar and chart

FACTS = "usual_weekly_km=30&gate_passed=true&start_on=2026-09-07"


def test_they_are_shown_and_not_kept(client: FlaskClient) -> None:
    calendar, chart = client.get(f"{CALENDAR}?{FACTS}"), client.get(f"{CHART}?{FACTS}")
    assert calendar.content_type == "text/calendar; charset=utf-8"
    assert calendar.headers["Content-Disposition"] == 'inline; filename="return-to-run.ics"'
    assert chart.content_type == "image/svg+xml; charset=utf-8"
    assert "style-src 'sha256-" in chart.headers["Content-Security-Policy"]
    assert calendar.headers["Cache-Control"] == chart.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("gate_passed=true&start_on=2026-09-07", "usual_weekly_km"),
        ("usual_weekly_km=30&usual_weekly_mi=20&gate_passed=true&start_on=2026-09-07", "usual_weekly_mi"),
        ("usual_weekly_km=1&gate_passed=true&start_on=2026-09-07", "usual_weekly_km"),
        ("usual_weekly_km=30&start_on=2026-09-07", "gate_passed"),
        ("usual_weekly_km=30&gate_passed=false&start_on=2026-09-07", "gate_passed"),
        ("usual_weekly_km=30&gate_passed=1&start_on=2026-09-07", "gate_passed"),
        (f"{FACTS}&bone_stress_injury=true", "clinician_clearance"),
        (f"{FACTS}&bone_stress_injury=true&clinician_clearance=false", "clinician_clearance"),
        (f"{FACTS}&weeks_done=3", "last_week_km"),
        (f"{FACTS}&last_week_km=5", "weeks_done"),
        (f"{FACTS}&weeks_done=0&last_week_km=5", "weeks_done"),
        (f"{FACTS}&weeks_done=-1", "weeks_done"),
        (f"{FACTS}&weeks_done=1.0", "weeks_done"),
        (f"{FACTS}&weeks_done=3&last_week_km=0&", "last_week_km"),
        (f"{FACTS}&weeks_done=3&last_week_km=5&last_week_mi=3", "last_week_mi"),
        (f"{FACTS}&step=jump", "step"),
        (f"{FACTS}&weeks_off=-1", "weeks_off"),
        (f"{FACTS}&surfaces_available=grass,moon", "surfaces_available"),
        ("usual_weekly_km=30&gate_passed=true&start_on=someday", "start_on"),
    ],
)
@pytest.mark.parametrize("path", [CALENDAR, CHART])
def test_what_gives_no_plan_is_refused_by_parameter(client: FlaskClient, path: str, query: str, parameter: str) -> None:
    answer = client.get(f"{path}?{query}")
    assert answer.status_code == 422, answer.text[:300]
    assert answer.content_type == "application/problem+json"
    assert [error["parameter"] for error in answer.json["errors"]] == [parameter]  # type: ignore[index]


def test_a_calendar_needs_a_day_and_a_chart_does_not(client: FlaskClient) -> None:
    undated = FACTS.removesuffix("&start_on=2026-09-07")
    refused = client.get(f"{CALENDAR}?{undated}")
    assert refused.status_code == 422 and refused.json["errors"][0]["parameter"] == "start_on"  # type: ignore[index]
    assert client.get(f"{CHART}?{undated}").status_code == 200


@pytest.mark.parametrize("path", [CALENDAR, CHART])
def test_a_symptom_is_no_fact_of_the_plan(client: FlaskClient, path: str) -> None:
    answer = client.get(f"{path}?{FACTS}&pain_level=3")
    assert answer.status_code == 400
    assert [error["parameter"] for error in answer.json["errors"]] == ["pain_level"]  # type: ignore[index]
