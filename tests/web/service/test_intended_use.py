"""The intended use is one text: in docs/, as a page that opens without a key, and named by every disclaimer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from api.pictures.paper.slip import COLUMNS
from api.rulebook.load import shipped_languages, shipped_rulebook
from api.web.service.intended_use import SECTIONS, as_markdown

PAGE = "/docs/intended-use"


def test_the_file_is_the_page() -> None:
    assert Path("docs/intended-use.md").read_text() == as_markdown(shipped_rulebook().wording)


@pytest.mark.parametrize("language", shipped_languages())
def test_every_section_has_a_heading_and_something_below_it(language: str) -> None:
    wording = shipped_rulebook(language).wording
    for section in SECTIONS:
        assert wording.text(f"intended_use.{section}")
        assert wording.keys(f"intended_use.{section}.")


def test_the_page_opens_without_a_key(anonymous: Any) -> None:
    page = anonymous.get(PAGE)
    assert page.status_code == 200
    assert page.content_type == "text/html; charset=utf-8"
    assert page.headers["Content-Language"] == "en"
    assert "must not be used for" in page.text and "<code>GET /v1/rules</code>" in page.text


@pytest.mark.parametrize("language", shipped_languages())
def test_every_disclaimer_names_the_page_in_two_lines(language: str) -> None:
    disclaimer = shipped_rulebook(language).sentence("FLAG-12", "disclaimer")
    assert disclaimer.rstrip(".").endswith(PAGE)
    assert len(disclaimer) <= 240
    assert max(map(len, disclaimer.split())) <= COLUMNS


def test_an_answer_the_readme_and_the_description_lead_there(client: Any) -> None:
    answer = client.post("/v1/advice/triage", json={"symptoms": {}}).json
    assert PAGE in answer["disclaimer"]
    assert "docs/intended-use.md" in Path("README.md").read_text()
    assert PAGE in client.get("/openapi.json").json["info"]["description"]
