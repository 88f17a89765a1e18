"""``python -m tests.mutation api/advice/core --sample 4``: how many planted faults the tests notice, and which not."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from tests.mutation.loop import KILLED, SURVIVED, TASK, TIMED_OUT
from tests.mutation.mutants import mutants_of

ALL = ("api/advice", "api/services/runs", "api/storage/runners")
MORE_TESTS = {
    "api/services/runs": (
        *("tests/services/runs", "tests/web/runners", "tests/web/advice/test_training_load.py"),
        *("tests/services/webhooks", "tests/cli/test_due.py"),
    ),
    "api/storage/runners": ("tests/storage/runners", "tests/services/runs", "tests/web/runners"),
}
"""Where the tests that mirror a folder are not all that look at it."""

Result = tuple[str, int, str]


def main() -> int:
    """Run the mutants of the paths that are named; return 1 when fewer are noticed than asked for."""
    parser = argparse.ArgumentParser(prog="tests.mutation", description=__doc__)
    parser.add_argument("paths", nargs="*", default=ALL, help="files or folders (default: %(default)s)")
    parser.add_argument("--sample", type=int, default=1, help="take every n-th mutant of a file (default: all)")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seconds", type=int, default=120, help="after which a mutant counts as noticed")
    parser.add_argument("--at-least", type=float, default=0, help="per cent that have to be noticed")
    asked = parser.parse_args()
    results: list[Result] = []
    for folder, files in _by_folder(asked.paths).items():
        chosen = {str(file): _sampled(file, asked.sample) for file in files}
        results += _run(folder, chosen, asked.processes, asked.seconds)
        _print_folder(folder, [result for result in results if result[0] in chosen])
    noticed = sum(outcome != SURVIVED for _, _, outcome in results)
    share = 100 * noticed / max(1, len(results))
    print(f"all: {noticed} of {len(results)} noticed, {share:.1f} %")
    return int(share < asked.at_least or not results)


def _by_folder(paths: Iterable[str]) -> Mapping[str, Sequence[Path]]:
    """Return the files by the folder whose tests look at them: a topic of advice, a part of another layer."""
    found: dict[str, list[Path]] = {}
    for path in map(Path, paths):
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            if mutants_of(file.read_text()):
                found.setdefault(str(Path(*file.parts[:3])), []).append(file)
    return found


def _sampled(file: Path, every: int) -> list[int]:
    """Return the numbers of every n-th mutant, beginning at a place that follows from the file's name."""
    count = len(mutants_of(file.read_text()))
    return list(range(sum(map(ord, file.name)) % every, count, every)) or [0]


def _run(folder: str, chosen: Mapping[str, Sequence[int]], processes: int, seconds: int) -> list[Result]:
    near = MORE_TESTS.get(folder, (folder.replace("api", "tests", 1),))
    # Of advice every other topic is asked too: a consultation is made of all of them.
    tests = ["tests/advice"] if folder.startswith("api/advice") else list(near)
    with tempfile.TemporaryDirectory() as place:
        running = []
        for part in range(processes):
            results = Path(place, f"results-{part}")
            mutants = {path: list(numbers[part::processes]) for path, numbers in chosen.items()}
            task = {"near": near, "seconds": seconds, "mutants": mutants, "results": str(results)}
            file = Path(place, f"task-{part}")
            file.write_text(json.dumps(task))
            command = [sys.executable, "-m", "pytest", "-p", "tests.mutation.loop", "-p", "no:cacheprovider", "-q"]
            command += ["-m", "not long", "-k", "not postgresql", *tests]
            environment = {**os.environ, TASK: str(file)}
            running.append((subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True), results))
        return [result for process, results in running for result in _results_of(process, results)]


def _results_of(process: subprocess.Popen[str], results: Path) -> Iterable[Result]:
    printed, _ = process.communicate()
    if not results.exists():
        raise SystemExit(printed)
    return [tuple(json.loads(line)) for line in results.read_text().splitlines()]


def _print_folder(folder: str, results: Sequence[Result]) -> None:
    counts = {outcome: sum(each == outcome for _, _, each in results) for outcome in (KILLED, TIMED_OUT, SURVIVED)}
    print(f"{folder}: " + ", ".join(f"{count} {outcome}" for outcome, count in counts.items()), flush=True)
    for path, number, outcome in sorted(results):
        if outcome == SURVIVED:
            mutant = mutants_of(Path(path).read_text())[number]
            print(
                f"  {path}:{mutant.line}: {mutant.what} (#{number} {mutant.function or 'outside functions'})",
                flush=True,
            )


if __name__ == "__main__":
    sys.exit(main())
