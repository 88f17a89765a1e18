"""A pair of shoes in a request: its own limit of distance, and what holds of it besides its single fields."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from marshmallow import ValidationError

from api.advice.core.distance import Distance
from api.advice.run_today.request import PairToday
from api.web.fields.derive import FIELDS, TYPES, ObjectField, part_schema
from api.web.fields.distance import DistanceField, LimitInSchema
from api.web.fields.together import both

WHOLE_OR_AT_LEAST = (both("distance", "distance_at_least"),)


def check_distances(distance: Distance | None, distance_at_least: Distance | None) -> None:
    """Raise ValidationError where a distance is given both as a whole and as a lower bound."""
    if distance is not None and distance_at_least is not None:
        raise ValidationError({"distance_at_least": ["Leave it out beside distance."]})


def _check(pair: PairToday) -> None:
    check_distances(pair.distance, pair.distance_at_least)


def _from_one_km(metadata: Mapping[str, Any], **how: Any) -> DistanceField:
    return DistanceField(metadata.get("description", ""), LimitInSchema, **how)


FIELDS["distance_from_one_km"] = _from_one_km
part_schema(PairToday).refused = WHOLE_OR_AT_LEAST
TYPES[PairToday] = partial(ObjectField, PairToday, check=_check)
