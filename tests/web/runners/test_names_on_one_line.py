"""A name shows as it was written: nothing in it ends the line, moves a cursor or turns the letters round."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from api.services.catalogue.shoe_names import on_one_line
from tests.support.logbook import a_runner

pytestmark = pytest.mark.http_alone

TURNING = [chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x001B, 0x0085, 0x2028, 0xFFF9)]


@pytest.mark.parametrize("letter", TURNING, ids=lambda letter: f"U+{ord(letter):04X}")
def test_no_name_takes_it(client: FlaskClient, letter: str) -> None:
    name = f"a{letter}gnp"
    runner = a_runner(client)
    for path, body in (
        (f"/v1/runners/{runner}/pairs", {"description": name}),
        (f"/v1/runners/{runner}/pairs", {"description": "x", "nickname": name}),
        ("/v1/runners", {"external_ref": name}),
        ("/v1/stores", {"name": name}),
        ("/v1/shoes", {"brand": name, "model": "x", "category": "road"}),
    ):
        answer = client.post(path, json=body)
        assert answer.status_code == 422, (path, body)
        assert list(body)[-1] in answer.get_json()["detail"] or "brand" in answer.get_json()["detail"]
    assert on_one_line(name) == "a gnp"


def test_letters_of_every_script_are_taken(client: FlaskClient) -> None:
    runner = a_runner(client)
    for name in ("Świetny but", "靴", "נעל", "حذاء", "👟🏽", "a\u200db"):
        made = client.post(f"/v1/runners/{runner}/pairs", json={"description": name})
        assert made.status_code == 201
        assert made.get_json()["description"] == name
