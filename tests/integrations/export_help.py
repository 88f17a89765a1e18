"""What the tests of readers share."""

from __future__ import annotations

import io

from api.integrations.readers.detect import read_records
from api.integrations.readers.run_record import ReadOptions, Record, RunRecord, ShoeRecord, Unread
from tests.support.reasons import said


def read(body: bytes, **options: object) -> list[Record]:
    """Return every record of an export."""
    return list(read_records(io.BytesIO(body), ReadOptions(**options)))  # type: ignore[arg-type]


def runs(body: bytes, **options: object) -> list[RunRecord]:
    """Return the runs of an export in which nothing is left unread."""
    records = read(body, **options)
    assert [each for each in records if isinstance(each, Unread)] == []
    return [each for each in records if isinstance(each, RunRecord)]


def one_run(body: bytes, **options: object) -> RunRecord:
    """Return the only run of an export."""
    (run,) = runs(body, **options)
    return run


def shoes(body: bytes) -> list[ShoeRecord]:
    """Return the shoes of an export."""
    return [each for each in read(body) if isinstance(each, ShoeRecord)]


def unread(body: bytes, **options: object) -> list[tuple[str, str]]:
    """Return (status, reason) of every record that gave no run."""
    return [(each.status, said(each.reason)) for each in read(body, **options) if isinstance(each, Unread)]
