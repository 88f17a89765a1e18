"""What holds of a pair of shoes in a request besides its single fields."""

from __future__ import annotations

from functools import partial

from marshmallow import ValidationError

from api.advice.core.distance import Distance
from api.advice.run_today.request import PairToday
from api.web.fields.derive import TYPES, ObjectField


def check_distances(distance: Distance | None, distance_at_least: Distance | None) -> None:
    """Raise ValidationError where a distance is given both as a whole and as a lower bound."""
    if distance is not None and distance_at_least is not None:
        raise ValidationError({"distance_at_least": ["Leave it out beside distance."]})


def _check(pair: PairToday) -> None:
    check_distances(pair.distance, pair.distance_at_least)


TYPES[PairToday] = partial(ObjectField, PairToday, check=_check)
