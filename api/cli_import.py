"""``forefoot import``: a runner's file from this machine, however large, straight into the database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import click

from api.integrations.csv_table import FileFaultError
from api.integrations.exports import read_records
from api.integrations.run_record import QuestionError, ReadOptions, Record
from api.services.import_runs import ForeignPairError, ImportChoices, Imported, import_runs
from api.storage.accounts import list_accounts
from api.storage.database import Database
from api.storage.runners import lock_runner, runner_row

_SHOWN = 20


def import_command(open_database: Callable[[], Database], now: Callable[[], datetime]) -> click.Command:
    """Answer the command, which works on the database that ``open_database`` opens."""

    @click.command("import")
    @click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @click.option("--runner", "runner_id", required=True, help="Whose runs they are.")
    @click.option("--unit", type=click.Choice(["km", "mi"]), help="Of distances whose file does not say it.")
    @click.option("--kind", type=click.Choice(["run", "walk", "hike"]), help="What a track is that does not say it.")
    @click.option("--pair", "pair_id", help="The pair of runs whose file names no shoes.")
    @click.option("--dry-run", is_flag=True, help="Tell what would be done, and do nothing.")
    def command(
        file: Path, runner_id: str, unit: str | None, kind: str | None, pair_id: str | None, dry_run: bool
    ) -> None:
        """Import a file of runs for a runner.

        All of it is stored or nothing; importing it again changes nothing.
        """
        database = open_database()
        account_id = _account_of(database, runner_id)
        records = _read(file, ReadOptions(unit, kind))
        done = _stored(database, account_id, runner_id, records, ImportChoices(pair_id, None, dry_run), now())
        _say(done, dry_run=dry_run)

    return command


def _account_of(database: Database, runner_id: str) -> str:
    with database.reading() as db:
        for account_id, _ in list_accounts(db):
            if runner_row(db, account_id, runner_id) is not None:
                return account_id
    raise click.ClickException(f"no runner {runner_id}")


def _read(path: Path, options: ReadOptions) -> list[Record]:
    with path.open("rb") as file, click.progressbar(length=path.stat().st_size, label="Reading") as bar:
        try:
            return _with_progress(file, options, bar.update)
        except QuestionError as question:
            told = f"{question.message} Say it with --{question.parameter}."
            raise click.ClickException(told) from None
        except FileFaultError as fault:
            line = "" if fault.line is None else f" (line {fault.line})"
            raise click.ClickException(fault.message + line) from None


def _with_progress(file: BinaryIO, options: ReadOptions, update: Callable[[int], None]) -> list[Record]:
    records, furthest = [], 0
    for record in read_records(file, options):
        records.append(record)
        # Looking into a ZIP goes to and fro: only what is further than before is progress.
        place = file.tell()
        if place > furthest:
            update(place - furthest)
            furthest = place
    return records


def _stored(
    database: Database,
    account_id: str,
    runner_id: str,
    records: list[Record],
    choices: ImportChoices,
    now: datetime,
) -> Imported:
    with database.writing() as tx:
        if lock_runner(tx, account_id, runner_id) is None:
            raise click.ClickException(f"no runner {runner_id}")
        try:
            return import_runs(tx, account_id, runner_id, records, choices, now)
        except ForeignPairError:
            raise click.ClickException(f"the runner has no pair {choices.pair_id}") from None


def _say(done: Imported, *, dry_run: bool) -> None:
    told = done.record
    click.echo(
        f"{told.created} created, {told.updated} updated, {told.skipped} skipped, {told.failed} failed"
        + (" (dry run: nothing is stored)" if dry_run else f"  {told.id}")
    )
    failed = [row for row in done.rows if row.status == "failed"]
    for row in failed[:_SHOWN]:
        click.echo(f"  {row.place}: {row.reason}")
    if len(failed) > _SHOWN:
        click.echo(f"  and {len(failed) - _SHOWN} more")
