"""GET diagram.svg and template.pdf: content types, headers, refusals by parameter."""

from __future__ import annotations

import base64
import hashlib
import re
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

pytestmark = pytest.mark.http_alone

PATH = "/v1/advice/met-pad"
DIAGRAM, TEMPLATE = f"{PATH}/diagram.svg", f"{PATH}/template.pdf"
FOOT = "side=left&length_mm=262.5&heel_to_ball_mm=195&breadth_mm=100&sex=male&pain_sites=mth_2,web_2_3"


def test_the_picture_is_svg_that_may_be_shown_and_not_kept(client: FlaskClient) -> None:
    answer = client.get(f"{DIAGRAM}?{FOOT}")
    assert answer.status_code == 200
    assert answer.content_type == "image/svg+xml; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    ElementTree.fromstring(answer.data)  # noqa: S314 - our own picture


def test_its_policy_allows_its_own_style_sheet_and_nothing_else(client: FlaskClient) -> None:
    answer = client.get(f"{DIAGRAM}?{FOOT}")
    style = re.search(r"<style>(.*?)</style>", answer.text, re.S)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    policy = answer.headers["Content-Security-Policy"]
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; frame-ancestors 'none'"


def test_the_template_is_a_pdf_with_a_name(client: FlaskClient) -> None:
    answer = client.get(f"{TEMPLATE}?{FOOT}")
    assert answer.status_code == 200
    assert answer.content_type == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'inline; filename="metatarsal-pad-left.pdf"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.data.startswith(b"%PDF-1.7")


def test_the_paper_is_a4_unless_letter_is_asked_for(client: FlaskClient) -> None:
    pages = {paper: client.get(f"{TEMPLATE}?{FOOT}{paper}").data for paper in ("", "&paper=a4", "&paper=letter")}
    assert pages[""] == pages["&paper=a4"] != pages["&paper=letter"]


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("length_mm=250", "side"),
        ("side=both&length_mm=250", "side"),
        ("side=left", "length_mm"),
        ("side=left&length_mm=90", "length_mm"),
        ("side=left&length_mm=400", "length_mm"),
        ("side=left&length_mm=NaN", "length_mm"),
        ("side=left&length_mm=190", "length_mm"),
        ("side=left&length_mm=250&heel_to_ball_mm=260", "heel_to_ball_mm"),
        ("side=left&length_mm=250&pain_sites=heel", "pain_sites"),
        ("side=left&length_mm=250&pain_sites=mth_1,mth_3", "pain_sites"),
        ("side=left&length_mm=250&pain_sites=mth_9", "pain_sites"),
        ("side=left&length_mm=250&pain_sites=", "pain_sites"),
        ("side=left&length_mm=250&behind_ball_mm=11", "behind_ball_mm"),
        ("side=left&length_mm=250&behind_ball_mm=-1", "behind_ball_mm"),
        ("side=left&length_mm=250&pain_sites=mth_1&behind_ball_mm=5", "behind_ball_mm"),
        ("side=left&size_system=eu", "size_value"),
        ("side=left&size_value=42", "size_system"),
        ("side=left&size_system=us_men&size_value=42", "size_value"),
        ("side=left&length_mm=250&chronic=yes", "chronic"),
    ],
)
@pytest.mark.parametrize("path", [DIAGRAM, TEMPLATE])
def test_what_cannot_be_drawn_is_refused_by_parameter(
    client: FlaskClient, path: str, query: str, parameter: str
) -> None:
    answer = client.get(f"{path}?{query}")
    assert answer.status_code == 422, answer.text[:300]
    assert answer.content_type == "application/problem+json"
    assert [error["parameter"] for error in answer.json["errors"]] == [parameter]  # type: ignore[index]


def test_a_paper_or_parameter_that_nobody_knows_is_refused(client: FlaskClient) -> None:
    assert client.get(f"{TEMPLATE}?{FOOT}&paper=a3").status_code == 422
    assert client.get(f"{DIAGRAM}?{FOOT}&paper=a4").status_code == 400
    assert client.get(f"{DIAGRAM}?{FOOT}&colour=red").status_code == 400


def test_an_adjusted_pad_is_drawn_where_it_lies(client: FlaskClient) -> None:
    usual, nearer = (client.get(f"{DIAGRAM}?{FOOT}{more}").text for more in ("", "&behind_ball_mm=2.5"))
    assert "190 mm" in usual and "192.5 mm" in nearer
