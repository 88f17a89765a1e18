"""Advice holds no figure that a source gave: not as a number in code, not within a sentence."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ADVICE = sorted(Path("api/advice").rglob("*.py"))

COUNTING = {0, 1}
HALF = 2
WHOLE_IN_PERCENT = 100
"""Allowed in arithmetic alone: a mean of two, a share in per cent."""

NOT_FROM_A_SOURCE = {
    ("core/answer.py", 140): "characters that fit on the kiosk's line, part of the shape of an answer",
    ("core/wording.py", 10): "decimals that no number of a sentence exceeds",
    ("core/distance.py", 1_000_000): "micrometres in a metre, by definition",
    ("core/distance.py", 1_000_000_000): "micrometres in a kilometre, by definition",
    ("core/distance.py", 1_609_344_000): "micrometres in a mile, by definition",
    ("met_pad/request.py", 30): "how far in front of the line a pad may be found, a limit of input in millimetres",
    ("met_pad/request.py", 60): "how far behind the line a pad may be found, a limit of input in millimetres",
    ("met_pad/request.py", 340): "how far from the heel a pad may be found, a limit of input in millimetres",
    ("retirement/limits.py", 0.45359237): "kilograms in a pound, by definition",
    ("shoes/criteria.py", 64): "for how many profiles words are kept in memory",
    ("shoes/person.py", 64): "for how many profiles weights are kept in memory",
    ("shoes/ranking.py", 64): "how many judgements are kept in memory",
    ("foot/charts.py", 2): "into how many parts a size is divided",
    ("foot/charts.py", 3): "into how many parts a size is divided",
    ("foot/charts.py", 0.02): "how far two decimals are from the third they stand for",
    ("foot/sizes.py", 1e-9): "what floating point adds to a whole step, far below any measurement",
    ("triage/request.py", 5): "one more than the number of webs between toes",
    ("triage/request.py", 6): "one more than the number of toes",
}
"""Each with its reason: anatomy, units by definition, rounding, the shape of an answer; never a figure of advice."""


def numbers(source: str) -> Iterator[tuple[int, complex]]:
    """Yield (line, number) of every number that is neither counting, nor plain arithmetic, nor a place in a tuple."""
    tree = ast.parse(source)
    arithmetic = {id(node) for node in (*_plain_arithmetic(tree), *_marks(tree))}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float | complex):
            known = isinstance(node.value, bool) or node.value in COUNTING or id(node) in arithmetic
            if not known:
                yield node.lineno, node.value


def _plain_arithmetic(tree: ast.AST) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp):
            left, right = getattr(node.left, "value", None), getattr(node.right, "value", None)
            if right == WHOLE_IN_PERCENT or (right == HALF and isinstance(node.op, ast.Div)):
                yield node.right
            if left == WHOLE_IN_PERCENT and not isinstance(node.op, ast.Div):
                yield node.left
        elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
            yield node.slice
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "lru_cache":
            yield from (keyword.value for keyword in node.keywords if keyword.arg == "maxsize")


def _marks(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield what ``Annotated`` holds: limits of input and descriptions of the API, which are no figures of advice."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript) and getattr(node.value, "id", "") == "Annotated":
            yield from ast.walk(node.slice)


def sentences_with_figures(source: str) -> Iterator[tuple[int, str]]:
    """Yield (line, text) of every text of several words with a digit in it; docstrings and rule ids apart."""
    tree = ast.parse(source)
    described = {id(text) for node in ast.walk(tree) for text in _documentation(node)}
    described |= {id(node) for node in _marks(tree)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in described:
            words = re.sub(r"\b[A-Z]+-\d\d\b", "", node.value)
            if " " in node.value.strip() and re.search(r"\d", words):
                yield node.lineno, node.value


def _documentation(node: ast.AST) -> Iterator[ast.Constant]:
    if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
        for statement in node.body:
            if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
                yield statement.value


def _in_advice(path: Path) -> str:
    return str(path.relative_to("api/advice"))


@pytest.mark.parametrize("path", ADVICE, ids=str)
def test_numbers_come_from_the_rulebook(path: Path) -> None:
    found = [
        f"{path}:{line}: {number}"
        for line, number in numbers(path.read_text())
        if (_in_advice(path), number) not in NOT_FROM_A_SOURCE
    ]
    assert found == []


@pytest.mark.parametrize("path", ADVICE, ids=str)
def test_sentences_carry_no_figure_of_their_own(path: Path) -> None:
    assert [f"{path}:{line}: {text}" for line, text in sentences_with_figures(path.read_text())] == []


def test_every_exception_is_still_needed() -> None:
    present = {(_in_advice(path), number) for path in ADVICE for _, number in numbers(path.read_text())}
    assert sorted(set(NOT_FROM_A_SOURCE) - present) == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("width = 74.0", [74.0]),
        ("wide = width >= 74", [74]),
        ("def f(limit=2): ...", [2]),
        ("z > 2", [2]),
        ("x = [3, 4]", [3, 4]),
        ("x = {'a': 7}", [7]),
        ("x = 2 + y", [2]),
        ("x = 2 / y", [2]),
        ("x = -5", [5]),
        ("x = 1e3", [1000.0]),
        ("x = 0.5 * y", [0.5]),
        ("f'{x * 3}'", [3]),
        ("match x:\n    case 9: pass", [9]),
        ("f(maxsize=8)", [8]),
        ("x = (a + b) / 2", []),
        ("x = share * 100", []),
        ("x = share // 100 + (100 - share)", []),
        ("x = share > 100", [100]),
        ("x = 100 / share", [100]),
        ("x = share * 2", [2]),
        ("x = 100 * share", []),
        ("x = items[0] + 1 - 1", []),
        ("x = card[2]", []),
        ("x = {2: 'wide'}[1]", [2]),
        ("x = True", []),
        ("@lru_cache(maxsize=8)\ndef f(): ...", []),
        ("x: Annotated[int, Range(0, 10)] = 3", [3]),
    ],
)
def test_the_check_of_numbers_sees(source: str, expected: list[float]) -> None:
    assert [number for _, number in numbers(source)] == expected


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("x = 'Wait 10 days.'", 1),
        ("x = f'Wait 10 days, {name}.'", 1),
        ("x = f'Wait {days} days.'", 0),
        ("x = 'mth_1'", 0),
        ("x: Annotated[int, 'From 0 to 10.']", 0),
        ("x = 'See FLAG-01 for more.'", 0),
        ("'''Docstring with 10 days.'''", 0),
        ("def f():\n    '''Docstring with 10 days.'''\n    return 'after 10 days'", 1),
    ],
)
def test_the_check_of_sentences_sees(source: str, count: int) -> None:
    assert len(list(sentences_with_figures(source))) == count
