"""Every reason that code gives has its sentence, which names the very facts it is given; no sentence is left over."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.rulebook.wording import placeholders_of, read_pages

ROOT = Path(__file__).parents[2]
PAGES = read_pages(ROOT / "api" / "rulebook" / "wording" / "en")
SENTENCES = {key.removeprefix("imports."): text for key, text in PAGES.texts.items() if key.startswith("imports.")}

CHOSEN = {
    ("chunk.py", 0): ("walk_without_shoes", "hike_without_shoes"),
    ("run_record.py", 0): ("track_too_fast", "too_fast"),
    ("table.py", 0): ("row_is_short", "row_is_long"),
    ("table.py", 1): ("columns_twice", "columns_unknown", "columns_missing"),
}
"""Where the key is chosen at run time: (file, which such call in it) -> what it may be."""


def reasons() -> Iterator[tuple[str, str, frozenset[str]]]:
    """Yield (place, key, names of facts) of every call of ``why``."""
    for path in sorted((ROOT / "api").rglob("*.py")):
        chosen = 0
        for call in ast.walk(ast.parse(path.read_text())):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "why":
                facts = frozenset(str(fact.arg) for fact in call.keywords)
                key = call.args[0]
                if isinstance(key, ast.Constant):
                    keys: tuple[str, ...] = (str(key.value),)
                else:
                    keys = CHOSEN[path.name, chosen]
                    chosen += 1
                for each in keys:
                    yield f"{path.name}:{call.lineno}", each, facts


GIVEN = list(reasons())


@pytest.mark.parametrize(("place", "key", "facts"), GIVEN, ids=[f"{place} {key}" for place, key, _ in GIVEN])
def test_a_reason_has_a_sentence_that_names_its_facts(place: str, key: str, facts: frozenset[str]) -> None:
    assert key in SENTENCES, place
    assert placeholders_of(SENTENCES[key], key) == facts, place


def test_no_sentence_is_left_over() -> None:
    assert sorted(SENTENCES.keys() - {key for _, key, _ in GIVEN}) == []
