"""How runners, pairs and runs are shown: plain functions from rows, as hot answers need them."""

from __future__ import annotations

from typing import Any

import orjson

from api.advice.core.distance import Distance
from api.storage.runners.pairs import PairRow
from api.storage.runners.runners import RunnerRow
from api.storage.runners.runs import RunRow


def runner_out(row: RunnerRow) -> dict[str, Any]:
    """Return a runner as it is shown."""
    return {
        "id": row.id,
        "external_ref": row.external_ref,
        "units": row.units,
        "body_mass_kg": row.body_mass_kg,
        "foot_profile": _parsed(row.foot_profile),
        "health_consent": row.health_consent,
        "created_at": row.created_at,
        "updated_at": row.updated_at,
    }


def pair_out(row: PairRow) -> dict[str, Any]:
    """Return a pair as it is shown."""
    recorded = Distance(row.recorded_um)
    starting = distance_of(row.starting_um, row.starting_value, row.starting_unit)
    limit = distance_of(row.limit_um, row.limit_value, row.limit_unit)
    return {
        "id": row.id,
        "runner_id": row.runner_id,
        "name": row.nickname or row.description or row.shoe_name,
        "shoe_id": row.shoe_id,
        "shoe_name": row.shoe_name,
        "description": row.description,
        "nickname": row.nickname,
        "size": _parsed(row.size),
        "foam": row.foam,
        "kind": row.kind,
        "started_on": row.started_on,
        "starting_distance": starting.as_dict() if starting is not None else None,
        "recorded_distance": recorded.as_dict(),
        "total_distance": (starting + recorded).as_dict() if starting is not None else None,
        "run_count": row.run_count,
        "limit": limit.as_dict() if limit is not None else None,
        "roles": row.roles.split(),
        "price": row.price,
        "currency": row.currency,
        "feel": row.feel,
        "inspection": _parsed(row.inspection),
        "retired_on": row.retired_on,
        "retired_reason": row.retired_reason,
        "created_at": row.created_at,
        "updated_at": row.updated_at,
    }


def run_out(row: RunRow) -> dict[str, Any]:
    """Return a run as it is shown."""
    distance = distance_of(row.distance_um, row.distance_value, row.distance_unit)
    return {
        "id": row.id,
        "runner_id": row.runner_id,
        "pair_id": row.pair_id,
        "date": row.day,
        "started_at": row.started_at,
        "distance": distance.as_dict() if distance is not None else None,
        "duration_s": row.duration_s,
        "surface": row.surface,
        "effort": row.effort,
        "cadence_spm": row.cadence_spm,
        "pain_level": row.pain_level,
        "source": row.source,
        "external_id": row.external_id,
        "import_id": row.import_id,
        "created_at": row.created_at,
        "updated_at": row.updated_at,
    }


def distance_of(micrometres: int | None, value: float | None, unit: str | None) -> Distance | None:
    """Return a stored distance, as it was sent where that is known."""
    if micrometres is None:
        return None
    return Distance(micrometres, (value, unit) if value is not None and unit is not None else None)


def sent_of(micrometres: int | None, value: float | None, unit: str | None) -> dict[str, float] | None:
    """Return a stored distance as a request would send it."""
    if micrometres is None:
        return None
    return {unit: value} if value is not None and unit is not None else {"m": Distance(micrometres).m}


def _parsed(text: str | None) -> Any:
    return None if text is None else orjson.loads(text)
