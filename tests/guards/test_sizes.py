"""Functions and files stay short enough to be read in one go."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

LONGEST_FUNCTION = 40
LONGEST_FILE = 400

FILES = sorted(path for path in Path("api").rglob("*.py") if "versions" not in path.parts)


def functions_longer_than(limit: int, source: str) -> Iterator[str]:
    """Yield ``name (lines)`` of every function over the limit; its docstring and decorators do not count."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            first = node.body[0]
            if ast.get_docstring(node) is not None:
                lines -= (first.end_lineno or first.lineno) - first.lineno + 1
            if lines > limit:
                yield f"{node.name} ({lines})"


@pytest.mark.parametrize("path", FILES, ids=str)
def test_no_file_is_longer_than_a_reader_can_hold(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= LONGEST_FILE


@pytest.mark.parametrize("path", FILES, ids=str)
def test_no_function_is_longer_than_a_screen(path: Path) -> None:
    assert list(functions_longer_than(LONGEST_FUNCTION, path.read_text())) == []


def test_the_measure_counts_lines_but_not_the_docstring() -> None:
    source = 'def long():\n    """One.\n\n    Two.\n    """\n    a = 1\n    b = 2\n    return a + b\n'
    assert list(functions_longer_than(3, source)) == ["long (4)"]
    assert list(functions_longer_than(4, source)) == []
