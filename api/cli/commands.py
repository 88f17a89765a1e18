"""The ``forefoot`` command: release, serve, keys, and the import of files."""

from __future__ import annotations

import json
import os
import sys
from datetime import timedelta
from typing import Any

import click

from api.advice.core.wording import DistanceText
from api.cli import start
from api.cli.backup_file import backup_commands
from api.cli.feeds import feeds_command
from api.cli.import_file import import_command
from api.cli.start import check_port, opened, say_key, unavailable, warn_of_unknown_settings, warn_unless_released
from api.cli.webhooks import EVERY, EVERY_SECONDS, webhooks_command
from api.cli.words import refusal, refused_setting, text
from api.config import Settings, SettingsError, keep_secret, seed_folder, settings_from_environment
from api.rulebook.load import shipped_rulebook
from api.services.keys import FIRST_ACCOUNT, MadeKey, make_key
from api.services.release import release
from api.services.runs.due_pairs import due_items, due_pairs
from api.services.runs.items import WornItem
from api.services.runs.pair_wear import PairWear
from api.services.shop.demo_shop import demo_store, load_demo_shop
from api.storage.accounts.accounts import SCOPES, add_account, find_account, keys_of_account, list_accounts, revoke_key
from api.storage.database.engines import Database
from api.storage.database.errors import ConflictError, StorageUnavailableError
from api.storage.database.migrate import is_at_head
from api.storage.runners.runners import IMPERIAL, RunnerRow
from api.web.edge.context import utc_now

_LONGEST_NAME = 200


class _Commands(click.Group):
    """Says in one line what stands in the way, instead of a stack trace."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except StorageUnavailableError as fault:
            raise unavailable(settings_from_environment().database_url) from fault
        except SettingsError as fault:
            raise refused_setting(fault) from fault
        except ConflictError as fault:
            raise click.ClickException(str(fault)) from fault

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands with their help whole: click cuts what does not fit on a line."""
        commands = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl(
                [(name, (command.help or "").partition("\n\n")[0]) for name, command in commands if command is not None]
            )


class _Text(click.ParamType[str]):
    """A text that fits its column."""

    name = "text"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if not 1 <= len(value.strip()) <= _LONGEST_NAME or "\0" in value:
            self.fail(text("name_length", most=_LONGEST_NAME), param, ctx)
        return value.strip()


@click.group(cls=_Commands, help=text("help"))
@click.version_option(package_name="forefoot")
def main() -> None:
    """Hold every command."""


@main.command("release", help=text("help_release"))
def release_command() -> None:
    """Migrate the database, load the catalogue, make the first account and key."""
    warn_of_unknown_settings()
    _release(settings_from_environment())


@main.command(help=text("help_serve"))
def serve() -> None:
    """Serve the API with gunicorn on $PORT (8000), with $WEB_CONCURRENCY workers (one a core)."""
    settings = settings_from_environment()
    warn_of_unknown_settings()
    check_port(settings)
    warn_unless_released(settings)
    if settings.demo_shop:
        _load_demo_shop()
    _become_gunicorn()


@main.command(help=text("help_run"))
def run() -> None:
    """Release, say how to try the service, and serve it."""
    settings = settings_from_environment()
    warn_of_unknown_settings()
    check_port(settings)
    made = _release(settings)
    keep_secret(settings)
    if settings.demo_shop is not False:
        _load_demo_shop()
    if start.on_terminal():
        _say_examples(made)
    os.environ.setdefault(EVERY, str(EVERY_SECONDS))
    _become_gunicorn()


@main.group(help=text("help_accounts"))
def accounts() -> None:
    """Hold the commands on accounts."""


@accounts.command("create", help=text("help_accounts_create"))
@click.argument("name", type=_Text())
def accounts_create(name: str) -> None:
    """Make an account and print its id."""
    with _released_database().writing() as tx:
        click.echo(add_account(tx, name, utc_now()))


@accounts.command("list", help=text("help_accounts_list"))
def accounts_list() -> None:
    """Print every account, oldest first."""
    with _released_database().reading() as db:
        for account_id, name in list_accounts(db):
            click.echo(f"{account_id}  {name}")


@main.group(help=text("help_keys"))
def keys() -> None:
    """Hold the commands on keys."""


@keys.command("create", help=text("help_keys_create"))
@click.argument("account_id")
@click.option("--name", required=True, type=_Text(), help=text("option_key_name"))
@click.option("--scope", "scopes", multiple=True, type=click.Choice(sorted(SCOPES)), help=text("option_scope"))
@click.option("--store", "store_id", help=text("option_store"))
@click.option("--expires-in-days", type=click.IntRange(1, 3650), help=text("option_expires"))
def keys_create(
    account_id: str, name: str, scopes: tuple[str, ...], store_id: str | None, expires_in_days: int | None
) -> None:
    """Make a key and print it, once."""
    now = utc_now()
    expires_at = now + timedelta(days=expires_in_days) if expires_in_days else None
    database = _released_database()
    with database.reading() as db:
        if account_id not in dict(list_accounts(db)):
            raise refusal("no_account", account=account_id)
    with database.writing() as tx:
        made = make_key(
            tx, account_id, name=name, now=now, scopes=scopes or None, store_id=store_id, expires_at=expires_at
        )
    click.echo(f"{made.secret}  ({text('key_made', key=made.id)})")


@keys.command("list", help=text("help_keys_list"))
@click.argument("account_id")
def keys_list(account_id: str) -> None:
    """Print an account's keys, without their secrets."""
    now = utc_now()
    with _released_database().reading() as db:
        for row in keys_of_account(db, account_id):
            state = "live" if row.is_live(now) else "revoked" if row.revoked_at else "expired"
            click.echo(
                f"{row.id}  {row.hint}…  {text(f'key_is_{state}')}  {row.name}  [{' '.join(sorted(row.scopes))}]"
            )


@keys.command("revoke", help=text("help_keys_revoke"))
@click.argument("account_id")
@click.argument("key_id")
def keys_revoke(account_id: str, key_id: str) -> None:
    """Revoke a key: every worker refuses it within seconds."""
    with _released_database().writing() as tx:
        if not revoke_key(tx, account_id, key_id, utc_now()):
            raise refusal("no_live_key", account=account_id, key=key_id)
    click.echo(text("key_revoked", key=key_id))


@main.command(help=text("help_due"))
@click.option("--account", "account_id", help=text("option_account"))
@click.option("--all", "kept_too", is_flag=True, help=text("option_all"))
def due(account_id: str | None, kept_too: bool) -> None:
    """Print which pairs are due, or soon will be, as a table: each runner's most urgent first."""
    book, now = shipped_rulebook(), utc_now()
    with _released_database().reading() as db:
        known = [known_id for known_id, _ in list_accounts(db)]
        if account_id is not None and account_id not in known:
            raise refusal("no_account", account=account_id)
        lines = [tuple(text(f"due_{column}") for column in _DUE_COLUMNS)]
        for due_in in known if account_id is None else [account_id]:
            lines += [_due_line(*found) for found in due_pairs(db, due_in, book, now, kept_too=kept_too)]
            lines += [_due_item(*found) for found in due_items(db, due_in, now)]
    if len(lines) == 1:
        click.echo(text("due_nothing"))
        return
    widths = [max(len(line[column]) for line in lines) for column in range(len(_DUE_COLUMNS))]
    for line in lines:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


_DUE_COLUMNS = ("runner", "pair", "verdict", "distance", "retire_by", "date", "earliest", "latest")


def _due_line(runner: RunnerRow, wear: PairWear) -> tuple[str, ...]:
    judgement, forecast = wear.advice.judgement, wear.advice.answer.forecast
    miles = runner.units == IMPERIAL
    dates = ("-", "-", "-") if forecast is None else (forecast.retire_on, forecast.earliest, forecast.latest)
    return (
        runner.external_ref or runner.id,
        wear.log.name,
        judgement.verdict,
        _run(wear, miles_first=miles),
        _format(DistanceText(judgement.limits.retire_by, miles_first=miles)),
        *(str(day) for day in dates),
    )


def _due_item(runner: RunnerRow, found: WornItem) -> tuple[str, ...]:
    miles = runner.units == IMPERIAL
    run = DistanceText(found.reached, miles_first=miles, at_least=found.total is None)
    retire_by = "-" if found.limit is None else _format(DistanceText(found.limit, miles_first=miles))
    name = runner.external_ref or runner.id
    return name, found.item.row.name, str(found.wear.verdict), _format(run), retire_by, "-", "-", "-"


def _run(wear: PairWear, *, miles_first: bool) -> str:
    distance = wear.distance or wear.distance_at_least
    if distance is None:
        return text("distance_not_known")
    return _format(DistanceText(distance, miles_first=miles_first, at_least=wear.distance is None))


def _format(value: object) -> str:
    return shipped_rulebook().wording.format(value)


@main.command(help=text("help_openapi"))
@click.option("--json", "in_json", is_flag=True, help=text("help_openapi_json"))
def openapi(in_json: bool) -> None:
    """Print the API description as YAML: what openapi.yaml holds; or as JSON."""
    # Here, because the other commands would wait seconds for what they do not need.
    from api.app import create_app
    from api.web.edge.openapi import as_yaml, finished_spec

    app = create_app(Settings(database_url="sqlite://", log_level="error"))
    spec = finished_spec(app, app.extensions["forefoot-api"])
    click.echo(json.dumps(spec, ensure_ascii=False) if in_json else as_yaml(spec), nl=in_json)


def _database() -> Database:
    return opened(settings_from_environment(), pool_size=2)


def _released_database() -> Database:
    database = _database()
    with database.reading() as db:
        if not is_at_head(db):
            raise refusal("not_released")
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
    key = made.secret if made and not made.is_preset else text("your_key")
    click.echo(_EXAMPLES.format(try_it=text("try_it"), key=key, base=base, symptoms=_SYMPTOMS))
    click.echo("\n" + text("every_operation", url=f"{base}/docs") + "\n")


_SYMPTOMS = '{"symptoms": {"pain_kinds": ["stabbing"], "hurts_at_night": true}}'
_EXAMPLES = """
{try_it}
  export FOREFOOT_URL={base} FOREFOOT_KEY={key}
  curl -s "$FOREFOOT_URL/v1/shoes?q=hokka+cliffton" -H "Authorization: Bearer $FOREFOOT_KEY"
  curl -s "$FOREFOOT_URL/v1/advice/triage" -H "Authorization: Bearer $FOREFOOT_KEY" \\
    -H "Content-Type: application/json" -d '{symptoms}'"""


def gunicorn_command(target: str) -> list[str]:
    """Return the command that serves ``module:app`` with the settings of ``api.server``."""
    return [sys.executable, "-m", "gunicorn", target, "--config", "python:api.server"]


def _become_gunicorn() -> None:
    command = gunicorn_command("api.wsgi:app")
    sys.stdout.flush()
    os.execv(sys.executable, command)  # noqa: S606 - becomes the server, with arguments of our own


main.add_command(import_command(_released_database, utc_now))
main.add_command(feeds_command(_released_database, utc_now))
main.add_command(webhooks_command(_released_database, utc_now))
for _command in backup_commands(_database, utc_now):
    main.add_command(_command)
