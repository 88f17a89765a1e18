"""What is refused is worded in the language of its reader: no sentence of the code is missing from the page."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from api.rulebook.load import shipped_languages, shipped_rulebook
from api.web.edge.problems import STATUSES
from api.web.edge.refusals import PAGE, key_and_facts, refusal_in
from tests.support import invented
from tests.web.advice.test_language import WORD, english

REFUSERS = {"ValidationError", "ConflictError", "invalid", "invalid_header", "unknown", "Problem", "Fault", "SpanError"}
"""What carries a sentence to whoever sent something."""

FIELDS_OF_SENTENCES = {"default_error_messages", "error_messages"}
NO_SENTENCE = {*STATUSES, "needed", "conflict", "invalid", "missing", "unknown"}
A_LENGTH = "length of a foot"
FOR_THE_START = {"api/config.py"}
"""Read once at the start, by whoever runs the service."""


def _written(node: ast.expr) -> str | None:
    """Return a text as it stands in the code, something in the place of each value; None for what is no text."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "7" for part in node.values)
    return None


def _texts(node: ast.AST) -> Iterator[str]:
    text = _written(node) if isinstance(node, ast.expr) else None
    if text is not None:
        yield text
        return
    for inner in ast.iter_child_nodes(node):
        yield from _texts(inner)


def _refusals_of(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            carried = node.args if name in REFUSERS else []
            yield from (text for argument in carried for text in _texts(argument))
            worded = [
                entry.value for entry in node.keywords if entry.arg == "error" or entry.arg in FIELDS_OF_SENTENCES
            ]
            yield from (text for value in worded for text in _texts(value))
        elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names = {getattr(target, "id", "") for target in targets}
            if names & {*FIELDS_OF_SENTENCES, "detail"} or any(name.endswith("FAULT") for name in names):
                yield from _texts(node.value)


def refusals() -> set[tuple[str, str]]:
    """Return every sentence with which code refuses what was sent, and the file it stands in."""
    found = set()
    for path in Path("api").rglob("*.py"):
        if str(path) not in FOR_THE_START and path.parts[1] in {"web", "services", "storage", "integrations", "advice"}:
            for text in _refusals_of(ast.parse(path.read_text())):
                if " " in text and text[0].isupper() and text.rstrip().endswith((".", "?")):
                    found.add((str(path), text))
    return found


def test_every_sentence_of_the_code_stands_on_the_page() -> None:
    assert len(refusals()) > 90
    assert (
        sorted((path, text) for path, text in refusals() if key_and_facts(text.replace("{what}", A_LENGTH)) is None)
        == []
    )


def test_every_sentence_of_the_page_finds_itself() -> None:
    wording = shipped_rulebook().wording
    for key in wording.keys(PAGE):
        template = wording.template(key).text
        assert key_and_facts(template) is not None
        assert key_and_facts(template)[0] == key, template  # type: ignore[index]


@pytest.mark.parametrize("language", shipped_languages())
def test_what_was_sent_stays_as_it_was_sent(language: str) -> None:
    wording = shipped_rulebook(language).wording
    worded = refusal_in(wording, "Must be one of: metric, imperial.")
    assert "metric, imperial" in worded
    assert (worded == "Must be one of: metric, imperial.") == (language == "en")
    assert refusal_in(wording, "A sentence of nobody.") == "A sentence of nobody."


NAMES = set(
    WORD.findall(
        "US men left right both metric imperial Europe Berlin "
        "symptoms body mass kg time zone limit limt cursor max price gtin "
        "brand category currency discontinued forefoot cushioning mth feet"
    )
)
"""What programs are told by name, whatever the language."""

SENT: tuple[tuple[str, str, Any], ...] = (
    ("POST", "/v1/advice/triage", {"symptoms": {"pain_level": 12, "pain_sites": "mth_2", "pain_side": "Left"}}),
    ("POST", "/v1/advice/triage", {"symptom": {}}),
    ("POST", "/v1/advice/triage", []),
    ("POST", "/v1/advice/shoes/check", {"shoe": {"id": "nope"}}),
    ("POST", "/v1/advice/shoes/check", {"shoe": {"brand": "Hoka"}}),
    ("POST", "/v1/advice/shoes", {"size": {"system": "us_men", "value": 9.3}}),
    ("POST", "/v1/advice/consultation", {"feet": {"left": {"length_mm": 26.2}}}),
    ("POST", "/v1/runners", {"units": "km", "time_zone": "Berlin", "body_mass_kg": "70", "id": "x"}),
    ("POST", "/v1/keys", {"name": "x", "scopes": ["advice"], "expires_at": "2020-01-01T00:00:00Z"}),
    ("POST", "/v1/keys", {"name": "x", "scopes": ["advice"], "store_id": "nope"}),
    ("GET", "/v1/shoes?limt=5", None),
    ("GET", "/v1/shoes?limit=0&max_price=cheap", None),
    ("GET", "/v1/shoes?cursor=abc", None),
    ("GET", "/v1/shoes?limit=1&limit=2", None),
    ("GET", "/v1/shoes/lookup?gtin=4006381333932", None),
    ("GET", "/v1/advice/return-to-run/chart.svg?gate_passed=true", None),
    ("GET", "/v1/keys?x=1", None),
)


@pytest.fixture(scope="module")
def _invented_language(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with invented.spoken(tmp_path_factory.mktemp("languages")):
        yield


@pytest.mark.parametrize(("method", "path", "body"), SENT, ids=lambda part: str(part)[:60])
def test_a_refusal_is_whole_in_its_language_and_names_the_place(
    _invented_language: None, client: FlaskClient, method: str, path: str, body: Any
) -> None:
    headers = {"Accept-Language": invented.LANGUAGE}
    answer = client.open(path, method=method, headers=headers, **({} if body is None else {"json": body}))
    found = answer.get_json()
    assert answer.headers["Content-Language"] == invented.LANGUAGE
    entries = found["errors"]
    texts = [found["title"], *(entry["detail"] for entry in entries)]
    assert [text for text in texts if english(text) and not set(WORD.findall(text)) <= NAMES] == []
    place = next((entry[kind] for kind in ("pointer", "parameter", "header") if (entry := entries[0]).get(kind)), None)
    assert place is None or place in found["detail"]
