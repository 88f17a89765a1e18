"""What is served of pairs and runs beside what is stored."""

from __future__ import annotations

from typing import Any

from api.advice.core.distance import Distance
from api.services.documents import served
from api.storage.runners.pairs import PairRow


def pair_out(row: PairRow) -> dict[str, Any]:
    """Return a pair as it is served: with its name, and with its distances added up."""
    known = served(row)
    recorded = Distance(row.recorded_um)
    total = None if row.starting_um is None else (Distance(row.starting_um) + recorded).as_dict()
    name = row.nickname or row.description or row.shoe_name
    return {**known, "name": name, "recorded_distance": recorded.as_dict(), "total_distance": total}
