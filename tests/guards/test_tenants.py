"""Everything an account has goes with the account, and is found by the account first."""

from __future__ import annotations

import pytest
from sqlalchemy import Table

from api.storage.migrations.tables import metadata

# What belongs to the service, or is the account itself.
NOT_OF_AN_ACCOUNT = {"accounts", "service_secrets"}

TABLES = [table for table in metadata.sorted_tables if table.name not in NOT_OF_AN_ACCOUNT]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_row_belongs_to_an_account_and_goes_with_it(table: Table) -> None:
    column = table.columns["account_id"]
    assert not column.nullable
    foreign = {key.target_fullname: key.ondelete for key in _keys_that_hold(table)}
    assert foreign.get("accounts.id") == "CASCADE" or "CASCADE" in foreign.values(), foreign


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_an_index_leads_with_the_account(table: Table) -> None:
    columns = [table.primary_key.columns, *(index.columns for index in table.indexes)]
    assert "account_id" in {next(iter(each)).name for each in columns}


def _keys_that_hold(table: Table) -> list:
    return [key for key in table.foreign_keys if key.parent.name == "account_id"]
