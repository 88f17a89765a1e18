"""Schemathesis with the ids of another account, and what it must notice; tests/live/test_schemathesis.py holds C1."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from api.storage.database.engines import Database
from tests.isolation.world import SHARED_KINDS, new_world
from tests.scorecard.harness import Running, release_on, served
from tests.support import schemathesis_hooks
from tests.support.apps import new_app
from tests.support.openapi import generated_spec
from tests.support.scorecard import Note, seconds
from tests.support.service import KEY, ROOT

pytestmark = pytest.mark.long(minutes=1)

FOREIGN = ROOT / "tests" / "support" / "schemathesis_foreign.py"
HOOKS = ROOT / "tests" / "support" / "schemathesis_hooks.py"
PATIENCE_SECONDS = 900


def driven(service: Running, folder: Path, hooks: Path, key: str, *options: str, **environment: str) -> str:
    """Drive the service with Schemathesis; return what it printed, "" where it found nothing."""
    settings = folder / "schemathesis.toml"
    settings.write_text(f'seed = 7\nhooks = "{hooks}"\n')
    command = [Path(sys.executable).with_name("st"), "--config-file", settings, "run", f"{service.url}/openapi.yaml"]
    command += ["--header", f"Authorization: Bearer {key}", "--workers", "1", "--no-color", *options]
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert "Tested:" in done.stdout, done.stdout[-3000:] + done.stderr[-3000:]
    cases = re.search(r"(\d+) generated", done.stdout)
    driven.cases = int(cases[1]) if cases else 0  # type: ignore[attr-defined]
    return "" if done.returncode == 0 else done.stdout[-20_000:]


def with_ids_of_another(folder: Path, *, plant: str | None = None, paths: str = "/") -> list[str]:
    """Return what another account could do or see with the ids of the owner's things."""
    url = release_on(f"sqlite:///{folder / 'forefoot.db'}")
    database = Database(url, pool_size=2)
    app = new_app(database)
    world = new_world(app, database, generated_spec(app))
    ids = {kind: thing.id for kind, thing in world.owned.items() if kind not in SHARED_KINDS}
    given = folder / "foreign.json"
    given.write_text(json.dumps({"ids": ids, "secrets": sorted(world.secrets())}))
    before = world.belongings()
    with served(url, folder, plant=plant) as service:
        found = driven(
            service,
            folder,
            FOREIGN,
            world.other.key,
            *("--checks", "nobody_else_is_seen", "--phases", "examples,fuzzing"),
            *("--max-examples", str(seconds(3, 60)), "--include-path-regex", paths),
            FOREFOOT_TEST_FOREIGN=str(given),
        )
    after = world.belongings()
    changed = [f"{name} changed" for name in after if after[name] != before[name]]
    app.extensions["forefoot"].database.dispose()
    database.dispose()
    return [*changed, *([found] if found else [])]


@pytest.mark.row("D2")
def test_no_id_of_another_account_opens_anything(tmp_path: Path, note: Note) -> None:
    found = with_ids_of_another(tmp_path)
    note(cases=driven.cases, found=len(found))  # type: ignore[attr-defined]
    assert found == []


@pytest.mark.teeth("D2")
def test_a_read_that_forgets_the_account_is_noticed(tmp_path: Path) -> None:
    assert with_ids_of_another(tmp_path, plant="a_read_forgets_the_account", paths="^/v1/stores") != []


@pytest.mark.teeth("C1")
@pytest.mark.parametrize("plant", ["an_answer_leaves_its_schema", "what_keeps_the_schema_is_refused"])
def test_an_answer_that_breaks_the_description_is_noticed(plant: str, tmp_path: Path) -> None:
    url = release_on(f"sqlite:///{tmp_path / 'forefoot.db'}")
    with served(url, tmp_path, plant=plant) as service:
        found = driven(
            service,
            tmp_path,
            HOOKS,
            KEY,
            *("--checks", "all", "--exclude-checks", "positive_data_acceptance", "--phases", "examples,fuzzing"),
            *("--max-examples", "10", "--include-path-regex", "^/v1/(documents|runners)$"),
            **{schemathesis_hooks.KEY_ID: "none"},
        )
    assert found != ""
