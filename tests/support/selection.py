"""Which tests `make test` runs, which wait for `make test-long`, and that none is left out without a word.

``long`` is on tests that take their time; ``long(minutes=4)`` says roughly how much. ``http_alone`` is on tests that
look at HTTP and not at what is stored: beside SQLite, PostgreSQL is ``long`` for them. ``many_examples`` is set by this
module on every Hypothesis test: `make test` tries it with few examples, `make test-long` again with many.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

QUICK, MANY = "quick", "many"
EXAMPLES = {QUICK: 25, MANY: 250}
"""Hypothesis profile, as in ``--hypothesis-profile=many``: how many examples each property is tried with."""

ALWAYS_ON = "sqlite"
_LEFT_OUT = "forefoot_long_tests_left_out"


def register_profiles() -> None:
    """Register the Hypothesis profiles; no time is ever asserted, and a run finds what the run before it found."""
    for name, count in EXAMPLES.items():
        settings.register_profile(
            name,
            deadline=None,
            derandomize=True,
            max_examples=count,
            suppress_health_check=[HealthCheck.too_slow],
            print_blob=True,
        )
    settings.load_profile(QUICK)


def minutes(item: pytest.Item) -> int:
    """Return how long the test says it takes; 0 when it says nothing."""
    marker = item.get_closest_marker("long")
    return int(marker.kwargs.get("minutes", 0)) if marker else 0


class Selection:
    """Marks the tests, counts those that are left out, and makes a skipped test a failed one."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._left_out: dict[str, int] = {}

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for item in items:
            _mark(item)

    def pytest_deselected(self, items: Sequence[pytest.Item]) -> None:
        count = sum(item.get_closest_marker("long") is not None for item in items)
        self._left_out["here"] = self._left_out.get("here", 0) + count

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self) -> Iterator[None]:
        return (yield from _failed_if_skipped())

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(self) -> Iterator[None]:
        return (yield from _failed_if_skipped())

    def pytest_sessionfinish(self) -> None:
        if hasattr(self._config, "workeroutput"):
            self._config.workeroutput[_LEFT_OUT] = self._left_out.get("here", 0)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        self._left_out[node.gateway.id] = getattr(node, "workeroutput", {}).get(_LEFT_OUT, 0)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        # Every process of a run collects all tests, so each counts the same.
        if count := max(self._left_out.values(), default=0):
            terminalreporter.write_line(f"{count} long tests were left out; `make test-long` runs them.")


def _mark(item: pytest.Item) -> None:
    backend = item.callspec.params.get("backend") if isinstance(item, pytest.Function) and _parametrized(item) else None
    if item.get_closest_marker("http_alone") and backend not in (None, ALWAYS_ON):
        item.add_marker("long")
    if getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
        item.add_marker("many_examples")


def _parametrized(item: pytest.Function) -> bool:
    return hasattr(item, "callspec")


def _failed_if_skipped() -> Any:
    report = yield
    if report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"Skipped, which hides what it would have found: {report.longrepr}"
    return report
