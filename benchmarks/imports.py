"""What imports cost: a Strava export of 10,000 activities on both databases, and one FIT file of half a megabyte.

``python -m benchmarks.imports`` prints seconds of processor and of the clock. On a machine that does other work the
clock says little, and the processor's seconds grow by a half.
"""

from __future__ import annotations

import io
import struct
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from api.app import create_app
from api.config import Settings
from api.integrations.readers.detect import read_records
from api.integrations.readers.run_record import ReadOptions
from api.rulebook.load import shipped_rulebook
from api.services.imports.choices import ImportChoices, check_zone
from api.services.imports.import_runs import as_read, begin_import, write_import
from api.storage.database.engines import Database, acting
from api.storage.database.migrate import migrate
from api.storage.database.records import fresh
from api.storage.runners.runners import RunnerRow, add_runner
from api.web.edge.context import parts_of
from tests.support.accounts import new_account
from tests.support.exports.others import fit
from tests.support.exports.strava import export, many
from tests.support.postgres import started_server, stop_server

ACTIVITIES = 10_000
FIT_BYTES = 500_000
GEAR = ("A B", "C D", "E F", "G H", "I J")
AT = datetime(2026, 1, 1, tzinfo=UTC)


def main() -> None:
    """Print what each import costs."""
    body = export(many(ACTIVITIES, GEAR), [("", *pair.split()) for pair in GEAR])
    with tempfile.TemporaryDirectory() as folder:
        urls = {"SQLite": f"sqlite:///{folder}/bench.sqlite", "PostgreSQL": started_server(Path(folder) / "pg")}
        for name, url in urls.items():
            database = parts_of(create_app(Settings(database_url=url, log_level="error"))).database
            migrate(database)
            with acting.for_every_account():
                account_id = new_account(database).id
            with acting.for_account(account_id):
                for title, seconds in _strava(database, account_id, body).items():
                    print(f"{ACTIVITIES:,} activities of Strava, {title}, {name}: {seconds}")
        stop_server(Path(folder) / "pg")
    with _measured() as seconds:
        list(read_records(io.BytesIO(_fit_of(FIT_BYTES)), ReadOptions()))
    print(f"one FIT file of {FIT_BYTES // 1000} KB: {seconds[0]}")


@contextmanager
def _measured() -> Iterator[list[str]]:
    told: list[str] = []
    clock, processor = time.perf_counter(), time.process_time()
    yield told
    told.append(f"{time.process_time() - processor:.2f} s of processor, {time.perf_counter() - clock:.2f} s")


def _strava(database: Database, account_id: str, body: bytes) -> dict[str, str]:
    """Return what a first import and the same file again cost."""
    with database.writing() as tx:
        runner = fresh(RunnerRow, "runner", AT, {"account_id": account_id})
        add_runner(tx, runner)
    found = {}
    for title in ("first", "again"):
        with _measured() as seconds:
            _imported(database, account_id, runner.id, body)
        found[title] = seconds[0]
    return found


def _imported(database: Database, account_id: str, runner_id: str, body: bytes) -> None:
    wording, choices = shipped_rulebook().wording, ImportChoices()
    records = list(read_records(io.BytesIO(body), ReadOptions()))
    with database.reading() as db:
        check_zone(db, account_id, runner_id, records, choices)
    file = as_read(records, choices)
    with database.writing() as tx:
        record = begin_import(tx, account_id, runner_id, file, datetime.now(UTC))
    write_import(database, record, file, wording, lambda: datetime.now(UTC), patience_seconds=60)


def _fit_of(size: int) -> bytes:
    """Return a run with records of ten fields, one a second, as long as makes this size."""
    plain = fit([{"start_time": AT, "timestamp": AT, "sport": "running", "total_distance": 5000.0}])
    fields = ((253, 4, 0x86), (0, 4, 0x85), (1, 4, 0x85), (5, 4, 0x86), (2, 2, 0x84), (6, 2, 0x84))
    fields += ((3, 1, 0x02), (4, 1, 0x02), (13, 1, 0x01), (53, 1, 0x02))
    definition = struct.pack("<BBBHB", 0x41, 0, 0, 20, len(fields)) + b"".join(bytes(field) for field in fields)
    count = size // 25
    rows = (struct.pack("<BLllLHHBBbB", 1, 10**9 + n, n, n, n * 300, 2500, 3000, 150, 85, 20, 0) for n in range(count))
    data = plain[14:-2] + definition + b"".join(rows)
    header = struct.pack("<BBHL4s", 14, plain[1], struct.unpack("<H", plain[2:4])[0], len(data), b".FIT")
    body = header + b"\0\0" + data
    return body + struct.pack("<H", _crc_of(body))


def _crc_of(body: bytes) -> int:
    crc = 0
    for byte in body:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xA001 if crc & 1 else 0)
    return crc


if __name__ == "__main__":
    main()
