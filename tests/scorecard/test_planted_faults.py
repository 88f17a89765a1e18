"""How many of the small faults that are planted into rules and mileage a test notices; docs/mutation.md tells more."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mutation import __main__ as mutation
from tests.mutation.loop import SURVIVED
from tests.mutation.mutants import mutants_of
from tests.support.scorecard import IS_FULL, Note

pytestmark = pytest.mark.long(minutes=3)

RULES_AND_MILEAGE = mutation.ALL if IS_FULL else ("api/advice/retirement/limits.py", "api/services/runs")
SAMPLE = 25 if IS_FULL else 20
AT_LEAST = 0.9
PATIENCE_SECONDS = 120


def planted(*paths: str, sample: int = SAMPLE) -> tuple[float, list[str], int]:
    """Plant every n-th fault of these files; return the share that is noticed, those that live, and how many."""
    results = []
    for folder, files in mutation._by_folder(paths).items():
        chosen = {str(file): mutation._sampled(file, sample) for file in files}
        results += mutation._run(folder, chosen, 1, PATIENCE_SECONDS)
    lived = [(path, number) for path, number, outcome in results if outcome == SURVIVED]
    return 1 - len(lived) / len(results), [_named(path, number) for path, number in lived], len(results)


def _named(path: str, number: int) -> str:
    mutant = mutants_of(Path(path).read_text())[number]
    return f"{path}:{mutant.line}: {mutant.what} (#{number})"


@pytest.mark.row("C8")
def test_nine_of_ten_planted_faults_are_noticed(note: Note) -> None:
    share, lived, count = planted(*RULES_AND_MILEAGE)
    note(**{"faults planted": count, "not noticed": len(lived)})
    assert share >= AT_LEAST, lived


@pytest.mark.teeth("C8")
def test_faults_that_nobody_looks_for_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests of runs are taken away: those of distances are left."""
    monkeypatch.setitem(mutation.MORE_TESTS, "api/services/runs", ("tests/advice/core",))
    share, lived, _ = planted("api/services/runs", sample=40)
    assert share < AT_LEAST and lived != []
