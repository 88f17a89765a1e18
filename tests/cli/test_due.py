"""``forefoot due``: which pairs are due, as a table, each runner's most urgent first."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from api.cli import commands as cli
from api.storage.database.engines import Database
from tests.support.accounts import Account
from tests.support.databases import url_of
from tests.support.logbook import a_pair, a_runner


@pytest.fixture
def due(released_database: Database, monkeypatch: pytest.MonkeyPatch):
    """Runs the command on the test's database; answers its exit code and its lines."""
    monkeypatch.setenv("DATABASE_URL", url_of(released_database))

    def run(*words: str) -> tuple[int, list[str]]:
        result = CliRunner().invoke(cli.main, ["due", *words])
        return result.exit_code, result.output.splitlines()

    return run


def test_the_table_names_what_is_due_and_nothing_else(
    client: FlaskClient, other_client: FlaskClient, account: Account, other_account: Account, due
) -> None:
    runner_id = a_runner(client, external_ref="member-1", units="imperial")
    known = {"foam": "eva", "kind": "trainer"}
    a_pair(client, runner_id, nickname="Fresh", **known)
    a_pair(client, runner_id, nickname="Soon", starting_distance={"mi": 320}, **known)
    a_pair(client, runner_id, nickname="Finished", starting_distance={"mi": 520}, **known)
    a_pair(client, runner_id, nickname="Gone", starting_distance={"mi": 520}, retired_on="2026-09-01", **known)
    a_pair(other_client, nickname="Theirs", starting_distance={"mi": 520}, **known)
    code, (head, *lines) = due("--account", account.id)
    assert (code, head.split()[:3]) == (0, ["RUNNER", "PAIR", "VERDICT"])
    assert [line.split()[:3] for line in lines] == [
        ["member-1", "Finished", "retire"],
        ["member-1", "Soon", "plan_replacement"],
    ]
    assert "520 mi (837 km)" in lines[0]
    assert lines[1].split()[-3:] == ["-", "-", "-"]
    assert [line.split()[1] for line in due("--account", account.id, "--all")[1][1:]] == ["Finished", "Soon", "Fresh"]
    assert {line.split()[1] for line in due()[1][1:]} == {"Finished", "Soon", "Theirs"}


def test_an_unknown_account_is_refused(due) -> None:
    code, lines = due("--account", "acc_nobody")
    assert (code, lines) == (1, ["Error: There is no account acc_nobody."])


def test_an_insole_past_its_limit_is_in_the_table_and_nothing_due_is_said(
    client: FlaskClient, account: Account, due
) -> None:
    assert due("--account", account.id) == (0, ["Nothing is due."])
    runner = a_runner(client, external_ref="member-1")
    facts = {"kind": "insole", "name": "Cork", "limit": {"km": 400}, "starting_distance": {"km": 450}}
    client.post(f"/v1/runners/{runner}/items", json=facts)
    client.post(f"/v1/runners/{runner}/items", json={**facts, "name": "Fresh", "starting_distance": {"km": 4}})
    code, (_, *lines) = due("--account", account.id)
    assert (code, [line.split()[:3] for line in lines]) == (0, [["member-1", "Cork", "replace"]])
    assert "450 km (280 mi)" in lines[0]
