"""An answer carries what its reader needs now; reasons, cards and facts of pictures come when asked for."""

from __future__ import annotations

import gzip
from typing import Any

import pytest
from flask.testing import FlaskClient

from api.web.advice.consultation import EXAMPLE as CUSTOMER
from api.web.advice.met_pad import EXAMPLE as FOOT

pytestmark = pytest.mark.http_alone

PAD = "/v1/advice/met-pad"
CONSULTATION = "/v1/advice/consultation"


def asked(client: FlaskClient, path: str, body: dict[str, Any], include: str | None = None) -> dict[str, Any]:
    answer = client.post(path, json=body, query_string={"include": include} if include else {})
    assert answer.status_code == 200, answer.json
    return answer.json  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("include", "present", "absent"),
    [
        (None, set(), {"reasons", "rules"}),
        ("reasons", {"reasons"}, {"rules"}),
        ("rules", {"rules"}, {"reasons"}),
        ("reasons,rules", {"reasons", "rules"}, set()),
        ("all", {"reasons", "rules"}, set()),
    ],
)
def test_what_is_asked_for_comes(client: FlaskClient, include: str | None, present: set[str], absent: set[str]) -> None:
    answer = asked(client, PAD, FOOT, include)
    assert present <= answer.keys() and absent.isdisjoint(answer)
    assert {"actions", "missing", "conflicts", "care"} <= answer.keys()
    assert ("drawn_from" in answer["placement"]) == (include == "all")


def test_the_facts_of_a_picture_come_when_asked_for(client: FlaskClient) -> None:
    assert asked(client, PAD, FOOT, "drawn_from")["placement"]["drawn_from"]["length_mm"] == 262.5


def test_what_cannot_be_included_is_refused_by_name(client: FlaskClient) -> None:
    answer = client.post(PAD, json=FOOT, query_string={"include": "everything"})
    assert answer.status_code == 422
    assert answer.json["errors"][0]["parameter"] == "include"  # type: ignore[index]


def test_a_consultation_fits_a_shops_wifi(client: FlaskClient) -> None:
    answer = client.post(CONSULTATION, json={**CUSTOMER, "limit": None})
    assert answer.status_code == 200, answer.json
    assert len(answer.data) <= 25 * 1024
    assert len(gzip.compress(answer.data)) <= 7 * 1024


def test_disputes_behind_a_part_come_with_the_reasons(client: FlaskClient) -> None:
    assert asked(client, CONSULTATION, CUSTOMER)["met_pad"]["conflicts"] == []
    assert asked(client, CONSULTATION, CUSTOMER, "reasons")["met_pad"]["conflicts"] != []


@pytest.mark.parametrize("body", [{}, CUSTOMER])
def test_a_consultation_in_brief_leaves_measured_figures_to_those_who_ask(
    client: FlaskClient, body: dict[str, Any]
) -> None:
    brief, whole = asked(client, CONSULTATION, body), asked(client, CONSULTATION, body, "all")
    # The brief one has shoes to try on only where fewer suit than are shown.
    assert len(brief["shoes"]["recommendations"]) == len(whole["shoes"]["recommendations"])
    shoes = [(one["shoe"], other["shoe"]) for one, other in zip(*map(_shoes, (brief, whole)), strict=False)]
    assert shoes
    left_out = {"figures", "sources", "gender", "release_year"}
    assert all(one == {name: value for name, value in other.items() if name not in left_out} for one, other in shoes)


def _shoes(answer: dict[str, Any]) -> list[dict[str, Any]]:
    return answer["shoes"]["recommendations"] + answer["shoes"]["try_on"]  # type: ignore[no-any-return]
