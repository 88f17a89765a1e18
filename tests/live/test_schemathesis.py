"""Schemathesis drives the running service by its own description, well-formed and ill-formed, and finds nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.support.schemathesis_hooks import KEY_ID
from tests.support.service import ROOT, Service

SEED = os.environ.get("FOREFOOT_TEST_SEED", "20260801")
EXAMPLES = os.environ.get("FOREFOOT_TEST_EXAMPLES", "20")

REFUSED = ["400", "401", "403", "404", "405", "406", "409", "412", "413", "414", "415", "422", "428", "429", "431"]
HOOKS = ROOT / "tests" / "support" / "schemathesis_hooks.py"
SETTINGS = f"""
seed = {SEED}
hooks = "{HOOKS}"
[checks.negative_data_rejection]
expected-statuses = {REFUSED}
"""


@pytest.fixture
def told(tmp_path: Path, service: Service) -> Any:
    """What a run of Schemathesis says, and the code it ends with."""
    settings = tmp_path / "schemathesis.toml"
    settings.write_text(SETTINGS)
    command = [Path(sys.executable).with_name("st"), "--config-file", settings, "run", f"{service.url}/openapi.yaml"]
    command += ["--header", f"Authorization: {service.headers['Authorization']}", "--checks", "all"]
    command += ["--exclude-checks", "positive_data_acceptance"]
    command += ["--max-examples", EXAMPLES, "--workers", "1", "--no-color"]
    own = requests.get(f"{service.url}/v1/keys", headers=service.headers, timeout=10).json()["items"][0]["id"]
    environment = {**os.environ, KEY_ID: own}
    return subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=900, check=False
    )


def test_schemathesis_finds_nothing(told: subprocess.CompletedProcess[str], service: Service) -> None:
    assert told.returncode == 0, told.stdout[-20_000:] + told.stderr[-4_000:]
    assert "No issues found" in told.stdout
    assert "internal error" not in service.output.read_text()
