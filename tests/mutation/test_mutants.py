"""The runner of mutants itself: what it plants, what it leaves alone, and that a planted fault is really there."""

from __future__ import annotations

import ast
from functools import lru_cache
from pathlib import Path

import pytest

from tests.mutation import loop, plant
from tests.mutation.mutants import mutants_of, planted


@pytest.mark.parametrize(
    ("source", "faulty"),
    [
        ("def f(a):\n    return a < 1", "a <= 1"),
        ("def f(a):\n    return a < 1", "a < 2"),
        ("def f(a):\n    return a < 1", "return None"),
        ("def f(a, b):\n    return a and b", "a or b"),
        ("def f(a, b):\n    return a and b", "return b"),
        ("def f(a):\n    return not a", "return a"),
        ("def f(a):\n    return a is None", "a is not None"),
        ("def f(a):\n    if a:\n        g()", "if not a"),
        ("def f(a):\n    return 1 if a else 2", "1 if not a else 2"),
        ("def f(a):\n    a += 1", "a -= 1"),
        ("def f(a):\n    return a // 7", "a * 7"),
        ("def f(a):\n    g(a)", "pass"),
        ("def f(a):\n    raise ValueError('no')", "pass"),
        ("def f(a):\n    return [b for b in a if b]", "[b for b in a]"),
        ("def f(a):\n    return 'code'", "'XXcode'"),
        ("def f(a):\n    return f'{a + 1}'", "a - 1"),
        ("def f(a):\n    yield a", "pass"),
        ("TABLE = {'a': 7}", "'XXa': 7"),
        ("TABLE = {'a': 7}", "'a': 8"),
        ("def f(a=True): ...", "a=False"),
    ],
)
def test_a_fault_is_planted(source: str, faulty: str) -> None:
    found = [ast.unparse(planted(source, mutant.number)) for mutant in mutants_of(source)]
    assert any(faulty in text for text in found), found
    assert ast.unparse(ast.parse(source)) not in found
    for mutant in mutants_of(source):
        compile(planted(source, mutant.number), "mutant", "exec")


def test_a_fault_that_no_test_reaches_is_not_noticed() -> None:
    path = Path("api/advice/core/distance.py")
    mutant = next(found for found in mutants_of(path.read_text()) if found.function)
    assert loop._in_child([], (path, mutant), 60) == loop.SURVIVED


@pytest.mark.parametrize(
    "source",
    [
        "'''About 7 things.'''",
        "def f():\n    '''About 7 things.'''",
        "A = b\n'''About 7 things.'''",
        "from a import b",
        "@lru_cache(maxsize=8)\ndef f(): ...",
        "class A:\n    a: Annotated[float, 'mm']",
        "def f(a: Literal['x']) -> Literal['y']: ...",
        "__all__ = ['f']",
    ],
)
def test_what_has_no_behaviour_is_left_alone(source: str) -> None:
    assert [mutant.what for mutant in mutants_of(source) if mutant.what != "without `...`"] == []


def test_a_fault_knows_its_function() -> None:
    source = "A = 1\nclass B:\n    def f(self):\n        def g():\n            return 2\n        return g\n"
    assert {(mutant.line, mutant.function) for mutant in mutants_of(source)} == {(1, ""), (5, "B.f"), (6, "B.f")}


@lru_cache(maxsize=8)
def _answer(number: int) -> int:
    return number + 1


def test_a_fault_is_planted_into_a_function_that_is_loaded_and_cached() -> None:
    path = Path(__file__).relative_to(Path.cwd())
    (mutant,) = [
        found
        for found in mutants_of(path.read_text())
        if (found.what, found.function) == ("Add becomes Sub", "_answer")
    ]
    code = _answer.__wrapped__.__code__
    assert _answer(5) == 6
    try:
        plant.plant_in_place(path, mutant)
        assert _answer(5) == 4
    finally:
        _answer.__wrapped__.__code__ = code
        _answer.cache_clear()


def test_a_table_is_not_planted_in_place() -> None:
    path = Path("api/advice/core/answer.py")
    outside = next(mutant for mutant in mutants_of(path.read_text()) if not mutant.function)
    with pytest.raises(plant.NotInPlaceError):
        plant.plant_in_place(path, outside)
