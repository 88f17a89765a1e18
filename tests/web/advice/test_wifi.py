"""A consultation fits a shop's Wi-Fi, whoever asks and in whichever language (CONSULT-07)."""

from __future__ import annotations

import gzip
from typing import Any

import pytest
from flask.testing import FlaskClient

from api.web.advice.consultation import EXAMPLE as CUSTOMER
from api.web.fields.feet import FEET_EXAMPLE

pytestmark = pytest.mark.http_alone

CONSULTATION = "/v1/advice/consultation"

SORE = {**CUSTOMER, "limit": None, "feet": FEET_EXAMPLE}
LARGE: dict[str, dict[str, Any]] = {
    "both feet, little known": {**SORE, "symptoms": {"pain_level": 3, "pain_sites": ["mth_2"], "pain_side": "both"}},
    "beside the toes, for running": {**SORE, "symptoms": {"pain_sites": ["web_3_4"], "pain_kinds": ["burning"]}},
    "cut out, an old pair": {
        **SORE,
        "symptoms": {"pain_level": 3, "pain_sites": ["mth_5"], "pain_side": "both", "days_since_onset": 9},
        "pair": {"distance": {"km": 600}, "kind": "trainer"},
        "planned": {"minutes": 90, "effort": "speed", "surface": "road", "hills": True},
    },
    "on the way back": {**SORE, "in_recovery": True, "symptoms": {"pain_level": 1, "pain_side": "both"}},
    "without hurry": {**SORE, "symptoms": {"pain_level": 3, "days_since_onset": 30, "improving": False}},
}


@pytest.mark.parametrize("language", ["en", "de", "es", "fr"])
@pytest.mark.parametrize("body", LARGE.values(), ids=LARGE)
def test_the_largest_consultations_fit_too_and_ask_for_twelve_things_at_most(
    client: FlaskClient, body: dict[str, Any], language: str
) -> None:
    answer = client.post(CONSULTATION, json=body, headers={"Accept-Language": language})
    assert answer.status_code == 200, answer.json
    assert len(answer.data) <= 25 * 1024
    assert len(gzip.compress(answer.data)) <= 7 * 1024
    whole: dict[str, Any] = answer.json  # type: ignore[assignment]
    topics = ("triage", "shoes", "met_pad", "self_care", "run_today", "exercises")
    actions = [*whole["actions"], *(action for topic in topics for action in whole[topic]["actions"])]
    assert whole["care"] is not None or len(actions) <= 12
