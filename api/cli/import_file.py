"""``forefoot import``: a runner's file from this machine, however large, straight into the database."""

from __future__ import annotations

import sys
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import Any, BinaryIO

import click
from marshmallow import ValidationError

from api.cli.words import refusal, text
from api.integrations.readers.dates import DATE_ORDERS
from api.integrations.readers.detect import read_records
from api.integrations.readers.encodings import ENCODINGS
from api.integrations.readers.members import Decoded, Member, in_processes
from api.integrations.readers.run_record import QuestionError, ReadOptions, Record
from api.integrations.readers.table import FileFaultError
from api.rulebook.load import shipped_rulebook
from api.services.imports.choices import NEW_PAIRS, check_zone, choices_for
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
SECONDS_A_LINE = 15.0
"""Between two lines that say how far it is, where the output is no terminal."""

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
    click.option("--runner", "runner_id", required=True, help=text("option_runner")),
    click.option("--unit", type=click.Choice(["km", "mi"]), help=text("option_unit")),
    click.option(
        "--kind",
        type=_Parameter("kind"),
        help=text("option_kind"),
    ),
    click.option("--date-order", type=click.Choice(DATE_ORDERS), help=text("option_date_order")),
    click.option("--encoding", type=click.Choice(ENCODINGS), help=text("option_encoding")),
    click.option("--sports", type=_Parameter("sports"), help=text("option_sports")),
    click.option("--pair", "pair_id", help=text("option_pair")),
    click.option("--pairs", type=_Parameter("pairs"), help=text("option_pairs")),
    click.option("--new-pairs", type=click.Choice(NEW_PAIRS), help=text("option_new_pairs")),
    click.option("--time-zone", type=_Parameter("time_zone"), help=text("option_time_zone")),
    click.option(
        "--column-map",
        type=_Parameter("column_map"),
        help=text("option_column_map"),
    ),
    click.option("--dry-run", is_flag=True, help=text("option_dry_run")),
)


def import_command(open_database: Callable[[], Database], now: Now) -> click.Command:
    """Return the command, which works on the database that ``open_database`` opens."""

    def command(file: Path, runner_id: str, dry_run: bool, **options: Any) -> None:
        database = open_database()
        runner = _runner(database, runner_id)
        account_id = runner.account_id
        records = _read(file, _stated(options))
        choices = choices_for(
            runner, options["pair_id"], options["time_zone"], options["pairs"] or (), new_pairs=options["new_pairs"]
        )
        with _questions(), database.reading() as db:
            check_zone(db, account_id, runner_id, records, choices)
        read = as_read(records, choices)
        try:
            if dry_run:
                with database.snapshot() as db:
                    record, rows, outcomes = preview_import(db, account_id, runner_id, read, _WORDING, now())
                click.echo(text("import_dry", **_counts(record)))
                _print_reasons(rows)
                _print_runs([outcome for outcome in outcomes if outcome.status == "created"])
            else:
                done = _stored(database, account_id, runner_id, read, now)
                with database.reading() as db:
                    rows = [
                        row
                        for status in ("failed", "skipped")
                        for row in import_rows_with(db, account_id, done.id, status)
                    ]
                    click.echo(f"{text('import_done', **_counts(done))}  {done.id}")
                    _print_reasons(rows)
        except ForeignPairError as fault:
            raise refusal("no_pair", pair=str(fault)) from None
        except ImportGoneError:
            raise refusal("import_gone") from None

    for option in reversed(_OPTIONS):
        command = option(command)
    return click.command("import", help=f"{text('help_import')}\n\n{text('help_import_again')}")(command)


def _stated(options: Mapping[str, Any]) -> ReadOptions:
    columns, sports = options["column_map"] or {}, options["sports"] or {}
    return ReadOptions(options["unit"], options["kind"], columns, sports, options["date_order"], options["encoding"])


def _runner(database: Database, runner_id: str) -> RunnerRow:
    with database.reading() as db:
        for account_id, _ in list_accounts(db):
            runner = runner_row(db, account_id, runner_id)
            if runner is not None:
                return runner
    raise refusal("no_runner", runner=runner_id)


def _read(path: Path, options: ReadOptions) -> list[Record]:
    size = path.stat().st_size
    with path.open("rb") as file, _progress(size, "reading") as progress, _questions():
        return _with_progress(file, options, size, progress)


@contextmanager
def _questions() -> Iterator[None]:
    """Print what a file leaves open, or why it cannot be read, and end."""
    try:
        yield
    except QuestionError as question:
        option = question.parameter.replace("_", "-")
        reason = f"{question.reason.say(_WORDING)} {text('give_option', option=option)}"
        raise click.ClickException(reason) from None
    except FileFaultError as fault:
        reason = fault.reason.say(_WORDING)
        if fault.line is not None:
            reason = text("in_line", reason=reason, line=fault.line)
        raise click.ClickException(reason) from None


class _Progress:
    """How far a long work is: a bar with the count of records, or a line now and then where nobody sees a bar."""

    def __init__(self, length: int, label: str, bar: Any) -> None:
        self._length, self._label, self._bar = length, label, bar
        self._is_seen, self._said_at, self._furthest = sys.stdout.isatty(), monotonic(), 0

    def reach(self, place: float, count: int) -> None:
        """Show that this place was reached, with so many records; one that lies behind the furthest changes nothing."""
        ahead = max(0, int(place) - self._furthest)
        self._furthest += ahead
        if self._is_seen:
            self._bar.update(ahead, count)
        elif monotonic() - self._said_at >= SECONDS_A_LINE:
            self._said_at = monotonic()
            percent = 100 * self._furthest // max(1, self._length)
            click.echo(text("so_far", label=self._label, percent=percent, count=count))


@contextmanager
def _progress(length: int, key: str) -> Iterator[_Progress]:
    label = text(key)
    shown: Any = click.progressbar(length=length, label=label, item_show_func=lambda count: f"{count or ''}")
    with shown as bar:
        yield _Progress(length, label, bar)


def _with_progress(file: BinaryIO, options: ReadOptions, size: int, progress: _Progress) -> list[Record]:
    records: list[Record] = []
    done: list[float] = []

    def decode(members: Iterable[Member], options: ReadOptions) -> Iterator[Decoded]:
        # Members are read ahead, and in no order of places: what was decoded of them is progress, the place is not.
        done.append(0.0)
        return _noting_shares(members, options, done)

    for record in read_records(file, options, decode):
        records.append(record)
        progress.reach(size * sum(done) if done else file.tell(), len(records))
    return records


def _noting_shares(members: Iterable[Member], options: ReadOptions, done: list[float]) -> Iterator[Decoded]:
    shares: deque[float] = deque()

    def noted() -> Iterator[Member]:
        for member in members:
            shares.append(member.share)
            yield member

    for found in in_processes(noted(), options):
        done[0] += shares.popleft()
        yield found


def _stored(database: Database, account_id: str, runner_id: str, file: ReadFile, now: Now) -> ImportRecord:
    with database.writing() as tx:
        if lock_runner(tx, account_id, runner_id) is None:
            raise refusal("no_runner", runner=runner_id)
        record = begin_import(tx, account_id, runner_id, file, now())
    with _progress(record.records, "storing") as shown:
        shown.reach(record.records_done, record.records_done)

        def progress(so_far: ImportRecord) -> None:
            shown.reach(so_far.records_done, so_far.records_done)

        return write_import(
            database, record, file, _WORDING, now, patience_seconds=_PATIENCE_SECONDS, progress=progress
        )


def _print_runs(outcomes: Sequence[Outcome]) -> None:
    """Print the first runs that would be stored, so that a wrong unit or day is seen."""
    for outcome in [outcome for outcome in outcomes if outcome.run is not None][:_SHOWN]:
        run, start = outcome.run, outcome.start
        if run is not None and start is not None:
            facts = {"day": str(start.day), "km": f"{run.distance.km:.2f}", "kind": run.kind, "place": outcome.place}
            key = "run_in_pair" if outcome.pair_name else "run_shown"
            click.echo(f"  {text(key, pair=outcome.pair_name, **facts)}")


def _counts(record: ImportRecord) -> dict[str, int]:
    return {name: getattr(record, name) for name in ("created", "updated", "skipped", "failed")}


def _print_reasons(rows: Sequence[ImportedRow]) -> None:
    """Print why rows were skipped or failed."""
    for reason, count in Counter(row.reason for row in rows if row.status == "skipped").most_common(_SHOWN):
        click.echo(f"  {text('skipped_because', count=count, reason=reason)}")
    failed = [row for row in rows if row.status == "failed"]
    for row in failed[:_SHOWN]:
        click.echo(f"  {text('failed_row', place=row.place, reason=row.reason)}")
    if len(failed) > _SHOWN:
        click.echo(f"  {text('more_failed', count=len(failed) - _SHOWN)}")
