"""POST /v1/advice/exercises and the library over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api.advice.exercises.library import CODES
from api.web.advice.exercises import EXAMPLE
from tests.support.accounts import Account, new_key
from tests.support.apps import client_of

pytestmark = pytest.mark.http_alone

PATH, LIBRARY = "/v1/advice/exercises", "/v1/exercises"


def advice(client: FlaskClient, body: dict[str, Any]) -> dict[str, Any]:
    answer = client.post(PATH, query_string={"include": "all"}, json=body)
    assert answer.status_code == 200, answer.json
    return answer.json  # type: ignore[no-any-return]


def test_a_day_is_planned_with_its_reasons(client: FlaskClient) -> None:
    answer = advice(client, EXAMPLE)
    assert answer["verdict"] == "start" and answer["care"] is None
    assert answer["planned_for"] == {
        "stage": "recovering",
        "requested_stage": "recovering",
        "level": "beginner",
        "minutes_per_session": 12,
        "equipment": ["towel", "ball"],
        "week": 3,
    }
    for slot, total in answer["session_minutes"].items():
        assert sum(each["minutes"] for each in answer["sessions"][slot]) == total == 12
    assert answer["sessions"]["evening"][3]["exercise"] == "arch_ball_roll"
    assert answer["rules"]["SESSION-06"]["basis"] == "house"


def test_nothing_known_is_gentle_and_asks(client: FlaskClient) -> None:
    for body in (
        {},
        {"symptoms": None, "week": None, "equipment": None, "start_on": None, "minutes_per_session": None},
    ):
        answer = advice(client, body)
        assert answer["planned_for"]["stage"] == "painful" and answer["session_minutes"]["morning"] == 10
        assert "stage" in [missing["field"] for missing in answer["missing"]]


def test_what_is_linked_is_there(client: FlaskClient) -> None:
    answer = advice(client, EXAMPLE)
    calendar = client.get(answer["calendar_url"])
    assert calendar.status_code == 200 and calendar.data.startswith(b"BEGIN:VCALENDAR")
    for session in answer["sessions"].values():
        for each in session:
            assert client.get(each["drawing_url"]).status_code == 200
            assert client.get(f"{LIBRARY}/{each['exercise']}").json["steps"] == each["steps"][:3]  # type: ignore[index]


def test_the_calendar_holds_the_plan_of_the_answer(client: FlaskClient) -> None:
    answer = advice(client, {**EXAMPLE, "equipment": ["ball"]})
    text = client.get(answer["calendar_url"]).data.replace(b"\r\n ", b"").decode()
    for session in answer["sessions"].values():
        for each in session:
            assert each["title"] in text


def test_the_same_question_is_answered_alike_to_the_byte(client: FlaskClient) -> None:
    assert (
        client.post(PATH, query_string={"include": "all"}, json=EXAMPLE).data
        == client.post(PATH, query_string={"include": "all"}, json=EXAMPLE).data
    )


@pytest.mark.parametrize("minutes", [9, 16, 0, -1])
def test_another_length_is_refused_with_the_reason(client: FlaskClient, minutes: int) -> None:
    answer = client.post(PATH, query_string={"include": "all"}, json={"minutes_per_session": minutes})
    assert answer.status_code == 422
    (error,) = answer.json["errors"]  # type: ignore[index]
    assert error["pointer"] == "/minutes_per_session"
    assert error["detail"].startswith("A session lasts 10 to 15 minutes: a little every day")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"minutes_per_session": 12.5}, "/minutes_per_session"),
        ({"minutes_per_session": "12"}, "/minutes_per_session"),
        ({"level": "expert"}, "/level"),
        ({"stage": "cured"}, "/stage"),
        ({"equipment": ["towel", "kettlebell"]}, "/equipment/1"),
        ({"equipment": "towel"}, "/equipment"),
        ({"equipment": ["towel"] * 6}, "/equipment"),
        ({"week": 0}, "/week"),
        ({"week": 105}, "/week"),
        ({"start_on": "tomorrow"}, "/start_on"),
        ({"start_on": "1999-12-31"}, "/start_on"),
        ({"start_on": "2026-02-30"}, "/start_on"),
        ({"symptoms": {"fever": 1}}, "/symptoms/fever"),
        ({"minutes": 12}, "/minutes"),
    ],
)
def test_a_wrong_field_is_pointed_at(client: FlaskClient, body: dict[str, Any], pointer: str) -> None:
    answer = client.post(PATH, query_string={"include": "all"}, json=body)
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json["errors"]] == [pointer]  # type: ignore[index]


def test_a_danger_sign_leaves_no_exercise(client: FlaskClient) -> None:
    answer = advice(client, {**EXAMPLE, "symptoms": {"cold_or_pale_foot": True}})
    assert answer["verdict"] == "rest_first" and answer["care"]["level"] == "emergency"
    assert answer["sessions"] == {"morning": [], "midday": [], "evening": []} and answer["calendar_url"] is None


def test_advice_needs_a_key_with_its_scope(
    app: Flask, anonymous: FlaskClient, released_database: Any, account: Account
) -> None:
    assert anonymous.post(PATH, json={}).status_code == 401
    other = client_of(app, new_key(released_database, account.id, scopes=["catalogue:read"]).secret)
    for path in (LIBRARY, f"{LIBRARY}/calf_raise", f"{LIBRARY}/calf_raise/drawing.svg", "/v1/advice/exercises.ics"):
        assert other.get(path).status_code == 403
    assert other.post(PATH, json={}).status_code == 403


# ------------------------------------------------------------------ the library


def test_the_library_lists_every_exercise_once(client: FlaskClient) -> None:
    answer = client.get(LIBRARY)
    assert answer.status_code == 200 and answer.json["next_cursor"] is None  # type: ignore[index]
    assert [each["id"] for each in answer.json["items"]] == list(CODES)  # type: ignore[index]


def test_an_exercise_is_shown_as_in_the_list(client: FlaskClient) -> None:
    for listed in client.get(LIBRARY).json["items"]:  # type: ignore[index]
        assert client.get(f"{LIBRARY}/{listed['id']}").json == listed


@pytest.mark.parametrize("path", [LIBRARY, f"{LIBRARY}/short_foot"])
def test_what_a_client_has_is_not_sent_again(client: FlaskClient, path: str) -> None:
    first = client.get(path)
    assert first.headers["Cache-Control"] == "public, max-age=300"
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304 and again.data == b""
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize("path", [f"{LIBRARY}/burpee", f"{LIBRARY}/burpee/drawing.svg", f"{LIBRARY}/CALF_RAISE"])
def test_what_is_no_exercise_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_an_unknown_parameter_is_refused(client: FlaskClient) -> None:
    assert client.get(f"{LIBRARY}?kind=stretch").status_code == 400
