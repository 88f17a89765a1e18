"""What can stand in the way of a start, said in one line before anything is made, and what a start says."""

from __future__ import annotations

import errno
import json
import socket
import sys
from pathlib import Path
from typing import Any

import click
import psycopg
from sqlalchemy import make_url

from api.config import Settings
from api.services.keys import FIRST_ACCOUNT, MadeKey
from api.storage.accounts.accounts import find_account
from api.storage.database.engines import Database
from api.storage.database.migrate import is_at_head

_CONNECT_SECONDS = 4
_CAUSES = (
    (("translate host name", "name or service", "resolve"), "there is no host of this name"),
    (("refused",), "it refused the connection"),
    (("password", "authentication"), "it refused the user or the password"),
    (("does not exist",), "it has no such database or user"),
    (("timeout", "timed out"), "it did not answer in time"),
)
NOT_RELEASED = "The database is not at this version's schema: run `forefoot release`."


def check_port(settings: Settings) -> None:
    """Raise ClickException if the port cannot be listened on."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as fault:
            if fault.errno == errno.EADDRINUSE:
                other = settings.port + 1 if settings.port < 65535 else 8000
                detail = f"Port {settings.port} is in use. Choose another: PORT={other} make run"
                raise click.ClickException(detail) from None
            detail = f"Cannot listen on {settings.host}, port {settings.port} (HOST, PORT): {fault.strerror}."
            raise click.ClickException(detail) from None


def opened(settings: Settings, **options: Any) -> Database:
    """Return the database; raises ClickException if its folder cannot be written."""
    try:
        return Database(settings.database_url, timeout_seconds=settings.database_timeout_seconds, **options)
    except OSError as fault:
        folder = Path(str(make_url(settings.database_url).database)).parent
        detail = f"Cannot write {folder}: {fault.strerror}."
        raise click.ClickException(f"{detail} Set DATABASE_URL to a file elsewhere or to PostgreSQL.") from None


def why_unavailable(url: str) -> str:
    """Return why a database cannot be reached, without its password."""
    told = make_url(url)
    if told.get_backend_name() != "postgresql":
        return f"DATABASE_URL: {told.database} cannot be opened now."
    where = f"host {told.host}, port {told.port or 5432}, database {told.database}"
    plain = told.set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        psycopg.connect(plain, connect_timeout=_CONNECT_SECONDS).close()
    except psycopg.Error as fault:
        words = str(fault).lower()
        cause = next(
            (cause for marks, cause in _CAUSES if any(mark in words for mark in marks)), "it cannot be reached"
        )
        return f"DATABASE_URL: {where}: {cause}."
    return f"DATABASE_URL: {where}: it answers, but not within the time-out."


def warn_unless_released(settings: Settings) -> None:
    """Say so at the start if the database was not prepared."""
    database = opened(settings, pool_size=1)
    try:
        with database.reading() as db:
            if not is_at_head(db):
                click.echo(json.dumps({"level": "warning", "event": NOT_RELEASED}), err=True)
    finally:
        database.dispose()


def on_terminal() -> bool:
    """Return whether a person reads what is printed."""
    return sys.stdout.isatty()


def say_demo_store(store_id: str) -> None:
    """Say the id of the demo store: to people on a terminal, else as a JSON line."""
    if on_terminal():
        click.echo(f"Store    {store_id} (a demo shop with stock)")
    else:
        click.echo(json.dumps({"level": "info", "event": "demo store", "store": store_id}))


def say_key(made: MadeKey | None, database: Database) -> None:
    """Say the key that was made, once: to people on a terminal, else as a JSON line; never a preset key."""
    if not on_terminal():
        line = {"level": "info", "event": "released"}
        if made is not None:
            line |= {"account": made.account_id, "key_id": made.id}
            line |= {} if made.is_preset else {"key": made.secret}
        click.echo(json.dumps(line))
    elif made is None:
        with database.reading() as db:
            account = find_account(db, FIRST_ACCOUNT)
        command = f'{Path(sys.executable).parent / "forefoot"} keys create {account} --name "another key"'
        click.echo(f"The key was printed at the first start. This makes another:\n  {command}")
    elif made.is_preset:
        click.echo(f"Account  {made.account_id}\nKey      the one in FOREFOOT_BOOTSTRAP_KEY ({made.id})")
    else:
        click.echo(f"Account  {made.account_id}\nKey      {made.secret}")
