"""Plants a mutant into this process: into a function that is loaded already, or into a module before it is loaded."""

from __future__ import annotations

import functools
import gc
import importlib
import os
import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

import pytest

from tests.mutation.mutants import Mutant, functions_of, planted

VARIABLE = "FOREFOOT_MUTANT"
"""``path#number``: the mutant that a new process plants before it loads anything."""


KEPT = ("api.rulebook", "api.web.fields")


class NotInPlaceError(Exception):
    """The fault is not in a function that is found and exchanged: its module has to be loaded anew."""


def module_of(path: Path) -> str:
    """Return the name of the module in a file."""
    return ".".join(path.with_suffix("").parts)


def plant_in_place(path: Path, mutant: Mutant) -> None:
    """Exchange the code of the mutant's function; raises NotInPlaceError where that is not enough."""
    if not mutant.function:
        raise NotInPlaceError
    function = _function(importlib.import_module(module_of(path)), mutant.function)
    compiled = compile(planted(path.read_text(), mutant.number), str(path), "exec")
    codes = [code for code in functions_of(compiled) if getattr(code, "co_qualname", "") == mutant.function]
    if len(codes) != 1 or not isinstance(codes[0], CodeType) or codes[0].co_freevars != function.__code__.co_freevars:
        raise NotInPlaceError
    function.__code__ = codes[0]
    # What was computed before, while tests were collected, was computed without the fault.
    for cache in caches_of_process():
        cache.cache_clear()


def caches_of_process() -> list[Any]:
    """Return every cached function of this process but those whose one result others hold: rulebooks and schemas."""
    every = [thing for thing in gc.get_objects() if isinstance(thing, functools._lru_cache_wrapper)]
    return [cache for cache in every if not str(getattr(cache, "__module__", "")).startswith(KEPT)]


def _function(module: ModuleType, qualified: str) -> FunctionType:
    thing: Any = module
    for name in qualified.split("."):
        thing = vars(thing).get(name)
        if thing is None:
            raise NotInPlaceError
    for _ in range(5):
        if isinstance(thing, FunctionType) and not hasattr(thing, "__wrapped__"):
            return thing
        thing = next(
            (inner for name in ("__wrapped__", "fget", "func", "__func__") if (inner := getattr(thing, name, None))),
            None,
        )
    raise NotInPlaceError


class _Planter(MetaPathFinder, Loader):
    def __init__(self, path: Path, number: int) -> None:
        self._path, self._number = path, number

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        if name != module_of(self._path):
            return None
        return spec_from_loader(name, self, origin=str(self._path.resolve()))

    def exec_module(self, module: ModuleType) -> None:
        module.__file__ = str(self._path.resolve())
        exec(compile(planted(self._path.read_text(), self._number), str(self._path), "exec"), vars(module))  # noqa: S102


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the quick tests come first: most faults are noticed by them."""
    items.sort(key=lambda item: item.get_closest_marker("many_examples") is not None)


if VARIABLE in os.environ:
    _path, _, _number = os.environ[VARIABLE].partition("#")
    sys.meta_path.insert(0, _Planter(Path(_path), int(_number)))
