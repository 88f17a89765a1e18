"""What can stand in the way of a start, reported in one line before anything is made, and the warnings of a start."""

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

from api.cli.words import refusal, text
from api.config import Settings, unknown_settings
from api.services.keys import FIRST_ACCOUNT, MadeKey
from api.storage.accounts.accounts import find_account
from api.storage.database.engines import Database
from api.storage.database.migrate import is_at_head

_CONNECT_SECONDS = 4
_CAUSES = (
    (("translate host name", "name or service", "resolve"), "server_unknown_host"),
    (("refused",), "server_refused"),
    (("password", "authentication"), "server_refused_user"),
    (("does not exist",), "server_lacks_database"),
    (("timeout", "timed out"), "server_silent"),
)
"""Words of the driver -> the sentence that names the cause."""


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
                raise refusal("port_in_use", port=settings.port, other=other) from None
            raise refusal("cannot_listen", host=settings.host, port=settings.port, why=fault.strerror) from None


def opened(settings: Settings, **options: Any) -> Database:
    """Return the database; raises ClickException if its folder cannot be written."""
    try:
        return Database(settings.database_url, timeout_seconds=settings.database_timeout_seconds, **options)
    except OSError as fault:
        folder = Path(str(make_url(settings.database_url).database)).parent
        raise refusal("cannot_write", folder=str(folder), why=fault.strerror) from None


def unavailable(url: str) -> click.ClickException:
    """Return why a database cannot be reached, without its password."""
    parts = make_url(url)
    if parts.get_backend_name() != "postgresql":
        return refusal("file_unavailable", file=parts.database)
    where = {"host": parts.host, "port": parts.port or 5432, "database": parts.database}
    plain = parts.set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        psycopg.connect(plain, connect_timeout=_CONNECT_SECONDS).close()
    except psycopg.Error as fault:
        words = str(fault).lower()
        causes = (cause for marks, cause in _CAUSES if any(mark in words for mark in marks))
        return refusal(next(causes, "server_unreachable"), **where)
    return refusal("server_slow", **where)


def warn_of_unknown_settings() -> None:
    """Say so at the start if a variable looks like a setting but is none: a slip of the pen would go unseen."""
    for name, meant in unknown_settings().items():
        warning = text("setting_unknown", name=name) if meant is None else text("setting_meant", name=name, meant=meant)
        _warn(warning)


def _warn(warning: str) -> None:
    click.echo(json.dumps({"level": "warning", "event": warning}), err=True)


def warn_unless_released(settings: Settings) -> None:
    """Say so at the start if the database was not prepared."""
    database = opened(settings, pool_size=1)
    try:
        with database.reading() as db:
            if not is_at_head(db):
                _warn(text("not_released"))
    finally:
        database.dispose()


def on_terminal() -> bool:
    """Return whether a person reads what is printed."""
    return sys.stdout.isatty()


def say_demo_store(store_id: str) -> None:
    """Say the id of the demo store: to people on a terminal, else as a JSON line."""
    if on_terminal():
        _print_labelled("store", text("demo_store", store=store_id))
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
        program, name = Path(sys.executable).parent / "forefoot", text("another_key")
        click.echo(text("key_printed_before"))
        click.echo(f'  {program} keys create {account} --name "{name}"')
    else:
        _print_labelled("account", made.account_id)
        _print_labelled("key", text("preset_key", key=made.id) if made.is_preset else made.secret)


_LABELS = ("account", "key", "store")


def _print_labelled(label: str, value: str) -> None:
    width = max(len(text(name)) for name in _LABELS) + 2
    click.echo(f"{text(label):{width}}{value}")
