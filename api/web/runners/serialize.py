"""What is served of pairs and runs beside what is stored."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from api.advice.core.distance import MICROMETRES, Distance
from api.services.documents import served
from api.storage.runners.pairs import PairRow
from api.storage.runners.run_lists import Place, place_of
from api.storage.runners.runs import RunRow

_DECIMALS = 4


def pair_out(row: PairRow) -> dict[str, Any]:
    """Return a pair as it is served: with its name, and with its distances added up."""
    known = served(row)
    recorded = Distance(row.recorded_um)
    total = None if row.starting_um is None else Distance(row.starting_um) + recorded
    name = row.nickname or row.description or row.shoe_name
    return {
        **known,
        "name": name,
        "recorded_distance": recorded.as_dict(),
        "total_distance": None if total is None else total.as_dict(),
        "cost": cost_of(row.price, row.currency, total),
    }


def cost_of(price: float | None, currency: str | None, run: Distance | None) -> dict[str, Any] | None:
    """Return what something has cost for each kilometre and mile so far; None while that is not known."""
    if price is None or currency is None or run is None or not run.micrometres:
        return None
    per_km, per_mi = (round(price * MICROMETRES[unit] / run.micrometres, _DECIMALS) for unit in ("km", "mi"))
    return {"per_km": per_km, "per_mi": per_mi, "currency": currency}


def cursor_of(row: RunRow) -> list[str]:
    """Return what a cursor keeps of the last run of a page."""
    day, begun, run_id = place_of(row)
    return [day.isoformat(), begun.isoformat(), run_id]


def place_in(cursor: Sequence[Any]) -> Place:
    """Return the place in a list of runs that a cursor keeps."""
    day, begun, run_id = map(str, cursor)
    return date.fromisoformat(day), datetime.fromisoformat(begun), run_id
