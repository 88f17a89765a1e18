"""The layers above advice hold no figure of the rulebook under a name of their own: they read it from there."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from api.rulebook.load import shipped_rulebook

FILES = sorted(path for layer in ("web", "pictures") for path in Path("api", layer).rglob("*.py"))

UNITS = {
    "MM": {"mm"},
    "KM": {"km"},
    "MI": {"mi", "miles"},
    "KG": {"kg"},
    "LB": {"lb"},
    "DAYS": {"days"},
    "WEEKS": {"weeks"},
    "HOURS": {"hours"},
    "MINUTES": {"minutes", "min"},
    "SECONDS": {"s", "seconds"},
    "YEARS": {"years"},
    "SPM": {"spm"},
    "PERCENT": {"percent", "%"},
    "SHARE": {"fraction", "ratio"},
    "FRACTION": {"fraction", "ratio"},
    "RATIO": {"fraction", "ratio"},
}
"""Word in a Python name -> the units of the rulebook that it stands for."""

NOT_OF_THE_RULEBOOK = {
    ("pictures/charts/wear_chart_facts.py", "MIN_DAYS_SHOWN"): "how much time a chart shows at least",
    ("web/runners/run_page.py", "days"): "for how long the address of a page is good",
    ("pictures/foot/outline.py", "BALL_SHARE"): "PADPLACE-03, to be read from there with the drawing of the foot",
}
"""Each with its reason: a definition, a matter of drawing, or a figure that is still to be read from the rulebook."""


@cache
def figures() -> dict[tuple[float, str], str]:
    """Return rule and parameter of each figure of the rulebook, by value and unit."""
    found: dict[tuple[float, str], str] = {}
    for rule in shipped_rulebook().rules.values():
        for name, parameter in rule.parameters.items():
            values = parameter.value if isinstance(parameter.value, (list, tuple)) else (parameter.value,)
            for value in values:
                if isinstance(value, (int, float)) and not isinstance(value, bool):
                    found.setdefault((float(value), parameter.unit or ""), f"{rule.id} {name}")
    return found


def named_numbers(source: str) -> Iterator[tuple[str, float]]:
    """Yield (name, number) wherever a number is assigned, is a default or is passed by keyword."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                yield from _pairs(target, node.value)
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            yield from _pairs(node.target, node.value)
        elif isinstance(node, ast.keyword) and node.arg is not None:
            yield from ((node.arg, number) for number in _number(node.value))
        elif isinstance(node, ast.arguments):
            with_default = [*node.posonlyargs, *node.args][-len(node.defaults) :] if node.defaults else []
            pairs = [
                *zip(with_default, node.defaults, strict=True),
                *zip(node.kwonlyargs, node.kw_defaults, strict=True),
            ]
            yield from ((name.arg, number) for name, value in pairs if value is not None for number in _number(value))


def _pairs(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, float]]:
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
        for one, its_value in zip(target.elts, value.elts, strict=True):
            yield from _pairs(one, its_value)
    elif isinstance(target, ast.Name):
        values = value.elts if isinstance(value, ast.Tuple) else [value]
        yield from ((target.id, number) for one in values for number in _number(one))


def _number(value: ast.expr) -> Iterator[float]:
    if isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.USub):
        yield from (-number for number in _number(value.operand))
    elif (
        isinstance(value, ast.Constant) and isinstance(value.value, (int, float)) and not isinstance(value.value, bool)
    ):
        yield float(value.value)


def figures_of_the_rulebook(source: str) -> Iterator[tuple[str, str]]:
    """Yield (name, rule and parameter) of each named number that is a figure of the rulebook in the same unit."""
    for name, number in named_numbers(source):
        units = {unit for word in name.upper().split("_") for unit in UNITS.get(word, ())}
        for unit in sorted(units) if says_something(number) else ():
            if (number, unit) in figures():
                yield name, figures()[number, unit]


def says_something(number: float) -> bool:
    """Return whether a number has two significant digits or more: 5 and 100 are in every list of limits."""
    return len(f"{abs(number):.10g}".replace(".", "").strip("0")) > 1


def _of_layer(path: Path) -> str:
    return str(path.relative_to("api"))


@pytest.mark.parametrize("path", FILES, ids=str)
def test_a_figure_of_the_rulebook_is_read_from_there(path: Path) -> None:
    found = [
        f"{path}: {name} is {figure}"
        for name, figure in figures_of_the_rulebook(path.read_text())
        if (_of_layer(path), name) not in NOT_OF_THE_RULEBOOK
    ]
    assert found == []


def test_every_exception_is_still_needed() -> None:
    present = {(_of_layer(path), name) for path in FILES for name, _ in figures_of_the_rulebook(path.read_text())}
    assert sorted(set(NOT_OF_THE_RULEBOOK) - present) == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("FARTHEST_MM = 10.6", ["FARTHEST_MM"]),
        ("farthest_mm: float = 10.6", ["farthest_mm"]),
        ("NEAREST_MM, FARTHEST_MM = 0.3, 10.6", ["FARTHEST_MM"]),
        ("RANGE_MM = (0.3, 10.6)", ["RANGE_MM"]),
        ("def f(behind_mm=10.6): ...", ["behind_mm"]),
        ("def f(*, behind_mm=10.6): ...", ["behind_mm"]),
        ("f(behind_mm=10.6)", ["behind_mm"]),
        ("FARTHEST_MM = 10.7", []),
        ("NEAREST_MM = 5", []),
        ("FARTHEST_KG = 10.6", []),
        ("FARTHEST = 10.6", []),
        ("EXAMPLE = {'behind_mm': 10.6}", []),
    ],
)
def test_the_check_sees(source: str, expected: list[str]) -> None:
    assert [name for name, _ in figures_of_the_rulebook(source)] == expected
