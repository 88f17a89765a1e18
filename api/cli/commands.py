"""The ``forefoot`` command: release, serve, keys, and the import of files."""

from __future__ import annotations

import os
import sys
from datetime import timedelta
from typing import Any

import click
from environs import EnvError

from api.advice.core.distance import spoken
from api.app import create_app
from api.cli import start
from api.cli.backup_file import backup_commands
from api.cli.import_file import import_command
from api.cli.start import check_port, opened, say_key, warn_unless_released, why_unavailable
from api.config import Settings, seed_folder, settings_from_environment
from api.rulebook.load import shipped_rulebook
from api.services.keys import FIRST_ACCOUNT, MadeKey, make_key
from api.services.release import release
from api.services.runs.due_pairs import due_pairs
from api.services.runs.pair_wear import PairWear
from api.services.shop.demo_shop import demo_store, load_demo_shop
from api.storage.accounts.accounts import SCOPES, add_account, find_account, keys_of_account, list_accounts, revoke_key
from api.storage.database.engines import Database
from api.storage.database.errors import ConflictError, StorageUnavailableError
from api.storage.database.migrate import is_at_head
from api.storage.runners.runners import IMPERIAL, RunnerRow
from api.web.edge.context import utc_now
from api.web.edge.openapi import as_yaml, finished_spec

_LONGEST_NAME = 200


class _Commands(click.Group):
    """Says in one line what stands in the way, instead of a stack trace."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except StorageUnavailableError as fault:
            raise click.ClickException(why_unavailable(settings_from_environment().database_url)) from fault
        except (EnvError, ConflictError) as fault:
            raise click.ClickException(str(fault)) from fault


class _Text(click.ParamType[str]):
    """A text that fits its column."""

    name = "text"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if not 1 <= len(value.strip()) <= _LONGEST_NAME or "\0" in value:
            self.fail(f"must have 1 to {_LONGEST_NAME} characters", param, ctx)
        return value.strip()


@click.group(cls=_Commands)
@click.version_option(package_name="forefoot")
def main() -> None:
    """Forefoot: shoes, pads, mileage and care advice for runners whose forefoot hurts."""


@main.command("release")
def release_command() -> None:
    """Migrate the database, load the catalogue, make the first account and key."""
    _release(settings_from_environment())


@main.command()
def serve() -> None:
    """Serve the API with gunicorn on $PORT (8000), with $WEB_CONCURRENCY workers (one a core)."""
    settings = settings_from_environment()
    check_port(settings)
    warn_unless_released(settings)
    if settings.demo_shop:
        _load_demo_shop()
    _become_gunicorn()


@main.command()
def run() -> None:
    """Release, say how to try the service, and serve it."""
    settings = settings_from_environment()
    check_port(settings)
    made = _release(settings)
    if settings.demo_shop is not False:
        _load_demo_shop()
    if start.on_terminal():
        _say_examples(made)
    _become_gunicorn()


@main.group()
def accounts() -> None:
    """Accounts: a store, a chain or an app."""


@accounts.command("create")
@click.argument("name", type=_Text())
def accounts_create(name: str) -> None:
    """Make an account and print its id."""
    with _released_database().writing() as tx:
        click.echo(add_account(tx, name, utc_now()))


@accounts.command("list")
def accounts_list() -> None:
    """Print every account, oldest first."""
    with _released_database().reading() as db:
        for account_id, name in list_accounts(db):
            click.echo(f"{account_id}  {name}")


@main.group()
def keys() -> None:
    """API keys of an account."""


@keys.command("create")
@click.argument("account_id")
@click.option("--name", required=True, type=_Text(), help="What the key is for.")
@click.option("--scope", "scopes", multiple=True, type=click.Choice(sorted(SCOPES)), help="Repeatable.")
@click.option("--store", "store_id", help="Limit the key to one store.")
@click.option("--expires-in-days", type=click.IntRange(1, 3650), help="For how long it is good; for ever if left out.")
def keys_create(
    account_id: str, name: str, scopes: tuple[str, ...], store_id: str | None, expires_in_days: int | None
) -> None:
    """Make a key and print it, once."""
    now = utc_now()
    expires_at = now + timedelta(days=expires_in_days) if expires_in_days else None
    database = _released_database()
    with database.reading() as db:
        if account_id not in dict(list_accounts(db)):
            raise click.ClickException(f"no account {account_id}")
    with database.writing() as tx:
        made = make_key(
            tx, account_id, name=name, now=now, scopes=scopes or None, store_id=store_id, expires_at=expires_at
        )
    click.echo(f"{made.secret}  ({made.id}; it is not shown again)")


@keys.command("list")
@click.argument("account_id")
def keys_list(account_id: str) -> None:
    """Print an account's keys, without their secrets."""
    now = utc_now()
    with _released_database().reading() as db:
        for row in keys_of_account(db, account_id):
            state = "live" if row.is_live(now) else "revoked" if row.revoked_at else "expired"
            click.echo(f"{row.id}  {row.hint}…  {state}  {row.name}  [{' '.join(sorted(row.scopes))}]")


@keys.command("revoke")
@click.argument("account_id")
@click.argument("key_id")
def keys_revoke(account_id: str, key_id: str) -> None:
    """Revoke a key: every worker refuses it within seconds."""
    with _released_database().writing() as tx:
        if not revoke_key(tx, account_id, key_id, utc_now()):
            raise click.ClickException(f"account {account_id} has no live key {key_id}")
    click.echo(f"{key_id} is revoked")


@main.command()
@click.option("--account", "account_id", help="Only this account; every account if left out.")
@click.option("--all", "kept_too", is_flag=True, help="Pairs that may go on, too.")
def due(account_id: str | None, kept_too: bool) -> None:
    """Print which pairs are due, or soon will be, as a table: each runner's most urgent first."""
    book, today = shipped_rulebook(), utc_now().date()
    with _released_database().reading() as db:
        known = [each for each, _ in list_accounts(db)]
        if account_id is not None and account_id not in known:
            raise click.ClickException(f"no account {account_id}")
        lines: list[tuple[str, ...]] = [_DUE_HEAD]
        for each in known if account_id is None else [account_id]:
            lines += [_due_line(*found) for found in due_pairs(db, each, book, today, kept_too=kept_too)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(_DUE_HEAD))]
    for line in lines:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


_DUE_HEAD = ("RUNNER", "PAIR", "VERDICT", "RUN", "RETIRE BY", "DUE", "EARLIEST", "LATEST")


def _due_line(runner: RunnerRow, wear: PairWear) -> tuple[str, ...]:
    judgement, forecast = wear.advice.judgement, wear.advice.answer.forecast
    miles = runner.units == IMPERIAL
    dates = ("-", "-", "-") if forecast is None else (forecast.retire_on, forecast.earliest, forecast.latest)
    return (
        runner.external_ref or runner.id,
        wear.log.name,
        judgement.verdict,
        _run(wear, miles_first=miles),
        spoken(judgement.limits.retire_by, miles_first=miles),
        *(str(day) for day in dates),
    )


def _run(wear: PairWear, *, miles_first: bool) -> str:
    if wear.distance is not None:
        return spoken(wear.distance, miles_first=miles_first)
    recorded = wear.distance_at_least
    return "not known" if recorded is None else f"at least {spoken(recorded, miles_first=miles_first)}"


@main.command()
def openapi() -> None:
    """Print the API description as YAML: what openapi.yaml holds."""
    app = create_app(Settings(database_url="sqlite://", log_level="error"))
    click.echo(as_yaml(finished_spec(app, app.extensions["forefoot-api"])), nl=False)


def _database() -> Database:
    return opened(settings_from_environment(), pool_size=2)


def _released_database() -> Database:
    database = _database()
    with database.reading() as db:
        if not is_at_head(db):
            raise click.ClickException("the database is not at this version's schema: run `forefoot release` first")
    return database


def _release(settings: Settings) -> MadeKey | None:
    database = _database()
    try:
        made = release(database, settings.bootstrap_key, utc_now())
        say_key(made, database)
        return made
    finally:
        database.dispose()


def _load_demo_shop() -> None:
    """Load the demo store into the first account, where it has none, and say its id."""
    database = _released_database()
    try:
        with database.reading() as db:
            account_id = find_account(db, FIRST_ACCOUNT)
            store_id = None if account_id is None else demo_store(db, account_id)
        if account_id is not None and store_id is None:
            with database.writing() as tx:
                store_id = load_demo_shop(tx, account_id, seed_folder(), shipped_rulebook(), utc_now())
        if store_id is not None:
            start.say_demo_store(store_id)
    finally:
        database.dispose()


def _say_examples(made: MadeKey | None) -> None:
    base = f"http://localhost:{settings_from_environment().port}"
    key = made.secret if made and not made.is_preset else "<your key>"
    click.echo(
        f"""
Try it:
  export FOREFOOT_KEY={key}
  curl -s "{base}/v1/shoes?q=hokka+cliffton" -H "Authorization: Bearer $FOREFOOT_KEY"
  curl -s {base}/v1/advice/triage -H "Authorization: Bearer $FOREFOOT_KEY" \\
    -H "Content-Type: application/json" -d '{{"symptoms": {{"pain_kinds": ["stabbing"], "hurts_at_night": true}}}}'

Every operation, to read and to try: {base}/docs
"""
    )


def gunicorn_command(target: str) -> list[str]:
    """Return the command that serves ``module:app`` with the settings of ``api.server``."""
    return [sys.executable, "-m", "gunicorn", target, "--config", "python:api.server"]


def _become_gunicorn() -> None:
    command = gunicorn_command("api.wsgi:app")
    sys.stdout.flush()
    os.execv(sys.executable, command)  # noqa: S606 - becomes the server, with arguments of our own


main.add_command(import_command(_released_database, utc_now))
for _command in backup_commands(_database, utc_now):
    main.add_command(_command)
