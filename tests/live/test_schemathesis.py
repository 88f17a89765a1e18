"""Schemathesis drives the running service by its own description, well-formed and ill-formed, and finds nothing."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url

from api.storage.accounts.accounts import key_by_hash
from api.storage.accounts.key_format import hash_of
from api.storage.database.engines import Database
from tests.support.accounts import new_key
from tests.support.schemathesis_hooks import KEY_ID
from tests.support.service import ROOT, Service

SEED = os.environ.get("FOREFOOT_TEST_SEED", "20260801")
EXAMPLES = {
    "postgresql": os.environ.get("FOREFOOT_TEST_EXAMPLES", "20"),
    "sqlite": os.environ.get("FOREFOOT_TEST_EXAMPLES", "8"),
}
"""For each operation. The code above the storage is the same, so the second database is a shorter look."""

REFUSED = ["400", "401", "403", "404", "405", "406", "409", "412", "413", "414", "415", "422", "428", "429", "431"]
HOOKS = ROOT / "tests" / "support" / "schemathesis_hooks.py"
SETTINGS = f"""
seed = {SEED}
hooks = "{HOOKS}"
[checks.negative_data_rejection]
expected-statuses = {REFUSED}
"""


ALL_PHASES = "examples,coverage,fuzzing,stateful"
PHASES = {"postgresql": ALL_PHASES, "sqlite": "examples,fuzzing,stateful"}
"""PostgreSQL is the stricter of the two: what it refuses, and the service let through, would be a 500."""

SPARE_KEYS = 20


@pytest.fixture
def told(tmp_path: Path, service: Service) -> Any:
    """What a run of Schemathesis says, and the code it ends with."""
    settings = tmp_path / "schemathesis.toml"
    settings.write_text(SETTINGS)
    backend = make_url(service.database_url).get_backend_name()
    command = [Path(sys.executable).with_name("st"), "--config-file", settings, "run", f"{service.url}/openapi.yaml"]
    command += ["--header", f"Authorization: {service.headers['Authorization']}", "--checks", "all"]
    command += ["--exclude-checks", "positive_data_acceptance", "--phases", PHASES[backend]]
    command += ["--max-examples", EXAMPLES[backend], "--workers", "1", "--no-color"]
    environment = {**os.environ, KEY_ID: _own_key_id(service)}
    return subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=900, check=False
    )


def _own_key_id(service: Service) -> str:
    """Answer the id of the key the run works with, after making others that it may revoke."""
    database = Database(service.database_url, pool_size=1)
    with database.reading() as db:
        own = key_by_hash(db, hash_of(service.key))
    assert own is not None
    for _ in range(SPARE_KEYS):
        new_key(database, own.account_id)
    database.dispose()
    return own.id


def test_schemathesis_finds_nothing(told: subprocess.CompletedProcess[str], service: Service) -> None:
    assert told.returncode == 0, told.stdout[-20_000:] + told.stderr[-4_000:]
    # A warning says that most of what was generated for an operation met a refusal; a failure is marked.
    assert "❌" not in told.stdout
    counted = re.search(r"Selected: (\d+)/(\d+)\s+Tested: (\d+)", told.stdout)
    assert counted is not None
    assert counted[1] == counted[2] == counted[3]
    assert "internal error" not in service.output.read_text()
