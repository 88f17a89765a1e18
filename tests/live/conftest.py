"""A running service for the tests of this folder: one for each database, shared by the tests of a process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.support.databases import BACKENDS
from tests.support.postgres import fresh_database, run_folder
from tests.support.service import Service, running_service


@pytest.fixture(scope="session", params=BACKENDS)
def service(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Iterator[Service]:
    """The real service, started as `make run` starts it, on a fresh database of either kind."""
    folder: Path = tmp_path_factory.mktemp("service")
    with ExitStack() as stack:
        url = f"sqlite:///{folder / 'forefoot.db'}"
        if request.param == "postgresql":
            url = stack.enter_context(fresh_database(f"{run_folder().name}_{worker_id}_live".replace("-", "_")))
        yield stack.enter_context(running_service(url, folder))
