"""The files of the kiosk page, its words and the shop's choices, and the door to the staff view."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from api.rulebook.load import shipped_languages, shipped_rulebook
from api.web.kiosk.files import BORROWED, FOLDER, PLACEHOLDERS, SERVED
from tests.web.conftest import MakeApp

pytestmark = pytest.mark.http_alone

SOURCES = {path.name: path.read_text() for path in FOLDER.iterdir() if path.suffix in (".js", ".html", ".css")}


def test_the_page_works_under_a_policy_that_allows_nothing_inline_and_no_other_host(anonymous: FlaskClient) -> None:
    for path in ("/kiosk", *(f"/kiosk/{name}" for name in SERVED)):
        answer = anonymous.get(path)
        assert answer.status_code == 200, path
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy and "http" not in policy
    page = anonymous.get("/kiosk").get_data(as_text=True)
    assert not re.search(r"<script(?![^>]*src=)|<style|\son\w+=|\sstyle=", page)


def test_no_file_names_another_host() -> None:
    for name, text in SOURCES.items():
        hosts = set(re.findall(r"https?://[\w.]+", text)) - {"http://www.w3.org"}
        assert not hosts, name


@pytest.mark.parametrize("language", shipped_languages())
def test_every_word_that_the_page_uses_is_there_and_none_is_spare(language: str) -> None:
    texts = {key.removeprefix("kiosk.") for key in shipped_rulebook(language).wording.keys("kiosk.")} | set(BORROWED)
    used = {name for text in SOURCES.values() for name in re.findall(r"(?<!/)\bwords\.(\w+)", text)}
    assert used <= texts
    families = (
        "purpose_",
        "care_",
        "criterion_",
        "verdict_",
        "width_",
        "front_",
        "language_name",
        "left_foot",
        "right_foot",
    )
    assert {key for key in texts - used if not key.startswith(families)} == set()


def test_words_carry_what_the_page_puts_in(anonymous: FlaskClient) -> None:
    answer = anonymous.get("/kiosk/words.json?language=en").json
    found = {name for text in answer["words"].values() for name in re.findall(r"\{(\w+)\}", text)}
    assert found <= set(PLACEHOLDERS)
    assert answer["languages"][0] == {"code": "en", "name": "English"}
    assert anonymous.get("/kiosk/words.json?language=xx").status_code == 400


def test_a_shop_chooses_its_name_colours_and_logo(make_app: MakeApp, tmp_path: Path) -> None:
    logo = tmp_path / "logo.svg"
    logo.write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    app = make_app(kiosk_name="Runner's Corner", kiosk_color="#123456", kiosk_logo=str(logo), kiosk_idle_seconds=30)
    client = app.test_client()
    shop = client.get("/kiosk/words.json").json["shop"]
    assert shop == {
        "name": "Runner's Corner",
        "color": "#123456",
        "ink": None,
        "logo": "/kiosk/logo",
        "idle_seconds": 30,
    }
    assert client.get("/kiosk/logo").get_data(as_text=True) == logo.read_text()


def test_only_origins_that_may_call_the_api_may_show_the_kiosk_within_a_page(make_app: MakeApp) -> None:
    answer = make_app(cors_origins=("https://shop.example",)).test_client().get("/kiosk")
    assert "frame-ancestors https://shop.example" in answer.headers["Content-Security-Policy"]


def test_the_staff_view_opens_with_the_pin_alone(make_app: MakeApp) -> None:
    client = make_app(kiosk_pin="2468").test_client()
    assert client.post("/kiosk/staff", json={"pin": "2468"}).status_code == 204
    for wrong in ("", "1357", "24680"):
        assert client.post("/kiosk/staff", json={"pin": wrong}).status_code == 403


def test_without_a_pin_the_staff_view_stays_closed(anonymous: FlaskClient) -> None:
    for body in ({"pin": ""}, {"pin": "None"}, {}, []):
        assert anonymous.post("/kiosk/staff", json=body).status_code == 403


def test_guesses_of_the_pin_are_counted(make_app: MakeApp) -> None:
    client = make_app(kiosk_pin="2468", visitor_rate_limit="3/minute").test_client()
    answers = [client.post("/kiosk/staff", json={"pin": f"{guess}"}).status_code for guess in range(1000, 1004)]
    assert answers == [403, 403, 403, 429]
