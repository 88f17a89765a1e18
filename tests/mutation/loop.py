"""The pytest plugin that runs the collected tests once for each mutant, each time in a child of its own.

The tests are loaded once, and run once without a mutant to see which functions each of them reaches. A child plants its
mutant, runs the tests that reach it, the nearest first, and ends with the first that fails.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from pathlib import Path
from types import FrameType

import pytest
from _pytest.runner import runtestprotocol

from tests.mutation.mutants import mutants_of
from tests.mutation.plant import VARIABLE, NotInPlaceError, caches_of_process, plant_in_place
from tests.support import postgres

TASK = "FOREFOOT_MUTATION_TASK"
"""Path of a file with what this process has to do: ``Task`` as JSON."""

KILLED, SURVIVED, TIMED_OUT, NOT_IN_PLACE = "killed", "survived", "timed out", "not in place"
_EXITS = {0: SURVIVED, 1: KILLED, 3: NOT_IN_PLACE}


def pytest_runtestloop(session: pytest.Session) -> bool:
    task = json.loads(Path(os.environ[TASK]).read_text())
    near, seconds = task["near"], task["seconds"]
    items = sorted(session.items, key=lambda item: _distance(item, near))
    # A property of another topic costs a minute, and would mostly find what that topic's cases find.
    items = [item for item in items if _is_near(item, near) or not item.get_closest_marker("many_examples")]
    items, reached = _that_pass(items, near, seconds * 10)
    with Path(task["results"]).open("w") as results:
        for path, numbers in task["mutants"].items():
            known = mutants_of(Path(path).read_text())
            for number in numbers:
                mutant = known[number]
                those = [items[index] for index in reached.get(f"{path} {mutant.function}", ())]
                outcome = _in_child(those, (Path(path), mutant), seconds)
                if outcome == NOT_IN_PLACE:
                    outcome = _in_new_process(path, number, near, seconds)
                results.write(json.dumps([path, number, outcome]) + "\n")
                results.flush()
    return True


def _that_pass(
    items: Sequence[pytest.Item], near: Sequence[str], seconds: int
) -> tuple[list[pytest.Item], dict[str, list[int]]]:
    """Return the tests that pass without a mutant, and which of them reach each function; the nearest have to pass."""
    if _in_child(items, None, seconds) != SURVIVED:
        raise pytest.UsageError(f"The tests of {near} do not come to their end.")
    failed, reached = json.loads(Path(os.environ[TASK]).with_suffix(".seen").read_text())
    if wrong := sorted(item.nodeid for item in items if item.nodeid in failed and _is_near(item, near)):
        raise pytest.UsageError("Without a mutant there fail: " + ", ".join(wrong))
    passing = [index for index, item in enumerate(items) if item.nodeid not in failed]
    place = {index: place for place, index in enumerate(passing)}
    kept = {name: [place[index] for index in tests if index in place] for name, tests in reached.items()}
    return [items[index] for index in passing], kept


def _is_near(item: pytest.Item, near: Sequence[str]) -> bool:
    return any(item.nodeid.startswith(path) for path in near)


def _distance(item: pytest.Item, near: Sequence[str]) -> tuple[bool, bool]:
    return not _is_near(item, near), item.get_closest_marker("many_examples") is not None


def _in_child(items: Sequence[pytest.Item], mutant: tuple[Path, object] | None, seconds: int) -> str:
    child = os.fork()
    if child == 0:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(seconds)
        os._exit(_run(items, mutant))
    _, status = os.waitpid(child, 0)
    return TIMED_OUT if os.WIFSIGNALED(status) else _EXITS.get(os.WEXITSTATUS(status), KILLED)


def _run(items: Sequence[pytest.Item], mutant: tuple[Path, object] | None) -> int:
    """Run tests until one fails; without a mutant all of them, and note which fail and which functions each reaches."""
    try:
        postgres.open_run()
        if mutant is None:
            Path(os.environ[TASK]).with_suffix(".seen").write_text(json.dumps(_watched(items)))
            return 0
        plant_in_place(*mutant)  # type: ignore[arg-type]
        for item, following in _in_turn(items):
            if _fails(item, following):
                return 1
    except NotInPlaceError:
        return 3
    except BaseException:  # a mutant may raise whatever it likes
        return 1
    finally:
        postgres.close_run()
    return 0


def _in_turn(items: Sequence[pytest.Item]) -> Iterator[tuple[pytest.Item, pytest.Item | None]]:
    """Yield each test with the one after it; nothing where there are none."""
    yield from zip_longest(items, items[1:])


def _fails(item: pytest.Item, following: pytest.Item | None) -> bool:
    return any(report.failed for report in runtestprotocol(item, log=False, nextitem=following))


def _watched(items: Sequence[pytest.Item]) -> tuple[list[str], dict[str, list[int]]]:
    """Return the tests that fail, and for each function, as ``path name``, the numbers of the tests that reach it."""
    failed, reached, codes = [], {}, set()
    root = f"{Path.cwd() / 'api'}{os.sep}"
    caches = [cache for cache in caches_of_process() if str(getattr(cache, "__module__", "")).startswith("api.advice")]

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            codes.add(frame.f_code)

    for index, (item, following) in enumerate(_in_turn(items)):
        codes.clear()
        # What an earlier test left in a cache would be used without being reached.
        for cache in caches:
            cache.cache_clear()
        sys.setprofile(note)
        try:
            if _fails(item, following):
                failed.append(item.nodeid)
        finally:
            sys.setprofile(None)
        for code in codes:
            if code.co_filename.startswith(root):
                name = code.co_qualname.partition(".<locals>")[0]
                reached.setdefault(f"{Path(code.co_filename).relative_to(Path.cwd())} {name}", set()).add(index)
    return failed, {name: sorted(numbers) for name, numbers in reached.items()}


def _in_new_process(path: str, number: int, near: Sequence[str], seconds: int) -> str:
    """Run the nearest tests in a process that plants the mutant before it loads the code: for tables and defaults."""
    command = [sys.executable, "-m", "pytest", "-p", "tests.mutation.plant", "-x", "-q", "-p", "no:cacheprovider"]
    command += ["-m", "not long", "-k", "not postgresql", *near]
    environment = {**os.environ, VARIABLE: f"{path}#{number}"}
    try:
        ended = subprocess.run(command, env=environment, capture_output=True, timeout=seconds * 3, check=False)
    except subprocess.TimeoutExpired:
        return TIMED_OUT
    return SURVIVED if ended.returncode == 0 else KILLED
