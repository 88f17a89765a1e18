"""Distinguish an activity that was edited in its source from a run that was corrected in the log.

The contents of a run in its file are kept as a digest. A file with other contents holds an edit; a run with other
contents was corrected by its owner, and stays as it is.
"""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

from api.integrations.readers.run_record import RunRecord
from api.storage.runners.runs import RunRow

_CONTENTS = ("day", "distance_um", "duration_s", "surface", "cadence_spm")
_CHANGED = (*_CONTENTS, "distance_value", "distance_unit", "elapsed_s", "read_as")


def digest_of(row: RunRow) -> str:
    """Return the digest of what a file holds of a run, computed from the run as it is stored."""
    return _digest([getattr(row, name) for name in _CONTENTS])


def digest_of_record(run: RunRecord, day: date) -> str:
    """Return the digest of what a file holds of a run."""
    return _digest([day, run.distance.micrometres, run.duration_s, run.surface, run.cadence_spm])


def _digest(contents: list[Any]) -> str:
    return hashlib.sha256(repr(contents).encode()).hexdigest()[:16]


def is_edited(run: RunRecord, known: RunRow, day: date) -> bool:
    """Return whether a file holds other contents of an activity than before; a copy of a recording may be cut."""
    is_it = known.source == run.source and known.external_id == run.external_id
    if run.is_recording or not is_it or known.import_id is None:
        return False
    return digest_of_record(run, day) != (known.read_as or digest_of(known))


def is_corrected(known: RunRow) -> bool:
    """Return whether a run was corrected in the log since it was imported."""
    if known.read_as is None:
        return known.updated_at != known.created_at
    return digest_of(known) != known.read_as


def contents(row: RunRow) -> dict[str, Any]:
    """Return what an edit changes of a run."""
    return {name: getattr(row, name) for name in _CHANGED}
