"""Imports run one way, and advice is pure."""

from __future__ import annotations

import ast
import sys
import tomllib
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import grimp
import pytest
from importlinter import cli
from importlinter.contracts.protected import ProtectedContract

ADVICE = sorted(Path("api/advice").rglob("*.py"))

SHARED = ("core", "foot")
"""Packages of advice that are no topic: every topic uses them."""

TOPICS = sorted(path.parent.name for path in Path("api/advice").glob("*/__init__.py") if path.parent.name not in SHARED)


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


def contract_of(topic: str) -> dict[str, Any]:
    """Return what pyproject.toml says of who may import a topic."""
    contracts = tomllib.loads(Path("pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    return next(contract for contract in contracts if contract.get("protected_modules") == [f"api.advice.{topic}.*"])


@cache
def import_graph() -> grimp.ImportGraph:
    return grimp.build_graph("api", cache_dir=None)


def is_kept(topic: str, importer: str, imported: str) -> bool:
    """Return whether the contract of a topic is kept by the code with one import more."""
    graph = deepcopy(import_graph())
    graph.add_module(imported)
    graph.add_import(importer=importer, imported=imported, line_number=1, line_contents="planted")
    contract = ProtectedContract(name=topic, session_options={}, contract_options=contract_of(topic))
    return contract.check(graph, verbose=False).kept


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_is_reached_through_its_face_alone(topic: str) -> None:
    inner = f"api.advice.{topic}.planted"
    stranger = "api.advice.risk.advise" if topic != "risk" else "api.advice.training.advise"
    assert is_kept(topic, stranger, f"api.advice.{topic}.advise")
    assert not is_kept(topic, stranger, inner)
    assert not is_kept(topic, "api.services.keys", inner)


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
