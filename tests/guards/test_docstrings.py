"""A docstring of a function begins with a verb of PEP 257: Return, Yield, Raise, Make; "answer" is a thing here."""

from __future__ import annotations

import ast
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
