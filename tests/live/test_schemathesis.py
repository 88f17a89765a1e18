"""Schemathesis drives the running service by its own description, well-formed and ill-formed, and finds nothing."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import make_url

from api.storage.accounts.accounts import hash_of, key_by_hash
from api.storage.database.engines import Database
from tests.support.accounts import new_key
from tests.support.openapi import operations, spec_of_code
from tests.support.schemathesis_hooks import KEY_ID
from tests.support.scorecard import IS_FULL, Note
from tests.support.service import ROOT, Service

_FIRST_SEEDS = "20260801,7,4242"
_SEEDS = f"{_FIRST_SEEDS},1,2,3,4,5,6,8" if IS_FULL else _FIRST_SEEDS
SEEDS = [int(seed) for seed in os.environ.get("FOREFOOT_TEST_SEEDS", _SEEDS).split(",")]
EXAMPLES = {
    "postgresql": os.environ.get("FOREFOOT_TEST_EXAMPLES", "20"),
    "sqlite": os.environ.get("FOREFOOT_TEST_EXAMPLES", "8"),
}
"""For each operation. The code above the storage is the same, so the second database is a shorter look."""

PARTS = {
    "advice": r"^/v1/(advice|exercises|rules|documents)\b",
    "runners": r"^/v1/(runners|pairs|runs|imports|items)\b",
    "the rest": r"^(?!/v1/(advice|exercises|rules|documents|runners|pairs|runs|imports|items)\b)",
}
"""Paths that are driven together, each part on a core of its own: what a link leads to is in the same part."""

REFUSED = ["400", "401", "403", "404", "405", "406", "409", "412", "413", "414", "415", "422", "428", "429", "431"]
HOOKS = ROOT / "tests" / "support" / "schemathesis_hooks.py"
SETTINGS = f"""
seed = {{seed}}
hooks = "{HOOKS}"
[checks.negative_data_rejection]
expected-statuses = {REFUSED}
[[operations]]
include-name = "PATCH /v1/stores/{{{{store_id}}}}"
generation.mode = "positive"
"""
"""Of a map of objects that may be null Schemathesis makes no data that breaks it, but an error of its own."""


FIRST_PHASES = {"postgresql": "examples,coverage,fuzzing,stateful", "sqlite": "examples,fuzzing,stateful"}
"""PostgreSQL is the stricter of the two: what it refuses, and the service let through, would be a 500."""

FURTHER_PHASES = "fuzzing,stateful"
"""What another seed changes: the examples and the boundaries of the other phases are the same with each."""

SPARE_KEYS = 20


@pytest.fixture(params=PARTS)
def part(request: pytest.FixtureRequest) -> str:
    """The part of the paths that a run drives."""
    name: str = request.param
    return name


def _run(service: Service, part: str, seed: int, folder: Path) -> subprocess.CompletedProcess[str]:
    """Drive one part of the paths with one seed."""
    settings = folder / "schemathesis.toml"
    settings.write_text(SETTINGS.format(seed=seed))
    backend = make_url(service.database_url).get_backend_name()
    phases = FIRST_PHASES[backend] if seed == SEEDS[0] else FURTHER_PHASES
    command = [Path(sys.executable).with_name("st"), "--config-file", settings, "run", f"{service.url}/openapi.yaml"]
    command += ["--header", f"Authorization: {service.headers['Authorization']}", "--checks", "all"]
    command += ["--exclude-checks", "positive_data_acceptance,use_after_free", "--phases", phases]
    command += ["--include-path-regex", PARTS[part]]
    command += ["--max-examples", EXAMPLES[backend], "--workers", "1", "--no-color"]
    environment = {**os.environ, KEY_ID: _own_key_id(service)}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=900, check=False
    )


def _own_key_id(service: Service) -> str:
    """Return the id of the key the run works with, after making others that it may revoke."""
    database = Database(service.database_url, pool_size=1)
    with database.reading() as db:
        own = key_by_hash(db, hash_of(service.key))
    assert own is not None
    for _ in range(SPARE_KEYS):
        new_key(database, own.account_id)
    database.dispose()
    return own.id


@pytest.mark.long(minutes=2)
@pytest.mark.row("C1")
@pytest.mark.parametrize("seed", SEEDS)
def test_schemathesis_finds_nothing(service: Service, part: str, seed: int, tmp_path: Path, note: Note) -> None:
    result = _run(service, part, seed, tmp_path)
    ours = [line for line in service.output.read_text().splitlines() if "internal error" in line]
    assert result.returncode == 0, result.stdout[-20_000:] + result.stderr[-4_000:] + "\n".join(ours)[-8_000:]
    # A warning says that most of what was generated for an operation met a refusal; a failure is marked.
    assert "❌" not in result.stdout
    counted = re.search(r"Selected: (\d+)/(\d+)\s+Tested: (\d+)", result.stdout)
    assert counted is not None
    assert int(counted[1]) == int(counted[3]) == operations_of(part)
    assert ours == []
    cases = re.search(r"(\d+) generated", result.stdout)
    note(runs=1, cases=int(cases[1]) if cases else 0)


def operations_of(part: str) -> int:
    """Return how many operations of the description have a path of this part."""
    return sum(re.search(PARTS[part], operation.path) is not None for operation in operations(spec_of_code()))


def test_every_path_is_in_one_part() -> None:
    paths = list(spec_of_code()["paths"])
    parts = {path: [name for name, pattern in PARTS.items() if re.search(pattern, path)] for path in paths}
    assert {path: names for path, names in parts.items() if len(names) != 1} == {}
    assert all(operations_of(name) > 5 for name in PARTS)
