"""Schemathesis drives the running service by its own description, well-formed and ill-formed, and finds nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.support.openapi import Spec, operations, spec_of_code
from tests.support.schemathesis_hooks import KEY_ID
from tests.support.service import ROOT, Service

SEED = os.environ.get("FOREFOOT_TEST_SEED", "20260801")
EXAMPLES = os.environ.get("FOREFOOT_TEST_EXAMPLES", "20")

REFUSED = ["400", "401", "403", "404", "405", "406", "409", "412", "413", "414", "415", "422", "428", "429", "431"]
ACCEPTED = ["2xx", "3xx", "401", "403", "404", "409", "412", "429"]


def _settings(spec: Spec) -> str:
    """Answer the settings of a run: what a request that keeps the schema may still be refused for, and why.

    A request that breaks it must be refused, and never with a 5xx.
    412 answers an If-Match that is well made but not current. A cursor is a text for which no schema says whether it
    was given out: 400. What no schema can say of a body, such as a check digit, is refused with 422.
    """
    lines = [f"seed = {SEED}", f'hooks = "{ROOT / "tests" / "support" / "schemathesis_hooks.py"}"']
    lines += ["[checks.positive_data_acceptance]", f"expected-statuses = {ACCEPTED}"]
    lines += ["[checks.negative_data_rejection]", f"expected-statuses = {REFUSED}"]
    for name, statuses in _refusals(spec):
        lines += ["[[operations]]", f'include-operation-id = "{name}"']
        lines += ["[operations.checks.positive_data_acceptance]", f"expected-statuses = {[*ACCEPTED, *statuses]}"]
    return "\n".join(lines) + "\n"


def _refusals(spec: Spec) -> Iterator[tuple[str, list[str]]]:
    for operation in operations(spec):
        names = {parameter["name"] for parameter in operation.parameters}
        statuses = ["400"] if "cursor" in names else []
        # A key that another body used; what a patch comes to; a check digit.
        if names & {"Idempotency-Key", "gtin"} or operation.method == "patch":
            statuses.append("422")
        if statuses:
            yield operation.body["operationId"], statuses


@pytest.fixture
def told(tmp_path: Path, service: Service) -> Any:
    """What a run of Schemathesis says, and the code it ends with."""
    settings = tmp_path / "schemathesis.toml"
    settings.write_text(_settings(spec_of_code()))
    command = [Path(sys.executable).with_name("st"), "--config-file", settings, "run", f"{service.url}/openapi.yaml"]
    command += ["--header", f"Authorization: {service.headers['Authorization']}", "--checks", "all"]
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
