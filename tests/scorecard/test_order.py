"""The tests in random order: no test finds what another one left, in whatever order two processes run them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import parse

from tests.support.scorecard import IS_FULL, Note
from tests.support.service import ROOT

pytestmark = pytest.mark.long(minutes=5)

FOLDERS = ("services", "storage") if not IS_FULL else ("advice", "guards", "integrations", "services", "storage", "web")
"""Tests that share a process and its databases with each other; those that start a service have it to themselves."""

ORDERS = 20 if IS_FULL else 2
PATIENCE_SECONDS = 3_600

# Each process of each run has a database of its own: what is found was left before it in this order.
LEAVES_A_ROW = """
import os
import sqlite3
from pathlib import Path

def rows(*more):
    own = "-".join(os.environ["PYTEST_XDIST_" + name] for name in ("TESTRUNUID", "WORKER"))
    with sqlite3.connect(Path(__file__).with_name(own)) as db:
        db.execute("CREATE TABLE IF NOT EXISTS runs (id)")
        db.executemany("INSERT INTO runs VALUES (?)", [(each,) for each in more])
        return db.execute("SELECT count(*) FROM runs").fetchone()[0]
"""
FINDS_NONE = "\ndef test_{n}_finds_none():\n    assert rows() == 0\n"
LEAVES_ONE = "\ndef test_{n}_leaves_one():\n    assert rows({n}) > 0\n"


def outcomes(folder: Path, *tests: str, seed: int | None) -> dict[str, str]:
    """Run tests in two processes, shuffled where a seed is given; return how each of them ended."""
    report = folder / f"{seed}.xml"
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--maxschedchunk", "1", "-p", "no:cacheprovider"]
    command += ["-m", "not long and not row and not teeth", f"--junit-xml={report}", *tests]
    command += [] if seed is None else ["--random-order", "--random-order-bucket=global", f"--random-order-seed={seed}"]
    ours = ("PYTEST_", "FOREFOOT_SCORECARD")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False
    )
    assert report.exists(), done.stdout[-3000:] + done.stderr[-3000:]
    return dict(_outcome(case) for case in parse(report).iter("testcase"))


def _outcome(case: Element) -> tuple[str, str]:
    ends = [each.tag for each in case if each.tag in ("failure", "error", "skipped")]
    return f"{case.get('classname')} {case.get('name')}", ends[0] if ends else "passed"


def differing(folder: Path, *tests: str) -> tuple[list[str], int]:
    """Return which tests end otherwise in another order, and how many were run in all."""
    usual = outcomes(folder, *tests, seed=None)
    assert set(usual.values()) == {"passed"}, [test for test, end in usual.items() if end != "passed"]
    found, count = [], 0
    for seed in range(ORDERS):
        shuffled = outcomes(folder, *tests, seed=seed)
        count += len(shuffled)
        ends = {test: (usual.get(test), shuffled.get(test)) for test in usual.keys() | shuffled.keys()}
        found += [f"{test}: {after} with seed {seed}" for test, (before, after) in ends.items() if before != after]
    return found, count


@pytest.mark.row("E4")
def test_no_test_depends_on_those_before_it(tmp_path: Path, note: Note) -> None:
    found, count = differing(tmp_path, *(f"tests/{folder}" for folder in FOLDERS))
    note(orders=ORDERS, tests=count, differences=len(found))
    assert count > 1_000 * ORDERS
    assert found == []


@pytest.mark.teeth("E4")
def test_a_test_that_leaves_a_row_is_noticed(tmp_path: Path) -> None:
    planted = tmp_path / "test_planted.py"
    empty, full = ("".join(text.format(n=n) for n in range(9)) for text in (FINDS_NONE, LEAVES_ONE))
    planted.write_text(LEAVES_A_ROW + empty + full)
    found, _ = differing(tmp_path, str(planted))
    assert any("finds_none" in line for line in found)
