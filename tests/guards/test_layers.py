"""Imports run one way, and advice is pure."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from importlinter import cli

ADVICE = sorted(Path("api/advice").rglob("*.py"))


def imported_modules(source: str) -> Iterator[str]:
    """Yield the full name of every module that the source imports, wherever in the file it does."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


def impure_imports(source: str) -> list[str]:
    """Return what the source imports beside the standard library and ``api.advice``."""
    return [
        name
        for name in imported_modules(source)
        if name.split(".")[0] not in sys.stdlib_module_names and not f"{name}.".startswith("api.advice.")
    ]


def test_the_import_contracts_hold() -> None:
    assert cli.lint_imports(no_cache=True) == cli.EXIT_STATUS_SUCCESS


@pytest.mark.parametrize("path", ADVICE, ids=str)
def test_advice_imports_the_standard_library_and_itself_alone(path: Path) -> None:
    assert impure_imports(path.read_text()) == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import json\nfrom api.advice.core.rules import Rulebook", []),
        ("import flask", ["flask"]),
        ("def f():\n    from api.storage import tables", ["api.storage"]),
        ("from api import storage", ["api"]),
        ("import api.advice_of_another", ["api.advice_of_another"]),
        ("from ..web import app", ["..web"]),
    ],
)
def test_the_check_of_purity_sees(source: str, expected: list[str]) -> None:
    assert impure_imports(source) == expected


@pytest.mark.parametrize("path", ADVICE, ids=str)
def test_advice_reads_no_clock_and_no_dice(path: Path) -> None:
    forbidden = {"random", "secrets", "time", "os", "socket", "urllib", "uuid"}
    assert forbidden.isdisjoint(name.split(".")[0] for name in imported_modules(path.read_text()))
