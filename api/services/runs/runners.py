"""Add, change and erase runners."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from api.storage.accounts.idempotency import forget_answers_about, rewrite_answers_about
from api.storage.database.engines import version_after
from api.storage.runners.runners import (
    RunnerRow,
    add_runner,
    check_ref_is_free,
    delete_runner,
    ref_taken,
    replace_runner,
)
from api.storage.runners.runs import forget_pain

_PAIN = "pain_level"


def keep_runner(tx: Connection, row: RunnerRow) -> None:
    """Store a new runner; raises ConflictError for an external_ref that is taken."""
    check_ref_is_free(tx, row)
    try:
        add_runner(tx, row)
    except IntegrityError as fault:
        # Another request took it in the same moment: the index decides.
        raise ref_taken() from fault


def change_runner(tx: Connection, before: RunnerRow, wanted: RunnerRow, now: datetime) -> RunnerRow:
    """Store a runner as it should be, under the runner's lock; one that says the same changes nothing.

    Without consent no pain level stays, in no run and in no stored answer. Raises ConflictError, StaleVersionError.
    """
    if wanted == before:
        return before
    check_ref_is_free(tx, wanted)
    row = replace(wanted, version=version_after(before.version, now), updated_at=now)
    try:
        replace_runner(tx, row, before.version)
    except IntegrityError as fault:
        raise ref_taken() from fault
    if before.health_consent and not row.health_consent:
        forget_pain(tx, row.account_id, row.id)
        rewrite_answers_about(tx, row.account_id, row.id, _without_pain)
    return row


def erase_runner(tx: Connection, row: RunnerRow) -> None:
    """Delete a runner and all that any table holds of them, stored answers included, under the runner's lock."""
    delete_runner(tx, row.account_id, row.id)
    forget_answers_about(tx, row.account_id, row.id)


def _without_pain(body: bytes) -> bytes:
    # Of an import that goes on no body is kept: a retry shows how far it is.
    return orjson.dumps(_forget_pain(orjson.loads(body))) if body else body


def _forget_pain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: None if name == _PAIN else _forget_pain(inner) for name, inner in value.items()}
    return [_forget_pain(inner) for inner in value] if isinstance(value, list) else value
