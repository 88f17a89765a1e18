"""One account cannot read, change or detect what another has."""

from __future__ import annotations

import pytest
from flask import Flask

from api.storage.database.engines import Database
from tests.isolation.probe import probe
from tests.isolation.world import SHARED_KINDS, new_world
from tests.support.openapi import generated_spec


@pytest.mark.row("D1", "D3")
def test_no_operation_gives_another_account_away(app: Flask, released_database: Database) -> None:
    world = new_world(app, released_database, generated_spec(app))
    assert [str(finding) for finding in probe(world)] == []


def test_the_probe_knows_what_is_shared(app: Flask, released_database: Database) -> None:
    world = new_world(app, released_database, generated_spec(app))
    assert set(world.owned) > SHARED_KINDS
    assert world.secrets() > {world.owner.id}
    assert any(world.belongings().values())
