"""Advice names the language it speaks, caches keep languages apart, and nothing a person reads stays in another one."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from api.web.advice.risk import EXAMPLE
from tests.consistency.people import bodies, person
from tests.support import invented

pytestmark = pytest.mark.http_alone

PATHS = {
    "met_pad": "met-pad",
    "training": "training-load",
    "risk": "risk-factors",
    "run_today": "run-today",
    "self_care": "self-care",
    "return_to_run": "return-to-run",
}
NOT_OURS = {"references", "shoe", "drawn_from"}
"""Titles of sources, and what the catalogue holds of a shoe, stay as their makers wrote them."""
WORD = re.compile(r"[A-Za-z]{3,}")
FROM_THE_CLDR = {"und", "oder"}
"""What Babel itself puts between the entries of a list."""


@pytest.mark.parametrize("wanted", [None, "en-GB", "xx"])
def test_advice_says_in_which_language_it_is(client: FlaskClient, wanted: str | None) -> None:
    headers = {"Accept-Language": wanted} if wanted else {}
    answer = client.post("/v1/advice/risk-factors", json=EXAMPLE, headers=headers)
    assert answer.headers["Content-Language"] == "en"
    assert "Accept-Language" in answer.headers["Vary"]


@pytest.fixture(scope="module")
def _invented_language(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with invented.spoken(tmp_path_factory.mktemp("languages")):
        yield


@pytest.fixture
def foreigner(_invented_language: None, client: FlaskClient) -> FlaskClient:
    """A client that asks in a language of which every letter is invented."""
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = invented.LANGUAGE
    return client


@cache
def known_names() -> frozenset[str]:
    """Return every word of a shoe's name."""
    shoes = csv.DictReader(Path("seed_data/shoes.csv").read_text().splitlines())
    return frozenset(word for shoe in shoes for word in WORD.findall(f"{shoe['brand']} {shoe['model']}"))


def english(text: str) -> bool:
    return " " in text and not set(WORD.findall(text)) <= known_names() | FROM_THE_CLDR


def left_in_english(value: Any, path: str = "") -> Iterator[str]:
    """Yield where a sentence has words of which the letters are not the invented ones."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if name not in NOT_OURS:
                yield from left_in_english(inner, f"{path}.{name}")
    elif isinstance(value, list):
        for inner in value:
            yield from left_in_english(inner, f"{path}[]")
    elif isinstance(value, str) and english(value):
        yield f"{path}: {value}"


@pytest.mark.parametrize("number", range(12))
def test_whole_advice_is_in_one_language(foreigner: FlaskClient, number: int) -> None:
    for topic, body in bodies(person(number)).items():
        sent = {name: value for name, value in body.items() if value is not None}
        answer = foreigner.post(f"/v1/advice/{PATHS.get(topic, topic)}?include=all", json=sent)
        assert (answer.status_code, answer.headers["Content-Language"]) == (200, invented.LANGUAGE)
        assert sorted(set(left_in_english(answer.get_json(), topic))) == []


@pytest.mark.parametrize("number", range(6))
def test_a_slip_is_in_one_language(foreigner: FlaskClient, number: int) -> None:
    sent = {name: value for name, value in bodies(person(number))["consultation"].items() if value is not None}
    slip = foreigner.post("/v1/advice/consultation", json=sent, headers={"Accept": "text/plain"})
    words = set(WORD.findall(slip.get_data(as_text=True).replace(slip.headers["Rulebook-Version"], "")))
    assert words - known_names() - FROM_THE_CLDR == set()


@pytest.mark.parametrize(
    "path", ["/v1/exercises", "/v1/rules/PAD-01", "/v1/rules?limit=50", "/v1/questions?topic=triage"]
)
def test_a_page_is_in_one_language(foreigner: FlaskClient, path: str) -> None:
    answer = foreigner.get(path)
    assert answer.headers["Content-Language"] == invented.LANGUAGE
    found = [fault for fault in left_in_english(answer.get_json()) if ".says: " not in fault]
    assert sorted(set(found)) == []


@pytest.mark.parametrize(
    "path",
    [
        "/v1/advice/met-pad/diagram.svg?length_mm=270&heel_to_ball_mm=190&side=left",
        "/v1/advice/exercises.ics?start_on=2026-09-07",
    ],
)
def test_a_picture_and_a_calendar_are_in_one_language(foreigner: FlaskClient, path: str) -> None:
    answer = foreigner.get(path)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200, text
    lines = re.findall(r">([^<>{}]+)<", text) or re.findall(r"^(?:SUMMARY|DESCRIPTION)[^:]*:(.+)$", text, re.MULTILINE)
    assert lines
    assert [line for line in lines if english(line)] == []


def test_a_problem_has_its_title_in_the_language(foreigner: FlaskClient) -> None:
    answer = foreigner.post("/v1/advice/triage", json={"symptoms": {"pain_level": 11}})
    assert not english(answer.get_json()["title"])
