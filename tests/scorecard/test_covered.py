"""How much of the description is reached by what Schemathesis sends, where it names what there is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from api.storage.database.engines import Database
from tests.isolation.world import new_world
from tests.scorecard.covered import Reached, reached_in, whole_of
from tests.scorecard.harness import release_on, served
from tests.scorecard.test_fuzzed import driven
from tests.support import schemathesis_hooks
from tests.support.apps import new_app
from tests.support.openapi import generated_spec, spec_of_code
from tests.support.scorecard import Note, seconds
from tests.support.service import ROOT

pytestmark = pytest.mark.long(minutes=4)

HOOKS = ROOT / "tests" / "support" / "schemathesis_covered.py"
BAR = {"operations": 1.0, "parameters": 1.0, "codes": 0.9, "properties": 0.8}


def covered(folder: Path, *options: str, paths: str = "/") -> Reached:
    """Drive the service by its description, and return what was reached."""
    url = release_on(f"sqlite:///{folder / 'forefoot.db'}")
    database = Database(url, pool_size=2)
    app = new_app(database)
    world = new_world(app, database, generated_spec(app))
    ids = {kind: thing.id for kind, thing in world.owned.items()}
    (given := folder / "covered.json").write_text(json.dumps({"ids": ids}))
    app.extensions["forefoot"].database.dispose()
    database.dispose()
    with served(url, folder) as service:
        driven(
            service,
            folder,
            HOOKS,
            world.owner.key,
            *("--checks", "not_a_server_error", "--phases", "examples,coverage,fuzzing"),
            *("--max-examples", str(seconds(8, 20)), "--include-path-regex", paths, *options),
            FOREFOOT_TEST_COVERED=str(given),
            PYTHONPATH=str(ROOT),
            **{schemathesis_hooks.KEY_ID: ids["key_id"]},
        )
    return reached_in(json.loads(given.with_suffix(".reached").read_text()))


def short_of_the_bar(reached: Reached, paths: str = "/") -> tuple[list[str], dict[str, float]]:
    """Return which kind of part is reached too rarely, with what lacks, and the shares in per cent."""
    whole = whole_of(spec_of_code(), paths)
    found, shares = [], {}
    for kind, missing in reached.missing(whole).items():
        count = len(vars(whole)[kind])
        share = 1 - len(missing) / count
        shares[f"{kind} reached of {count} in %"] = 100 * share
        if share < BAR[kind]:
            found.append(f"{kind}: {share:.3f}, without {missing}")
    return found, shares


@pytest.mark.row("C2")
def test_the_description_is_driven_as_good_as_whole(tmp_path: Path, note: Note) -> None:
    reached = covered(tmp_path)
    found, shares = short_of_the_bar(reached)
    note(cases=driven.cases, **shares)  # type: ignore[attr-defined]
    assert found == []
    assert not [place for place in reached.codes if place[1].startswith("5")]


@pytest.mark.teeth("C2")
def test_an_operation_that_is_left_out_of_the_traffic_is_noticed(tmp_path: Path) -> None:
    paths = "^/v1/(documents|questions)$"
    found, _ = short_of_the_bar(covered(tmp_path, "--exclude-path", "/v1/questions", paths=paths), paths)
    assert any(line.startswith("operations") and "/v1/questions" in line for line in found)
    assert not any("/v1/documents" in line for line in found if line.startswith("operations"))


@pytest.mark.teeth("C2")
@pytest.mark.parametrize("kind", BAR)
def test_each_kind_of_part_has_a_bar_of_its_own(kind: str) -> None:
    reached = whole_of(spec_of_code())
    assert short_of_the_bar(reached)[0] == []
    places: set[Any] = vars(reached)[kind]
    for place in sorted(places)[: round(len(places) * (1 - BAR[kind])) + 1]:
        places.remove(place)
    found, _ = short_of_the_bar(reached)
    assert [line.partition(":")[0] for line in found] == [kind]
