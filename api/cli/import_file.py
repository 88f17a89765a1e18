"""``forefoot import``: a runner's file from this machine, however large, straight into the database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import click
from marshmallow import ValidationError

from api.integrations.readers.detect import read_records
from api.integrations.readers.run_record import QuestionError, ReadOptions, Record
from api.integrations.readers.table import FileFaultError
from api.rulebook.load import shipped_rulebook
from api.services.imports.choices import check_zone, choices_for
from api.services.imports.import_runs import (
    ForeignPairError,
    ImportGoneError,
    ReadFile,
    as_read,
    begin_import,
    preview_import,
    write_import,
)
from api.services.imports.pairs import Outcome
from api.storage.accounts.accounts import list_accounts
from api.storage.database.engines import Database
from api.storage.runners.imports import ImportedRow, ImportRecord, import_rows_with
from api.storage.runners.runners import RunnerRow, lock_runner, runner_row
from api.web.runners.imports_schema import ImportQuery

_SHOWN = 20
_WORDING = shipped_rulebook().wording
_PATIENCE_SECONDS = 120.0

Now = Callable[[], datetime]


class _Parameter(click.ParamType[Any]):
    """A parameter of the import over HTTP, read in the same way."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._field = ImportQuery().fields[name]

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        try:
            return self._field.deserialize(value)
        except ValidationError as fault:
            self.fail(str(fault.messages[0]), param, ctx)


_OPTIONS = (
    click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path)),
    click.option("--runner", "runner_id", required=True, help="Whose runs they are."),
    click.option("--unit", type=click.Choice(["km", "mi"]), help="Of distances whose file does not say it."),
    click.option(
        "--kind",
        type=_Parameter("kind"),
        help='What a track is that does not say it: run, walk or hike; or by name, such as \'{"*": "run"}\'.',
    ),
    click.option("--sports", type=_Parameter("sports"), help="What sports are that nobody here knows, as JSON."),
    click.option("--pair", "pair_id", help="The pair of runs whose file names no shoes."),
    click.option("--time-zone", type=_Parameter("time_zone"), help="Where the runner lives, such as Europe/Berlin."),
    click.option(
        "--column-map",
        type=_Parameter("column_map"),
        help='Which column of any other table is which, such as \'{"date": "Day", "distance": "Km"}\'.',
    ),
    click.option("--dry-run", is_flag=True, help="Tell what would be done, and do nothing."),
)


def import_command(open_database: Callable[[], Database], now: Now) -> click.Command:
    """Return the command, which works on the database that ``open_database`` opens."""

    def command(file: Path, runner_id: str, dry_run: bool, **told: Any) -> None:
        """Import a file of runs for a runner.

        Importing it again changes nothing, and completes an import that was interrupted.
        """
        database = open_database()
        runner = _runner(database, runner_id)
        account_id = runner.account_id
        records = _read(file, ReadOptions(told["unit"], told["kind"], told["column_map"] or {}, told["sports"] or {}))
        choices = choices_for(runner, told["pair_id"], told["time_zone"])
        with _questions(), database.reading() as db:
            check_zone(db, account_id, runner_id, records, choices)
        read = as_read(records, choices)
        try:
            if dry_run:
                with database.snapshot() as db:
                    record, rows, outcomes = preview_import(db, account_id, runner_id, read, _WORDING, now())
                _say(record, rows, "(dry run: nothing is stored)")
                _show([outcome for outcome in outcomes if outcome.status == "created" and outcome.run is not None])
            else:
                done = _stored(database, account_id, runner_id, read, now)
                with database.reading() as db:
                    rows = [
                        row
                        for status in ("failed", "skipped")
                        for row in import_rows_with(db, account_id, done.id, status)
                    ]
                    _say(done, rows, f" {done.id}")
        except ForeignPairError:
            raise click.ClickException(f"the runner has no pair {told['pair_id']}") from None
        except ImportGoneError:
            raise click.ClickException("the import was undone, or its runner erased, while it went on") from None

    for option in reversed(_OPTIONS):
        command = option(command)
    return click.command("import")(command)


def _runner(database: Database, runner_id: str) -> RunnerRow:
    with database.reading() as db:
        for account_id, _ in list_accounts(db):
            runner = runner_row(db, account_id, runner_id)
            if runner is not None:
                return runner
    raise click.ClickException(f"no runner {runner_id}")


def _read(path: Path, options: ReadOptions) -> list[Record]:
    with path.open("rb") as file, click.progressbar(length=path.stat().st_size, label="Reading") as bar, _questions():
        return _with_progress(file, options, bar.update)


@contextmanager
def _questions() -> Iterator[None]:
    """Say what a file leaves open, or why it cannot be read, and end."""
    try:
        yield
    except QuestionError as question:
        told = f"{question.reason.say(_WORDING)} Say it with --{question.parameter.replace('_', '-')}."
        raise click.ClickException(told) from None
    except FileFaultError as fault:
        line = "" if fault.line is None else f" (line {fault.line})"
        raise click.ClickException(fault.reason.say(_WORDING) + line) from None


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


def _stored(database: Database, account_id: str, runner_id: str, file: ReadFile, now: Now) -> ImportRecord:
    with database.writing() as tx:
        if lock_runner(tx, account_id, runner_id) is None:
            raise click.ClickException(f"no runner {runner_id}")
        record = begin_import(tx, account_id, runner_id, file, now())
    with click.progressbar(length=record.records, label="Storing") as bar:
        bar.update(record.records_done)

        def progress(told: ImportRecord) -> None:
            bar.update(told.records_done - bar.pos)

        return write_import(
            database, record, file, _WORDING, now, patience_seconds=_PATIENCE_SECONDS, progress=progress
        )


def _show(outcomes: Sequence[Outcome]) -> None:
    """Print the first runs that would be stored, so that a wrong unit or day is seen."""
    for outcome in outcomes[:_SHOWN]:
        if outcome.run is not None and outcome.start is not None:
            shoes = f" in {outcome.pair_name}" if outcome.pair_name else ""
            click.echo(
                f"  {outcome.start.day} {outcome.run.distance.km:.2f} km {outcome.run.kind}{shoes} ({outcome.place})"
            )


def _say(told: ImportRecord, rows: Sequence[ImportedRow], end: str) -> None:
    click.echo(f"{told.created} created, {told.updated} updated, {told.skipped} skipped, {told.failed} failed {end}")
    for reason, count in Counter(row.reason for row in rows if row.status == "skipped").most_common(_SHOWN):
        click.echo(f"  {count} skipped: {reason}")
    failed = [row for row in rows if row.status == "failed"]
    for row in failed[:_SHOWN]:
        click.echo(f"  {row.place}: {row.reason}")
    if len(failed) > _SHOWN:
        click.echo(f"  and {len(failed) - _SHOWN} more")
