"""The API page works with no internet, under a policy that lets it load nothing from elsewhere."""

from __future__ import annotations

import json
import re
from html import unescape
from html.parser import HTMLParser

import pytest
import yaml
from flask.testing import FlaskClient

from api.rulebook.load import shipped_rulebook
from api.web.edge.problems import STATUSES, title_of

pytestmark = pytest.mark.http_alone


class Links(HTMLParser):
    """Gathers what a page loads and what it says inline."""

    def __init__(self) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.handlers: list[str] = []
        self.inline_scripts = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ("script", "img", "link"):
            self.loads += [place for place in (given.get("src"), given.get("href")) if place]
        self.inline_scripts += tag == "script" and "src" not in given
        self.handlers += [name for name in given if name.startswith("on") or name == "style"]


def policy_of(header: str) -> dict[str, list[str]]:
    return {part.split()[0]: part.split()[1:] for part in header.split(";")}


def test_the_page_loads_only_what_this_service_serves(probe: FlaskClient) -> None:
    page = probe.get("/docs")
    assert page.status_code == 200
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    links = Links()
    links.feed(page.get_data(as_text=True))
    assert len(links.loads) >= 4
    for place in links.loads:
        asset = probe.get(place)
        assert asset.status_code == 200, place
        assert len(asset.get_data()) > 100
        assert asset.headers["X-Content-Type-Options"] == "nosniff"
        assert "max-age=3600" in asset.headers["Cache-Control"]
        wanted = {"css": "text/css", "js": "javascript", "png": "image/png"}[place.rpartition(".")[2]]
        assert wanted in asset.headers["Content-Type"]
    assert (links.inline_scripts, links.handlers) == (0, [])


def test_the_policy_of_the_page_lets_nothing_in_from_elsewhere(probe: FlaskClient) -> None:
    policy = policy_of(probe.get("/docs").headers["Content-Security-Policy"])
    assert policy.pop("default-src") == ["'none'"]
    assert policy["script-src"] == ["'self'"]
    assert policy["connect-src"] == ["'self'"]
    allowed = {source for sources in policy.values() for source in sources}
    assert allowed <= {"'self'", "'none'", "'unsafe-inline'", "data:"}
    assert [name for name, sources in policy.items() if "'unsafe-inline'" in sources] == ["style-src"]


def test_the_page_shows_the_description_of_this_service(probe: FlaskClient) -> None:
    script = probe.get("/docs/docs.js").get_data(as_text=True)
    shown = re.search(r'url: "([^"]+)"', script)
    assert shown is not None
    described = probe.get(shown[1])
    assert described.status_code == 200
    assert described.get_json()["openapi"].startswith("3.1")
    assert "http" not in script


def test_the_description_is_served_as_yaml_and_json_alike(probe: FlaskClient) -> None:
    text, data = probe.get("/openapi.yaml"), probe.get("/openapi.json")
    assert text.headers["Content-Type"] == "application/yaml"
    assert data.headers["Content-Type"] == "application/json"
    assert yaml.load(text.get_data(), Loader=yaml.CSafeLoader) == data.get_json()
    assert text.headers["Cache-Control"] == data.headers["Cache-Control"] == "public, max-age=300"


def test_a_file_that_is_not_part_of_the_page_is_not_served(probe: FlaskClient) -> None:
    for name in ("docs.html", "swagger-ui.js.map", "..%2fdocs.py", "index.html", "oauth2-redirect.html", "%00"):
        assert probe.get(f"/docs/{name}").status_code == 404


def test_a_part_of_a_file_that_is_not_there_is_a_problem(probe: FlaskClient) -> None:
    response = probe.get("/docs/swagger-ui.css", headers={"Range": "bytes=99999999-"})
    assert (response.status_code, response.get_json()["code"]) == (416, "bad_range")


def test_the_front_page_leads_to_the_api_page_and_to_the_kiosk(probe: FlaskClient) -> None:
    page = probe.get("/").get_data(as_text=True)
    assert 'href="/docs"' in page and 'href="/kiosk"' in page


@pytest.mark.parametrize("code", sorted(STATUSES))
def test_a_page_stands_behind_every_kind_of_problem(probe: FlaskClient, code: str) -> None:
    page = probe.get(f"/problems/{code}")
    assert page.status_code == 200
    text = page.get_data(as_text=True)
    assert f"<code>{code}</code>" in text
    assert title_of(code, shipped_rulebook().wording) in text
    links = Links()
    links.feed(text)
    assert (links.loads, links.inline_scripts, links.handlers) == ([], 0, [])


def test_there_is_no_page_for_a_problem_that_does_not_exist(probe: FlaskClient) -> None:
    assert probe.get("/problems/nothing").status_code == 404


def test_the_page_is_found_with_a_slash_at_its_end_too(probe: FlaskClient) -> None:
    for page in ("/docs", "/kiosk"):
        answer = probe.get(f"{page}/")
        assert (answer.status_code, answer.headers["Location"]) == (308, page)


@pytest.mark.parametrize("code", STATUSES)
def test_the_page_of_a_problem_shows_one(probe: FlaskClient, code: str) -> None:
    page = probe.get(f"/problems/{code}").get_data(as_text=True)
    shown = json.loads(unescape(page.partition("<pre>")[2].partition("</pre>")[0]))
    assert (shown["type"], shown["status"], shown["code"]) == (f"/problems/{code}", STATUSES[code], code)
