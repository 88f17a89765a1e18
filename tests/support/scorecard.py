"""Counts the scorecard: a test marked ``row("B8")`` holds a row, one marked ``teeth("B8")`` shows that it can fail.

A row counts when both passed in this run and ``rows.yaml`` says of nothing that it is lacking.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

ROWS: dict[str, dict[str, Any]] = yaml.safe_load((Path(__file__).parents[1] / "scorecard" / "rows.yaml").read_text())
IS_FULL = os.environ.get("FOREFOOT_SCORECARD") == "full"
PAGE = os.environ.get("FOREFOOT_SCORECARD_PAGE")
KEPT = os.environ.get("FOREFOOT_SCORECARD_KEPT")
"""A file that keeps what was seen, so that files of tests can be run one after the other; each replaces its own."""

_COUNTS = "scorecard_counts"
_ROW, _TEETH = "row", "teeth"

Note = Callable[..., None]


def seconds(short: float, full: float) -> float:
    """Return for how long a fault is driven: briefly, or as ``make scorecard`` does."""
    return full if IS_FULL else short


def points_of(rows: dict[str, dict[str, Any]]) -> int:
    """Return how many points these rows give."""
    return sum(int(row["points"]) for row in rows.values())


@dataclass
class _Seen:
    passed: set[str] = field(default_factory=set)
    failed: set[str] = field(default_factory=set)
    counts: dict[str, float] = field(default_factory=dict)

    def add(self, other: _Seen) -> None:
        self.passed |= other.passed
        self.failed |= other.failed
        for name, count in other.counts.items():
            self.counts[name] = self.counts.get(name, 0) + count

    def as_json(self) -> dict[str, Any]:
        return {"passed": sorted(self.passed), "failed": sorted(self.failed), "counts": self.counts}


def _seen_in(kept: dict[str, Any]) -> _Seen:
    return _Seen(set(kept["passed"]), set(kept["failed"]), kept["counts"])


class Scorecard:
    """Hears of every test that is marked, and writes the page at the end where one is wanted."""

    def __init__(self) -> None:
        self._seen: dict[str, dict[str, _Seen]] = defaultdict(lambda: defaultdict(_Seen))
        """Row -> file of tests -> what was seen of it."""

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for item in items:
            for kind in (_ROW, _TEETH):
                for mark in item.iter_markers(kind):
                    for row in mark.args:
                        if row not in ROWS:
                            raise pytest.UsageError(f"{item.nodeid}: the scorecard has no row {row}")
                        item.user_properties.append((kind, row))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when != "call" and report.passed:
            return
        result = list(report.user_properties)
        for kind, row in [(kind, row) for kind, row in result if kind in (_ROW, _TEETH)]:
            noted = [counts for key, counts in result if key in (_COUNTS, _COUNTS + row) and kind == _ROW]
            ends = {kind} if report.passed else set(), set() if report.passed else {kind}
            self._seen[row][report.nodeid.partition("::")[0]].add(_Seen(*ends))
            for counts in noted:
                self._seen[row][report.nodeid.partition("::")[0]].add(_Seen(counts=counts))

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        if KEPT:
            self.keep_in(Path(KEPT))
        if not PAGE:
            return
        page, held = self.page()
        Path(PAGE).write_text(page)
        terminalreporter.write_line(f"{held} of {points_of(ROWS)} points; {PAGE} says which")

    def keep_in(self, file: Path) -> None:
        """Take over what earlier runs saw in other files, and keep it together with what this one saw."""
        kept = json.loads(file.read_text()) if file.exists() else {}
        for row, files in kept.items():
            for name, seen in files.items():
                if name not in self._seen[row]:
                    self._seen[row][name] = _seen_in(seen)
        known = {row: {name: seen.as_json() for name, seen in files.items()} for row, files in self._seen.items()}
        file.write_text(json.dumps(known, indent=1))

    def _whole(self, row: str) -> _Seen | None:
        """Return what was seen of a row in all files together, None where nothing was."""
        if not self._seen.get(row):
            return None
        whole = _Seen()
        for seen in self._seen[row].values():
            whole.add(seen)
        return whole

    def state_of(self, row: str) -> str:
        """Return in which state a row is after this run."""
        seen = self._whole(row)
        if seen is None or seen.failed or not seen.passed:
            if seen is not None and seen.failed:
                return "failed"
            return "open" if "open" in ROWS[row] else "not run"
        if "open" in ROWS[row] or _ROW not in seen.passed:
            return "partly"
        return "held" if _TEETH in seen.passed else "partly"

    def page(self) -> tuple[str, int]:
        """Return the page that says what held, and how many points it gives."""
        states = {row: self.state_of(row) for row in ROWS}
        held = points_of({row: ROWS[row] for row, state in states.items() if state == "held"})
        facts = {"held": held, "all": points_of(ROWS), "day": datetime.now(UTC).date()}
        return _HEAD.format(**facts, form="full" if IS_FULL else "short") + self._table(states), held

    def _table(self, states: dict[str, str]) -> str:
        lines = ["| row | points | what | state | counted | repeat |", "|---|---|---|---|---|---|"]
        for row, about in ROWS.items():
            found = self._whole(row) or _Seen()
            counted = ", ".join(f"{name} {round(count, 1)}" for name, count in sorted(found.counts.items()))
            state = states[row] + (f": {about['open']}" if "open" in about else "")
            where = " ".join(f"`{name}`" for name in sorted(self._seen.get(row, {})))
            lines.append(f"| {row} | {about['points']} | {about['what']} | {state} | {counted} | {where} |")
        return "\n".join(lines) + "\n"


_HEAD = """# Reliability: what was tried, and what held

**{held} of {all} points**, in the {form} form on {day}; `make scorecard` runs the full one and writes this page anew. A
row is *held* when its test passed and the defect that is planted for it made the same test fail; *partly* when
something of it is tested and something is lacking; *open* when nothing here tries it; *not run* when this run left it
out. Rows that are not held give no point. One file alone is repeated with `.venv/bin/python -m pytest FILE`, in its
long form with `FOREFOOT_SCORECARD=full` before it.

"Violations" are what the counter check finds after a fault: a run that was acknowledged and is not listed, is listed
twice, or a pair's total that is not the sum of its runs (`tests/support/counter.py`).

"""


def note(request: pytest.FixtureRequest) -> Note:
    """Return what a test counts with: ``note(requests=12, violations=0)``, for all its rows or for ``row`` alone."""

    def counted(row: str = "", **counts: float) -> None:
        request.node.user_properties.append((_COUNTS + row, counts))

    return counted
