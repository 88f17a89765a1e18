"""Runs whose file names no shoes, put into several pairs by their days; and the codes of the rows of an import."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from api.services.imports.choices import ImportChoices, PairOnDays
from tests.support.exports.others import garmin_csv, gpx
from tests.support.logbook import a_pair, a_runner, faults_in, made, pair_of
from tests.web.runners.test_run_imports import send, sent

FIRST = date(2026, 1, 1)
LOG = garmin_csv(
    {"Activity Type": kind, "Date": f"{FIRST + timedelta(days=day)} 07:15:23", "Distance": "10.05"}
    for day, kind in enumerate(["Running"] * 9 + ["Walking"])
)


def by_days(*pairs: dict[str, Any]) -> str:
    return f"?unit=km&pairs={quote(json.dumps(pairs))}"


def test_each_run_goes_into_the_pair_of_its_day_and_the_rest_into_the_other(client: FlaskClient) -> None:
    runner = a_runner(client)
    old, new, other = (a_pair(client, runner) for _ in range(3))
    query = by_days({"pair_id": old, "to": "2026-01-03"}, {"pair_id": new, "from": "2026-01-05", "to": "2026-01-06"})
    report = sent(client, runner, LOG, query)
    assert report["counts"]["created"] == 9
    assert [pair_of(client, pair)["run_count"] for pair in (old, new, other)] == [3, 2, 0]
    waiting = made(client.get(f"/v1/runners/{runner}/runs?pair=none"), 200)["items"]
    assert {run["date"] for run in waiting} == {"2026-01-04", "2026-01-07", "2026-01-08", "2026-01-09"}
    again = sent(client, runner, LOG, f"{query}&pair_id={other}")
    assert again["counts"] == {"created": 1, "updated": 4, "skipped": 5, "failed": 0}
    assert [pair_of(client, pair)["run_count"] for pair in (old, new, other)] == [3, 2, 5]
    assert pair_of(client, other)["recorded_distance"]["m"] == 5 * 10050


BAD: dict[str, tuple[str, str]] = {
    "no JSON": ("[", "JSON array"),
    "no list": ('{"pair_id":"pair_1"}', "JSON array"),
    "no entry": ("[]", "JSON array"),
    "another field": ('[{"pair_id":"pair_1","from":"2026-01-01","effort":"easy"}]', "object with pair_id"),
    "no pair": ('[{"from":"2026-01-01"}]', "pair_id"),
    "no day": ('[{"pair_id":"pair_1"}]', "from or to"),
    "a day of another kind": ('[{"pair_id":"pair_1","from":"20260101"}]', "days such as"),
    "a number for a day": ('[{"pair_id":"pair_1","from":20260101}]', "days such as"),
    "an end before its beginning": ('[{"pair_id":"pair_1","from":"2026-01-02","to":"2026-01-01"}]', "lies before"),
    "a day in two pairs": (
        '[{"pair_id":"pair_1","to":"2026-01-05"},{"pair_id":"pair_2","from":"2026-01-05"}]',
        "overlap",
    ),
}


@pytest.mark.parametrize(("pairs", "fault"), BAD.values(), ids=BAD)
def test_days_that_cannot_be_are_refused_by_name(client: FlaskClient, pairs: str, fault: str) -> None:
    answer = send(client, a_runner(client), LOG, f"?unit=km&pairs={quote(pairs)}")
    (error,) = answer.json["errors"]
    assert (answer.status_code, error["parameter"]) == (422, "pairs")
    assert fault in error["detail"]


def test_a_pair_of_somebody_else_is_refused_and_nothing_is_stored(client: FlaskClient) -> None:
    runner, foreign = a_runner(client), a_pair(client)
    for query in (by_days({"pair_id": foreign, "to": "2026-01-03"}), f"?unit=km&pair_id={foreign}"):
        answer = send(client, runner, LOG, query)
        assert (answer.status_code, answer.json["errors"][0]["parameter"]) == (422, query.split("&")[1].split("=")[0])
    assert made(client.get(f"/v1/runners/{runner}/runs"), 200)["items"] == []


SPANS = st.lists(st.tuples(st.none() | st.integers(0, 30), st.none() | st.integers(0, 30)), max_size=4)


@given(spans=SPANS, day=st.integers(0, 30))
def test_two_spans_overlap_just_where_a_day_is_in_both(spans: list[tuple[int | None, int | None]], day: int) -> None:
    days = [
        PairOnDays(f"pair_{number}", *(None if end is None else FIRST + timedelta(days=end) for end in ends))
        for number, ends in enumerate(spans)
    ]
    on = FIRST + timedelta(days=day)
    covering = [pair for pair in days if pair.covers(on)]
    assert all(one.overlaps(other) for one in covering for other in covering)
    chosen = ImportChoices("pair_else", pairs=tuple(days)).pair_on(on)
    assert chosen == (covering[0].pair_id if covering else "pair_else")


def test_each_row_says_why_in_codes_too(client: FlaskClient) -> None:
    runner = a_runner(client)
    rows = [
        {"Activity Type": kind, "Date": "2026-01-01 07:15:23", "Distance": far, "Time": "01:00:00"}
        for kind, far in [("Running", "10"), ("Running", "10"), ("Cycling", "40"), ("Walking", "3"), ("Running", "--"),
                          ("Running", "90"), ("Quidditch", "3")]
    ]  # fmt: skip
    report = sent(client, runner, garmin_csv(rows), "?unit=km")
    assert faults_in(report, "RunImport") == []
    assert [(row["status"], row["codes"]) for row in report["items"]] == [
        ("created", []),
        ("skipped", ["twice_in_file"]),
        ("skipped", ["not_on_foot"]),
        ("skipped", ["walk_without_shoes"]),
        ("skipped", ["no_distance"]),
        ("failed", ["too_fast"]),
        ("skipped", ["unknown_sport"]),
    ]
    assert made(client.get(f"/v1/imports/{report['id']}"), 200)["items"] == report["items"]
    assert all(bool(row["codes"]) == (row["reason"] is not None) for row in report["items"])


@pytest.mark.parametrize("language", ["de", "es", "fr"])
def test_codes_are_the_same_in_every_language(client: FlaskClient, language: str) -> None:
    track = gpx(
        [[(99.0, 8.0, "2026-03-01T10:00:00Z"), *((50 + i / 1000, 8.0, f"2026-03-01T10:0{i}:00Z") for i in range(9))]]
    )
    english = sent(client, a_runner(client), track)["items"][0]
    answer = client.post(
        f"/v1/runners/{a_runner(client)}/imports",
        data=track,
        content_type="application/octet-stream",
        headers={"Accept-Language": language},
    )
    row = made(answer)["items"][0]
    assert row["codes"] == english["codes"] == ["points_left_out"]
    assert row["reason"] != english["reason"]


@pytest.mark.parametrize(
    ("query", "start", "verdict"), [("", None, "plan_replacement"), ("?new_pairs=unworn", 0, "keep")]
)
def test_pairs_that_a_file_adds_were_unworn_where_the_sender_says_so(
    client: FlaskClient, query: str, start: float | None, verdict: str
) -> None:
    runner = a_runner(client)
    rows = "".join(f"{FIRST + timedelta(days=day)},10,Old shoe\n" for day in range(30))
    sent(client, runner, f"date,distance_km,shoe\n{rows}".encode(), f"{query or '?'}&kind=run")
    (pair,) = made(client.get(f"/v1/runners/{runner}/pairs"), 200)["items"]
    assert (pair["starting_distance"] or {}).get("m") == start
    answer = made(client.get(f"/v1/pairs/{pair['id']}/retirement?as_of={FIRST + timedelta(days=30)}"), 200)
    assert (answer["verdict"], pair["recorded_distance"]["km"]) == (verdict, 300)
    assert (answer["distance_at_least"] is None) == (start == 0)
