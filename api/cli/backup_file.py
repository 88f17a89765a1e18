"""``forefoot backup`` and ``forefoot restore``: the whole database in one file, and back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click

from api.cli.words import text
from api.rulebook.load import shipped_rulebook
from api.storage.backup import Backup, BackupError, restore_backup, write_backup
from api.storage.database.engines import Database

_FILE = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))


def backup_commands(
    open_database: Callable[[], Database], now: Callable[[], datetime]
) -> tuple[click.Command, click.Command]:
    """Return the two commands, which work on the database that ``open_database`` opens."""

    @click.command("backup", help=text("help_backup"))
    @_FILE
    def backup(file: Path) -> None:
        """Write the whole database to FILE, at one instant, while the service goes on."""
        with _in_words():
            made = write_backup(open_database(), file, now())
        click.echo(_text("written", file=str(file), **_facts(made), tables=len(made.rows)))
        click.echo(_text("keep_safe"))

    @click.command("restore", help=text("help_restore"))
    @_FILE
    def restore(file: Path) -> None:
        """Fill an empty database from FILE, and bring it to this version's schema."""
        with _in_words():
            made = restore_backup(open_database(), file)
        click.echo(_text("restored", **_facts(made)))

    return backup, restore


@contextmanager
def _in_words() -> Iterator[None]:
    """Turn a backup's fault into the one line that a person reads."""
    try:
        yield
    except BackupError as fault:
        raise click.ClickException(_text(fault.code, **fault.facts)) from fault


def _facts(made: Backup) -> dict[str, object]:
    return {"rows": made.row_count, "instant": made.taken_at.isoformat(timespec="seconds")}


def _text(key: str, **facts: object) -> str:
    return shipped_rulebook().wording.text(f"backup.{key}", **facts)
