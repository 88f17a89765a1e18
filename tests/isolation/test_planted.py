"""The probe finds what it is for: each planted defect is noticed by the checks that should notice it."""

from __future__ import annotations

import pytest

from tests.isolation.planted import PLANTED, Plant
from tests.isolation.planted_storage import PLANTED_IN_STORAGE
from tests.isolation.probe import probe
from tests.isolation.world import new_world
from tests.support.apps import new_app
from tests.support.databases import Databases
from tests.support.openapi import generated_spec

DEFECTS = PLANTED | PLANTED_IN_STORAGE


@pytest.mark.teeth("D1", "D3")
@pytest.mark.long
@pytest.mark.parametrize("plant", DEFECTS, ids=lambda plant: plant.__name__)
def test_a_planted_defect_is_noticed(plant: Plant, databases: Databases, monkeypatch: pytest.MonkeyPatch) -> None:
    database = databases.released("sqlite")
    app = new_app(database)
    plant(app, monkeypatch)
    world = new_world(app, database, generated_spec(app))
    missed = set(DEFECTS[plant])
    for finding in probe(world):
        missed.discard(finding.check)
        if not missed:
            return
    assert missed == set()
