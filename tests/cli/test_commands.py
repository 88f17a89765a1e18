"""The ``forefoot`` command: release as often as you like, accounts and keys, the description, the server's command."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select

from api.app import create_app
from api.cli import commands as cli
from api.cli import start
from api.config import Settings
from api.services.keys import FIRST_ACCOUNT
from api.storage.accounts.accounts import SCOPES, accounts, api_keys
from api.storage.accounts.secrets import CURSOR, secret_of
from api.storage.catalogue.states import SHARED
from api.storage.database.engines import Database
from tests.support.apps import SECRET, client_of
from tests.support.postgres import fresh_database

PRESET = "ff_a-preset-key-for-tests"
KEY = re.compile(r'"key": "(\S+)"')
ACCOUNT = re.compile(r'"account": "(\S+?)"')


@pytest.fixture
def url(backend: str, tmp_path: Path, worker_id: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The URL of a database without any table, which the commands use."""
    if backend == "sqlite":
        given = f"sqlite:///{tmp_path}/deep/forefoot.db"
        monkeypatch.setenv("DATABASE_URL", given)
        yield given
    else:
        with fresh_database(f"cli_{worker_id}") as given:
            monkeypatch.setenv("DATABASE_URL", given.replace("postgresql+psycopg://", "postgres://"))
            yield given


def forefoot(*words: str, **environment: str) -> Result:
    return CliRunner().invoke(cli.main, words, env=environment, catch_exceptions=False)


def told(*words: str, **environment: str) -> str:
    result = forefoot(*words, **environment)
    assert result.exit_code == 0, result.output
    return result.output


def status_with(url: str, key: str, path: str = "/v1/keys") -> int:
    app = create_app(Settings(database_url=url, log_level="error", key_cache_seconds=0))
    status = client_of(app, key).get(path).status_code
    app.extensions["forefoot"].database.dispose()
    return status


def count(url: str) -> tuple[int, int]:
    """Return how many accounts with keys, and keys, there are."""
    database = Database(url)
    with database.reading() as db:
        found = (
            db.execute(select(func.count()).select_from(accounts).where(accounts.c.id != SHARED)).scalar_one(),
            db.execute(select(func.count()).select_from(api_keys)).scalar_one(),
        )
    database.dispose()
    return found


def test_the_first_release_makes_an_account_and_says_its_key_once(url: str) -> None:
    first = told("release")
    key = KEY.search(first)
    assert key is not None and ACCOUNT.search(first)
    assert status_with(url, key[1]) == 200
    assert status_with(url, key[1], "/readyz") == 200
    second = told("release")
    assert key[1] not in second
    assert not KEY.search(second)
    assert count(url) == (1, 1)
    assert status_with(url, key[1]) == 200


def test_a_preset_key_is_the_key_whenever_it_is_set(url: str) -> None:
    for _ in range(2):
        output = told("release", FOREFOOT_BOOTSTRAP_KEY=PRESET)
        assert PRESET not in output
    assert count(url) == (1, 1)
    assert status_with(url, PRESET) == 200


def test_a_key_preset_later_is_added_to_the_first_account(url: str) -> None:
    first = ACCOUNT.search(told("release"))
    second = ACCOUNT.search(told("release", FOREFOOT_BOOTSTRAP_KEY=PRESET))
    assert first is not None and second is not None and first[1] == second[1]
    assert count(url) == (1, 2)
    assert status_with(url, PRESET) == 200


@pytest.mark.parametrize("key", ["two words" * 3, "é" * 30, "x" * 201, "x" * 23])
def test_a_preset_key_that_could_never_be_sent_is_refused(url: str, key: str) -> None:
    result = forefoot("release", FOREFOOT_BOOTSTRAP_KEY=key)
    assert result.exit_code == 1
    assert "FOREFOOT_BOOTSTRAP_KEY" in result.output
    assert key not in result.output


def test_hosts_that_release_at_once_make_one_account_and_one_secret(url: str) -> None:
    command = [sys.executable, "-m", "api.cli", "release"]
    environment = {**os.environ, "DATABASE_URL": url}
    with ThreadPoolExecutor(2) as pool:
        done = list(
            pool.map(
                lambda _: subprocess.run(command, env=environment, capture_output=True, text=True, check=False),
                range(2),
            )
        )
    assert [(each.returncode, each.stderr) for each in done] == [(0, "")] * 2
    assert len([each for each in done if KEY.search(each.stdout)]) == 1
    assert count(url) == (1, 1)


def test_the_secret_behind_cursors_outlives_a_release(url: str) -> None:
    told("release")
    database = Database(url)
    with database.reading() as db:
        secret = secret_of(db, CURSOR)
    told("release")
    with database.reading() as db:
        assert secret_of(db, CURSOR) == secret
    database.dispose()
    assert secret is not None and len(secret) == 64


def test_accounts_and_keys_from_end_to_end(url: str) -> None:
    told("release")
    account = told("accounts", "create", "Shop on Main Street").strip()
    assert f"{account}  Shop on Main Street" in told("accounts", "list")
    assert FIRST_ACCOUNT in told("accounts", "list")
    made = re.fullmatch(
        r"(\S+)  \((key_\w+); it is not shown again\)\n",
        told("keys", "create", account, "--name", "kiosk", "--scope", "advice", "--expires-in-days", "30"),
    )
    assert made is not None
    key, key_id = made.groups()
    assert status_with(url, key, "/v1/rules") == 200
    assert status_with(url, key, "/v1/keys") == 403
    listed = told("keys", "list", account)
    assert re.search(rf"^{key_id}  {key[:7]}…  live  kiosk  \[advice\]$", listed, re.MULTILINE)
    assert key not in listed
    assert told("keys", "revoke", account, key_id) == f"{key_id} is revoked\n"
    assert status_with(url, key, "/v1/rules") == 401
    assert "  revoked  " in told("keys", "list", account)


def test_a_key_has_every_scope_unless_told_otherwise(url: str) -> None:
    told("release")
    account = told("accounts", "create", "x").strip()
    told("keys", "create", account, "--name", "all")
    assert f"[{' '.join(sorted(SCOPES))}]" in told("keys", "list", account)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("keys", "create", "acc_nobody", "--name", "x"), "no account acc_nobody"),
        (("keys", "revoke", "acc_nobody", "key_x"), "account acc_nobody has no live key key_x"),
        (("keys", "create", "acc_nobody", "--name", "x", "--scope", "everything"), "everything"),
        (("keys", "create", "acc_nobody", "--name", "x", "--expires-in-days", "0"), "0"),
        (("accounts", "create", ""), "1 to 200 characters"),
        (("accounts", "create", "  "), "1 to 200 characters"),
        (("accounts", "create", "x" * 201), "1 to 200 characters"),
        (("brew",), "brew"),
    ],
)
def test_a_wrong_command_says_what_is_wrong_in_a_line(url: str, words: tuple[str, ...], said: str) -> None:
    told("release")
    result = forefoot(*words)
    assert result.exit_code in (1, 2)
    assert said in result.output
    assert "Traceback" not in result.output
    assert count(url) == (1, 1)


def test_another_accounts_key_cannot_be_revoked(url: str) -> None:
    told("release", FOREFOOT_BOOTSTRAP_KEY=PRESET)
    other = told("accounts", "create", "x").strip()
    owner = ACCOUNT.search(told("release", FOREFOOT_BOOTSTRAP_KEY=PRESET))
    assert owner is not None
    key_id = told("keys", "list", owner[1]).split()[0]
    assert forefoot("keys", "revoke", other, key_id).exit_code == 1
    assert status_with(url, PRESET) == 200


@pytest.mark.parametrize("words", [("accounts", "list"), ("accounts", "create", "x"), ("keys", "list", "acc_x")])
def test_a_database_that_was_not_released_says_so(url: str, words: tuple[str, ...]) -> None:
    result = forefoot(*words)
    assert result.exit_code == 1
    assert "run `forefoot release` first" in result.output


def test_a_database_that_cannot_be_reached_says_so() -> None:
    result = forefoot("release", DATABASE_URL="postgres://nobody:geheim@127.0.0.1:1/none")
    assert result.exit_code == 1
    where = "host 127.0.0.1, port 1, database none"
    assert result.output == f"Error: DATABASE_URL: {where}: it refused the connection.\n"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "http"),
        ("PORT", "70000"),
        ("WEB_CONCURRENCY", "0"),
        ("FOREFOOT_LOG_LEVEL", "loud"),
        ("FOREFOOT_RATE_LIMIT", "many"),
        ("FOREFOOT_RATE_LIMIT", "0/minute"),
        ("FOREFOOT_KEY_CACHE_SECONDS", "-1"),
        ("FOREFOOT_KEY_CACHE_SECONDS", "nan"),
        ("FOREFOOT_CATALOGUE_CACHE_SECONDS", "-1"),
        ("FOREFOOT_DATABASE_TIMEOUT_SECONDS", "0"),
        ("FOREFOOT_MAX_BODY_BYTES", "64k"),
        ("FOREFOOT_CORS_ORIGINS", "*"),
        ("FOREFOOT_CORS_ORIGINS", "https://a.example,https://b.example/"),
    ],
)
@pytest.mark.parametrize("command", ["release", "serve", "run"])
def test_a_setting_that_cannot_be_read_is_named_before_anything_is_done(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: str, name: str, value: str
) -> None:
    monkeypatch.setattr(os, "execv", lambda *_: pytest.fail("it served"))
    result = forefoot(command, DATABASE_URL=f"sqlite:///{tmp_path}/x.db", **{name: value})
    assert result.exit_code == 1
    assert result.output.startswith(f"Error: {name} must be ")
    assert result.output.endswith(".\n") and result.output.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_an_empty_setting_is_as_good_as_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/x.db")
    empty = {"PORT": "", "WEB_CONCURRENCY": "", "FOREFOOT_BOOTSTRAP_KEY": "", "FOREFOOT_CORS_ORIGINS": ""}
    assert KEY.search(told("release", **empty))


def test_run_releases_says_how_to_try_it_and_serves(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    served: list[list[str]] = []
    monkeypatch.setattr(os, "execv", lambda _, command: served.append(command))
    monkeypatch.setattr(cli, "check_port", lambda _: None)
    monkeypatch.setattr(start, "on_terminal", lambda: True)
    first = told("run", PORT="8123")
    key = re.search(r"^Key +(\S+)$", first, re.MULTILINE)
    assert key is not None
    assert f"FOREFOOT_KEY={key[1]}" in first
    assert "export FOREFOOT_URL=http://localhost:8123 " in first and "$FOREFOOT_URL/v1/advice/triage" in first
    again = told("run", PORT="8123")
    assert key[1] not in again and re.search(r"forefoot keys create acc_\w+ --name", again)
    preset = told("run", PORT="8123", FOREFOOT_BOOTSTRAP_KEY=PRESET)
    assert PRESET not in preset and "key_" in preset
    monkeypatch.setattr(start, "on_terminal", lambda: False)
    lines = told("run", PORT="8123", FOREFOOT_BOOTSTRAP_KEY=PRESET).splitlines()
    assert [json.loads(line)["event"] for line in lines] == ["released", "demo store"]
    assert json.loads(lines[1])["store"] in first
    lines = told("run", PORT="8123", FOREFOOT_BOOTSTRAP_KEY=PRESET, FOREFOOT_DEMO_SHOP="no").splitlines()
    assert [json.loads(line)["event"] for line in lines] == ["released"]
    assert served == [[sys.executable, "-m", "gunicorn", "api.wsgi:app", "--config", "python:api.server"]] * 5


@pytest.mark.long
def test_the_description_is_the_same_whatever_the_hash_seed() -> None:
    command = [sys.executable, "-m", "api.cli", "openapi"]
    made = {
        subprocess.run(command, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True).stdout
        for seed in ("1", "2")
    }
    assert len(made) == 1
    (text,) = made
    assert b"\nopenapi: '3.1.0'\n" in text
    assert text.endswith(b"\n") and not text.endswith(b"\n\n")


def test_the_description_needs_no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://nobody@127.0.0.1:1/none")
    assert "operationId: list_keys" in told("openapi")


def test_a_key_of_a_store_may_do_what_a_store_needs_and_the_store_has_to_exist(url: str) -> None:
    """Teeth: without the check of the store the first key is made; without STORE_SCOPES the last has every scope."""
    told("release")
    account = told("accounts", "create", "Chain").strip()
    refused = forefoot("keys", "create", account, "--name", "x", "--store", "store_doesnotexist")
    assert refused.exit_code == 1 and "no store store_doesnotexist" in refused.output
    head = told("keys", "create", account, "--name", "head").split()[0]
    app = create_app(Settings(database_url=url, log_level="error"))
    store = client_of(app, head).post("/v1/stores", json={"name": "one"}).get_json()["id"]
    refused = forefoot("keys", "create", account, "--name", "x", "--store", store, "--scope", "keys:manage")
    assert refused.exit_code == 1 and "keys:manage" in refused.output
    kiosk = client_of(app, told("keys", "create", account, "--name", "kiosk", "--store", store).split()[0])
    seen = {
        path: kiosk.get(path).status_code for path in (f"/v1/stores/{store}", "/v1/shoes", "/v1/runners", "/v1/keys")
    }
    app.extensions["forefoot"].database.dispose()
    assert list(seen.values()) == [200, 200, 403, 403]


def test_what_is_stored_is_for_this_user_alone(tmp_path: Path) -> None:
    """Teeth: with the modes of the process's umask the file is 0644 in a folder of 0755."""
    file = tmp_path / "deep" / "forefoot.db"
    told("release", DATABASE_URL=f"sqlite:///{file}")
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in file.parent.iterdir()} == {0o600}


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("mysql://u:secret-word@h/d", ("not supported, mysql", "sqlite:///FILE")),
        ("foo secret-word", ("cannot be read", "postgres://")),
        ("sqlite:///", ("names no file",)),
        ("postgresql://u:secret-word@nosuchhost.invalid/d", ("host nosuchhost.invalid, port 5432, database d",)),
        ("sqlite:////dev/null/secret-word/forefoot.db", ("Cannot write /dev/null/", "Set DATABASE_URL")),
    ],
)
def test_a_database_that_cannot_be_used_is_said_in_one_line(url: str, words: tuple[str, ...]) -> None:
    """Teeth: without the checks of ``api.cli.start`` and ``api.config`` these are stack traces."""
    result = forefoot("release", DATABASE_URL=url, FOREFOOT_DATABASE_TIMEOUT_SECONDS="1")
    assert result.exit_code == 1
    assert result.output.count("\n") == 1 and result.output.startswith("Error: ")
    assert [word for word in words if word not in result.output] == []
    assert "secret-word" not in result.output or url.startswith("sqlite")


def test_a_port_in_use_is_said_before_anything_is_made(tmp_path: Path) -> None:
    """Teeth: without ``check_port`` the database is made, and a key printed, before gunicorn fails."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = forefoot("run", DATABASE_URL=f"sqlite:///{tmp_path}/x.db", PORT=str(port))
    assert (result.exit_code, result.output) == (
        1,
        f"Error: Port {port} is in use. Choose another: PORT={port + 1} make run\n",
    )
    assert list(tmp_path.iterdir()) == []


def test_feeds_are_pulled_that_are_due_or_named(url: str) -> None:
    assert forefoot("feeds", "pull").exit_code == 1
    told("release")
    assert told("feeds", "pull") == ""
    unknown = forefoot("feeds", "pull", "feed_00000000000000000000")
    assert (unknown.exit_code, unknown.output) == (1, "Error: there is no feed feed_00000000000000000000\n")


def test_webhooks_are_delivered_once_and_what_came_of_it_is_said(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert forefoot("webhooks", "deliver").exit_code == 1
    monkeypatch.setenv("FOREFOOT_BOOTSTRAP_KEY", PRESET)
    monkeypatch.setenv("FOREFOOT_SECRET", SECRET)
    told("release")
    assert told("webhooks", "deliver") == ""
    client = client_of(create_app(Settings(database_url=url, secret=SECRET, log_level="error")), PRESET)
    webhook = client.post("/v1/webhooks", json={"url": "https://app.invalid/", "events": ["pair.retire"]}).json["id"]
    message = client.post(f"/v1/webhooks/{webhook}/deliveries", json={"event": "webhook.test"}).json["id"]
    assert told("webhooks", "deliver") == f"{message}  webhook.test  unreachable  pending\n"
    assert told("webhooks", "deliver") == ""


def test_every_command_is_listed_with_its_help_whole() -> None:
    shown = " ".join(forefoot("--help").output.split())
    for name, command in cli.main.commands.items():
        words = " ".join((command.help or "").partition("\n\n")[0].split())
        assert f" {name} {words}" in shown


def test_what_needs_no_service_does_not_load_it() -> None:
    code = "import sys, api.cli.commands; print('api.app' in sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert loaded.stdout == "False\n"
