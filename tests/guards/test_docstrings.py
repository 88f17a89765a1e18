"""Docstrings, comments and names are plain English: Return, Yield, Raise, and nothing that a value "told" or "said"."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

FILES = sorted(path for layer in ("api", "benchmarks", "tests") for path in Path(layer).rglob("*.py"))


def docstrings_that_answer(source: str) -> Iterator[tuple[int, str]]:
    """Yield (line, docstring) of every function whose docstring begins with "Answer"."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            described = ast.get_docstring(node) or ""
            if described.startswith("Answer "):
                yield node.lineno, described.splitlines()[0]


@pytest.mark.parametrize("path", FILES, ids=str)
def test_a_docstring_says_what_a_function_returns(path: Path) -> None:
    assert [f"{path}:{line}: {text}" for line, text in docstrings_that_answer(path.read_text())] == []


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ('def f():\n    """Answer the sum."""', 1),
        ('class A:\n    def f(self):\n        """Answer it."""', 1),
        ('def f():\n    """Return the answer."""', 0),
        ('class Answer:\n    """Answer of a topic."""', 0),
        ("def f(): ...", 0),
    ],
)
def test_the_check_sees(source: str, count: int) -> None:
    assert len(list(docstrings_that_answer(source))) == count


SERVICE = sorted(Path("api").rglob("*.py"))
DIALECT = re.compile(r"\btold\b(?! apart)|\btells\b(?! \w+ apart)|\bsaid\b|\banother road\b", re.IGNORECASE)
IN_NAMES = frozenset({"told", "tells", "said", "says", "asked", "here", "heard", "hears"})
CONTRACT = {"asked": "a field of the interview", "says": "a field of a rule"}
"""Names that clients know, and that stay for them."""
_WORD_ENDS = re.compile(r"_|(?<=[a-z])(?=[A-Z])")


def texts_in(source: str) -> Iterator[tuple[int, str]]:
    """Yield (line, text) of every docstring and comment."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield node.lineno, " ".join(node.value.value.split())
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def names_in(source: str) -> Iterator[tuple[int, str]]:
    """Yield (line, name) wherever a variable, parameter, function or class gets its name."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.id
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.lineno, node.name


def dialect_in(source: str) -> list[tuple[int, str]]:
    """Return the lines whose texts or names speak of values as of persons, with the words that do."""
    texts = [(line, match[0]) for line, text in texts_in(source) for match in DIALECT.finditer(text)]
    names = [
        (line, name)
        for line, name in names_in(source)
        if name not in CONTRACT
        and (name == "each" or not IN_NAMES.isdisjoint(word.lower() for word in _WORD_ENDS.split(name)))
    ]
    return sorted(texts + names)


@pytest.mark.parametrize("path", SERVICE, ids=str)
def test_texts_and_names_are_plain_english(path: Path) -> None:
    assert [f"{path}:{line}: {words}" for line, words in dialect_in(path.read_text())] == []


@pytest.mark.parametrize("name", CONTRACT)
def test_every_name_that_is_kept_is_in_use(name: str) -> None:
    assert any(name == found for path in SERVICE for _, found in names_in(path.read_text()))


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ('def f():\n    """Return what a file\n    told of a run."""', ["told"]),
        ('"""Two runs are told apart by their order."""', []),
        ('"""The word that tells it apart."""', []),
        ("x = 1  # every record tells of itself", ["tells"]),
        ('class A:\n    x: int\n    """Nobody said it."""', ["said"]),
        ('"""It came by another road."""', ["another road"]),
        ("told = {}", ["told"]),
        ("def f(rows_here): ...", ["rows_here"]),
        ("class FileSaid: ...", ["FileSaid"]),
        ("x = [each for each in y]", ["each"]),
        ("each_side = 2; there = 3; x.says()", []),
        ("def f(asked): ...", []),
        ('x = "road"', []),
    ],
)
def test_the_check_of_words_sees(source: str, words: list[str]) -> None:
    assert [found for _, found in dialect_in(source)] == words
