"""Loading the shared catalogue: once, again, changed, shrunk, with another rulebook."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from api.advice.core.rules import Parameter, Rule, Rulebook
from api.config import seed_folder
from api.integrations.feeds.seed_catalogue import SeedFaultError, read_seed
from api.rulebook.load import shipped_rulebook
from api.services.catalogue.load_catalogue import Loaded, catalogue_is_loaded, load_catalogue
from api.services.catalogue.shoe_record import record_of
from api.storage.accounts.accounts import add_account
from api.storage.catalogue.shoes import ShoeRow, shoe_row, shoes_of_owner
from api.storage.catalogue.states import CATALOGUE_MARKS, SHARED, shared_state
from api.storage.database.engines import Database
from tests.support.catalogue import NOW, new_shoe

LATER = NOW + timedelta(days=1)
BOOK = shipped_rulebook()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(seed_folder(), tmp_path / "seed"))


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def rows(database: Database) -> dict[str, ShoeRow]:
    with database.reading() as db:
        return {row.id: row for row in shoes_of_owner(db, SHARED)}


def mark(database: Database) -> str:
    with database.reading() as db:
        return CATALOGUE_MARKS.one(db, {"account_id": ""})[0]


def stricter(version: str) -> Rulebook:
    """Return the rulebook with a cushioning cut-off that no shoe of the catalogue reaches."""
    rules = dict(BOOK.rules)
    rule = rules["FIT-02"]
    figures = {**rule.parameters, "shock_absorption_good_sa": Parameter("shock_absorption_good_sa", 1000, "sa")}
    rules["FIT-02"] = Rule(
        **{name: getattr(rule, name) for name in Rule.__slots__ if name != "parameters"}, parameters=figures
    )
    return Rulebook(version, rules.values(), shipped_rulebook().wording)


def test_the_first_load_stores_every_figure_of_every_shoe(database: Database) -> None:
    with database.reading() as db:
        assert not catalogue_is_loaded(db)
    assert load_catalogue(database, seed_folder(), BOOK, NOW) == Loaded(106, 0, 0, 0, 0)
    stored = rows(database)
    seed = read_seed(seed_folder())
    assert {shoe_id: record_of(row) for shoe_id, row in stored.items()} == dict(seed.records)
    with database.reading() as db:
        assert catalogue_is_loaded(db)
        state = shared_state(db)
    assert state is not None
    assert (state.derived_with, state.seed_digest) == (BOOK.version, seed.digest)


def test_the_second_load_changes_nothing(database: Database) -> None:
    load_catalogue(database, seed_folder(), BOOK, NOW)
    before, marked = rows(database), mark(database)
    assert load_catalogue(database, seed_folder(), BOOK, LATER) == Loaded(0, 0, 0, 106, 0)
    assert (rows(database), mark(database)) == (before, marked)


def test_a_changed_figure_changes_one_shoe_and_raises_its_version(database: Database, folder: Path) -> None:
    load_catalogue(database, folder, BOOK, NOW)
    before, marked = rows(database), mark(database)
    edit(folder / "figures.csv", "hoka-clifton-10,toe_box_width_mm,73.1", "hoka-clifton-10,toe_box_width_mm,75.1")
    assert load_catalogue(database, folder, BOOK, LATER) == Loaded(0, 1, 0, 105, 0)
    after = rows(database)
    assert {shoe_id for shoe_id in after if after[shoe_id] != before[shoe_id]} == {"hoka-clifton-10"}
    changed, old = after["hoka-clifton-10"], before["hoka-clifton-10"]
    assert changed.version > old.version
    assert (changed.created_at, changed.updated_at) == (NOW, LATER)
    assert (old.toe_box, changed.toe_box) == ("average", "wide")
    assert mark(database) != marked


def test_what_left_the_files_leaves_the_database(database: Database, folder: Path) -> None:
    load_catalogue(database, folder, BOOK, NOW)
    for name in ("figures.csv", "shoes.csv"):
        path = folder / name
        path.write_text("".join(line for line in path.open() if not line.startswith("nike-pegasus-41,")))
    assert load_catalogue(database, folder, BOOK, LATER) == Loaded(0, 0, 1, 105, 0)
    assert "nike-pegasus-41" not in rows(database)


def test_a_flaw_in_the_files_leaves_everything_as_it_was(database: Database, folder: Path) -> None:
    load_catalogue(database, folder, BOOK, NOW)
    before, marked = rows(database), mark(database)
    edit(folder / "figures.csv", "hoka-clifton-10,toe_box_width_mm,73.1", "hoka-clifton-10,toe_box_width_mm,wide")
    with pytest.raises(SeedFaultError):
        load_catalogue(database, folder, BOOK, LATER)
    assert (rows(database), mark(database)) == (before, marked)


def test_another_rulebook_derives_shared_and_own_shoes_anew(database: Database) -> None:
    load_catalogue(database, seed_folder(), BOOK, NOW)
    with database.writing() as tx:
        account_id = add_account(tx, "A shop", NOW)
    own = new_shoe(database, account_id, figures={"forefoot_shock_absorption_sa": {"value": 125}})
    untouched = new_shoe(database, account_id, model="Not measured")
    with database.reading() as db:
        before = CATALOGUE_MARKS.one(db, {"account_id": account_id})
    assert own.forefoot_cushioning == "high"
    loaded = load_catalogue(database, seed_folder(), stricter("2"), LATER)
    assert loaded.derived == 1
    assert loaded.updated > 50
    with database.reading() as db:
        derived = shoe_row(db, account_id, own.id)
        assert shoe_row(db, account_id, untouched.id) == untouched
        after = CATALOGUE_MARKS.one(db, {"account_id": account_id})
    assert derived is not None
    assert derived.forefoot_cushioning == "fair"
    assert derived.version > own.version
    assert set(before).isdisjoint(after)
    assert "high" not in {row.forefoot_cushioning for row in rows(database).values() if '"sa"' in row.record}
    assert load_catalogue(database, seed_folder(), stricter("2"), LATER).derived == 0
